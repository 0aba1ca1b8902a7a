"""The folder that lesson packs from the commune arrive in: to the importer it is a stick that never goes away.

Guarantees: a file gets its name below ``bdhvs/`` only once it is whole, as listed, and on the medium; the
timestamp changes last, so that whoever reads meanwhile finds the older repository or the newer one; a download
that was cut off goes on where its durable bytes end. ``ready`` names the timestamp that everything is there for
and is what the importer is started by. Bytes for the kiosk's own book stay free. Judges no signature.

    DATA/packs/inbox/ready                          SHA-256 of timestamp.json, hex
    DATA/packs/inbox/bdhvs/{metadata,targets}/…     as on a stick
    DATA/packs/inbox/.coming/<sha256>               what is on its way

Source of the rules: docs/protocol.md "Lesson packs"; docs/adr/0013.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sync.durable import sync_path
from sync.protocol.errors import InboxUnusable
from sync.protocol.pack_repository import FOLDER, MAX_METADATA, TIMESTAMP, Listed, is_name, root_name

READY: Final = "ready"
COMING: Final = ".coming"
KEPT_FREE: Final = 96_000_000       # bytes that stay free for attendance and the log
SYNC_BYTES: Final = 1 << 20         # bytes between two syncs of a file that is arriving
_PIECE: Final = 1 << 20


class InboxDisk:
    """Every change made to the kiosk's card here; tests fail, or cut the power, at any of them."""

    def append(self, path: Path, start: int, pieces: Iterable[bytes]) -> None:
        """Writes ``pieces`` from byte ``start`` on, durable at every SYNC_BYTES and however it ends. Raises OSError."""
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(handle, "wb", buffering=0) as file:
            file.truncate(start)
            file.seek(start)
            try:
                self._fill(file.fileno(), pieces)
            finally:
                os.fsync(file.fileno())

    def _fill(self, handle: int, pieces: Iterable[bytes]) -> None:
        loose = 0
        for piece in pieces:
            self.write(handle, piece)
            loose += len(piece)
            if loose >= SYNC_BYTES:
                os.fsync(handle)
                loose = 0

    def write(self, handle: int, piece: bytes) -> None:
        """All of ``piece``. Raises OSError."""
        left = memoryview(piece)
        while left:
            left = left[os.write(handle, left):]

    def make_folder(self, folder: Path) -> None:
        """With all above it, each durable in its parent."""
        if not folder.is_dir():
            self.make_folder(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            self.sync(folder.parent)

    def sync(self, folder: Path) -> None:
        sync_path(folder)

    def rename(self, old: Path, new: Path) -> None:
        os.replace(old, new)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def free(self, folder: Path) -> int:
        """Bytes free for us there."""
        return shutil.disk_usage(folder).free


class PackInbox:
    """``folder`` is DATA/packs/inbox. Every method may raise InboxUnusable."""

    def __init__(self, folder: Path, card: InboxDisk | None = None, kept_free: int = KEPT_FREE) -> None:
        self._folder = folder
        self._root = folder / FOLDER
        self._coming = folder / COMING
        self._card = card or InboxDisk()
        self._kept_free = kept_free

    # --- what is there ----------------------------------------------------------------------------

    def metadata(self, name: str) -> bytes | None:
        """The metadata of this name, or None."""
        return _read(self._root / name, max(MAX_METADATA.values()))

    def is_ready(self, timestamp: bytes) -> bool:
        """Whether everything that this timestamp stands for is here."""
        stored = _read(self._folder / READY, 100)
        return stored == _ready(timestamp) and self.metadata(TIMESTAMP) == timestamp

    def has(self, listed: Listed) -> bool:
        """Whether a target is here: its name has its hash, and it got its name only when it was whole."""
        with _translated():
            try:
                return (self._root / listed.name).lstat().st_size == listed.size
            except (FileNotFoundError, NotADirectoryError):
                return False

    def arrived(self, listed: Listed) -> int:
        """Bytes of a file that need not come again."""
        with _translated():
            try:
                size = self._draft(listed).lstat().st_size
            except FileNotFoundError:
                return 0
        return size if size <= listed.size else 0

    def check_room(self, missing: Sequence[Listed]) -> None:
        """Raises InboxUnusable where what is missing would take what the kiosk's database needs."""
        need = sum(listed.size - self.arrived(listed) for listed in missing)
        with _translated():
            self._card.make_folder(self._coming)
            if need + self._kept_free > self._card.free(self._folder):
                raise InboxUnusable(f"no room for {need} bytes of lesson packs")

    # --- what comes -------------------------------------------------------------------------------

    def add(self, listed: Listed, start: int, pieces: Iterable[bytes]) -> None:
        """Keeps what arrives of a file from byte ``start`` on, also where ``pieces`` raises.

        Raises:
            InboxUnusable: what was there of the file is thrown away, it would stand in the database's way.
        """
        try:
            with _translated():
                self._card.make_folder(self._coming)
                self._card.append(self._draft(listed), start, pieces)
        except InboxUnusable:
            with contextlib.suppress(OSError):
                self._card.remove(self._draft(listed))
            raise

    def settle(self, listed: Listed) -> bool:
        """Gives a file that has arrived its name; False, and it is thrown away, where it is not what was listed."""
        draft, path = self._draft(listed), self._root / listed.name
        with _translated():
            if _hash(draft) != listed.sha256:
                self._card.remove(draft)
                return False
            self._card.make_folder(path.parent)
            self._card.rename(draft, path)
            self._card.sync(path.parent)
        return True

    def forget_others(self, wanted: Iterable[Listed]) -> None:
        """Throws away beginnings of files that nobody wants any more."""
        kept = {listed.sha256 for listed in wanted}
        with _translated():
            for path in _entries(self._coming):
                if path.name not in kept:
                    self._card.remove(path)

    def switch(self, roots: Sequence[bytes], timestamp: bytes, names: Iterable[str]) -> None:
        """From now on the inbox is what ``timestamp`` stands for; files not in ``names`` go.

        Args:
            roots: every root version, the first one first.
            names: the snapshot, the list of targets and every target, all of them settled.
        """
        fresh = {root_name(version): root for version, root in enumerate(roots, start=1)}
        with _translated():
            self._place({self._root / name: root for name, root in fresh.items() if self.metadata(name) != root})
            kept = {*names, *fresh, TIMESTAMP}
            self._sweep(lambda name: name in kept or not name.endswith(".root.json"))
            self._place({self._root / TIMESTAMP: timestamp})
            self._sweep(kept.__contains__)      # before "ready": cut off here, all of this is done again
            self._place({self._folder / READY: _ready(timestamp)})

    def _place(self, contents: Mapping[Path, bytes]) -> None:
        """Each is the old one or the new one, all are the new ones at the end."""
        drafts = {path: self._coming / path.name for path in contents}
        self._card.make_folder(self._coming)
        for path, draft in drafts.items():
            self._card.make_folder(path.parent)
            self._card.append(draft, 0, [contents[path]])
        for path, draft in drafts.items():
            self._card.rename(draft, path)
        for folder in sorted({path.parent for path in drafts}):
            self._card.sync(folder)

    def _sweep(self, stays: Callable[[str], bool]) -> None:
        for path in sorted(self._root.rglob("*")):
            name = str(path.relative_to(self._root))
            if not path.is_dir() and is_name(name) and not stays(name):
                self._card.remove(path)

    def _draft(self, listed: Listed) -> Path:
        return self._coming / listed.sha256


def _ready(timestamp: bytes) -> bytes:
    return hashlib.sha256(timestamp).hexdigest().encode() + b"\n"


def _read(path: Path, most: int) -> bytes | None:
    with _translated():
        try:
            with path.open("rb") as file:
                return file.read(most)
        except FileNotFoundError:
            return None


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InboxUnusable(f"lesson packs: {error.strerror}") from error
