"""A line to the commune's lesson packs for tests: a stick folder behind the PackSource port, and cards that fail.

``FakePacks`` counts what travels and can be cut after any number of bytes; ``tests/support/commune.py`` has the real
server. ``FailingCard`` stops at a numbered step, as a power cut does, or has no room.

    line = FakePacks(repository.publish(tmp_path / "stick"))
    fetcher(line, inbox).turn(lambda: line, lambda: True)
"""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sync.protocol.errors import SyncError, Unreachable
from sync.protocol.pack_repository import FOLDER, is_name
from sync.worker.backoff import Backoff
from sync.worker.pack_fetcher import PackFetcher
from sync.worker.pack_inbox import InboxDisk, PackInbox
from sync.worker.ports import NoBody, PackBody
from tests.support.fakes.sync import FakeClock, MemoryOutbox
from tests.support.tuf_publisher import PackRepository

PIECE = 100         # bytes a piece of this line


class PowerCut(BaseException):
    """Nothing of ours catches it."""


class FakePacks:
    """The commune's packs as they lie in ``stick``; asked for like the real ones."""

    def __init__(self, stick: Path) -> None:
        self.stick = stick
        self.asked: list[tuple[str, int]] = []
        self.sent = 0
        self.closed = 0
        self.cut_after: int | None = None       # bytes until the line breaks
        self.problem: SyncError | None = None   # instead of any answer
        self.before: Callable[[str], None] = lambda _name: None

    def ask(self, name: str, start: int = 0, known: str = "") -> PackBody | NoBody:
        assert is_name(name)
        self.asked.append((name, start))
        self.before(name)
        if self.problem is not None:
            raise self.problem
        path = self.stick / FOLDER / name
        if not path.is_file():
            return NoBody.MISSING
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() == known:
            return NoBody.SAME
        return PackBody(start, len(content), self._pieces(content[start:]), lambda: None)

    def _pieces(self, content: bytes) -> Iterator[bytes]:
        for at in range(0, len(content), PIECE):
            piece = content[at:at + PIECE]
            if self.cut_after is not None:
                piece = piece[:self.cut_after]
                self.cut_after -= len(piece)
            self.sent += len(piece)
            if piece:
                yield piece
            if self.cut_after == 0:
                raise Unreachable("cut")

    def close(self) -> None:
        self.closed += 1

    def names(self) -> list[str]:
        return [name for name, _start in self.asked]


class FailingCard(InboxDisk):
    """Does ``good`` steps, then ``fail`` is raised by every further one; ``room`` bytes are free."""

    def __init__(self, good: int = 10**9, fail: Callable[[], BaseException] = PowerCut, room: int = 10**12) -> None:
        self.good, self.fail, self.room = good, fail, room
        self.done = 0

    def _step(self) -> None:
        if self.done >= self.good:
            raise self.fail()
        self.done += 1

    def append(self, path: Path, start: int, pieces: Iterable[bytes]) -> None:
        self._step()
        super().append(path, start, pieces)

    def write(self, handle: int, piece: bytes) -> None:
        if self.done >= self.good:
            super().write(handle, piece[:3])    # half-written
        self._step()
        super().write(handle, piece)

    def sync(self, folder: Path) -> None:
        self._step()
        super().sync(folder)

    def rename(self, old: Path, new: Path) -> None:
        self._step()
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        if self.fail is PowerCut:       # a full card lets go of a file
            self._step()
        super().remove(path)

    def free(self, folder: Path) -> int:
        return self.room


def full() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


class World:
    """A kiosk's fetcher on a folder, with a clock and a database in memory."""

    def __init__(self, line: FakePacks, folder: Path, card: InboxDisk | None = None) -> None:
        self.line, self.folder = line, folder
        self.outbox, self.clock = MemoryOutbox(), FakeClock()
        self.card = card or FailingCard()
        self.inbox = PackInbox(folder, self.card)
        self.fetcher = PackFetcher(self.inbox, self.outbox, Backoff(lambda: 0.5), self.clock)
        self.idle: Callable[[], bool] = lambda: True

    def turn(self, later_s: float = 3600) -> float:
        """One turn, long enough after the last."""
        self.clock.ms += round(later_s * 1000)
        return self.fetcher.turn(lambda: self.line, self.idle)

    def rebooted(self, card: InboxDisk | None = None) -> World:
        """The same folder and book after a power cut."""
        world = World(self.line, self.folder, card)
        world.outbox, world.fetcher._outbox = self.outbox, self.outbox
        return world


def pictures(repository: PackRepository, sizes: Iterable[int], mark: str = "") -> None:
    """Signs for files that no pack needs: what travels is not looked into here."""
    for number, size in enumerate(sizes):
        content = f"{mark}{number}".encode().ljust(size, b".")[:size]
        repository.target(f"files/{hashlib.sha256(content).hexdigest()}.png", content)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}
