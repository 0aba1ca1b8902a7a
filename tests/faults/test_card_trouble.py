"""``kiosk run`` on a card that can only be read, is full, or whose database another process holds: it teaches on.

Each kiosk is a real process under a service manager's watchdog; the manager is this test.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from kiosk.store.clock import system_boot_id
from kiosk.store.database import prepare
from kiosk.store.disk_reserve import Reserve
from sync.database import open_database
from tests.support.patience import PATIENCE_S

pytestmark = [pytest.mark.slow, pytest.mark.root]

ROOT = Path(__file__).resolve().parents[2]
FED = "WATCHDOG=1"


class Manager:
    """Hears what the kiosk tells, and when; ``watchdog_s`` is what the unit allows between two feeds."""

    def __init__(self, folder: Path, watchdog_s: float) -> None:
        self.environment = {"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": str(int(watchdog_s * 1e6))}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.environment["NOTIFY_SOCKET"])

    def wait_for(self, word: str, timeout_s: float = PATIENCE_S) -> None:
        self._socket.settimeout(timeout_s)
        while not self._socket.recv(400).decode().startswith(word):
            pass

    def longest_silence_s(self, seconds: float) -> float:
        """The longest time between two feeds within so many seconds."""
        last, longest, end = time.monotonic(), 0.0, time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            self._socket.settimeout(end - now)
            try:
                fed = self._socket.recv(400).decode().startswith(FED)
            except TimeoutError:
                break
            if fed:
                longest, last = max(longest, time.monotonic() - last), time.monotonic()
        return max(longest, time.monotonic() - last)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    with closing(Manager(tmp_path, 4)) as listening:
        yield listening


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True)
    if made.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(card: Path) -> None:
    with suppress(OSError), (card / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(65536))


@contextmanager
def running(data: Path, manager: Manager) -> Iterator[subprocess.Popen[str]]:
    around = {**os.environ, **manager.environment, "SDL_VIDEODRIVER": "offscreen", "KIOSK_SOUND": "off"}
    command = [sys.executable, "-m", "kiosk", "run", "--windowed", "--data", str(data), "--camera", "/dev/video77"]
    with subprocess.Popen(command, cwd=ROOT, env=around, stderr=subprocess.PIPE, text=True) as kiosk:
        try:
            yield kiosk
        finally:
            kiosk.terminate()


def told(kiosk: subprocess.Popen[str], words: str) -> str:
    """The first line on stderr with ``words`` in it."""
    assert kiosk.stderr is not None
    return next(line for line in kiosk.stderr if words in line)


def test_a_card_that_can_only_be_read_teaches_on(tmp_path: Path, manager: Manager) -> None:
    with small_disk(tmp_path / "card") as card:
        subprocess.run(["mount", "-o", "remount,ro", str(card)], check=True)
        with running(card / "data", manager) as kiosk:
            manager.wait_for("READY=1")
            assert "(K28)" in told(kiosk, "không có sổ")
            for _ in range(3):
                manager.wait_for(FED)
            assert kiosk.poll() is None             # before: rc 1 after 1.2 s


def test_a_full_card_without_reserve_teaches_on(tmp_path: Path, manager: Manager) -> None:
    with small_disk(tmp_path / "card") as card:
        fill(card)
        with running(card / "data", manager) as kiosk:
            manager.wait_for("READY=1")
            assert "(K21)" in told(kiosk, "không có sổ")
            for _ in range(3):
                manager.wait_for(FED)
            assert kiosk.poll() is None


@pytest.mark.long
def test_a_database_held_for_longer_than_the_watchdog_allows_does_not_end_the_kiosk(tmp_path: Path) -> None:
    data, held_s = tmp_path / "data", 40
    prepare(data, system_boot_id(), None, Reserve(data / "reserve", 0))
    with closing(Manager(tmp_path, 30)) as manager, running(data, manager) as kiosk:
        manager.wait_for("READY=1")
        with closing(open_database(data / "kiosk.db")) as other:
            other.execute("BEGIN IMMEDIATE")
            assert manager.longest_silence_s(held_s) < 20
            other.execute("ROLLBACK")
        assert kiosk.poll() is None
