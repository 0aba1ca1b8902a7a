"""What keeps marks of packs: the store's table and the fake that tests use keep the same promises."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.core.errors import StoreError
from kiosk.packs.install.rollback_marks import MemoryVersionsSeen, VersionsSeen
from kiosk.store.database import attach, prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.rollback_marks import SqliteVersionsSeen
from sync.database import DATABASE_NAME, open_database
from tests.support.fakes.store import BOOT_ID, DEVICE, NEXT_BOOT_ID, SMALL_RESERVE


def memory(_data: Path) -> VersionsSeen:
    return MemoryVersionsSeen()


def stored(data: Path) -> VersionsSeen:
    return SqliteVersionsSeen(attach(data, BOOT_ID).path)


both = pytest.mark.parametrize("made", [memory, stored])


@both
def test_what_is_kept_is_answered(made: Callable[[Path], VersionsSeen], tmp_path: Path) -> None:
    marks = made(tmp_path)
    assert dict(marks.read()) == {}
    marks.keep({"root": "1", "timestamp": "7"})
    marks.keep({"timestamp": "8", "pack/goi": "1.0.0"})
    assert dict(marks.read()) == {"root": "1", "timestamp": "8", "pack/goi": "1.0.0"}


@both
def test_what_was_answered_does_not_change_under_the_readers_hands(
    made: Callable[[Path], VersionsSeen], tmp_path: Path,
) -> None:
    marks = made(tmp_path)
    before = marks.read()
    marks.keep({"root": "1"})
    assert dict(before) == {}


def test_the_store_keeps_them_for_the_next_process(tmp_path: Path) -> None:
    stored(tmp_path).keep({"root": "3"})
    assert stored(tmp_path).read()["root"] == "3"


def test_marks_go_on_into_the_new_file_where_the_old_one_had_to_be_set_aside(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve", SMALL_RESERVE)
    path = prepare(tmp_path, BOOT_ID, DEVICE, reserve).path
    stored(tmp_path).keep({"root": "3"})
    with closing(open_database(path)) as database:
        database.execute("INSERT INTO meta VALUES ('device', 'kiosk-of-before')")
    assert prepare(tmp_path, NEXT_BOOT_ID, DEVICE, reserve).incident is not None
    assert dict(SqliteVersionsSeen(path).read()) == {"root": "3"}


def test_a_file_that_is_no_database_is_a_store_error(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError):
        SqliteVersionsSeen(path).read()
    with pytest.raises(StoreError):
        attach(tmp_path, BOOT_ID)
    assert path.read_bytes().startswith(b"no database")      # left for the kiosk to set aside
