"""Every file of a pack, whatever is in it: loaded as it was meant, or named with a sentence while the others stay."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from kiosk.core.lessons.lesson import Lesson
from kiosk.packs.catalogue.catalogue import InstalledCatalogue
from kiosk.packs.catalogue.loader import load_lesson, load_lessons
from kiosk.packs.format.yaml_reader import read_yaml
from tests.support.lesson_folders import ASSETS, beside, change, full_pack, pack_folder, wav

pytestmark = pytest.mark.heavy

LINE = "Bác đọc tên nhé."
FILES = ("pack.yaml", "skills.yaml", "bai-mot/lesson.yaml", "bai-mot/tyz.yaml", "bai-mot/sounds/tyz.yaml")
LAUGHS = "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
DANGERS: dict[str, bytes] = {
    "alias": b"a: &x b\nc: *x\n", "laughs": f"a: &a [x, x, x]\n{LAUGHS}".encode(), "anchor": b"a: &x b\n",
    "merge-alias": b"a: &x {b: c}\nd:\n  <<: *x\n", "tag": b"a: !!python/name:os.system b\n",
    "deep": b"[" * 5000 + b"]" * 5000, "deep-block": b"- " * 5000 + b"a", "twice": b"a: b\na: c\n",
    "two-documents": b"a: b\n---\na: b\n", "empty": b"", "blank": b"\n\n# c\n", "nul": b"a: \x00\n", "text": b"a\n",
    "megabyte": b"# " + b"x" * 1_000_000, "utf-16": "a: b\n".encode("utf-16"), "utf-32": "a: b\n".encode("utf-32"),
    "legacy": "a: Gói\n".encode("cp1252"), "cut-letter": "a: Gó".encode()[:-1],
    "half-letter": b'"\\uD800": "\\uDFFF"\n', "escaped-marks": b'"e\\u0302": "e\\u0302"\n',
    "lines": b"a: |\n  b\n  c\n", "end-of-line": b'a: "b\\n"\n', "number-key": b"1: a\n", "list-key": b"? [a]\n: b\n",
    "number": b"a: " + b"9" * 9000,
}


def names(shelf: InstalledCatalogue) -> list[str]:
    return [lesson.id for lesson in shelf.lessons()]


def told(shelf: InstalledCatalogue) -> tuple[object, ...]:
    """Everything that the catalogue offers."""
    return (shelf.lessons(), shelf.playlists(), shelf.questions(), shelf.skills(), shelf.languages(),
            shelf.shelved.words, shelf.shelved.sounds, shelf.refused)


def left_without(file: str) -> list[str]:
    """The lessons of the full pack that stay when this file is refused."""
    return {"pack.yaml": [], "bai-mot/lesson.yaml": ["bai-hai"]}.get(file, ["bai-mot", "bai-hai"])


# --- nothing in a file can harm the machine ------------------------------------------------------


@pytest.mark.parametrize("danger", DANGERS)
@pytest.mark.parametrize("file", FILES)
def test_a_dangerous_or_broken_file_is_named_and_the_rest_still_loads(tmp_path: Path, file: str, danger: str) -> None:
    path = full_pack(tmp_path / "a") / file
    other = pack_folder(tmp_path / "b", "bai-khac").rename(tmp_path / "a" / "xa")
    beside(other, "pack.yaml", (other / "pack.yaml").read_text(encoding="utf-8").replace("id: goi", "id: xa"))
    path.write_bytes(DANGERS[danger])
    shelf = load_lessons(tmp_path / "a", ASSETS)
    assert names(shelf) == [*left_without(file), "bai-khac"]
    assert [broken.code for broken in shelf.refused] == ["L1"]
    said = str(shelf.refused[0])
    assert said.startswith("/".join(path.parts[-3:]))
    assert said.isprintable()


@pytest.mark.parametrize("file", FILES)
def test_a_pipe_in_place_of_a_file_is_never_waited_for(tmp_path: Path, file: str) -> None:
    path = full_pack(tmp_path) / file
    path.unlink()
    os.mkfifo(path)
    shelf = load_lessons(tmp_path, ASSETS)
    assert names(shelf) == left_without(file)
    assert ["không phải một tệp chữ" in said for said in shelf.broken()] == [True]


@pytest.mark.parametrize("file", FILES)
def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path, file: str) -> None:
    path = full_pack(tmp_path) / file
    path.unlink()
    path.mkdir()
    assert names(load_lessons(tmp_path, ASSETS)) == left_without(file)
    assert len(load_lessons(tmp_path, ASSETS).refused) == 1


@pytest.mark.parametrize("file", FILES)
def test_marks_line_ends_and_letters_of_other_editors_change_nothing(tmp_path: Path, file: str) -> None:
    path = full_pack(tmp_path) / file
    before = told(load_lessons(tmp_path, ASSETS))
    text = path.read_text(encoding="utf-8")
    for ends in ("\n", "\r\n", "\r"):
        path.write_bytes(("\ufeff" + unicodedata.normalize("NFD", text)).replace("\n", ends).encode())
        assert told(load_lessons(tmp_path, ASSETS)) == before


def test_a_refusal_stays_short_and_printable_however_long_or_odd_what_stood_there(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    for key in ("x" * 900_000, '"a\\e[31m\\u202eb"', '"\\u2028L1: x"'):
        beside(folder, "pack.yaml", f"? {key}\n: 1\n")
        said = load_lessons(tmp_path, ASSETS).broken()[0]
        assert len(said) < 400
        assert said.isprintable()


# --- plain words are text ------------------------------------------------------------------------


@pytest.mark.parametrize("word", [
    "on", "off", "yes", "no", "y", "N", "2026-11-22", "2026-11-22T08:00:00Z", "12:30", "1:30:00", "010", "0x1F", "0o17",
    "1_000", ".5", "0b11", "=", "<<", "NULL", "Null", "TRUE", "1.2.3", "20.000 đ", "+84", ".inf", "nan"])
def test_plain_words_and_days_need_no_quotes(tmp_path: Path, word: str) -> None:
    value = '"+84"' if word == "+84" else word                  # a number is a number
    path = beside(pack_folder(tmp_path, "bai") / "bai", "tyz.yaml", f"{value}: {value}\n")
    assert read_yaml(path).content == {word: word}
    assert load_lessons(tmp_path, ASSETS).said("tyz", word) == word
    assert load_lessons(tmp_path, ASSETS).languages() == ("vi", "tyz")


@pytest.mark.parametrize("word", ["true", "False", "null", "~", "", "5", "-5", "0", "20.000", "1e3"])
def test_what_is_no_text_is_never_taken_for_it(tmp_path: Path, word: str) -> None:
    beside(pack_folder(tmp_path, "bai") / "bai", "tyz.yaml", f"Một: {word}\n")
    assert ["cần chữ" in said for said in load_lessons(tmp_path, ASSETS).broken()] == [True]


def test_a_day_and_the_word_on_stand_in_a_lesson_without_quotes(tmp_path: Path) -> None:
    path = change(pack_folder(tmp_path, "bai") / "bai", "minutes: 5\n", (
        "minutes: 5\nchecked: {by: chị Mẫu, on: 2026-11-22}\n"
        "sources: [{id: a, title: Công văn mẫu, on: 2025-06-01}]\n"))
    lesson: Lesson = load_lesson(path, ASSETS)
    assert lesson.checked is not None
    assert (lesson.checked.on, lesson.sources[0].on) == ("2026-11-22", "2025-06-01")


# --- translations --------------------------------------------------------------------------------


def test_translations_fall_back_string_by_string_and_the_first_of_two_stays(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    beside(folder / "bai-hai", "tyz.yaml", f"{LINE}: Khác.\nDừng lại: Dặng.\n")
    beside(folder / "bai-hai", "mtq.yaml", "Dừng lại: Đứng.\n")
    shelf = load_lessons(tmp_path, ASSETS)
    assert shelf.refused == ()
    assert shelf.languages() == ("vi", "tyz", "mtq")
    assert {language: [shelf.said(language, text) for text in (LINE, "Dừng lại", "Cứ trả")]
            for language in ("vi", "tyz", "mtq", "hmn")} == {
        "vi": [LINE, "Dừng lại", "Cứ trả"], "tyz": ["Dò tên nớ.", "Dặng.", "Cứ trả"],
        "mtq": [LINE, "Đứng.", "Cứ trả"], "hmn": [LINE, "Dừng lại", "Cứ trả"]}


def test_one_broken_language_leaves_the_others_of_the_lesson(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    beside(folder / "bai-mot", "hmn.yaml", "Một: [hai]\n")
    beside(folder / "bai-mot", "sounds/hmn.yaml", "Một: khong-co.wav\n")
    shelf = load_lessons(tmp_path, ASSETS)
    assert shelf.said("tyz", LINE) == "Dò tên nớ."
    assert shelf.sound_of("tyz", LINE) is not None
    assert shelf.languages() == ("vi", "tyz")
    assert [said.split(",")[0] for said in shelf.broken()] == ["goi/bai-mot/hmn.yaml", "bai-mot/sounds/hmn.yaml"]


def test_translations_of_sentences_that_no_lesson_says_change_no_lesson(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    before = load_lessons(tmp_path, ASSETS).lessons()
    beside(folder / "bai", "tyz.yaml", "Câu ở đâu ra.: Ngoài.\nid: khac\nsteps: x\n")
    shelf = load_lessons(tmp_path, ASSETS)
    assert (shelf.lessons(), shelf.refused) == (before, ())
    assert shelf.said("tyz", LINE) == LINE


@pytest.mark.parametrize("text", [
    f"{'a' * 201}: b\n", f"a: {'b' * 281}\n", "a: ''\n", "'': a\n", "a: '[color=ff0000]b[/color]'\n",
    "a: \"b\\u202ec\"\n", "'[ref=x]a': b\n", "a: b&bl;c\n", "a: \"\\e[31m\"\n", "a: {b: c}\n", "a: [b]\n",
], ids=["long-key", "long", "empty", "no-key", "markup", "direction", "markup-key", "entity", "escape", "nested",
        "list"])
def test_a_translation_that_is_no_plain_sentence_is_refused_whole(tmp_path: Path, text: str) -> None:
    folder = full_pack(tmp_path)
    beside(folder / "bai-hai", "tyz.yaml", f"Cứ trả: Xong.\n{text}")
    shelf = load_lessons(tmp_path, ASSETS)
    assert names(shelf) == ["bai-mot", "bai-hai"]
    assert (shelf.said("tyz", LINE), shelf.said("tyz", "Cứ trả")) == ("Dò tên nớ.", "Cứ trả")
    assert ["goi/bai-hai/tyz.yaml, dòng" in said for said in shelf.broken()] == [True]


def test_no_file_puts_other_words_in_the_place_of_the_vietnamese_ones(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    beside(folder / "bai", "vi.yaml", f"{LINE}: Bác chuyển tiền nhé.\n")
    shelf = load_lessons(tmp_path, ASSETS)
    assert (names(shelf), shelf.said("vi", LINE)) == (["bai"], LINE)
    assert ["goi/bai/vi.yaml: tiếng Việt là chữ gốc" in said for said in shelf.broken()] == [True]


@pytest.mark.parametrize("name", [
    "ghi-chu.yaml", "TYZ.yaml", "t.yaml", "abcd.yaml", ".tyz.yaml", "tyz.yml", "tyz.yaml~"])
def test_a_file_that_is_not_named_like_a_language_is_not_read(tmp_path: Path, name: str) -> None:
    beside(pack_folder(tmp_path, "bai") / "bai", name, "a: [\n")
    shelf = load_lessons(tmp_path, ASSETS)
    assert (names(shelf), shelf.refused, shelf.languages()) == (["bai"], (), ("vi",))


def test_what_is_beside_a_refused_lesson_is_not_loaded(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    change(folder / "bai-mot", "right: [dung, cung-dung]", "right: [dnug]")
    shelf = load_lessons(tmp_path, ASSETS)
    assert (shelf.said("tyz", LINE), shelf.sound_of("tyz", LINE)) == (LINE, None)
    assert folder / "bai-mot" not in shelf.folders


# --- recordings ----------------------------------------------------------------------------------


def test_people_may_be_recorded_in_vietnamese_too_and_the_first_lesson_to_say_a_line_is_heard(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    for lesson in ("bai-mot", "bai-hai"):
        beside(folder / lesson, "sounds/vi.yaml", f"{LINE}: noi.wav\n")
        (folder / lesson / "sounds" / "noi.wav").write_bytes(wav())
    shelf = load_lessons(tmp_path, ASSETS)
    assert shelf.refused == ()
    assert shelf.sound_of("vi", LINE) == folder / "bai-mot" / "sounds" / "noi.wav"


@pytest.mark.parametrize("name", [
    "../doc-ten.wav", "/etc/passwd", "Doc-ten.wav", "doc ten.wav", "doc-ten.mp3", "doc-ten", ".wav",
    "sounds/doc-ten.wav"])
def test_a_sound_lies_beside_its_list_under_a_plain_name(tmp_path: Path, name: str) -> None:
    folder = full_pack(tmp_path)
    beside(folder / "bai-mot", "sounds/tyz.yaml", f"{LINE}: {name}\n")
    shelf = load_lessons(tmp_path, ASSETS)
    assert (names(shelf), shelf.sound_of("tyz", LINE)) == (["bai-mot", "bai-hai"], None)
    assert ["tên tệp tiếng" in said for said in shelf.broken()] == [True]
