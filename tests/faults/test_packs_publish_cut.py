"""A stick pulled, a disk full, the power cut at every single change: a kiosk still finds one whole repository."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadError, RepositoryError

from kiosk.core.errors import PackNoRoom, StickGone
from kiosk.publishing.publisher import publish
from kiosk.publishing.stick import deliver
from tests.support.publisher import NOW, FailingDisk, KioskClient, LosingDisk, PowerCut, Press, press

pytestmark = pytest.mark.slow

__all__ = ["press"]

OLD = {"bai.json": b"bai cu", "hinh.png": b"hinh chung", "tieng.ogg": b"tieng cu"}
NEW = {"bai.json": b"bai moi", "hinh.png": b"hinh chung", "b.json": b"bai hai"}
OLD_ONLY = {"packs/goi/1.0.0.json"}
BOTH = {"packs/goi/1.0.0.json", "packs/goi/1.1.0.json"}


@pytest.fixture
def ready(press: Press) -> Press:
    """The stick has 1.0.0; the own copy already 1.1.0."""
    press.deliver(press.publishable("goi", "1.0.0", OLD))
    press.publish(press.publishable("goi", "1.1.0", NEW))
    shutil.copytree(press.stick, press.folder / "usb-cu")
    return press


def packs_on(press: Press, stick: Path) -> set[str]:
    """What a kiosk that never saw a stick finds, every content verified."""
    with_state = KioskClient(press.folder / "may" / stick.name, press.bootstrap)
    return {path for path in with_state.update(stick) if path.startswith("packs/")}


def each_cut(press: Press, disk_of: Callable[[int], FailingDisk]) -> Iterator[tuple[FailingDisk, Path]]:
    """A fresh old stick for every change that writing the new state makes, cut off after it."""
    for good in range(1000):
        stick = press.folder / f"usb-{good}"
        shutil.copytree(press.folder / "usb-cu", stick)
        disk = disk_of(good)
        try:
            deliver(press.on(disk), stick)
        except PowerCut:
            yield disk, stick
        else:
            assert good > 20                # it was really cut off in many places
            return


def test_a_stick_pulled_at_any_change_holds_the_older_or_the_newer_repository(ready: Press) -> None:
    seen = set()
    for _disk, stick in each_cut(ready, FailingDisk):
        found = packs_on(ready, stick)
        assert found in (OLD_ONLY, BOTH)
        seen.add(len(found))
        deliver(ready.publisher, stick)
        assert packs_on(ready, stick) == BOTH
        assert not list(stick.rglob(".dang-ghi-*"))
    assert seen == {1, 2}


def test_what_was_not_synced_at_a_power_cut_is_never_relied_on(ready: Press) -> None:
    for disk, stick in each_cut(ready, LosingDisk):
        assert isinstance(disk, LosingDisk)
        disk.cut(stick)
        assert packs_on(ready, stick) in (OLD_ONLY, BOTH)


def test_control_without_fsync_a_power_cut_breaks_the_stick(ready: Press) -> None:
    broken = 0
    for disk, stick in each_cut(ready, lambda good: LosingDisk(good, honest=False)):
        assert isinstance(disk, LosingDisk)
        disk.cut(stick)
        try:
            packs_on(ready, stick)
        except (RepositoryError, DownloadError):
            broken += 1
    assert broken > 0


@pytest.mark.parametrize(("number", "told"), [(errno.ENOSPC, PackNoRoom), (errno.EIO, StickGone)])
def test_a_failing_stick_is_a_sentence_and_keeps_the_older_repository(
        ready: Press, number: int, told: type[Exception]) -> None:
    whole = ready.folder / "tron"
    shutil.copytree(ready.folder / "usb-cu", whole)
    counting = FailingDisk()
    deliver(ready.on(counting), whole)
    for good in range(0, counting.done, 3):
        stick = ready.folder / f"hong-{good}"
        shutil.copytree(ready.folder / "usb-cu", stick)
        with pytest.raises(told):
            deliver(ready.on(FailingDisk(good, lambda: OSError(number, "broken"))), stick)
        assert packs_on(ready, stick) in (OLD_ONLY, BOTH)


def test_the_own_copy_cut_off_at_any_change_is_finished_by_running_again(press: Press) -> None:
    press.publish(press.publishable("goi", "1.0.0", OLD))
    newer = press.publishable("goi", "1.1.0", NEW)
    saved = press.folder / "cat"
    for name in ("kho", "khoa"):
        shutil.copytree(press.folder / name, saved / name)
    for good in range(1000):
        for name in ("kho", "khoa"):
            shutil.rmtree(press.folder / name)
            shutil.copytree(saved / name, press.folder / name)
        try:
            publish(press.on(FailingDisk(good)), NOW, [newer])
        except PowerCut:
            shutil.copytree(press.folder / "kho", press.folder / f"kho-{good}")
            assert packs_on(press, press.folder / f"kho-{good}") in (OLD_ONLY, BOTH)
            press.publish(newer)
            shutil.copytree(press.folder / "kho", press.folder / f"lai-{good}")
            assert packs_on(press, press.folder / f"lai-{good}") == BOTH
        else:
            assert good > 20
            return


def test_a_changed_key_leaves_one_moment_at_most_and_running_again_mends_it(ready: Press) -> None:
    """A new root and the timestamp it asks for are two names: between the two renames kiosks refuse the stick."""
    ready.rotate("targets", "snapshot", "timestamp")
    ready.publish()
    refused = []
    for disk, stick in each_cut(ready, FailingDisk):
        try:
            assert packs_on(ready, stick) in (OLD_ONLY, BOTH)
        except (RepositoryError, DownloadError):
            refused.append(disk.steps[-1])
        deliver(ready.publisher, stick)
        fresh = KioskClient(ready.folder / "may-moi" / stick.name, ready.bootstrap)
        assert set(fresh.update(stick)) >= BOTH
    assert refused == ["rename 2.root.json"]


def test_the_own_copy_survives_that_moment_too(press: Press) -> None:
    press.publish(press.publishable("goi", "1.0.0", OLD))
    press.rotate("targets", "snapshot", "timestamp")
    for good in range(1000):
        copy = press.folder / "thu"
        shutil.copytree(press.folder / "kho", copy)
        disk = FailingDisk(good)
        before = (press.keys / "published.json").read_bytes()
        publisher = press.on(disk)
        try:
            publish(type(publisher)(publisher.ring, copy, publisher.tries), NOW)
        except PowerCut:
            publish(type(publisher)(press.ring, copy, publisher.tries), NOW)
            assert packs_on(press, copy) == OLD_ONLY
        else:
            return
        shutil.rmtree(copy)
        shutil.rmtree(press.folder / "may")
        (press.keys / "published.json").write_bytes(before)
