"""The catalogue: provinces, languages, voices, paths; and packs that were installed over the shipped ones."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk.authoring.builder import Spoken, Voices, build_pack, build_voices
from kiosk.authoring.recordings import spoken_by_people
from kiosk.authoring.workspace import gather
from kiosk.core.errors import LessonRefused
from kiosk.core.lessons.lesson import PhoneStep
from kiosk.packs.catalogue.catalogue import InstalledCatalogue
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.format.manifest import Manifest, canonical
from kiosk.packs.format.reader import read_built
from tests.support.lesson_folders import ASSETS, beside, change, full_pack, pack_folder, png, wav

LINE = "Bác đọc tên nhé."


def built(tmp_path: Path, name: str = "a") -> Path:
    """The full pack as it is delivered."""
    source = gather(tmp_path / "nguon", ASSETS).packs[0]
    return build_pack(source, ASSETS, tmp_path / name, tuple(spoken_by_people(source)))


def versioned(root: Path, version: str) -> Path:
    path = root / "goi" / "pack.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"1.0.0"', f'"{version}"'), encoding="utf-8")
    return root


def told(shelf: InstalledCatalogue) -> dict[str, object]:
    return {
        "lessons": shelf.lessons(), "playlists": shelf.playlists(), "questions": shelf.questions(),
        "skills": shelf.skills(), "languages": shelf.languages(), "said": shelf.said("tyz", LINE),
        "pack": shelf.pack_of("bai-mot"), "refused": shelf.refused,
    }


# --- what there is -------------------------------------------------------------------------------


def test_everything_around_the_lessons_is_in_the_catalogue(tmp_path: Path) -> None:
    full_pack(tmp_path)
    shelf = load_lessons(tmp_path, ASSETS)
    assert shelf.refused == ()
    assert [path.lessons for path in shelf.playlists()] == [("bai-hai", "bai-mot")]
    assert [question.icon for question in shelf.questions()] == ["qr"]
    assert [skill.id for skill in shelf.skills()] == ["thanh-toan"]
    assert shelf.languages() == ("vi", "tyz")


def test_what_nobody_translated_or_recorded_falls_back(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    shelf = load_lessons(tmp_path, ASSETS)
    assert (shelf.said("tyz", LINE), shelf.said("tyz", "Khác."), shelf.said("hmn", LINE)) == (
        "Dò tên nớ.", "Khác.", LINE)
    assert shelf.sound_of("tyz", LINE) == folder / "bai-mot" / "sounds" / "doc-ten.wav"
    assert shelf.sound_of("vi", LINE) is None


def test_a_built_pack_tells_what_its_folder_told(tmp_path: Path) -> None:
    full_pack(tmp_path / "nguon")
    shelf = load_lessons(tmp_path / "khong-co", ASSETS, [built(tmp_path)])
    assert told(shelf) == told(load_lessons(tmp_path / "nguon", ASSETS))
    sound = shelf.sound_of("tyz", LINE)
    assert sound is not None
    assert sound.read_bytes() == wav()
    assert shelf.folders == ()
    assert shelf.picture_files["market"].read_bytes() == (ASSETS / "pictures" / "market.png").read_bytes()


def test_a_repeated_task_stands_in_its_place(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    again = "  - {type: again, id: lai, of: doc-ten, say: Bác làm lại nhé.}\n"
    change(folder / "bai", "  - type: scan", f"{again}  - type: scan")
    before, after = load_lessons(tmp_path, ASSETS).lessons()[0].steps[:2]
    assert isinstance(before, PhoneStep)
    assert isinstance(after, PhoneStep)
    assert (before.moment, after.moment, after.same_as, after.say) == ("before", "after", "doc-ten", "Bác làm lại nhé.")


def test_each_province_sees_its_own_steps_and_lessons(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    change(folder / "bai-mot", "id: bai-mot\n", "id: bai-mot\nonly: [ha-tinh]\n")
    change(folder / "bai-hai", "picture: market}", "picture: market, only: [thai-nguyen]}")
    shelf = load_lessons(tmp_path, ASSETS)
    seen = {province: [(lesson.id, len(lesson.steps)) for lesson in shelf.with_province(province).lessons()]
            for province in ("", "ha-tinh", "thai-nguyen")}
    assert seen == {"": [("bai-hai", 3)], "ha-tinh": [("bai-mot", 4), ("bai-hai", 3)], "thai-nguyen": [("bai-hai", 4)]}
    assert shelf.with_province("").playlists()[0].lessons == ("bai-hai",)


def test_a_province_that_is_told_later_is_asked_each_time(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "id: bai\n", "id: bai\nonly: [ha-tinh]\n")
    where = [""]
    shelf = load_lessons(tmp_path, ASSETS).with_province(lambda: where[0])
    assert len(shelf.lessons()) == 0
    where[0] = "ha-tinh"
    assert len(shelf.lessons()) == 1


@pytest.mark.parametrize(("name", "text"), [
    ("tyz.yaml", "a: [1\n"), ("tyz.yaml", "Một: '[b]hai[/b]'\n"), ("tyz.yaml", "Một: {hai: ba}\n"),
    ("tyz.yaml", "Một: &x hai\nBa: *x\n"), ("tyz.yaml", f"Một: {'a' * 300}\n"),
    ("sounds/tyz.yaml", "Một: ../../pack.yaml\n"), ("sounds/tyz.yaml", "Một: khong-co.ogg\n"),
    ("sounds/tyz.yaml", "Một: dai.wav\n"), ("sounds/tyz.yaml", "Một: gia.ogg\n"),
], ids=["yaml", "markup", "form", "alias", "long", "outside", "missing", "minutes", "no-sound"])
def test_a_broken_file_beside_a_lesson_is_named_and_the_lesson_stays(tmp_path: Path, name: str, text: str) -> None:
    folder = pack_folder(tmp_path, "bai")
    beside(folder / "bai", name, text)
    (folder / "bai" / "sounds").mkdir(exist_ok=True)
    (folder / "bai" / "sounds" / "dai.wav").write_bytes(wav(61))
    (folder / "bai" / "sounds" / "gia.ogg").write_bytes(png(2, 2))
    shelf = load_lessons(tmp_path, ASSETS)
    assert [lesson.id for lesson in shelf.lessons()] == ["bai"]
    assert [name in str(refused) for refused in shelf.refused] == [True]


def test_a_broken_list_of_skills_is_named_and_the_lessons_stay(tmp_path: Path) -> None:
    folder = full_pack(tmp_path)
    (folder / "skills.yaml").write_text("- {id: a}\n", encoding="utf-8")
    shelf = load_lessons(tmp_path, ASSETS)
    assert (len(shelf.lessons()), shelf.skills()) == (2, ())
    assert "skills.yaml" in str(shelf.refused[0])


# --- installed over shipped ----------------------------------------------------------------------


@pytest.mark.parametrize(("shipped", "version"), [("0.9.9", "1.0.0"), ("1.0.0", "1.0.0"), ("1.0.1", "1.0.1"),
                                                   ("1.10.0", "1.10.0")])
def test_an_installed_pack_stands_in_unless_it_is_older(tmp_path: Path, shipped: str, version: str) -> None:
    full_pack(tmp_path / "nguon")
    place = built(tmp_path)
    shelf = load_lessons(versioned(tmp_path / "nguon", shipped), ASSETS, [place])
    assert shelf.refused == ()
    assert shelf.pack_of("bai-mot") == ("goi", version)
    assert bool(shelf.folders) is (shipped > "1.0.0")


def test_a_damaged_installed_pack_is_named_and_the_shipped_one_used(tmp_path: Path) -> None:
    full_pack(tmp_path / "nguon")
    place = built(tmp_path)
    next(iter((place / "assets").glob("*.png"))).write_bytes(b"")
    shelf = load_lessons(tmp_path / "nguon", ASSETS, [place])
    assert len(shelf.lessons()) == 2
    assert shelf.folders
    assert "đã bị sửa" in str(shelf.refused[0])


def test_starting_looks_at_sizes_and_leaves_the_hashes_to_who_installed(tmp_path: Path) -> None:
    full_pack(tmp_path / "nguon")
    place = built(tmp_path)
    asset = next(iter((place / "assets").glob("*.png")))
    asset.write_bytes(b"!" * asset.stat().st_size)
    assert read_built(place, ASSETS, hashes=False).lessons
    with pytest.raises(LessonRefused, match="đã bị sửa"):
        read_built(place, ASSETS)
    asset.unlink()
    with pytest.raises(LessonRefused, match="thiếu tệp"):
        read_built(place, ASSETS, hashes=False)


# --- voices --------------------------------------------------------------------------------------


VOICES = Voices("giong-xom", "1.0.0", "Giọng xóm Mẫu", of="goi")


def test_an_add_on_of_voices_comes_back_whole_and_the_same_each_time(tmp_path: Path) -> None:
    said = (Spoken(LINE, wav(sample=7), "wav", "giọng xóm", "tyz"), Spoken(LINE, wav(sample=8), "wav", "giọng xóm"))
    place = build_voices(VOICES, said, tmp_path / "a")
    manifest = read_built(place, ASSETS).manifest
    assert (manifest.kind, manifest.of, manifest.languages) == ("voices", "goi", ("tyz", "vi"))
    assert [(sound.language, sound.text, sound.voice) for sound in manifest.sounds] == [
        ("tyz", LINE, "giọng xóm"), ("vi", LINE, "giọng xóm")]
    again = build_voices(VOICES, said[::-1], tmp_path / "b")
    assert (again / "pack.json").read_bytes() == (place / "pack.json").read_bytes()


def test_a_neighbours_voice_is_heard_before_the_machine(tmp_path: Path) -> None:
    full_pack(tmp_path / "nguon")
    source = gather(tmp_path / "nguon", ASSETS).packs[0]
    pack = build_pack(source, ASSETS, tmp_path / "a", [Spoken(LINE, wav(sample=1), "wav")])
    voices = build_voices(VOICES, [Spoken(LINE, wav(sample=2), "wav", "giọng xóm")], tmp_path / "a")
    alone = load_lessons(tmp_path / "khong-co", ASSETS, [pack]).sound_of("vi", LINE)
    both = load_lessons(tmp_path / "khong-co", ASSETS, [pack, voices]).sound_of("vi", LINE)
    assert alone is not None
    assert both is not None
    assert (alone.read_bytes(), both.read_bytes()) == (wav(sample=1), wav(sample=2))


def test_voices_without_a_pack_or_with_more_than_sounds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LessonRefused, match="thuộc gói bài nào"):
        build_voices(Voices("giong-xom", "1.0.0", "Giọng", of=""), [], tmp_path / "a")
    full_pack(tmp_path / "nguon")
    place = built(tmp_path)
    manifest = msgspec.json.decode((place / "pack.json").read_bytes(), type=Manifest)
    (place / "pack.json").write_bytes(canonical(msgspec.structs.replace(manifest, kind="voices", of="goi")))
    with pytest.raises(LessonRefused, match="chỉ có giọng"):
        read_built(place, ASSETS)


@pytest.mark.parametrize(("ending", "content", "said"), [
    ("wav", wav(200), "dài hơn"), ("wav", b"RIFF" + bytes(60), "không phải tiếng"), ("ogg", wav(), "không phải tiếng"),
], ids=["long", "empty", "wrong"])
def test_a_sound_that_would_harm_is_refused_when_the_pack_is_installed(
        tmp_path: Path, ending: str, content: bytes, said: str) -> None:
    assert ending in ("wav", "ogg")
    place = build_voices(VOICES, [Spoken(LINE, content, "wav" if ending == "wav" else "ogg")], tmp_path)
    with pytest.raises(LessonRefused, match=said):
        read_built(place, ASSETS)


def test_a_manifest_of_the_first_format_is_refused(tmp_path: Path) -> None:
    place = build_voices(VOICES, [Spoken(LINE, wav(), "wav")], tmp_path)
    raw = (place / "pack.json").read_bytes()
    (place / "pack.json").write_bytes(raw.replace(b'"format":2', b'"format":1'))
    with pytest.raises(LessonRefused, match="không đúng kiểu"):
        read_built(place, ASSETS)


def test_text_that_directs_the_screen_is_refused_in_a_built_pack(tmp_path: Path) -> None:
    place = build_voices(VOICES, [Spoken(LINE, wav(), "wav")], tmp_path)
    raw = (place / "pack.json").read_bytes()
    (place / "pack.json").write_bytes(raw.replace("Giọng xóm Mẫu".encode(), b"Gi[b]ng"))
    with pytest.raises(LessonRefused, match="ngoặc vuông"):
        read_built(place, ASSETS)
