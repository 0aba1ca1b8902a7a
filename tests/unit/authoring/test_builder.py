"""Built packs: the same bytes every time, the same lessons back, and nothing that was touched afterwards."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import wave
from array import array
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.authoring.build import lines_of
from kiosk.authoring.builder import Spoken, build_pack
from kiosk.authoring.ogg import SERIAL, page_is_whole, with_serial
from kiosk.authoring.speech import PEAK, MachineVoice, encoded, levelled, machine_voice, spoken_sentences
from kiosk.authoring.workspace import PackSource, gather
from kiosk.core.errors import LessonRefused
from kiosk.packs.catalogue.loader import load_lesson
from kiosk.packs.format.manifest import Listed, Manifest, canonical
from kiosk.packs.format.reader import load_built, read_built
from tests.support.lesson_folders import ASSETS, ROOT, change, pack_folder, wav

pytestmark = pytest.mark.heavy

SOUNDS = (Spoken("Bác đọc tên nhé.", wav(sample=1), "wav"), Spoken("Không sao ạ.", wav(sample=2), "wav"),
          Spoken("Không sao ạ.", wav(sample=3), "wav", "giọng xóm", "tyz"))


def source_of(root: Path) -> PackSource:
    gathered = gather(root, ASSETS)
    assert not [found for found in gathered.findings if found.level == "error"]
    return gathered.packs[0]


def small(tmp_path: Path) -> PackSource:
    folder = pack_folder(tmp_path / "nguon", "bai-mot", "bai-hai")
    shutil.copy(ASSETS / "pictures" / "greens.png", folder / "bai-mot" / "market.png")
    (folder / "bai-mot" / "to-ma.svg").write_text("<svg/>", encoding="utf-8")
    return source_of(tmp_path / "nguon")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    source = small(tmp_path)
    first = contents(build_pack(source, ASSETS, tmp_path / "a", SOUNDS))
    second = contents(build_pack(source, ASSETS, tmp_path / "b", tuple(reversed(SOUNDS))))
    assert first == second
    assert contents(build_pack(source, ASSETS, tmp_path / "a", SOUNDS)) == first
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["goi"]


def test_what_is_loaded_is_what_was_written(tmp_path: Path) -> None:
    source = small(tmp_path)
    place = build_pack(source, ASSETS, tmp_path / "a", SOUNDS)
    assert load_built(place, ASSETS) == tuple(each.lesson for each in source.lessons)


def test_the_shipped_lessons_come_back_whole(tmp_path: Path) -> None:
    for source in gather(ROOT / "lessons", ASSETS).packs:
        place = build_pack(source, ASSETS, tmp_path)
        assert load_built(place, ASSETS) == tuple(load_lesson(each.path, ASSETS) for each in source.lessons)


def test_the_manifest_lists_every_file_with_size_and_hash(tmp_path: Path) -> None:
    place = build_pack(small(tmp_path), ASSETS, tmp_path / "a", SOUNDS)
    manifest = read_built(place, ASSETS).manifest
    files = contents(place)
    assert {entry.path for entry in manifest.files} == set(files) - {"pack.json"}
    for entry in manifest.files:
        raw = files[entry.path]
        assert (entry.size, entry.sha256) == (len(raw), hashlib.sha256(raw).hexdigest())
    assert manifest.pictures["bai-mot"]["market"] != manifest.pictures["bai-hai"]["market"]
    assert list(manifest.sheets["bai-mot"]) == ["market.png", "to-ma.svg"]
    assert [(sound.language, sound.voice) for sound in manifest.sounds] == [
        ("tyz", "giọng xóm"), ("vi", "giọng máy"), ("vi", "giọng máy")]


def test_json_is_canonical_sorted_nfc_and_without_floats(tmp_path: Path) -> None:
    place = build_pack(small(tmp_path), ASSETS, tmp_path / "a")
    raw = (place / "lessons" / "bai-mot.json").read_bytes()
    plain = json.loads(raw)
    assert raw == json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    assert "NGUYỄN".encode() in raw

    class Bad(msgspec.Struct):
        value: object

    for value in (0.5, "e\u0302"):
        with pytest.raises(ValueError, match="not canonical"):
            canonical(Bad(value))


def test_a_folder_that_is_no_pack_is_never_replaced(tmp_path: Path) -> None:
    source = small(tmp_path)
    (tmp_path / "a" / "goi").mkdir(parents=True)
    (tmp_path / "a" / "goi" / "thu-tinh.txt").write_text("quý", encoding="utf-8")
    with pytest.raises(LessonRefused, match="không ghi đè"):
        build_pack(source, ASSETS, tmp_path / "a")
    assert (tmp_path / "a" / "goi" / "thu-tinh.txt").exists()


def test_a_build_that_fails_leaves_the_older_one(tmp_path: Path) -> None:
    source = small(tmp_path)
    before = contents(build_pack(source, ASSETS, tmp_path / "a"))
    (tmp_path / "nguon" / "goi" / "bai-mot" / "market.png").unlink()
    with pytest.raises(LessonRefused, match="không ghi được gói"):
        build_pack(source, tmp_path / "khong-co", tmp_path / "a")
    assert contents(tmp_path / "a" / "goi") == before
    assert len(list((tmp_path / "a").iterdir())) == 1


# --- what somebody may have done to it -----------------------------------------------------------


def rewrite(place: Path, **changes: object) -> None:
    manifest = msgspec.json.decode((place / "pack.json").read_bytes(), type=Manifest)
    (place / "pack.json").write_bytes(canonical(msgspec.structs.replace(manifest, **changes)))


def one_lesson(place: Path) -> Path:
    return place / "lessons" / "bai-mot.json"


def spoil_asset(place: Path) -> None:
    path = next(iter(sorted((place / "assets").glob("*.png"))))
    path.write_bytes(path.read_bytes()[:-1] + b"!")


def lose_asset(place: Path) -> None:
    next(iter(sorted((place / "assets").glob("*.png")))).unlink()


def swap_lesson(place: Path) -> None:
    """Changes a lesson and the manifest with it: what a thief without a key to sign with can do."""
    raw = one_lesson(place).read_bytes().replace(b'"right":["dung","cung-dung"]', b'"right":["khong-co"]')
    one_lesson(place).write_bytes(raw)
    manifest = msgspec.json.decode((place / "pack.json").read_bytes(), type=Manifest)
    files = tuple(Listed(path=e.path, sha256=hashlib.sha256(raw).hexdigest(), size=len(raw))
                  if e.path == "lessons/bai-mot.json" else e for e in manifest.files)
    rewrite(place, files=files)


def link_out(place: Path) -> None:
    path = one_lesson(place)
    path.rename(place.parent / "ngoai.json")
    path.symlink_to(place.parent / "ngoai.json")


@pytest.mark.parametrize(("spoil", "said"), [
    (spoil_asset, "đã bị sửa"), (lose_asset, "thiếu tệp"), (swap_lesson, "trên màn hình không có"),
    (link_out, "thiếu tệp"),
    (lambda place: one_lesson(place).write_bytes(b"{}"), "đã bị sửa"),
    (lambda place: (place / "la.txt").write_text("x", encoding="utf-8"), "tệp lạ"),
    (lambda place: rewrite(place, lessons=("bai-mot",)), "không khớp"),
    (lambda place: rewrite(place, files=()), "không khớp"),
    (lambda place: (place / "pack.json").unlink(), "thiếu tệp"),
    (lambda place: (place / "pack.json").write_bytes(b"[" * 100_000), "không đúng kiểu"),
    (lambda place: (place / "pack.json").write_bytes(b"\xff\xfe"), "không đúng kiểu"),
    (lambda place: (place / "pack.json").write_bytes((place / "pack.json").read_bytes() + b" "), "không phải bản do"),
], ids=["asset", "lost", "swapped", "link", "lesson", "foreign", "fewer", "unlisted", "none", "deep", "junk", "blank"])
def test_a_pack_somebody_changed_is_refused_with_a_sentence(tmp_path: Path, spoil: object, said: str) -> None:
    place = build_pack(small(tmp_path), ASSETS, tmp_path / "a", SOUNDS)
    read_built(place, ASSETS)                            # the control: untouched it is read
    assert callable(spoil)
    spoil(place)
    with pytest.raises(LessonRefused, match=said):
        load_built(place, ASSETS)


# --- the machine's voice -------------------------------------------------------------------------


@given(st.lists(st.integers(-32768, 32767), max_size=300))
def test_a_line_is_never_louder_than_the_peak(samples: list[int]) -> None:
    level = levelled(array("h", samples))
    assert all(-PEAK - 1 <= one <= PEAK for one in level)


def test_quiet_and_loud_lines_become_equally_loud() -> None:
    wave_of = [3, -3, 2, -2, 0, 1] * 500
    quiet, loud = (levelled(array("h", (factor * one for one in wave_of))) for factor in (100, 5000))
    assert abs(max(quiet) - max(loud)) <= max(loud) // 50


def test_wav_is_16_bit_mono() -> None:
    with wave.open(io.BytesIO(encoded(array("h", [0, 100, -100]), "wav"))) as read:
        assert (read.getnchannels(), read.getsampwidth(), read.getframerate(), read.getnframes()) == (1, 2, 22050, 3)


def test_ogg_is_repeatable_and_its_pages_are_whole() -> None:
    soundfile = pytest.importorskip("soundfile")
    samples = array("h", ([0, 3000, 6000, 3000, 0, -3000, -6000, -3000] * 3000))
    first, second = encoded(samples, "ogg"), encoded(samples, "ogg")
    assert first == second
    assert first.count(SERIAL.to_bytes(4, "little")) >= 2
    assert soundfile.info(io.BytesIO(first)).frames == len(samples)
    assert page_is_whole(first[:first.index(b"OggS", 4)])
    assert not page_is_whole(first[:40] + b"!" + first[41:first.index(b"OggS", 4)])


def test_what_is_not_ogg_is_left_as_it_is() -> None:
    assert with_serial(b"RIFF....") == b"RIFF...."
    assert with_serial(b"OggS" + bytes(30) + b"rest") == b"OggS" + bytes(30) + b"rest"


@pytest.mark.skipif(machine_voice(Path()) is None, reason="espeak-ng is not installed")
def test_the_machine_says_each_line_once_and_remembers_it(tmp_path: Path) -> None:
    voice = machine_voice(tmp_path)
    assert voice is not None
    heard: list[tuple[int, int]] = []
    said = spoken_sentences(voice, ["Bác trả 20.000 đ.", "…", "Bác trả 20.000 đ."], lambda *far: heard.append(far))
    assert heard == [(1, 2), (2, 2)]
    assert [spoken.text for spoken in said] == ["Bác trả 20.000 đ."]
    assert len(said[0].content) > 1000
    kept = list(tmp_path.iterdir())
    assert len(kept) == 1
    deaf = MachineVoice("/khong-co", tmp_path, voice.ending)
    assert deaf.say("Bác trả 20.000 đ.") == said[0]      # from the cache: no program is started
    kept[0].unlink()
    assert voice.say("Bác trả 20.000 đ.") == said[0]     # and the same again without it


def test_every_line_that_can_be_heard_is_spoken(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "nen: Không sao ạ.", "nen: Chỗ trống ạ.")
    lines = set(lines_of(source_of(tmp_path)))
    assert {"Bác đọc tên nhé.", "Chỗ trống ạ.", "Bác giữ yên nhé.", "Mình chọn lại nhé.", "Đọc tên người nhận"} <= lines
