"""The packs on a kiosk: one pointer, whole versions, a way back; whatever state a power cut left."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from kiosk.core.errors import PackError, PackUnknown, StickOlder
from kiosk.packs.format.manifest import Manifest
from kiosk.packs.format.reader import load_built
from kiosk.packs.install.changes import changes_between
from kiosk.packs.install.installer import install, wanted
from kiosk.packs.install.registry import STAGING, hold, installed, installed_packs, pointer_of, rollback, sweep_old
from tests.support.install_target import RoomyDisk, Taker
from tests.support.lesson_folders import ASSETS
from tests.support.tuf_publisher import PackRepository, made_pack, sheet

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("built")
    return {
        "1.0.0": made_pack(out, "1.0.0", ("bai-mot", "bai-hai")),
        "1.1.0": made_pack(out, "1.1.0", ("bai-hai", "bai-ba"), say="Bác đọc kỹ tên nhé."),
        "1.2.0": made_pack(out, "1.2.0", ("bai-hai", "bai-ba"), sheets={"to.svg": sheet(1)}),
    }


@pytest.fixture
def repository(packs: dict[str, Path]) -> PackRepository:
    return PackRepository()


@pytest.fixture
def kiosk(repository: PackRepository, packs: dict[str, Path], tmp_path: Path) -> Taker:
    """1.0.0, then 1.1.0."""
    made = Taker(repository.bootstrap, tmp_path / "data")
    for version in ("1.0.0", "1.1.0"):
        repository.add(packs[version])
        made.take(repository.publish(tmp_path / "stick"))
    return made


def version_of(kiosk: Taker) -> str:
    pack, = installed_packs(kiosk.root)
    assert load_built(pack.folder, ASSETS)
    return pack.version


def test_an_installed_pack_is_loaded_like_a_built_one(kiosk: Taker) -> None:
    pack, = installed_packs(kiosk.root)
    assert (pack.pack, pack.version, pack.undone) == ("goi", "1.1.0", "")
    assert pack.previous is not None
    assert pack.previous.version == "1.0.0"
    assert [lesson.id for lesson in load_built(pack.folder, ASSETS)] == ["bai-hai", "bai-ba"]


def test_nothing_installed_is_no_trouble(tmp_path: Path) -> None:
    assert installed_packs(tmp_path / "missing") == ()
    (tmp_path / "file").touch()
    assert installed_packs(tmp_path / "file") == ()
    (tmp_path / "packs/goi").mkdir(parents=True)
    assert installed_packs(tmp_path / "packs") == ()


# --- half states ------------------------------------------------------------------------------------


def current(kiosk: Taker) -> Path:
    return installed_packs(kiosk.root)[0].folder


@pytest.mark.parametrize("content", [
    b"", b"\0" * 300, b"{", b"[" * 4000, b'{"current":{"version":"../..","sha256":"x"}}', b'{"current":null}', b"\xff",
])
def test_a_spoiled_pointer_still_leads_to_the_newest_whole_version(kiosk: Taker, content: bytes) -> None:
    (kiosk.root / "goi/current").write_bytes(content)
    assert version_of(kiosk) == "1.1.0"


def test_a_missing_pointer_still_leads_to_the_newest_whole_version(kiosk: Taker) -> None:
    (kiosk.root / "goi/current").unlink()
    assert version_of(kiosk) == "1.1.0"


def test_a_version_that_is_gone_gives_way_to_the_one_before(kiosk: Taker) -> None:
    RoomyDisk().sweep(current(kiosk))
    assert version_of(kiosk) == "1.0.0"


@pytest.mark.parametrize("name", ["pack.json", "lessons/bai-ba.json"])
@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: os.truncate(path, 0)])
def test_a_version_with_a_spoiled_file_gives_way_to_the_one_before(
    kiosk: Taker, name: str, spoil: object,
) -> None:
    spoil(current(kiosk) / name)                        # type: ignore[operator]
    assert version_of(kiosk) == "1.0.0"


def test_with_every_version_spoiled_the_pack_is_not_there_and_the_others_are(
    kiosk: Taker, repository: PackRepository, tmp_path: Path,
) -> None:
    repository.add(made_pack(tmp_path, pack="khac"))
    kiosk.take(repository.publish(tmp_path / "stick"))
    for path in (kiosk.root / "goi").glob("*/pack.json"):
        path.unlink()
    assert [pack.pack for pack in installed_packs(kiosk.root)] == ["khac"]


def test_staging_and_strange_folders_are_no_packs(kiosk: Taker) -> None:
    (kiosk.root / STAGING / "x").mkdir(parents=True)
    (kiosk.root / "Lạ").mkdir()
    (kiosk.root / "file").touch()
    (kiosk.root / "goi/9.9.9-0123456789abcdef").mkdir()
    assert version_of(kiosk) == "1.1.0"


def test_a_pack_under_anothers_name_is_not_used(kiosk: Taker) -> None:
    (kiosk.root / "goi").rename(kiosk.root / "khac")
    assert installed_packs(kiosk.root) == ()


# --- the way back -----------------------------------------------------------------------------------


def test_rolling_back_uses_the_version_before_at_once(kiosk: Taker) -> None:
    left, now = rollback(kiosk.root, "goi")
    assert (left.version, now.version) == ("1.1.0", "1.0.0")
    assert version_of(kiosk) == "1.0.0"


def test_there_is_one_step_back_not_two(kiosk: Taker) -> None:
    rollback(kiosk.root, "goi")
    with pytest.raises(PackUnknown):
        rollback(kiosk.root, "goi")
    assert version_of(kiosk) == "1.0.0"


@pytest.mark.parametrize("name", ["khac", "../goi", "", "GOI", "."])
def test_a_pack_that_is_not_installed_cannot_be_rolled_back(kiosk: Taker, name: str) -> None:
    with pytest.raises(PackUnknown):
        rollback(kiosk.root, name)


def test_a_previous_version_that_is_spoiled_is_not_gone_back_to(kiosk: Taker) -> None:
    previous = next((kiosk.root / "goi").glob("1.0.0-*/pack.json"))
    previous.unlink()
    with pytest.raises(PackUnknown):
        rollback(kiosk.root, "goi")
    assert version_of(kiosk) == "1.1.0"


def test_a_version_somebody_rolled_back_from_is_not_wanted_again_but_a_newer_one_is(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    rollback(kiosk.root, "goi")
    stick = repository.publish(tmp_path / "stick")
    assert wanted(kiosk.look(stick).publication, installed_packs(kiosk.root)) == ()
    repository.add(packs["1.2.0"])
    repository.publish(stick)
    assert [offer.version for offer in wanted(kiosk.look(stick).publication, installed_packs(kiosk.root))] == ["1.2.0"]


def test_what_is_in_use_already_is_not_wanted(kiosk: Taker, repository: PackRepository, tmp_path: Path) -> None:
    stick = repository.publish(tmp_path / "stick")
    assert wanted(kiosk.look(stick).publication, installed_packs(kiosk.root)) == ()
    assert len(wanted(kiosk.look(stick).publication, ())) == 1


def test_an_older_version_comes_only_if_asked_for(
    kiosk: Taker, repository: PackRepository, tmp_path: Path,
) -> None:
    stick = kiosk.look(repository.publish(tmp_path / "stick"))
    older = next(offer for offer in stick.publication.offers if offer.version == "1.0.0")
    with pytest.raises(StickOlder):
        install(stick, older, kiosk.target(), kiosk.marks)
    assert version_of(kiosk) == "1.1.0"
    install(stick, older, kiosk.target(), kiosk.marks, older=True)
    assert version_of(kiosk) == "1.0.0"


def test_a_version_below_the_highest_ever_installed_is_refused_though_the_packs_are_lost(
    kiosk: Taker, repository: PackRepository, tmp_path: Path,
) -> None:
    RoomyDisk().sweep(kiosk.root)
    stick = kiosk.look(repository.publish(tmp_path / "stick"))
    older = next(offer for offer in stick.publication.offers if offer.version == "1.0.0")
    with pytest.raises(StickOlder):
        install(stick, older, kiosk.target(), kiosk.marks)


def test_the_version_that_is_still_on_the_disk_is_not_copied_again(
    kiosk: Taker, repository: PackRepository, tmp_path: Path,
) -> None:
    rollback(kiosk.root, "goi")
    stick = repository.publish(tmp_path / "stick")
    for path in (stick / "bdhvs/targets/files").iterdir():
        path.unlink()                                   # nothing of it is needed
    kiosk.take(stick, older=True)
    assert version_of(kiosk) == "1.1.0"
    pointer = pointer_of(kiosk.root / "goi")
    assert pointer is not None
    assert pointer.undone == ""


# --- sweeping ---------------------------------------------------------------------------------------


def test_old_versions_within_the_budget_stay(kiosk: Taker, repository: PackRepository, packs: dict[str, Path],
                                             tmp_path: Path) -> None:
    repository.add(packs["1.2.0"])
    kiosk.take(repository.publish(tmp_path / "stick"))
    assert next((kiosk.root / "goi").glob("1.0.0-*"))
    with hold(next((kiosk.root / "goi").glob("1.0.0-*"))):
        sweep_old(kiosk.root, "goi", RoomyDisk(), most=0)
        assert next((kiosk.root / "goi").glob("1.0.0-*"))
    sweep_old(kiosk.root, "goi", RoomyDisk(), most=0)
    assert not list((kiosk.root / "goi").glob("1.0.0-*"))
    assert version_of(kiosk) == "1.2.0"
    rollback(kiosk.root, "goi")
    assert version_of(kiosk) == "1.1.0"


def test_without_a_pointer_nothing_is_swept(kiosk: Taker) -> None:
    (kiosk.root / "goi/current").unlink()
    sweep_old(kiosk.root, "goi", RoomyDisk(), most=0)
    assert len(list((kiosk.root / "goi").glob("1.*"))) == 2


# --- what changed -----------------------------------------------------------------------------------


def manifest(folder: Path) -> Manifest:
    return msgspec.json.decode((folder / "pack.json").read_bytes(), type=Manifest)


def test_changes_are_counted_by_lessons(packs: dict[str, Path]) -> None:
    changes = changes_between(manifest(packs["1.0.0"]), manifest(packs["1.1.0"]))
    assert (changes.new, changes.changed, changes.removed) == (("bai-ba",), ("bai-hai",), ("bai-mot",))
    assert changes.sentence() == "1 bài mới, 1 bài sửa, 1 bài bỏ"


def test_another_sheet_makes_a_changed_lesson_and_nothing_makes_none(packs: dict[str, Path], tmp_path: Path) -> None:
    with_sheet = made_pack(tmp_path, "1.0.1", ("bai-mot", "bai-hai"), sheets={"to.svg": sheet(1)})
    assert changes_between(manifest(packs["1.0.0"]), manifest(with_sheet)).changed == ("bai-mot",)
    assert changes_between(manifest(with_sheet), manifest(with_sheet)).sentence() == "các bài vẫn như cũ"
    assert changes_between(None, manifest(with_sheet)).sentence() == "2 bài mới"


def test_holding_a_version_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"), hold(tmp_path / "gone"):
        pass


def test_a_folder_that_cannot_be_made_is_the_kiosks_trouble(repository: PackRepository, packs: dict[str, Path],
                                                            tmp_path: Path) -> None:
    repository.add(packs["1.0.0"])
    (tmp_path / "data").mkdir()
    kiosk = Taker(repository.bootstrap, tmp_path / "data")
    looked = kiosk.look(repository.publish(tmp_path / "stick"))
    (kiosk.root / "goi").touch()
    with pytest.raises(PackError):
        install(looked, looked.publication.newest()[0], kiosk.target(), kiosk.marks)
    assert installed(kiosk.root, "goi") is None
