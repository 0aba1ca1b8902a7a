"""Sticks that somebody prepared, or that were copied badly. None may crash the kiosk, hold it up for more than
five seconds, write outside staging, or change what is installed; every test asserts all of it (``Unmoved``)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from kiosk.core.errors import StickDamaged, StickForeign
from kiosk.packs.format.manifest import Manifest
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.installer import install
from kiosk.packs.install.registry import installed_packs
from kiosk.packs.install.staging import Stick
from tests.support.install_target import Taker, tree
from tests.support.pack_attacks import (
    Unmoved,
    kiosk,
    metadata,
    packs,
    places,
    refused,
    repository,
    some_file,
    stick,
    umask,
)
from tests.support.tuf_publisher import PackRepository

__all__ = ["kiosk", "packs", "repository", "stick", "umask"]


def test_control_the_honest_stick_is_installed(kiosk: Taker, stick: Path) -> None:
    outcome, = kiosk.take(stick)
    assert (outcome.version, outcome.previous, outcome.changes.sentence()) == ("1.1.0", "1.0.0", "1 bài mới, 1 bài sửa")
    assert installed_packs(kiosk.root)[0].version == "1.1.0"


# --- bytes ----------------------------------------------------------------------------------------


@places
def test_a_flipped_bit(kiosk: Taker, stick: Path, place: Callable[[Path], Path]) -> None:
    path = place(stick)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    refused(kiosk, stick, StickDamaged, StickForeign)


@places
@pytest.mark.parametrize("left", [0, 1, -1])
def test_a_truncated_file(kiosk: Taker, stick: Path, place: Callable[[Path], Path], left: int) -> None:
    path = place(stick)
    path.write_bytes(path.read_bytes()[:left])
    refused(kiosk, stick, StickDamaged)


@places
def test_an_endless_file(kiosk: Taker, stick: Path, place: Callable[[Path], Path]) -> None:
    """Sparse: a size of 50 GB without the bytes."""
    with place(stick).open("r+b") as stream:
        stream.truncate(50_000_000_000)
    refused(kiosk, stick, StickDamaged)


def test_an_endless_chain_of_roots(kiosk: Taker, repository: PackRepository, stick: Path) -> None:
    with metadata(stick, "2.root.json").open("wb") as stream:
        stream.truncate(10_000_000_000)
    refused(kiosk, stick, StickDamaged)


@places
def test_a_missing_file(kiosk: Taker, stick: Path, place: Callable[[Path], Path]) -> None:
    place(stick).unlink()
    refused(kiosk, stick, StickDamaged, StickForeign)


# --- what stands where a file should ----------------------------------------------------------------


def as_link(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def as_pipe(path: Path, _outside: Path) -> None:
    os.mkfifo(path)


def as_folder(path: Path, _outside: Path) -> None:
    path.mkdir()


def as_device(path: Path, _outside: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root makes device nodes")
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))       # /dev/zero
    except OSError as error:
        pytest.skip(f"no device nodes here: {error.strerror}")


def as_socket(path: Path, _outside: Path) -> None:
    os.mknod(path, 0o140600)


@places
@pytest.mark.parametrize("put", [as_link, as_pipe, as_folder, as_device, as_socket])
def test_another_thing_in_a_files_place(
    kiosk: Taker, stick: Path, place: Callable[[Path], Path], put: Callable[[Path, Path], None], tmp_path: Path,
) -> None:
    path = place(stick)
    outside = tmp_path / "outside"
    outside.write_bytes(path.read_bytes())              # a link to the very bytes is still refused
    path.unlink()
    put(path, outside)
    refused(kiosk, stick, StickDamaged, StickForeign)


@pytest.mark.parametrize("name", ["bdhvs", "bdhvs/targets", "bdhvs/targets/files", "bdhvs/metadata"])
def test_a_link_in_a_folders_place(kiosk: Taker, stick: Path, name: str, tmp_path: Path) -> None:
    (stick / name).rename(tmp_path / "elsewhere")
    (stick / name).symlink_to(tmp_path / "elsewhere")
    refused(kiosk, stick, StickDamaged, StickForeign)


def test_a_hard_link_to_a_file_of_the_kiosk_gives_nothing_and_changes_nothing(
    kiosk: Taker, stick: Path, tmp_path: Path,
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"enrolment")
    path = some_file(stick)
    path.unlink()
    os.link(secret, path)
    refused(kiosk, stick, StickDamaged)
    assert secret.read_bytes() == b"enrolment"


def test_the_stick_is_never_written_to(kiosk: Taker, stick: Path) -> None:
    before = tree(stick, hidden=True)
    kiosk.take(stick)
    assert tree(stick, hidden=True) == before


# --- while it is copied -----------------------------------------------------------------------------


def test_a_stick_swapped_between_looking_and_copying(kiosk: Taker, stick: Path) -> None:
    looked = kiosk.look(stick)
    path = some_file(stick)
    path.write_bytes(path.read_bytes().replace("kỹ".encode(), "vội".encode()[:4].ljust(4)))
    unmoved = Unmoved(kiosk)
    with pytest.raises(StickDamaged):
        take_from(kiosk, looked)
    unmoved.check()


def test_a_file_that_changes_while_it_is_read(kiosk: Taker, stick: Path) -> None:
    """The first read sees the signed bytes, later ones others: what was copied is what is judged."""
    reads = 0

    def read(handle: int, size: int) -> bytes:
        nonlocal reads
        reads += 1
        piece = os.read(handle, min(size, 100))
        return piece if reads % 2 else bytes(len(piece))

    refused(kiosk, FolderFetcher(stick, read), StickDamaged, StickForeign)


def take_from(kiosk: Taker, looked: Stick) -> None:
    install(looked, looked.publication.newest()[0], kiosk.target(), kiosk.marks)


def test_a_very_slow_stick_only_takes_longer(kiosk: Taker, stick: Path) -> None:
    """Never more than 7 bytes a read, as from a worn-out stick; no clock decides anything."""
    outcome, = kiosk.take(FolderFetcher(stick, lambda handle, size: os.read(handle, min(size, 7))))
    assert outcome.version == "1.1.0"


def test_progress_is_told_file_by_file_up_to_the_end(kiosk: Taker, stick: Path) -> None:
    kiosk.watched.clear()
    kiosk.take(stick)
    last = kiosk.watched[-1]
    assert (last.files, last.size) == (last.of_files, last.of_size)
    assert [each.files for each in kiosk.watched] == sorted(each.files for each in kiosk.watched)
    manifest = msgspec.json.decode((installed_packs(kiosk.root)[0].folder / "pack.json").read_bytes(), type=Manifest)
    assert last.of_size == sum(entry.size for entry in manifest.files)
