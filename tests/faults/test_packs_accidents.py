"""Sticks pulled out, cards that fill up, two sticks at once: what was installed stays, and the next try goes on."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.core.errors import PackError, PackNoRoom, StickGone
from kiosk.packs.format.reader import load_built
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.kiosk_disk import CardDisk
from kiosk.packs.install.registry import STAGING, hold, installed_packs, locked
from kiosk.packs.install.staging import InstallTarget
from tests.support.install_target import SteppedDisk, Taker, tree
from tests.support.lesson_folders import ASSETS
from tests.support.powercut import LoopDisk, NoLoopDiskError
from tests.support.tuf_publisher import PackRepository, made_pack, sheet

BIG = 1_500_000                         # bytes of the one large file
PULL_EVERY = 256 * 1024


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("built")
    return {"1.0.0": made_pack(out),
            "1.1.0": made_pack(out, "1.1.0", ("bai-mot", "bai-hai"), say="Bác đọc kỹ tên nhé.",
                               sheets={"lon.svg": sheet(1, BIG), "nho.svg": sheet(2)})}


@pytest.fixture
def repository(packs: dict[str, Path]) -> PackRepository:
    made = PackRepository()
    made.add(packs["1.0.0"])
    return made


@pytest.fixture
def kiosk(repository: PackRepository, tmp_path: Path) -> Taker:
    made = Taker(repository.bootstrap, tmp_path / "data")
    made.take(repository.publish(tmp_path / "first"))
    return made


@pytest.fixture
def stick(kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path) -> Path:
    repository.add(packs["1.1.0"])
    return repository.publish(tmp_path / "stick")


class Pulled:
    """os.read until ``after`` bytes were read; then the stick is out."""

    def __init__(self, after: int) -> None:
        self._left = after

    def __call__(self, handle: int, size: int) -> bytes:
        if self._left <= 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        piece = os.read(handle, min(size, self._left))
        self._left -= len(piece)
        return piece


def version_of(kiosk: Taker) -> str:
    pack, = installed_packs(kiosk.root)
    assert load_built(pack.folder, ASSETS)
    return pack.version


def total(stick: Path) -> int:
    return sum(path.stat().st_size for path in stick.rglob("*") if path.is_file())


# --- pulled out -------------------------------------------------------------------------------------


def test_a_stick_pulled_out_anywhere_changes_nothing_installed(kiosk: Taker, stick: Path) -> None:
    before = tree(kiosk.root)
    for after in (*range(0, 4000, 500), *range(4000, total(stick) - 20_000, PULL_EVERY)):
        with pytest.raises(StickGone):
            kiosk.take(FolderFetcher(stick, Pulled(after)))
        assert tree(kiosk.root) == before
    kiosk.take(stick)
    assert version_of(kiosk) == "1.1.0"


def test_pushed_in_again_it_goes_on_where_it_was(repository: PackRepository, stick: Path, tmp_path: Path) -> None:
    kiosk = Taker(repository.bootstrap, tmp_path / "fresh")
    with pytest.raises(StickGone):
        kiosk.take(FolderFetcher(stick, Pulled(BIG + 30_000)))
    staged = {path for path in (kiosk.root / STAGING).rglob("*") if path.is_file() and path.stat().st_size > 100}
    assert staged
    names: list[str] = []

    class Noting(FolderFetcher):
        def pieces(self, name: str, most: int) -> Iterator[bytes]:
            names.append(name)
            return super().pieces(name, most)

    kiosk.take(Noting(stick))
    read_again = [path for path in staged for name in names if path.stem in name and path.name != "pack.json"]
    assert read_again == []
    assert version_of(kiosk) == "1.1.0"


def test_a_stick_whose_folder_is_gone_is_gone_not_damaged(kiosk: Taker, stick: Path, tmp_path: Path) -> None:
    looked = kiosk.look(stick)
    stick.rename(tmp_path / "away")
    with pytest.raises(StickGone):
        list(looked.pieces(looked.publication.offers[0].target, looked.publication.offers[0].signed))
    stick.mkdir()                       # the empty folder a mount leaves behind
    with pytest.raises(StickGone):
        list(looked.pieces(looked.publication.offers[0].target, looked.publication.offers[0].signed))


def test_staging_that_rotted_between_two_tries_is_copied_again(
    repository: PackRepository, stick: Path, tmp_path: Path,
) -> None:
    kiosk = Taker(repository.bootstrap, tmp_path / "fresh")
    with pytest.raises(StickGone):
        kiosk.take(FolderFetcher(stick, Pulled(BIG + 30_000)))
    for path in (kiosk.root / STAGING).rglob("*.*"):
        if path.is_file():
            path.write_bytes(bytes(path.stat().st_size))
    kiosk.take(stick)
    assert version_of(kiosk) == "1.1.0"


def test_strange_things_in_staging_are_swept_out(kiosk: Taker, stick: Path, tmp_path: Path) -> None:
    (kiosk.root / STAGING / "another").mkdir(parents=True)
    looked = kiosk.look(stick)
    folder = kiosk.root / STAGING / looked.publication.newest()[0].signed.sha256
    (folder / "assets/deep").mkdir(parents=True)
    (folder / "lessons").mkdir()
    (folder / "lessons/bai-mot.json").symlink_to(tmp_path / "outside")
    (folder / "pack.json").symlink_to(tmp_path / "outside")
    kiosk.take(stick)
    assert version_of(kiosk) == "1.1.0"
    assert not (tmp_path / "outside").exists()


# --- disk full --------------------------------------------------------------------------------------


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_card_that_fills_up_at_any_write_leaves_what_was_installed_and_no_staging(
    kiosk: Taker, stick: Path, repository: PackRepository, tmp_path: Path,
) -> None:
    counting = SteppedDisk()
    Taker(repository.bootstrap, tmp_path / "other", disk=counting).take(stick)
    before = tree(kiosk.root)
    for at in range(1, counting.steps + 30):
        kiosk.disk = SteppedDisk(at, full)
        with suppress(PackNoRoom):
            kiosk.take(stick)
        if version_of(kiosk) == "1.1.0":
            break
        assert tree(kiosk.root) == before, f"step {at}"
    assert at > 30                      # the card really filled up at many steps before the switch
    kiosk.disk = SteppedDisk()
    kiosk.take(stick)
    assert version_of(kiosk) == "1.1.0"


def test_too_little_room_is_said_before_anything_is_copied(kiosk: Taker, stick: Path) -> None:
    class Tight(CardDisk):
        def free(self, folder: Path) -> int:
            return BIG

    kiosk.disk = Tight()
    before = tree(kiosk.root)
    with pytest.raises(PackNoRoom, match="MB"):
        kiosk.take(stick)
    assert tree(kiosk.root) == before
    assert list((kiosk.root / STAGING).iterdir()) == []


def test_on_a_really_full_card_the_old_pack_stays_and_afterwards_the_new_one_comes(
    repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    try:
        with LoopDisk(tmp_path, megabytes=16) as disk:
            kiosk = Taker(repository.bootstrap, disk.mount / "data", disk=SteppedDisk())
            kiosk.take(repository.publish(tmp_path / "stick"))
            before = tree(kiosk.root)
            filler = disk.fill()
            repository.add(packs["1.1.0"])
            stick = repository.publish(tmp_path / "stick")
            with pytest.raises(PackNoRoom):
                kiosk.take(stick)
            assert tree(kiosk.root) == before
            filler.unlink()
            kiosk.take(stick)
            assert version_of(kiosk) == "1.1.0"
    except NoLoopDiskError as error:
        pytest.skip(f"no loop-mounted ext4 here: {error}")


# --- more than one ----------------------------------------------------------------------------------


def test_the_same_stick_twice_copies_nothing_the_second_time(kiosk: Taker, stick: Path) -> None:
    kiosk.take(stick)
    before = tree(kiosk.root)
    counting = kiosk.disk = SteppedDisk()
    outcome, = kiosk.take(stick)
    assert outcome.already
    assert tree(kiosk.root) == before
    assert counting.steps < 10


def test_the_same_stick_mends_an_installed_pack_that_rotted(kiosk: Taker, stick: Path) -> None:
    kiosk.take(stick)
    sound = installed_packs(kiosk.root)[0]
    path = next((sound.folder / "assets").glob("*.svg"))
    path.write_bytes(bytes(path.stat().st_size))
    outcome, = kiosk.take(stick)
    assert not outcome.already
    assert version_of(kiosk) == "1.1.0"


def test_a_second_installer_waits_its_turn(kiosk: Taker, stick: Path) -> None:
    with locked(kiosk.root), pytest.raises(PackError, match="USB khác"):
        kiosk.take(stick)
    kiosk.take(stick)


def test_an_update_of_few_files_links_the_others(
    kiosk: Taker, repository: PackRepository, tmp_path: Path,
) -> None:
    many = {f"to-{number}.svg": sheet(number, 20_000) for number in range(60)}
    repository.add(made_pack(tmp_path / "a", "1.2.0", sheets=many))
    kiosk.take(repository.publish(tmp_path / "first"))
    old = installed_packs(kiosk.root)[0].folder
    repository.add(made_pack(tmp_path / "b", "1.3.0", sheets=many | {"to-0.svg": sheet(999, 20_000)}))
    read = 0

    def counted(handle: int, size: int) -> bytes:
        nonlocal read
        piece = os.read(handle, size)
        read += len(piece)
        return piece

    stick = repository.publish(tmp_path / "second")
    kiosk.take(FolderFetcher(stick, counted))
    new = installed_packs(kiosk.root)[0].folder
    twins = [path for path in (new / "assets").iterdir() if path.stat().st_nlink == 2]
    assert len(twins) >= 59
    assert read < 60 * 20_000 / 10 + 100_000
    old_file = next(path for path in (old / "assets").iterdir() if path.stat().st_nlink == 2)
    assert os.path.samestat(old_file.stat(), (new / "assets" / old_file.name).stat())


def test_old_versions_go_but_never_the_previous_one_nor_one_in_use(
    kiosk: Taker, repository: PackRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kiosk.packs.install.registry.sweep_old.__defaults__", (0,))
    first = installed_packs(kiosk.root)[0].folder
    with hold(first):
        for version in ("1.2.0", "1.3.0", "1.4.0"):
            repository.add(made_pack(tmp_path / version, version))
            kiosk.take(repository.publish(tmp_path / "stick"))
        names = sorted(path.name.partition("-")[0] for path in (kiosk.root / "goi").iterdir() if path.is_dir())
        assert names == ["1.0.0", "1.3.0", "1.4.0"]
    repository.add(made_pack(tmp_path / "1.5.0", "1.5.0"))
    kiosk.take(repository.publish(tmp_path / "stick"))
    names = sorted(path.name.partition("-")[0] for path in (kiosk.root / "goi").iterdir() if path.is_dir())
    assert names == ["1.4.0", "1.5.0"]


def test_the_desk_keeps_room_for_attendance_by_itself(tmp_path: Path) -> None:
    assert InstallTarget(tmp_path, ASSETS).kept_free >= 64_000_000
