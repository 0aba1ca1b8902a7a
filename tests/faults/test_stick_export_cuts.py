"""Events by stick under cuts at random points: the stick is pulled, or loses its power, while the kiosk writes it and
while the commune writes receipts; answers of the network are lost besides. Nothing that counts as sent is missing at
the commune, and nothing is there twice.

The stick is a real ext4 that forgets what had not reached it. ``make test`` plays ``ROUNDS`` rounds of each seed,
``make faults`` many more. The control says "Xong" before anything is on the stick, and loses it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from kiosk.core.errors import PackError
from kiosk.importer import event_export
from kiosk.importer.stick_files import StickDisk
from sync.commune.errors import ExportUnusable
from sync.commune.sticks.stick import exports_at, opened, write_receipt
from sync.worker.outbox import Judgement, SqliteOutbox
from tests.support.commune import Commune, fresh_commune, import_export, timezone
from tests.support.powercut import LoopDisk, NoLoopDiskError
from tests.support.stick_export import OfflineKiosk, SteppedStick, imported, offline_kiosk

pytestmark = [pytest.mark.root, pytest.mark.slow]

LONG = "FAULT_CUTS" in os.environ
ROUNDS = 60 if LONG else 12
SEEDS = range(8 if LONG else 2)


class PowerGone(BaseException):
    """Nothing of the program runs after this."""


class ForgetfulStick(StickDisk):
    """Leaves everything to the kernel's good time: the control."""

    def sync(self, path: Path) -> None:
        pass


@dataclass
class Village:
    """A kiosk and a stick that can lose its power."""

    kiosk: OfflineKiosk
    disk: LoopDisk

    @property
    def stick(self) -> Path:
        return self.disk.mount

    def cut(self) -> None:
        self.disk.cut()
        raise PowerGone

    def exported(self, disk: StickDisk) -> bool:
        """Writes the stick; then its power goes. Whether the kiosk said "Xong"."""
        said = False
        with suppress(PowerGone, PackError):
            self.kiosk.export(self.stick, disk)
            said = True
            self.disk.cut()
        self.disk.remount()
        return said

    def commune_imports(self, *, cut_before: bool, cut_after: bool) -> None:
        """As the command does; the power of the stick goes around the writing of the receipt."""
        with suppress(ExportUnusable):
            for path in exports_at(self.stick):
                with opened(path) as stream:
                    result = import_export(self.kiosk.device.commune, path.name, stream, timezone.now())
                if cut_before:
                    self.disk.cut()
                if result.receipt:
                    write_receipt(path, result.receipt)
                if cut_after:
                    self.disk.cut()
        if cut_before or cut_after:
            self.disk.remount()

    def check(self) -> None:
        stored = self.kiosk.stored()
        assert len(stored) == len(set(stored)), "an event is there twice"
        assert self.kiosk.marked() <= set(stored), "an event counts as sent and is not there"


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Village]:
    commune: Commune = fresh_commune()
    monkeypatch.setattr(event_export, "BATCH_EVENTS", 5)
    monkeypatch.setattr(event_export, "SYNC_LINES", 2)
    try:
        with offline_kiosk(tmp_path, commune) as kiosk, LoopDisk(tmp_path, megabytes=16) as disk:
            yield Village(kiosk, disk)
    except NoLoopDiskError as error:
        pytest.skip(f"no loop-mounted ext4 here: {error}")


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nothing_doubled_wherever_the_stick_is_cut(village: Village, seed: int) -> None:
    chance, kiosk = random.Random(seed), village.kiosk
    cuts = 0
    for _round in range(ROUNDS):
        kiosk.record(chance.randrange(1, 40))
        if chance.random() < 0.4:
            kiosk.by_network(acknowledged=chance.random() < 0.5)
        at = chance.randrange(1, 25) if chance.random() < 0.7 else 0
        promised = {event.seq for event in kiosk.pending.page(0, 10_000)}
        said = village.exported(SteppedStick(at, village.cut))
        cuts += not said
        village.check()
        if chance.random() < 0.7:
            village.commune_imports(cut_before=chance.random() < 0.3, cut_after=chance.random() < 0.5)
            if said:
                assert promised <= set(kiosk.stored()) | kiosk.marked(), "what was said to be on the stick was not"
        village.check()
    assert cuts > 0
    if kiosk.export(village.stick).events:          # else the last receipt had told of everything
        imported(village.stick)
        kiosk.export(village.stick)
    assert kiosk.counts().pending == 0
    assert kiosk.stored() == list(range(1, kiosk.recorded + 1))


def test_a_receipt_that_was_said_to_be_written_survives_the_cut(village: Village) -> None:
    village.kiosk.record(12)
    assert village.exported(SteppedStick())
    village.commune_imports(cut_before=False, cut_after=True)
    assert village.kiosk.export(village.stick).received == 12


def test_control_an_export_that_says_done_before_it_is_on_the_stick_loses_it(village: Village) -> None:
    village.kiosk.record(12)
    assert village.exported(ForgetfulStick())
    village.commune_imports(cut_before=False, cut_after=False)
    assert village.kiosk.stored() != list(range(1, 13))


def test_control_a_kiosk_that_marks_what_it_wrote_loses_it(village: Village) -> None:
    """Why only a receipt marks: what is on a stick may never arrive."""
    village.kiosk.record(12)
    village.exported(SteppedStick(4, village.cut))
    _mark_everything(village.kiosk)
    with pytest.raises(AssertionError, match="counts as sent and is not there"):
        village.check()


def _mark_everything(kiosk: OfflineKiosk) -> None:
    with closing(SqliteOutbox.open(kiosk.book.ready.path)) as outbox:
        outbox.judge([Judgement(event.epoch, event.seq, "stored") for event in kiosk.pending.page(0, 1000)], None)
