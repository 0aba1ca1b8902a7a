"""The commune's end of lesson packs by network: what it takes over."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sync.commune.errors import PacksRefused
from sync.protocol.pack_repository import FOLDER
from sync.worker.outbox import PACKS
from tests.support.commune import DATA_DIR as COMMUNE
from tests.support.commune import packs
from tests.support.pack_server import FakePacks, PowerCut, World, pictures, tree
from tests.support.tuf_publisher import PackRepository


@pytest.fixture
def repository() -> PackRepository:
    repository = PackRepository()
    pictures(repository, [5000, 300, 0])
    repository.target("packs/goi/1.0.0.json", b"{}")
    return repository


@pytest.fixture
def stick(repository: PackRepository, tmp_path: Path) -> Path:
    return repository.publish(tmp_path / "stick")


@pytest.fixture(autouse=True)
def home() -> Iterator[Path]:
    """DIR/packs, empty before and after."""
    shutil.rmtree(COMMUNE.packs, ignore_errors=True)
    yield COMMUNE.packs
    shutil.rmtree(COMMUNE.packs, ignore_errors=True)


def anew(stick: Path, repository: PackRepository) -> Path:
    shutil.rmtree(stick)
    return repository.publish(stick)


def picture(home: Path, size: int) -> Path:
    return next(path for path in (home / FOLDER / "targets/files").iterdir() if path.stat().st_size == size)


def test_the_communes_copy_is_the_publishers_byte_for_byte(stick: Path, home: Path) -> None:
    taken = packs.take_over(stick, home)
    assert tree(home / FOLDER) == tree(stick / FOLDER)
    assert (taken.version, taken.changed) == (1, True)
    again = packs.take_over(stick, home)
    assert (again.written, again.changed) == (0, False)


def test_a_newer_publication_takes_the_place_and_writes_only_what_is_new(
    stick: Path, home: Path, repository: PackRepository
) -> None:
    packs.take_over(stick, home)
    kept = picture(home, 5000)
    before = kept.stat().st_ino
    gone = next(path for path, target in repository.targets.items() if target.length == 300)
    del repository.targets[gone], repository.contents[gone]
    pictures(repository, [70], "hai")
    repository.rotate("snapshot")
    taken = packs.take_over(anew(stick, repository), home)
    assert (taken.version, taken.written) == (2, 3)         # a picture, the snapshot, the list of targets
    assert tree(home / FOLDER) == tree(stick / FOLDER)
    assert kept.stat().st_ino == before


def test_an_older_publication_is_refused_and_the_newer_one_stays(
    stick: Path, home: Path, repository: PackRepository, tmp_path: Path
) -> None:
    older = shutil.copytree(stick, tmp_path / "cũ")
    packs.take_over(anew(stick, repository), home)
    before = tree(home)
    with pytest.raises(PacksRefused, match="cũ hơn") as refused:
        packs.take_over(older, home)
    assert (refused.value.code, tree(home)) == ("C7", before)


def test_another_publication_of_the_same_number_is_refused(stick: Path, home: Path, tmp_path: Path) -> None:
    packs.take_over(stick, home)
    other = PackRepository()
    pictures(other, [9])
    with pytest.raises(PacksRefused, match="của kho khác"):
        packs.take_over(other.publish(tmp_path / "khác"), home)
    assert tree(home / FOLDER) == tree(stick / FOLDER)


def spoil(path: Path, how: Callable[[Path], object]) -> None:
    how(path)


def linked(path: Path) -> None:
    path.rename(path.with_suffix(".cất"))
    path.symlink_to(path.with_suffix(".cất").name)


def folder_linked(path: Path) -> None:
    path.parent.rename(path.parent.with_name("cất"))
    path.parent.symlink_to("cất", target_is_directory=True)


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


ACCIDENTS: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink, "link": linked, "folder through a link": folder_linked, "pipe": fifo, "folder": folder,
    "empty": lambda path: path.write_bytes(b""), "cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"."),
    "endless": lambda path: os.truncate(path, 10**10),
    "flipped": lambda path: path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1])),
}


@pytest.mark.parametrize("accident", ACCIDENTS)
@pytest.mark.parametrize("name", ["metadata/1.snapshot.json", "metadata/1.targets.json", "targets/files"])
def test_a_damaged_or_tricky_stick_is_refused_and_what_is_here_stays(
    stick: Path, home: Path, tmp_path: Path, name: str, accident: str
) -> None:
    """Control: the same stick, whole, is taken (first line of the other tests)."""
    path = stick / FOLDER / name
    if path.is_dir():
        path = next(one for one in path.iterdir() if one.stat().st_size == 5000)
    spoil(path, ACCIDENTS[accident])
    with pytest.raises(PacksRefused):
        packs.take_over(stick, home)
    assert not (home / FOLDER / "metadata" / "timestamp.json").exists()


@pytest.mark.parametrize("accident", sorted(set(ACCIDENTS) - {"flipped", "longer"}))
def test_a_stick_whose_timestamp_or_root_is_none_is_refused(stick: Path, home: Path, accident: str) -> None:
    path = stick / FOLDER / "metadata/timestamp.json"
    spoil(path, ACCIDENTS[accident])
    with pytest.raises(PacksRefused):
        packs.take_over(stick, home)
    assert not (home / FOLDER).exists()


def test_a_folder_without_packs_and_one_without_root_are_refused(stick: Path, home: Path, tmp_path: Path) -> None:
    with pytest.raises(PacksRefused, match="không có gói bài học"):
        packs.take_over(tmp_path, home)
    (stick / FOLDER / "metadata/1.root.json").unlink()
    with pytest.raises(PacksRefused, match=r"1\.root\.json"):
        packs.take_over(stick, home)


def test_strangers_on_the_stick_are_not_copied(stick: Path, home: Path) -> None:
    for name in ("kiosk.db", "metadata/x.json", f"targets/files/{'a' * 64}.{'a' * 64}.png", "targets/files/Thumbs.db"):
        (stick / FOLDER / name).write_bytes(b"x")
    packs.take_over(stick, home)
    assert not any(content == b"x" for content in tree(home).values())


def test_a_full_disk_leaves_the_older_publication_whole(
    stick: Path, home: Path, repository: PackRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs.take_over(stick, home)
    before = tree(home / FOLDER)
    pictures(repository, [4000], "hai")
    anew(stick, repository)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            packs.take_over(stick, home)
    assert tree(home / FOLDER) == before
    packs.take_over(stick, home)
    assert tree(home / FOLDER) == tree(stick / FOLDER)


def test_a_power_cut_at_any_rename_or_removal_leaves_a_publication_that_kiosks_accept(
    stick: Path, home: Path, repository: PackRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = next(path for path, target in repository.targets.items() if target.length == 300)
    del repository.targets[gone], repository.contents[gone]
    pictures(repository, [4000], "hai")
    newer = repository.publish(tmp_path / "newer")
    cuts = 0
    while True:
        shutil.rmtree(home, ignore_errors=True)
        packs.take_over(stick, home)
        with monkeypatch.context() as patched:
            left = iter(range(cuts))
            for name in ("replace", "unlink"):
                patched.setattr(os, name, cut_when_none(left, getattr(os, name)))
            try:
                packs.take_over(newer, home)
                break
            except PowerCut:
                cuts += 1
        world = World(FakePacks(home), tmp_path / f"kiosk-{cuts}")
        world.turn()
        assert '"state":"ready"' in world.outbox.values[PACKS]     # every listed byte is there, as listed
        packs.take_over(newer, home)
        assert tree(home / FOLDER) == tree(newer / FOLDER)
    assert cuts > 5


def cut_when_none(left: Iterator[int], act: Callable[..., None]) -> Callable[..., None]:
    def stepped(*where: object, **how: object) -> None:
        if next(left, None) is None:
            raise PowerCut
        act(*where, **how)

    return stepped


def test_two_at_once_are_not_mixed(stick: Path, home: Path) -> None:
    home.mkdir()
    with packs._alone(home), pytest.raises(PacksRefused, match="cửa sổ khác"):
        packs.take_over(stick, home)
