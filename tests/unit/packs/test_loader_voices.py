"""Whose voice is heard and whose picture is seen, of all the packs there are; and sounds that are not let in."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest

from kiosk.authoring.builder import Spoken, build_pack
from kiosk.authoring.workspace import gather
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.format.media_checks import MAX_RECORDING_BYTES, recording_problem
from tests.support.built_folders import LINE, MACHINE, NEIGHBOUR, PERSON, author, heard, installed, names, voices
from tests.support.lesson_folders import ASSETS, beside, flac_head, full_pack, wav

READER = wav(sample=4)                                          # in an author's folder


# --- voices --------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [
    (NEIGHBOUR, PERSON, MACHINE), (NEIGHBOUR, PERSON), (NEIGHBOUR, MACHINE), (PERSON, MACHINE), (NEIGHBOUR,),
    (PERSON,), (MACHINE,), (),
], ids=["all", "neighbour-reader", "neighbour-machine", "reader-machine", "neighbour", "reader", "machine", "none"])
def test_a_neighbour_is_heard_before_a_reader_and_both_before_the_machine(
        tmp_path: Path, there: tuple[Spoken, ...]) -> None:
    pack = installed(tmp_path, "1.0.0", *(sound for sound in there[::-1] if sound is not NEIGHBOUR))
    places = [pack, voices(tmp_path, NEIGHBOUR)] if NEIGHBOUR in there else [pack]
    for order in (places, places[::-1]):
        shelf = load_lessons(tmp_path / "khong-co", ASSETS, order)
        assert shelf.refused == ()
        assert heard(shelf) == (there[0].content if there else None)


@pytest.mark.parametrize(("sound", "expected"), [(NEIGHBOUR, NEIGHBOUR.content), (MACHINE, READER)])
def test_a_reader_in_the_authors_folder_is_heard_unless_a_neighbour_speaks(
        tmp_path: Path, sound: Spoken, expected: bytes) -> None:
    root = author(tmp_path)
    beside(root / "goi" / "bai-mot", "sounds/tyz.yaml", f"{LINE}: noi.wav\n")
    (root / "goi" / "bai-mot" / "sounds" / "noi.wav").write_bytes(READER)
    assert heard(load_lessons(root, ASSETS)) == READER
    assert heard(load_lessons(root, ASSETS, [voices(tmp_path, sound)])) == expected


def test_a_broken_recording_leaves_the_machine_speaking(tmp_path: Path) -> None:
    root = author(tmp_path, "2.0.0")
    beside(root / "goi" / "bai-mot", "sounds/tyz.yaml", f"{LINE}: noi.wav\n")
    (root / "goi" / "bai-mot" / "sounds" / "noi.wav").write_bytes(wav(61))
    shelf = load_lessons(root, ASSETS, [voices(tmp_path, MACHINE)])
    assert heard(shelf) == MACHINE.content
    assert ["tiếng dài hơn 60 giây" in said for said in shelf.broken()] == [True]


@pytest.mark.parametrize("of", ["goi", "goi-chua-co"])
def test_voices_bring_no_lesson_and_wait_for_their_pack_without_complaint(tmp_path: Path, of: str) -> None:
    place = voices(tmp_path, NEIGHBOUR, of=of)
    alone = load_lessons(tmp_path / "khong-co", ASSETS, [place])
    assert (alone.lessons(), alone.refused) == ((), ())
    shelf = load_lessons(author(tmp_path), ASSETS, [place])
    assert (names(shelf), shelf.refused) == (["bai-mot", "bai-hai"], ())
    assert heard(shelf) == NEIGHBOUR.content


def test_voices_never_stand_in_for_lessons_of_the_same_name(tmp_path: Path) -> None:
    shelf = load_lessons(author(tmp_path, "0.0.1"), ASSETS, [voices(tmp_path, NEIGHBOUR, name="goi")])
    assert (names(shelf), shelf.refused) == (["bai-mot", "bai-hai"], ())
    assert heard(shelf) == NEIGHBOUR.content


def test_a_damaged_pack_of_voices_leaves_the_lessons_and_the_other_voices(tmp_path: Path) -> None:
    pack, place = installed(tmp_path, "1.0.0", PERSON), voices(tmp_path, NEIGHBOUR)
    next(iter((place / "assets").iterdir())).unlink()
    shelf = load_lessons(tmp_path / "khong-co", ASSETS, [place, pack])
    assert names(shelf) == ["bai-mot", "bai-hai"]
    assert heard(shelf) == PERSON.content
    assert ["thiếu tệp" in said for said in shelf.broken()] == [True]


# --- pictures ------------------------------------------------------------------------------------


def test_pictures_of_built_packs_are_found_by_name_and_the_first_of_two_equal_names_stays(tmp_path: Path) -> None:
    full_pack(tmp_path / "a")
    first = build_pack(gather(tmp_path / "a", ASSETS).packs[0], ASSETS, tmp_path / "may")
    root = author(tmp_path, pack="goi-xa")
    for lesson in ("bai-mot", "bai-hai"):
        shutil.copy(ASSETS / "pictures" / "greens.png", root / "goi-xa" / lesson / "market.png")
    second = build_pack(gather(root, ASSETS).packs[0], ASSETS, tmp_path / "may")
    for places, market in (([first, second], "market"), ([second, first], "greens")):
        live = LiveCatalogue(lambda places=places: load_lessons(tmp_path / "khong-co", ASSETS, places))  # type: ignore[misc]
        seen = live.picture_of("market")
        assert seen is not None
        assert seen.read_bytes() == (ASSETS / "pictures" / f"{market}.png").read_bytes()
        assert live.picture_of("khong-co") is None


# --- sounds that are not let in ------------------------------------------------------------------


def riff(form: int = 1, channels: int = 1, rate: int = 8000, bits: int = 16, length: int = 1600) -> bytes:
    """1,600 bytes of WAV whose head says what it likes."""
    step = channels * bits // 8
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 1636, b"WAVE", b"fmt ", 16, form, channels, rate, rate * step,
                       step, bits, b"data", length) + bytes(1600)


def page(content: bytes, granule: int, serial: int = 1, packets: int = 1) -> bytes:
    """One Ogg page of packets that are all equally long."""
    each = len(content) // packets
    return struct.pack("<4sBBqIIIB", b"OggS", 0, 0, granule, serial, 0, 0, packets) + bytes([each]) * packets + content


OPUS = b"OpusHead\x01\x01" + bytes(9)
VORBIS = b"\x01vorbis" + bytes(4) + b"\x01" + (16_000).to_bytes(4, "little") + bytes(12) + b"\xb8\x01"


@pytest.mark.parametrize(("name", "content"), [
    ("a.wav", riff()), ("a.wav", riff(channels=2)), ("a.wav", riff(bits=24)), ("a.wav", riff(rate=48_000)),
    ("a.ogg", page(OPUS, 0) + page(b"x", 48_000 * 60)), ("a.ogg", page(VORBIS, 0) + page(b"x", 16_000 * 60)),
    ("a.flac", flac_head(1)), ("a.flac", flac_head(1, channels=2)), ("a.flac", flac_head(1, rate=48_000)),
], ids=["wav", "wav-2", "wav-24", "wav-48k", "opus", "vorbis", "flac", "flac-2", "flac-48k"])
def test_plain_sounds_of_at_most_a_minute_are_let_in(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert recording_problem(tmp_path / name) == ""


@pytest.mark.parametrize(("name", "content", "said"), [
    ("a.wav", riff(form=3), "không phải tiếng"), ("a.wav", riff(rate=4000), "không phải tiếng"),
    ("a.wav", riff(rate=96_000), "không phải tiếng"), ("a.wav", riff(channels=6), "không phải tiếng"),
    ("a.wav", riff(bits=64), "không phải tiếng"), ("a.wav", riff(length=2**32 - 1), "không phải tiếng"),
    ("a.wav", riff()[:40], "không phải tiếng"), ("a.wav", riff()[:20], "không phải tiếng"),
    ("a.wav", b"", "không phải tiếng"), ("a.wav", riff().replace(b"data", b"junk"), "không phải tiếng"),
    ("a.wav", b"RIFX" + riff()[4:], "không phải tiếng"),
    ("a.ogg", page(OPUS, 0) + page(b"x", 48_000 * 61), "dài hơn 60 giây"),
    ("a.ogg", page(OPUS, 0) + page(b"x" * 255, 1, packets=255) * 20, "dài hơn 60 giây"),
    ("a.ogg", page(OPUS, 0) + page(b"x", 48_000) + page(b"x", 48_000, serial=2), "không phải tiếng"),
    ("a.ogg", page(OPUS, 0) + page(b"x", 48_000) + b"ID3", "không phải tiếng"),
    ("a.ogg", page(OPUS, 0) + page(b"xyz", 48_000)[:-1], "không phải tiếng"),
    ("a.ogg", page(OPUS, 0) + page(b"x", -1), "không phải tiếng"), ("a.ogg", page(OPUS, 0), "không phải tiếng"),
    ("a.ogg", page(OPUS[:9] + b"\x08" + bytes(9), 0) + page(b"x", 48_000), "không phải tiếng"),
    ("a.ogg", page(VORBIS[:-2] + b"\x00\x01", 0) + page(b"x", 16_000), "không phải tiếng"),
    ("a.ogg", page(b"\x7fFLAC" + bytes(40), 0) + page(b"x", 16_000), "không phải tiếng"),
    ("a.flac", flac_head(0), "không phải tiếng"), ("a.flac", flac_head(5, rate=4000), "không phải tiếng"),
    ("a.flac", flac_head(5, rate=96_000), "không phải tiếng"), ("a.flac", flac_head(5)[:41], "không phải tiếng"),
    ("a.flac", b"fLaC\x04" + flac_head(5)[5:], "không phải tiếng"), ("a.flac", b"", "không phải tiếng"),
], ids=["float", "slow", "fast", "channels", "width", "liar", "cut", "cut-head", "empty", "no-data", "big-endian",
        "opus-long", "opus-many", "two-streams", "junk-after", "opus-cut", "no-count", "head-only", "opus-channels",
        "vorbis-blocks", "ogg-flac", "flac-endless", "flac-slow", "flac-fast", "flac-cut", "flac-block", "flac-empty"])
def test_a_sound_that_is_long_broken_or_lies_is_not_let_in(
        tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in recording_problem(tmp_path / name)


@pytest.mark.parametrize(("name", "content", "said"), [
    ("noi.wav", riff(form=3), "không phải tiếng"), ("noi.ogg", wav(), "không phải tiếng"),
    ("noi.flac", flac_head(61), "dài hơn 60 giây"), ("noi.wav", bytes(MAX_RECORDING_BYTES + 1), "nặng hơn 5 MB"),
], ids=["head", "other", "long", "large"])
def test_a_recording_that_is_not_let_in_is_named_and_the_lesson_goes_on_without_it(
        tmp_path: Path, name: str, content: bytes, said: str) -> None:
    root = author(tmp_path)
    beside(root / "goi" / "bai-mot", "sounds/tyz.yaml", f"Cứ trả: {name}\n{LINE}: {name}\n")
    (root / "goi" / "bai-mot" / "sounds" / name).write_bytes(content)
    shelf = load_lessons(root, ASSETS)
    assert (names(shelf), heard(shelf)) == (["bai-mot", "bai-hai"], None)
    assert [f"bai-mot/sounds/tyz.yaml, dòng 1: tệp tiếng “{name}”" in line and said in line
            for line in shelf.broken()] == [True]
