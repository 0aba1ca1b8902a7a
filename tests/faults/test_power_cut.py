"""Nothing that was acknowledged is lost when the power goes while people check in.

``FAULT_CUTS`` (default 20) says how often the power is cut; ``make faults`` cuts 200 times.
"""

from __future__ import annotations

import os
import random
import resource
import select
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.protocol import event_ref
from tests.support.fakes.store import stored_events
from tests.support.patience import PATIENCE_S
from tests.support.powercut import LoopDisk, NoLoopDiskError

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CUTS = int(os.environ.get("FAULT_CUTS", "20"))
CONTROL_CUTS = 60           # the control run must have lost something by then
FRESH_EVERY = 10            # cuts between new files: the migration is cut too
BOOT_S = 5.0                # seconds of the processor from process start to the first acknowledged event


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[LoopDisk]:
    try:
        with LoopDisk(tmp_path, megabytes=64) as mounted:
            yield mounted
    except NoLoopDiskError as error:
        pytest.skip(f"no loop-mounted ext4 here: {error}")


class Kiosk:
    """A process that records in ``data``; ``refs`` are what it acknowledged."""

    def __init__(self, data: Path, synchronous: str = "FULL") -> None:
        command = [sys.executable, "-m", "tests.support.powercut", str(data), synchronous]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._process.stdout is not None
        self._output = self._process.stdout
        self._said = b""
        self.wait_for(1)

    def wait_for(self, lines: int, timeout_s: float = PATIENCE_S) -> None:
        """Until it has said so many lines."""
        deadline = time.monotonic() + timeout_s
        while self._said.count(b"\n") < lines:
            ready, _, _ = select.select([self._output], [], [], deadline - time.monotonic())
            chunk = os.read(self._output.fileno(), 65536) if ready else b""
            assert chunk, "the kiosk went silent"
            self._said += chunk

    def record(self, lines: int) -> None:
        """Lets it record until it has said so many lines more, reading along so that it never waits for us."""
        self.wait_for(self._said.count(b"\n") + lines)

    def lines(self) -> list[str]:
        """Every complete line it has said until now."""
        while select.select([self._output], [], [], 0)[0]:
            if not (chunk := os.read(self._output.fileno(), 65536)):
                break
            self._said += chunk
        return self._said.decode().split("\n")[:-1]

    def kill(self) -> list[str]:
        """SIGKILL; every complete line it had said."""
        self._process.kill()
        self._process.wait()
        lines = self.lines()
        self._output.close()
        return lines


@dataclass
class Found:
    """What the file holds after a cut, against what had been acknowledged."""

    lost: set[str]
    gapless: bool
    sound: bool


def inspect(path: Path, acknowledged: set[str]) -> Found:
    with closing(sqlite3.connect(path)) as database:
        sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    if not acknowledged:
        return Found(set(), True, sound)
    events = stored_events(path)
    refs = {event_ref(event.device, event.epoch, event.seq) for event in events}
    gapless = [event.seq for event in events] == list(range(1, len(events) + 1))
    return Found(acknowledged - refs, gapless, sound)


def record_and_cut(disk: LoopDisk, synchronous: str, lines: int, pause_s: float = 0) -> set[str]:
    """One evening that ends in the dark after so many lines and a pause; the refs it had acknowledged before.

    Only what was said before the cut counts: in a real one the processor stops too, while here the program
    runs on for a moment, and ext4 answers an fsync that waits for an aborted log with success."""
    kiosk = Kiosk(disk.mount / "data", synchronous)
    try:
        kiosk.record(lines)
        time.sleep(pause_s)             # the cut falls anywhere between two lines
    finally:
        told = kiosk.lines()
        disk.cut()
        kiosk.kill()
        disk.remount()
    assert "incident" not in told
    return {line for line in told if "/" in line}


def children_cpu_s() -> float:
    """Of every process that was started and has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def forget(data: Path) -> None:
    for file in data.glob("kiosk.db*"):
        file.unlink()


@pytest.mark.timeout(60 + 5 * CUTS)
@pytest.mark.root
def test_a_power_cut_loses_no_acknowledged_event_and_the_kiosk_starts_again(disk: LoopDisk) -> None:
    dice = random.Random(CUTS)
    data, acknowledged, total = disk.mount / "data", set[str](), 0
    for number in range(CUTS):
        fresh = number % FRESH_EVERY == 0
        if fresh:
            forget(data)
            acknowledged = set()
        refs = record_and_cut(disk, "FULL", 0 if fresh else dice.randint(0, 60), dice.uniform(0, 0.05))
        acknowledged |= refs
        total += len(refs)
        found = inspect(data / "kiosk.db", acknowledged)
        assert found == Found(lost=set(), gapless=True, sound=True), f"cut {number}"
    assert total > 10 * CUTS            # the cuts really fell among writes
    before_s = children_cpu_s()
    kiosk = Kiosk(data)
    kiosk.wait_for(3)                   # starting, usable, the first acknowledged event
    assert "usable" in kiosk.kill()
    assert children_cpu_s() - before_s <= BOOT_S


@pytest.mark.root
def test_the_control_run_with_synchronous_normal_does_lose_acknowledged_events(disk: LoopDisk) -> None:
    """Proves that the cuts above bite: the same writer, the same cuts, one PRAGMA less careful."""
    dice = random.Random(1)
    for _ in range(CONTROL_CUTS):
        acknowledged = record_and_cut(disk, "NORMAL", dice.randint(40, 120))
        found = inspect(disk.mount / "data" / "kiosk.db", acknowledged)
        assert found.sound
        if found.lost:
            return
    pytest.fail(f"{CONTROL_CUTS} cuts under synchronous=NORMAL lost nothing: the cuts do not bite")


def test_a_killed_program_loses_no_acknowledged_event(tmp_path: Path) -> None:
    dice, acknowledged = random.Random(5), set[str]()
    for _ in range(5):
        kiosk = Kiosk(tmp_path / "data")
        kiosk.record(dice.randint(0, 60))
        acknowledged |= {line for line in kiosk.kill() if "/" in line}
        found = inspect(tmp_path / "data" / "kiosk.db", acknowledged)
        assert found == Found(lost=set(), gapless=True, sound=True)
