"""Built packs on disk, with voices, for tests of the loader: as they lie in a kiosk once they are installed.

    place = installed(tmp_path, "1.0.1", PERSON)
    heard(load_lessons(author(tmp_path), ASSETS, [place, voices(tmp_path, NEIGHBOUR)]))
"""

from __future__ import annotations

from pathlib import Path

from kiosk.authoring.builder import Spoken, Voices, build_pack, build_voices
from kiosk.authoring.workspace import gather
from kiosk.packs.catalogue.catalogue import InstalledCatalogue
from tests.support.lesson_folders import ASSETS, beside, change, pack_folder, wav

LINE = "Bác đọc tên nhé."
AGAIN = "  - {type: again, id: lai, of: doc-ten, say: Bác làm lại nhé.}\n"
MACHINE = Spoken(LINE, wav(sample=1), "wav", "giọng máy", "tyz")
PERSON = Spoken(LINE, wav(sample=2), "wav", "giọng người", "tyz")
NEIGHBOUR = Spoken(LINE, wav(sample=3), "wav", "giọng xóm", "tyz")


def author(tmp_path: Path, version: str = "1.0.0", pack: str = "goi") -> Path:
    """The root of an author's folder with one small pack."""
    folder = pack_folder(tmp_path / f"nguon-{pack}-{version}", "bai-mot", "bai-hai")
    change(folder / "bai-mot", "  - type: scan", AGAIN + "  - type: scan")
    folder = folder.rename(folder.parent / pack)
    text = (folder / "pack.yaml").read_text(encoding="utf-8")
    beside(folder, "pack.yaml", text.replace("id: goi", f"id: {pack}").replace('"1.0.0"', f'"{version}"'))
    return folder.parent


def installed(tmp_path: Path, version: str = "1.0.0", *sounds: Spoken, pack: str = "goi") -> Path:
    """The same as it lies in the kiosk."""
    source = gather(author(tmp_path, version, pack), ASSETS).packs[0]
    return build_pack(source, ASSETS, tmp_path / f"may-{version}", sounds)


def voices(tmp_path: Path, *sounds: Spoken, name: str = "giong-xom", of: str = "goi") -> Path:
    return build_voices(Voices(name, "1.0.0", "Giọng xóm Mẫu", of=of), sounds, tmp_path / "may")


def heard(shelf: InstalledCatalogue) -> bytes | None:
    sound = shelf.sound_of("tyz", LINE)
    return sound.read_bytes() if sound else None


def names(shelf: InstalledCatalogue) -> list[str]:
    return [lesson.id for lesson in shelf.lessons()]
