"""The power goes while a pack is installed: on a real ext4 the old pack or the new one is whole, never a mixture;
after "done" it is always the new one; and an older stick is refused ever after.

``make test`` cuts at every ``EVERY``-th step and at the last ones; ``make faults`` at each, and waits until ext4 has
written behind our back (7 s) too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from tuf.ngclient.updater import Updater

from kiosk.core.errors import LessonRefused, PackError, StickOlder, StoreError
from kiosk.packs.format.reader import load_built
from kiosk.packs.install.folder_fetcher import METADATA_URL, FolderFetcher
from kiosk.packs.install.installer import install
from kiosk.packs.install.registry import installed_packs
from kiosk.store.database import attach
from kiosk.store.rollback_marks import SqliteVersionsSeen
from tests.support.fakes.store import BOOT_ID
from tests.support.install_target import RoomyDisk, SteppedDisk, Taker
from tests.support.lesson_folders import ASSETS
from tests.support.powercut import LoopDisk, NoLoopDiskError
from tests.support.tuf_publisher import PackRepository, made_pack, sheet

pytestmark = [pytest.mark.root, pytest.mark.slow]

LONG = "FAULT_CUTS" in os.environ
EVERY = 1 if LONG else 5
WRITE_BEHIND_S = 7.0                    # ext4 commits its log after 5 s, with or without our data


class PowerGone(BaseException):
    """Nothing of the program runs after this."""


@dataclass(frozen=True)
class SteppedMarks:
    """The second memory: just before and just after it was kept are steps too."""

    kept: SqliteVersionsSeen
    card: SteppedDisk

    def read(self) -> Mapping[str, str]:
        return self.kept.read()

    def keep(self, marks: Mapping[str, str]) -> None:
        self.card.step()
        self.kept.keep(marks)
        self.card.step()


class ForgetfulDisk(RoomyDisk):
    """Leaves everything to the kernel's good time: the control."""

    def sync(self, path: Path) -> None:
        pass


@dataclass
class Village:
    """A kiosk on a disk of its own, an older and a newer stick."""

    disk: LoopDisk
    repository: PackRepository
    old: Path
    new: Path

    def kiosk(self, name: str, card: RoomyDisk | None = None) -> Taker:
        data = self.disk.mount / name
        ready = attach(data, BOOT_ID)
        seen = SqliteVersionsSeen(ready.path)
        marks = SteppedMarks(seen, card) if isinstance(card, SteppedDisk) else seen
        return Taker(self.repository.bootstrap, data, marks, card or RoomyDisk())

    def cut(self) -> None:
        self.disk.cut()
        raise PowerGone

    def commit_and_cut(self) -> None:
        """The worst moment: ext4 has committed its log, names and all, but not yet the contents behind them."""
        with (self.disk.mount / f"log-{time.monotonic_ns()}").open("wb") as other:
            other.write(b"x")
            other.flush()
            os.fsync(other.fileno())
        self.cut()

    def state(self, name: str) -> str:
        """The version in use; '' where there is none or it is not whole."""
        packs = installed_packs(self.disk.mount / name / "packs")
        if not packs:
            return ""
        try:
            load_built(packs[0].folder, ASSETS)
        except LessonRefused:
            return "broken"
        return packs[0].version


@pytest.fixture(scope="module")
def sticks(tmp_path_factory: pytest.TempPathFactory) -> tuple[PackRepository, Path, Path]:
    out = tmp_path_factory.mktemp("sticks")
    same = {f"to-{number}.svg": sheet(number) for number in range(2)}
    repository = PackRepository()
    repository.add(made_pack(out, sheets=same))
    old = repository.publish(out / "old")
    repository.add(made_pack(out, "1.1.0", ("bai-mot", "bai-hai"), sheets=same | {"moi.svg": sheet(9)}))
    return repository, old, repository.publish(out / "new")


@pytest.fixture
def village(tmp_path: Path, sticks: tuple[PackRepository, Path, Path]) -> Iterator[Village]:
    try:
        with LoopDisk(tmp_path, megabytes=96) as disk:
            yield Village(disk, *sticks)
    except NoLoopDiskError as error:
        pytest.skip(f"no loop-mounted ext4 here: {error}")


def steps_of(village: Village) -> int:
    village.kiosk("count").take(village.old)
    counting = SteppedDisk()
    village.kiosk("count", counting).take(village.new)
    return counting.steps


def cut_while_taking(village: Village, name: str, at: int, cut: Callable[[], None]) -> None:
    """One kiosk has 1.0.0 and is cut at step ``at`` of taking 1.1.0."""
    village.kiosk(name).take(village.old)
    with suppress(PowerGone, PackError, StoreError):
        village.kiosk(name, SteppedDisk(at, cut)).take(village.new)
    village.disk.remount()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["at once", "after the log was written"])
def test_a_power_cut_at_any_step_leaves_the_old_pack_or_the_new_one_and_the_next_try_succeeds(
    village: Village, kind: str,
) -> None:
    cut = village.cut if kind == "at once" else village.commit_and_cut
    steps = steps_of(village)
    seen = set()
    for at in sorted({*range(1, steps + 1, EVERY), *range(steps - 8, steps + 1)}):
        name = f"kiosk-{at}"
        cut_while_taking(village, name, at, cut)
        state = village.state(name)
        seen.add(state)
        assert state in ("1.0.0", "1.1.0"), f"step {at}"
        kiosk = village.kiosk(name)
        kiosk.take(village.new)
        assert village.state(name) == "1.1.0"
        with pytest.raises(StickOlder):
            kiosk.look(village.old)
    assert seen == {"1.0.0", "1.1.0"}       # the cuts fell on both sides of the switch


def taken_then_cut(village: Village, name: str, card: Callable[[], RoomyDisk], wait_s: float = 0.0) -> str:
    """The state after "done", a wait, a cut."""
    village.kiosk(name, card()).take(village.old)
    os.sync()
    village.kiosk(name, card()).take(village.new)
    time.sleep(wait_s)
    village.disk.cut()
    village.disk.remount()
    return village.state(name)


def test_after_done_the_new_pack_is_there_whatever_happens_next(village: Village) -> None:
    for number in range(3):
        assert taken_then_cut(village, f"kiosk-{number}", RoomyDisk) == "1.1.0"
        with pytest.raises(StickOlder):
            village.kiosk(f"kiosk-{number}").look(village.old)


def test_control_without_fsync_done_is_a_lie(village: Village) -> None:
    """Proves that the cuts bite."""
    assert taken_then_cut(village, "kiosk", ForgetfulDisk) != "1.1.0"


def test_control_without_fsync_the_log_may_name_files_whose_contents_are_lost(village: Village) -> None:
    """Proves that the second kind of cut bites, too: the pointer itself, or what it points to, is empty."""
    village.kiosk("kiosk", ForgetfulDisk()).take(village.old)
    os.sync()
    village.kiosk("kiosk", ForgetfulDisk()).take(village.new)
    with suppress(PowerGone):
        village.commit_and_cut()
    village.disk.remount()
    place = village.disk.mount / "kiosk/packs/goi"
    new = next(path for path in place.iterdir() if path.name.startswith("1.1.0"))
    assert [path for path in new.rglob("*") if path.is_file() and not path.stat().st_size]
    assert village.state("kiosk") != "1.1.0"


@pytest.mark.long
def test_seven_seconds_after_done_too_the_new_pack_is_whole(village: Village) -> None:
    assert taken_then_cut(village, "kiosk", RoomyDisk, WRITE_BEHIND_S) == "1.1.0"


@pytest.mark.long
def test_control_seven_seconds_after_an_install_without_fsync_it_is_broken_or_gone(village: Village) -> None:
    assert taken_then_cut(village, "kiosk", ForgetfulDisk, WRITE_BEHIND_S) != "1.1.0"


def test_control_python_tuf_alone_accepts_the_older_stick_after_a_power_cut(village: Village) -> None:
    """Why state is fsynced here, and the highest versions are kept a second time."""
    def refresh(stick: Path) -> None:
        state = village.disk.mount / "tuf"
        state.mkdir(exist_ok=True)
        root = village.repository.bootstrap
        Updater(str(state), METADATA_URL, fetcher=FolderFetcher(stick), bootstrap=root).refresh()

    refresh(village.old)
    os.sync()
    refresh(village.new)
    with pytest.raises(Exception, match="version"):
        refresh(village.old)
    village.disk.cut()
    village.disk.remount()
    refresh(village.old)


def test_an_older_pack_from_the_newest_stick_is_not_taken_after_a_cut_either(village: Village) -> None:
    kiosk = village.kiosk("kiosk")
    kiosk.take(village.new)
    village.disk.cut()
    village.disk.remount()
    kiosk = village.kiosk("kiosk")
    looked = kiosk.look(village.new)
    older = next(offer for offer in looked.publication.offers if offer.version == "1.0.0")
    with pytest.raises(StickOlder):
        install(looked, older, kiosk.target(), kiosk.marks)
    install(looked, older, kiosk.target(), kiosk.marks, older=True)
    assert village.state("kiosk") == "1.0.0"
