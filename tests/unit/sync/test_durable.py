"""The one atomic write: old content or new, never half, and nothing left beside it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.durable import create_whole, sync_path, write_whole


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "enrolment.json"
    path.write_bytes(b"old")
    return path


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the disk was asked for, in order: which kind of thing was synced, and when the name changed."""
    done: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_fsync(descriptor)

    def replace(old: Path, new: Path) -> None:
        done.append("replace")
        real_replace(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    return done


def test_the_content_is_durable_before_its_name_and_the_name_before_the_return(path: Path, steps: list[str]) -> None:
    write_whole(path, b"new")
    assert steps == ["file", "replace", "folder"]
    assert path.read_bytes() == b"new"


def test_a_file_is_its_owners_alone_unless_asked_otherwise(path: Path) -> None:
    write_whole(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o600
    write_whole(path, b"new", mode=0o644)
    assert path.stat().st_mode & 0o777 == 0o644


def broken_pieces() -> Iterator[bytes]:
    yield b"ne"
    raise ValueError("not what was listed")


def test_pieces_that_fail_leave_the_old_content_and_no_temporary_file(path: Path) -> None:
    with pytest.raises(ValueError, match="listed"):
        write_whole(path, broken_pieces())
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_content_and_no_temporary_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, full)
            with pytest.raises(OSError, match="No space"):
                write_whole(path, b"new")
        assert path.read_bytes() == b"old"
        assert list(path.parent.iterdir()) == [path]


def test_a_draft_that_a_power_cut_left_is_replaced(path: Path) -> None:
    draft = path.with_name(".draft")
    draft.write_bytes(b"half of something")
    write_whole(path, [b"n", b"ew"], draft=draft)
    assert path.read_bytes() == b"new"
    assert not draft.exists()


def test_what_is_there_is_not_made_again(path: Path) -> None:
    assert not create_whole(path, b"new")
    assert path.read_bytes() == b"old"
    path.unlink()
    assert create_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_a_link_is_refused_where_asked(path: Path) -> None:
    link = path.with_name("link")
    link.symlink_to(path)
    sync_path(link)
    with pytest.raises(OSError, match="symbolic links"):
        sync_path(link, follow_links=False)
