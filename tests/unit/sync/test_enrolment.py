"""The enrolment file, and the keys behind it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sync.protocol.errors import Malformed, StoreUnusable
from sync.worker.enrolment import ENROLMENT_NAME, PENDING_NAME, IdentityFile, unb64, write_private
from tests.support.fakes.sync import enrolled

TOKEN, OTHER = "a" * 32, "b" * 32


def test_an_enrolment_is_read_back_and_private_to_its_owner(tmp_path: Path) -> None:
    identity = IdentityFile(tmp_path)
    assert identity.read() is None
    identity.key_for(TOKEN)
    identity.enrol(enrolled())
    assert identity.read() == enrolled()
    assert (tmp_path / ENROLMENT_NAME).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [ENROLMENT_NAME]


def test_the_key_of_an_invitation_stays_until_answered(tmp_path: Path) -> None:
    first = IdentityFile(tmp_path).key_for(TOKEN)
    assert len(first) == 32
    assert IdentityFile(tmp_path).key_for(TOKEN) == first
    assert (tmp_path / PENDING_NAME).stat().st_mode & 0o777 == 0o600


def test_another_invitation_or_a_refused_one_gets_a_new_key(tmp_path: Path) -> None:
    identity = IdentityFile(tmp_path)
    first = identity.key_for(TOKEN)
    assert identity.key_for(OTHER) != first
    identity.forget_key()
    assert identity.key_for(TOKEN) != first


def test_an_unreadable_pending_key_is_replaced(tmp_path: Path) -> None:
    (tmp_path / PENDING_NAME).write_bytes(b"{")
    key = IdentityFile(tmp_path).key_for(TOKEN)
    assert IdentityFile(tmp_path).key_for(TOKEN) == key


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"url": 1}', b"\xff"])
def test_a_broken_enrolment_is_named_and_not_taken_for_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ENROLMENT_NAME).write_bytes(content)
    with pytest.raises(StoreUnusable, match=ENROLMENT_NAME):
        IdentityFile(tmp_path).read()


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    write_private(path, b"old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreUnusable, match="No space left"):
        write_private(path, b"new")
    assert path.read_bytes() == b"old"


def test_what_is_no_base64_is_malformed() -> None:
    with pytest.raises(Malformed):
        unb64("không")
