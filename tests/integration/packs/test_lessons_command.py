"""``kiosk lessons`` as an author uses it, with real measuring and real pictures."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from kiosk.cli.lessons import main
from kiosk.packs.format.reader import read_built
from tests.support.kivy import window_of_tests
from tests.support.lesson_folders import ASSETS, ROOT, change, pack_folder

pytestmark = [pytest.mark.slow, pytest.mark.ui]


@pytest.fixture(autouse=True)
def _window() -> None:
    window_of_tests()


def test_the_shipped_lessons_are_clean(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found is kept from run to run, by everything it depends on (test_lessons_check_cache)."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(ROOT / "build" / "checked"))
    assert main(["check", str(ROOT / "lessons")]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert ": 0 chỗ phải sửa, " in printed[-1]
    assert all("tieng-nuoc-ngoai (nhắc)" in line for line in printed[:-1])     # passwords and Telex keys are no words


def test_words_without_room_are_told_with_their_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "label: Dừng lại,", "label: Nghiêng nghiêng nghiêng nghiêng nghiêng nghiêng nghiêng,")
    change(folder / "bai", "label: Cứ trả,", "label: Nghiêng nghiêng nghiêng nghiêng nghiêng nghiêng khuỷu,")
    assert main(["check", str(folder)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert any(re.match(r".*lesson\.yaml:3[23]: tran-chu “Nghiêng.*150 %", line) for line in printed)
    assert all("tran-chu “" in line for line in printed[:-1] if "(nhắc)" not in line)


def test_json_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "say: Bác đọc tên nhé.", "say: Bác click nhé.")
    assert main(["check", str(folder / "bai"), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(f["line"], f["code"], f["level"]) for f in found if f["level"] == "error"] == [(11, "tu-cam", "error")]
    assert set(found[0]) == {"path", "line", "code", "level", "sentence", "fix"}


def test_building_checks_first_and_writes_nothing_for_a_broken_pack(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "say: Bác đọc tên nhé.", "say: Bác click nhé.")
    assert main(["build", str(folder), "--out", str(tmp_path / "ra")]) == 1
    assert "Chưa đóng gói" in capsys.readouterr().err
    assert not (tmp_path / "ra").exists()


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_building_twice_with_the_voice_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = pack_folder(tmp_path, "bai")
    built = []
    for name in ("a", "b"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"cache-{name}"))
        assert main(["build", str(folder), "--out", str(tmp_path / name)]) == 0
        place = tmp_path / name / "goi"
        built.append({str(p.relative_to(place)): p.read_bytes() for p in place.rglob("*") if p.is_file()})
    assert built[0] == built[1]
    sounds = read_built(tmp_path / "a" / "goi", ASSETS).manifest.sounds
    assert {sound.voice for sound in sounds} == {"giọng máy"}
    assert "Bác đọc tên nhé." in {sound.text for sound in sounds}


def test_without_espeak_the_pack_is_built_silent_and_says_so(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["build", str(pack_folder(tmp_path, "bai")), "--out", str(tmp_path / "ra")]) == 0
    assert "chưa có espeak-ng" in capsys.readouterr().out
    assert read_built(tmp_path / "ra" / "goi", ASSETS).manifest.sounds == ()


def test_preview_writes_every_step_and_every_hint_as_png(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    assert main(["preview", str(folder / "bai"), "--out", str(tmp_path / "anh"), "--percent", "150"]) == 0
    names = {path.name for path in (tmp_path / "anh").glob("*.png")}
    assert {"01-doc-ten-dau.png", "01-doc-ten-giup-1.png", "01-doc-ten-giup-2.png", "01-doc-ten-lam-mau.png",
            "02-quet-giup-2.png", "03-hoi-sai-1.png", "04-het-xong.png"} <= names
    with Image.open(tmp_path / "anh" / "01-doc-ten-dau.png") as picture:
        assert picture.size == (1280, 800)
        assert len(picture.convert("RGB").getcolors(1_000_000) or ()) > 20


@pytest.mark.parametrize("command", ["check", "build", "preview"])
@pytest.mark.parametrize("junk", [b"\xff\xfe\x00", b"a: &x [*x, *x]", b"[" * 10_000, b""])
def test_junk_is_refused_with_one_sentence_and_no_trace(
        tmp_path: Path, command: str, junk: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pack_folder(tmp_path, "bai")
    (folder / "bai" / "lesson.yaml").write_bytes(junk)
    out = [] if command == "check" else ["--out", str(tmp_path / "ra")]
    assert main([command, str(folder / "bai"), *out]) == 1
    said = capsys.readouterr()
    assert "lesson.yaml" in said.out + said.err
    assert "Traceback" not in said.out + said.err


def test_a_place_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "khong-co")]) == 1
    assert "không mở được" in capsys.readouterr().out
    assert main(["preview", str(tmp_path / "khong-co"), "--out", str(tmp_path / "ra")]) == 1
    assert main(["build", str(pack_folder(tmp_path, "bai") / "bai"), "--out", str(tmp_path / "ra")]) == 1


def test_say_prints_what_the_voice_will_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "Mã OTP tập là 5283,", "ngày 5/4"]) == 0
    assert capsys.readouterr().out == "Mã ô tê pê tập là năm hai tám ba, ngày mồng năm tháng tư\n"
