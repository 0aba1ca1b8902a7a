"""A kiosk that takes sticks, cards that fail at a numbered step, and a way to compare what is on a disk.

    kiosk = Taker(repository.bootstrap, tmp_path / "data")
    kiosk.take(stick)[0].version
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.installer import Outcome, install
from kiosk.packs.install.kiosk_disk import CardDisk
from kiosk.packs.install.rollback_marks import MemoryVersionsSeen, VersionsSeen
from kiosk.packs.install.staging import InstallTarget, Progress, Stick
from kiosk.packs.install.tuf_client import Trust
from tests.support.lesson_folders import ASSETS


class RoomyDisk(CardDisk):
    """A card with room, whatever the machine running the test has left."""

    def free(self, folder: Path) -> int:
        return 10 ** 12


class SteppedDisk(RoomyDisk):
    """Counts every change; before the one numbered ``at`` (from 1), ``act`` is called, which raises."""

    def __init__(self, at: int = 0, act: Callable[[], None] = lambda: None) -> None:
        self.steps = 0
        self._at, self._act = at, act

    def step(self) -> None:
        self.steps += 1
        if self.steps == self._at:
            self._act()

    def write(self, path: Path, pieces: Iterable[bytes], mode: int = 0o644) -> None:
        self.step()
        super().write(path, self._each(pieces), mode)

    def _each(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.step()
            yield piece

    def sync(self, path: Path) -> None:
        self.step()
        super().sync(path)

    def rename(self, old: Path, new: Path) -> None:
        self.step()
        super().rename(old, new)

    def link(self, old: Path, new: Path) -> None:
        self.step()
        super().link(old, new)

    def remove(self, path: Path) -> None:
        self.step()
        super().remove(path)


@dataclass
class Taker:
    """A kiosk as far as packs go. ``marks`` outlive its folder, as kiosk.db does python-tuf's state."""

    bootstrap: bytes
    data: Path
    marks: VersionsSeen = field(default_factory=MemoryVersionsSeen)
    disk: CardDisk = field(default_factory=RoomyDisk)
    anchored: datetime | None = None
    watched: list[Progress] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.data / "packs"

    def trust(self) -> Trust:
        self.root.mkdir(parents=True, exist_ok=True)
        return Trust(self.bootstrap, self.root, self.marks, self.disk)

    def look(self, stick: Path | FolderFetcher) -> Stick:
        fetcher = FolderFetcher(stick) if isinstance(stick, Path) else stick
        return Stick(fetcher, self.trust().publication(fetcher, self.anchored))

    def take(self, stick: Path | FolderFetcher, *, older: bool = False) -> list[Outcome]:
        """Verifies the stick and installs the newest version of every pack."""
        looked = self.look(stick)
        return [install(looked, offer, self.target(), self.marks, self.watched.append, older=older)
                for offer in looked.publication.newest()]

    def target(self) -> InstallTarget:
        return InstallTarget(self.root, ASSETS, self.disk)


def tree(folder: Path, *, hidden: bool = False) -> dict[str, str]:
    """Every file below with its hash, links by where they lead; staging and state only if ``hidden``."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if hidden or not any(part.startswith(".") for part in Path(name).parts):
            if path.is_symlink():
                found[name] = f"-> {path.readlink()}"
            elif path.is_file():
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
