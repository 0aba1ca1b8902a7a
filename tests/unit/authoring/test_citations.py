"""Facts have sources; packs name what is there; editors get the schema that the loader has."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kiosk.authoring.check import checked
from kiosk.authoring.citations import claims
from kiosk.authoring.recordings import spoken_by_people
from kiosk.authoring.schema import schema, write_schemas
from kiosk.authoring.workspace import gather
from kiosk.core.errors import LessonRefused
from kiosk.packs.format.media_checks import recording_problem
from tests.support.lesson_folders import ASSETS, ROOT, beside, change, flac_head, full_pack, pack_folder, wav

FULL = "picture: greens\n"
SHOW = "  - {type: show, id: het, title: Bác làm được rồi ạ, picture: market}"


def found_in(place: Path) -> list[tuple[str, int, str]]:
    return [(found.path.name, found.line, found.code) for found in checked(place, ASSETS, fit=False)[1]
            if found.code != "nen"]


# --- facts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "Công an không gọi điện đòi tiền bao giờ.", "Từ ngày 1/7/2025 thì dùng VNeID.", "Theo Nghị định 59 thì được.",
    "Ngân hàng không bao giờ hỏi mã OTP.", "Bác gọi số 156 nhé.", "Bác vào dichvucong.gov.vn nhé.",
    "Nộp ở đây miễn phí ạ.", "Lệ phí là 50.000 đ ạ.", "Từ năm 2026 thì khác.", "80 % người làm được.",
    "Chuyển trên 10 triệu phải soi mặt.", "Bắt buộc phải có mức 2.", "Bác gọi 1900 9038 nhé.",
    "Pháp luật phạt người giữ tiền.", "Quyết định 757 nói thế.", "Hôm 18/11/2025 có người bị lừa.",
])
def test_what_can_be_looked_up_is_a_claim(text: str) -> None:
    assert len(claims(text)) == 1


@pytest.mark.parametrize("text", [
    "Bác quyết định gì ạ?", "Công an thật có gọi thế không ạ?", "Bác trả 20.000 đ nhé.", "Bác mua 2 kg rau.",
    "Ông luật sư giả đấy ạ.", "Máy chạy 24/24 giờ ạ.", "Bác ra công an xã hỏi nhé.", "Không phải công an đâu ạ.",
    "Số 15 thôn Mẫu.", "Mã là 123456 ạ.", "Chưa mất phí gì ạ.", "Bác hỏi cán bộ xã nhé.",
])
def test_what_people_say_to_each_other_is_none(text: str) -> None:
    assert claims(text) == []


def test_a_claim_without_a_source_is_told_and_with_one_it_is_not(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "reply: Dừng lại hỏi ạ.", "reply: Công an không gọi đòi tiền ạ.")
    assert found_in(tmp_path) == [("lesson.yaml", 32, "thieu-nguon")]
    change(folder / "bai", "    id: hoi\n", "    id: hoi\n    sources: [long-an]\n")
    change(folder / "bai", FULL, FULL + "sources: [{id: long-an, title: Công an Long An, on: 6/2025}]\n")
    assert found_in(tmp_path) == []


def test_a_claim_to_take_home_needs_a_lesson_with_sources(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "take_home: [Đọc tên rồi mới trả]", "take_home: [Gọi 5656 để báo ạ]")
    assert found_in(tmp_path) == [("lesson.yaml", 7, "thieu-nguon")]


def test_what_a_screen_or_a_stranger_says_is_no_fact_of_ours(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "value: NGUYỄN THỊ MẪU", "value: Miễn phí từ ngày mai")
    change(folder / "bai", "ask: Bác làm gì ạ?", "ask: Bác làm gì ạ?\n    card: [Công an không cho bác nói với ai.]")
    assert found_in(tmp_path) == []


def test_a_source_that_no_step_uses_is_told(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", FULL, FULL + "sources:\n  - {id: long-an, title: VPBank 8/2025, on: 6/2025}\n")
    assert found_in(tmp_path) == [("lesson.yaml", 7, "nguon-thua")]


# --- the pack ------------------------------------------------------------------------------------


def test_a_pack_with_everything_has_nothing_to_mend(tmp_path: Path) -> None:
    full_pack(tmp_path)
    assert found_in(tmp_path) == [("tyz.yaml", 0, "ban-dich")]      # sentences are left to translate: a reminder


@pytest.mark.parametrize(("file", "old", "new", "line", "code"), [
    ("pack.yaml", "[bai-hai, bai-mot]", "[bai-hai, bai-ba]", 6, "dang"),
    ("pack.yaml", "[bai-hai, bai-mot]", "[bai-hai, bai-hai]", 6, "dang"),
    ("pack.yaml", "picture: market", "picture: khong-co", 6, "hinh"),
    ("pack.yaml", "icon: qr", "icon: khong-co", 7, "hinh"),
    ("pack.yaml", "title: 15 phút đầu", "title: '[b]15[/b] phút'", 6, "ngoac"),
    ("skills.yaml", "source: Công", "group: khong-co, source: Công", 1, "dang"),
    ("skills.yaml", "title: Thanh toán trực tuyến, ", "", 1, "dang"),
    ("bai-mot/lesson.yaml", FULL, FULL + "skills: [khong-co]\n", 6, "dang"),
    ("bai-mot/lesson.yaml", FULL, FULL + "after: [khong-co]\n", 6, "dang"),
    ("bai-mot/lesson.yaml", FULL, FULL + "after: [bai-mot]\n", 6, "dang"),
    ("bai-mot/tyz.yaml", "Bác đọc tên nhé.", "Bác đọc tên.", 1, "ban-dich"),
    ("bai-mot/sounds/tyz.yaml", "Bác đọc tên nhé.", "Bác đọc tên.", 1, "ban-dich"),
    ("bai-mot/sounds/tyz.yaml", "doc-ten.wav", "doc-la.wav", 1, "am-thanh"),
])
def test_names_that_lead_nowhere_are_told_with_file_and_line(
        tmp_path: Path, file: str, old: str, new: str, line: int, code: str) -> None:
    path = full_pack(tmp_path) / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert (path.name, line, code) in found_in(tmp_path)


def test_a_lesson_may_go_on_from_a_neighbouring_pack(tmp_path: Path) -> None:
    full_pack(tmp_path)
    own = pack_folder(tmp_path / "rieng", "bai-ba").rename(tmp_path / "goi-xa")
    (own / "pack.yaml").write_text('id: goi-xa\nversion: "1.0.0"\ntitle: Gói xã\nlessons: [bai-ba]\n', encoding="utf-8")
    change(own / "bai-ba", FULL, FULL + "after: [bai-mot]\nskills: [thanh-toan]\n")
    assert found_in(own / "bai-ba") == []


def test_what_a_good_lesson_has_is_only_advised(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "minutes: 5", "minutes: 45")
    found = checked(tmp_path, ASSETS, fit=False)[1]
    assert [(f.code, f.level) for f in found] == [("nen", "warning")] * 2
    shows = "\n".join(SHOW.replace("id: het", f"id: het-{n}") for n in range(5))
    change(folder / "bai", SHOW, shows)
    change(folder / "bai", "minutes: 45", "minutes: 10")
    change(folder / "bai", "    say: Bác đọc tên nhé.", "    alone: true\n    say: Bác đọc tên nhé.")
    assert checked(tmp_path, ASSETS, fit=False)[1] == []


# --- recorded sounds -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.wav", wav(1), ""), ("a.flac", flac_head(60), ""), ("a.flac", flac_head(61), "dài hơn 60 giây"),
    ("a.flac", flac_head(5, channels=6), "không phải tiếng"), ("a.flac", wav(1), "không phải tiếng"),
    ("a.wav", flac_head(5), "không phải tiếng"), ("a.wav", wav(61), "dài hơn 60 giây"),
    ("a.wav", bytes(5_000_001), "nặng hơn 5 MB"), ("a.ogg", b"OggS", "không phải tiếng"),
])
def test_a_recording_is_judged_by_its_head(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    flaw = recording_problem(tmp_path / name)
    assert said in flaw
    assert bool(flaw) is bool(said)


def test_a_pipe_is_no_recording(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    assert "không có tệp" in recording_problem(tmp_path / "a.wav")


def test_flac_becomes_the_same_ogg_each_time(tmp_path: Path) -> None:
    soundfile = pytest.importorskip("soundfile")
    folder = full_pack(tmp_path) / "bai-mot"
    soundfile.write(folder / "sounds" / "doc-ten.flac", [[0.0], [0.1]] * 4000, 16_000)
    beside(folder, "sounds/tyz.yaml", "Bác đọc tên nhé.: doc-ten.flac\n")
    source = gather(tmp_path, ASSETS).packs[0]
    first, second = list(spoken_by_people(source)), list(spoken_by_people(source))
    assert first == second
    assert [(said.language, said.ending, said.voice) for said in first] == [("tyz", "ogg", "giọng người")]
    (folder / "sounds" / "doc-ten.flac").write_bytes(flac_head(3))
    with pytest.raises(LessonRefused, match="không đọc được tới cuối"):
        list(spoken_by_people(source))


# --- the schema ----------------------------------------------------------------------------------


def test_the_schemas_in_the_repository_are_those_of_the_records(tmp_path: Path) -> None:
    for path in write_schemas(tmp_path):
        kept = ROOT / "lessons" / "schema" / path.name
        assert kept.read_text(encoding="utf-8") == path.read_text(encoding="utf-8"), "run: kiosk lessons schema"
    assert len(list(tmp_path.iterdir())) == len(list((ROOT / "lessons" / "schema").iterdir()))


def test_the_schema_knows_every_kind_of_step_and_not_what_the_kiosk_sets() -> None:
    made: dict[str, Any] = schema("lesson")
    kinds = {name for name in made["$defs"] if name.endswith("Step")}
    assert kinds == {f"{name}Step" for name in ("Show", "Phone", "Scan", "Choose", "Call", "Do", "Again")}
    assert "for" in made["$defs"]["Lesson"]["properties"]
    assert "same_as" not in json.dumps(made)
