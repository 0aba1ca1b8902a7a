"""A small publisher on disk, python-tuf's own client to read what it made, and disks that fail.

    press = Press(tmp_path)
    press.publish(press.parcel("goi", "1.0.0", {"a.json": b"1"}))
    assert KioskClient(tmp_path / "may", press.bootstrap).update(press.stick) == {...}
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import Targets
from tuf.ngclient import FetcherInterface, Updater

from kiosk.packs.format.atomic_files import Disk
from kiosk.packs.format.repository_paths import Role
from kiosk.publishing.built_pack import PublishablePack, read_manifest_head
from kiosk.publishing.keyring import KeyRing
from kiosk.publishing.mirror import Placed
from kiosk.publishing.publisher import Published, Publisher, own_copy, publish
from kiosk.publishing.repository import Repository
from kiosk.publishing.root_metadata import HISTORY, first_root, own_root_chain, rotated_root
from kiosk.publishing.stick import deliver, take_over

# The client judges expiry by this machine's clock.
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
ONE = {"bai.json": b"bai mot", "hinh.png": b"hinh chung", "tieng.ogg": b"tieng"}
TWO = {"bai.json": b"bai mot da sua", "hinh.png": b"hinh chung", "tieng.ogg": b"tieng"}
WORDS = "bốn từ dễ nhớ"
CHEAP = 4                               # scrypt's cost in tests


class PowerCut(BaseException):
    """Nothing of ours catches it: what was not done stays undone."""


@dataclass
class FailingDisk(Disk):
    """Does ``good`` changes, then fails at every further one; counts them."""

    good: int = 1_000_000
    failure: Callable[[], BaseException] = PowerCut
    done: int = 0
    steps: list[str] = field(default_factory=list)

    def _step(self, told: str) -> None:
        if self.done >= self.good:
            raise self.failure()
        self.done += 1
        self.steps.append(told)

    def write(self, path: Path, pieces: Iterable[bytes], mode: int = 0o644) -> None:
        if self.done >= self.good:
            super().write(path, [next(iter(pieces))[:3]], mode)     # half-written
        self._step(f"write {path.parent.name}")
        super().write(path, pieces, mode)

    def sync(self, path: Path) -> None:
        self._step(f"sync {path.name}")
        super().sync(path)

    def rename(self, old: Path, new: Path) -> None:
        self._step(f"rename {new.name}")
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._step(f"remove {path.name}")
        super().remove(path)


class LosingDisk(FailingDisk):
    """A power cut empties every file whose content was never synced, wherever it was renamed to."""

    def __init__(self, good: int, honest: bool = True) -> None:
        super().__init__(good)
        self.honest = honest
        self.unsynced: set[int] = set()

    def write(self, path: Path, pieces: Iterable[bytes], mode: int = 0o644) -> None:
        super().write(path, pieces, mode)
        self.unsynced.add(path.stat().st_ino)

    def sync(self, path: Path) -> None:
        super().sync(path)
        if self.honest:
            self.unsynced.discard(path.stat().st_ino)

    def cut(self, folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file() and path.stat().st_ino in self.unsynced:
                path.write_bytes(b"")


class Press:
    """Keys, own copy and one stick below ``folder``."""

    def __init__(self, folder: Path, words: str = WORDS) -> None:
        self.folder = folder
        self.stick = folder / "usb"
        self.keys = folder / "khoa"
        for place in (self.stick, self.keys):
            place.mkdir(parents=True)
        self.words = words
        self.ring = KeyRing((self.keys,), Disk(), CHEAP)
        self.publisher = Publisher(self.ring, folder / "kho", lambda _name: [self.words])
        first_root(self.ring, lambda _name: words, NOW)

    @property
    def bootstrap(self) -> bytes:
        return (self.keys / HISTORY / "1.root.json").read_bytes()

    def on(self, disk: Disk) -> Publisher:
        return replace(self.publisher, ring=replace(self.ring, disk=disk))

    def publishable(self, pack: str, version: str, files: Mapping[str, bytes],
                    kind: str = "lessons") -> PublishablePack:
        """A built pack with invented contents: names are those of lessons, or endings of assets."""
        return publishable_in(self.folder / f"{pack}-{version}", pack, version, files, kind)

    def publish(self, *publishables: PublishablePack, now: datetime = NOW, keep: int | None = None,
                renew: bool = False) -> Published:
        return publish(self.publisher, now, publishables, keep=keep, renew=renew)

    def deliver(self, *publishables: PublishablePack, now: datetime = NOW, to: Path | None = None) -> Placed:
        take_over(self.publisher, to or self.stick)
        self.publish(*publishables, now=now)
        return deliver(self.publisher, to or self.stick)

    def own(self) -> Repository:
        """The own copy as it stands."""
        found = own_copy(self.publisher, own_root_chain(self.ring))
        assert found is not None
        return found

    def rotate(self, *roles: Role, replace_root: str | None = None, now: datetime = NOW) -> None:
        rotated_root(self.ring, roles, replace_root, lambda _name: [self.words], lambda _name: self.words, now)


def files_of(stick: Path) -> list[str]:
    """Every target as it is stored."""
    folder = stick / "bdhvs" / "targets"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def contents_of(stick: Path) -> dict[str, bytes]:
    return {str(path.relative_to(stick)): path.read_bytes() for path in stick.rglob("*") if path.is_file()}


def state_of(press: Press) -> str:
    """The packs the stick offers, as a kiosk that never saw another stick reads them."""
    client = KioskClient(press.folder / f"may-{os.urandom(4).hex()}", press.bootstrap)
    return " ".join(sorted(path for path in client.update(press.stick) if path.startswith("packs/")))


def publishable_in(folder: Path, pack: str, version: str, files: Mapping[str, bytes],
                   kind: str = "lessons") -> PublishablePack:
    """Writes ``folder`` as a built pack; a lesson is named ``*.json``, anything else becomes an asset."""
    listed = []
    for name, content in files.items():
        digest = hashlib.sha256(content).hexdigest()
        path = f"lessons/{name}" if name.endswith(".json") else f"assets/{digest}.{name.rpartition('.')[2]}"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
        listed.append({"path": path, "sha256": digest, "size": len(content)})
    manifest = json.dumps({"format": 1, "id": pack, "version": version, "title": f"Gói {pack}", "kind": kind,
                           "files": listed}).encode()
    (folder / "pack.json").write_bytes(manifest)
    return PublishablePack(folder, read_manifest_head(manifest), manifest)


class KioskClient:
    """python-tuf's own client with nothing of ours: the judge of what was published."""

    def __init__(self, state: Path, bootstrap: bytes) -> None:
        self.state, self.bootstrap = state, bootstrap
        state.mkdir(parents=True, exist_ok=True)

    def update(self, stick: Path) -> dict[str, bytes]:
        """Everything on the stick by target path, verified. Raises what python-tuf raises."""
        updater = Updater(str(self.state), "usb:/metadata/", str(self.state), "usb:/targets/", _Folder(stick / "bdhvs"),
                          bootstrap=self.bootstrap)
        updater.refresh()
        listed = updater._trusted_set.targets
        assert isinstance(listed, Targets)
        found = {}
        for path in listed.targets:
            target = updater.get_targetinfo(path)
            assert target is not None
            found[path] = Path(updater.download_target(target, str(self.state / "target"))).read_bytes()
        return found


class _Folder(FetcherInterface):
    def __init__(self, folder: Path) -> None:
        self._root = folder

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = self._root / url.removeprefix("usb:/")
        if not path.exists():
            raise DownloadHTTPError("not there", 404)
        return iter([path.read_bytes()])


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)
