"""A kiosk into which sticks are pushed: a real book, a folder that stands for where sticks are mounted, and a screen.

    room.publish(); room.push(); room.events[2] = room.pull     # at the second poll
    room.carry(); room.stages()
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kiosk.core.ports import NewEvent, StickStage, StickState
from kiosk.hardware.system.drives import Drives, FolderDrives
from kiosk.importer.importer import Dependencies, Importer
from kiosk.importer.kiosk_book import KioskBook, open_kiosk_book
from kiosk.importer.status_writer import StatusWriter
from kiosk.importer.stick_files import StickDisk
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.kiosk_disk import CardDisk
from kiosk.packs.install.registry import installed_packs
from kiosk.packs.install.staging import InstallTarget
from kiosk.store.clock import BootClock, SqliteAnchors
from kiosk.store.journal import SqliteJournal, Stamp
from kiosk.store.usb_status import BootTime, SqliteUsbStatus, UsbStatusTable
from tests.support.fakes.store import DEVICE, SMALL_RESERVE, Answered, enrol, opened, stored_events
from tests.support.install_target import RoomyDisk
from tests.support.lesson_folders import ASSETS, ROOT
from tests.support.patience import PATIENCE_S
from tests.support.tuf_publisher import PackRepository, made_pack

LIMIT = 400                     # polls after which a test that hangs gives up


@dataclass
class Room:
    """A kiosk with a database, a folder that stands for where sticks are mounted, and what the screen saw."""

    folder: Path
    book: KioskBook
    repository: PackRepository = field(default_factory=PackRepository)
    seen: list[StickState] = field(default_factory=list)
    polls: int = 0
    events: dict[int, Callable[[], object]] = field(default_factory=dict)
    ms: int = 60_000

    def __post_init__(self) -> None:
        self.usb, self.bag = self.folder / "usb", self.folder / "bag"
        for place in (self.usb, self.bag):
            place.mkdir()
        self.now = BootTime(self.book.ready.boot_id, lambda: self.ms)
        self.screen = SqliteUsbStatus(self.book.reader, self.book.writer, self.now)

    def publish(self, version: str = "1.0.0", lessons: tuple[str, ...] = ("bai-mot",), name: str = "sda1") -> Path:
        """The stick with this version too, not yet pushed in."""
        self.repository.add(made_pack(self.folder, version, lessons))
        shutil.rmtree(self.bag / name, ignore_errors=True)
        return self.repository.publish(self.bag / name)

    def push(self, name: str = "sda1") -> None:
        (self.bag / name).rename(self.usb / name)

    def pull(self, name: str = "sda1") -> None:
        (self.usb / name).rename(self.bag / name)

    def carry(
        self, name: str = "sda1", *, auto: bool = True, disk: CardDisk | None = None,
        fetch: Callable[[Path], FolderFetcher] = FolderFetcher, drives: Drives | None = None,
        stick_disk: StickDisk | None = None,
    ) -> bool:
        """Runs the importer to its end; ``events`` happen at their polls."""
        board = UsbStatusTable(self.book.ready.path, name, self.now)
        target = InstallTarget(self.book.data / "packs", ASSETS, disk or RoomyDisk())
        bench = Dependencies(self.book, target, lambda: self.repository.bootstrap, auto, fetch,
                             stick_disk or StickDisk())
        with StatusWriter(Watched(board, self), self.now.ms) as telling:  # type: ignore[arg-type]
            drives = drives or FolderDrives(self.usb)
            return Importer(self.usb / name, drives, bench, board, telling, self.pause).carry()

    def pause(self, _s: float) -> None:
        """Half a second goes by."""
        self.ms += 500
        self.look()
        self.polls += 1
        self.events.pop(self.polls, lambda: None)()
        if self.polls > LIMIT:
            raise AssertionError(f"still waiting: {self.seen[-3:]}")

    def say_yes(self) -> None:
        self.screen.install()
        self.book.writer.do("SELECT 1", ())         # the wish is in the database

    def want_export(self) -> None:
        self.screen.export()
        self.book.writer.do("SELECT 1", ())

    def look(self) -> None:
        if self.screen.changed():
            self.seen.append(self.screen.state())

    def stages(self) -> list[StickStage]:
        """What the screen saw, one of each after the other."""
        self.look()
        stages = [state.stage for state in self.seen]
        return [stage for number, stage in enumerate(stages) if number == 0 or stage != stages[number - 1]]

    def versions(self) -> list[str]:
        return [pack.version for pack in installed_packs(self.book.data / "packs")]

    def rows(self) -> list[tuple[str, str, str]]:
        with closing(sqlite3.connect(self.book.ready.path)) as database:
            return database.execute("SELECT stick, stage, code FROM stick_state").fetchall()

    def open_session(self) -> None:
        enrol(self.book.data)
        answered = Answered()
        clock = BootClock(self.book.ready.boot, self.book.ready.boot_id, self.book.sources,
                          SqliteAnchors(self.book.reader, self.book.writer))
        stamp = Stamp(clock.now, lambda: DEVICE)
        self._journal = SqliteJournal(self.book.writer, stamp, answered)
        self._journal.write(opened())
        answered.wait(1)

    def close_session(self) -> None:
        event, = stored_events(self.book.ready.path)
        ref = f"{event.device}/{event.epoch}/{event.seq}"
        done = threading.Event()
        self._journal._post = lambda _answer: done.set()
        self._journal.write(NewEvent("session.closed", {"people": 0, "seconds": 60}, session=ref))
        assert done.wait(PATIENCE_S)


class Watched:
    """The board, with the screen looking on after every word of the importer."""

    def __init__(self, board: UsbStatusTable, room: Room) -> None:
        self._board, self._room = board, room

    def show(self, state: StickState) -> None:
        self._board.show(state)
        self._room.look()

    def beat(self) -> None:
        self._board.beat()

    def clear(self) -> None:
        self._board.clear()
        self._room.look()


class Pulled(FolderFetcher):
    """A stick that is pulled out after ``reads`` reads."""

    @classmethod
    def after(cls, reads: int, room: Room) -> Callable[[Path], FolderFetcher]:
        def fetcher(stick: Path) -> FolderFetcher:
            left = [reads]

            def read(handle: int, size: int) -> bytes:
                left[0] -= 1
                if left[0] == 0:
                    room.pull()
                if left[0] <= 0:
                    raise OSError(5, "Input/output error")
                return os.read(handle, size)
            return cls(stick, read)
        return fetcher


def broken(_handle: int, _size: int) -> bytes:
    raise OSError(5, "Input/output error")


def alone() -> list[str]:
    """Without any network, as the unit runs it, where this machine lets a test do so."""
    tried = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None:
        return []
    works = subprocess.run([*tried, "true"], capture_output=True, check=False).returncode == 0
    return tried if works else []


def start(room: Room) -> subprocess.Popen[bytes]:
    (room.book.data / "root.json").write_bytes(room.repository.bootstrap)
    command = [*alone(), sys.executable, "-m", "kiosk", "packs", "carry", "--stick", str(room.usb / "sda1"),
               "--data", str(room.book.data)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "KIOSK_PACKS_AUTO": "1"})


def until(process: subprocess.Popen[bytes], there: Callable[[], bool]) -> None:
    ended = threading.Event()
    for _ in range(int(PATIENCE_S * 100)):
        if there():
            return
        assert process.poll() is None, "the importer ended too early"
        ended.wait(0.01)
    raise AssertionError("it never came")


def stage_is(room: Room, stage: str) -> bool:
    return any(row[1] == stage for row in room.rows())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with open_kiosk_book(tmp_path / "data", SMALL_RESERVE) as book:
        yield Room(tmp_path, book)
