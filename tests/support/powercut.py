"""Power cuts on a real filesystem, without a power switch.

An ext4 on a loop device is shut down by EXT4_IOC_SHUTDOWN without flushing its log, as ``xfs_io -c shutdown``
does in xfstests: whatever had not reached the block device is gone. Models everything but a card that lies
about its flushes. Needs root and loop devices.

    with LoopDisk(tmp_path, megabytes=64) as disk:
        ...                             # somebody writes below disk.mount
        disk.cut()
        disk.remount()

Run as a program it is the somebody: ``python -m tests.support.powercut DATA FULL`` records through the real
journal and prints a line for every acknowledged event.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import uuid
from pathlib import Path
from types import TracebackType

from kiosk.core.inputs import Kept
from kiosk.store.clock import BootClock, SqliteAnchors, system_sources
from kiosk.store.database import prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.identity import Identity
from kiosk.store.journal import SqliteJournal, Stamp
from kiosk.store.reader import Reader
from kiosk.store.writer import Connect, Writer
from sync.database import open_database
from tests.support.fakes.store import SMALL_RESERVE, Answered, check_in, enrol, opened

EXT4_IOC_SHUTDOWN = 0x8004587D
NO_LOG_FLUSH = 2
TOOLS = ("mkfs.ext4", "losetup", "mount", "umount")


class NoLoopDiskError(Exception):
    """This machine cannot mount a loop device."""


class LoopDisk:
    """A small ext4 of its own, mounted at ``mount`` while the context lasts."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.mount = folder / "mount"
        self._image = folder / "disk.img"
        self._megabytes = megabytes
        self._device = ""

    def __enter__(self) -> LoopDisk:
        missing = [tool for tool in TOOLS if shutil.which(tool, path=_PATH) is None]
        if missing or os.geteuid() != 0:
            raise NoLoopDiskError(f"needs root and {', '.join(TOOLS)}")
        self.mount.mkdir()
        with self._image.open("wb") as image:
            image.truncate(self._megabytes * 1024 * 1024)
        try:
            _run("mkfs.ext4", "-q", "-F", str(self._image))
            self._device = _run("losetup", "--find", "--show", str(self._image)).strip()
            self._mount()
        except subprocess.CalledProcessError as error:
            self._detach()
            raise NoLoopDiskError(str(error.stderr).strip()) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self.mount.is_mount():
                _run("umount", str(self.mount))
        finally:
            self._detach()

    def cut(self) -> None:
        """The power goes. Every write after this fails."""
        handle = os.open(self.mount, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(handle)

    def remount(self) -> None:
        """The power is back; ext4 recovers its log. Nobody may have files open."""
        _run("umount", str(self.mount))
        self._mount()

    def fill(self) -> Path:
        """Takes all the space there is; the file that took it."""
        filler = self.mount / "filler"
        with filler.open("wb", buffering=0) as file:
            for size in (1024 * 1024, 4096, 1):
                try:
                    while True:
                        file.write(b"\xff" * size)
                except OSError:
                    os.fsync(file.fileno())
        return filler

    def _mount(self) -> None:
        _run("mount", "-o", "noatime", self._device, str(self.mount))

    def _detach(self) -> None:
        if self._device:
            _run("losetup", "--detach", self._device)
            self._device = ""


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _run(*command: str) -> str:
    done = subprocess.run(
        command, check=True, text=True, capture_output=True, env={**os.environ, "PATH": _PATH}
    )
    return done.stdout


# --- the program that records until the power goes ------------------------------------------------


def record(data: Path, synchronous: str) -> None:
    """Records evening after evening through the real store, until a write fails. Says in lines what
    happened: ``starting``, ``usable`` (or ``incident``), then the ref of every acknowledged event."""
    _say("starting")
    data.mkdir(exist_ok=True)
    enrol(data)
    boot_id = str(uuid.uuid4())
    reserve = Reserve(data / "reserve", SMALL_RESERVE)
    ready = prepare(data, boot_id, Identity(data).device(), reserve)
    writer = Writer(ready.path, reserve, _opener(synchronous))
    clock = BootClock(ready.boot, boot_id, system_sources(), SqliteAnchors(Reader(ready.path), writer))
    answered = Answered()
    journal = SqliteJournal(writer, Stamp(clock.now, Identity(data).device), answered)
    _say("incident" if ready.incident else "usable")
    _record_evenings(journal, answered)


def _opener(synchronous: str) -> Connect:
    def connect(path: Path) -> sqlite3.Connection:
        database = open_database(path)
        database.execute(f"PRAGMA synchronous = {synchronous}")
        return database

    return connect


def _record_evenings(journal: SqliteJournal, answered: Answered) -> None:
    session, written = None, 0
    while True:
        burst = [check_in(f"{n:032x}", session) for n in range(written % 3 + 1)] if session else [opened()]
        for fact in burst:
            journal.write(fact)
        written += len(burst)
        for answer in answered.wait(written)[-len(burst):]:
            if not isinstance(answer, Kept):
                return
            session = session or answer.ref
            _say(answer.ref)


def _say(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


if __name__ == "__main__":
    record(Path(sys.argv[1]), sys.argv[2])
