"""What is typed wrongly after ``kiosk packs`` is told in Vietnamese."""

from __future__ import annotations

import pytest

from kiosk.cli import packs
from sync.command_line import in_vietnamese


@pytest.mark.parametrize(("words", "sentence"), [
    (["publish"], "thiếu --keys"),
    (["keygen", "--keys"], "thiếu chữ đi sau --keys"),
    (["publish", "--keys", "khoa", "--keep", "0"], "sai chỗ --keep"),
    (["publish", "--keys", "khoa", "--nhanh"], "thừa --nhanh"),
    (["rotate-key", "goc", "--keys", "khoa"],
     "không có ROLE “goc”; chọn một trong root, targets, snapshot, timestamp"),
    (["verify"], "thiếu STICK"),
    (["rollback"], "thiếu PACK"),
    (["cai"], "không có LỆNH “cai”; chọn một trong keygen, publish, list, expire, rotate-key, verify, install, "
              "rollback"),
    ([], "thiếu LỆNH"),
])
def test_words_typed_wrongly_are_named_in_one_vietnamese_sentence(
        words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        packs.main(words)
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith(f"Lệnh gõ chưa đúng: {sentence}. Xem cách gõ: kiosk packs ")
    assert error.endswith(" --help\n")
    assert len(error.splitlines()) == 1


def test_a_sentence_nobody_foresaw_is_not_english() -> None:
    assert in_vietnamese("something went wrong") == "có chỗ sai"
