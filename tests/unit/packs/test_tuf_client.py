"""Whom the kiosk believes. The cases of tuf-conformance that a client over a folder meets, and our own additions:
the clock, the second memory, and errors that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.ngclient.updater import Updater

from kiosk.core.errors import PackError, StickDamaged, StickForeign, StickOlder
from kiosk.packs.install.folder_fetcher import METADATA_URL, FolderFetcher
from sync.protocol.pack_repository import MAX_VERSION
from tests.support.install_target import Taker, tree
from tests.support.tuf_publisher import SIGNED_AT as SIGNED
from tests.support.tuf_publisher import PackRepository, made_pack

PINNED = "7.0.1"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_pack(tmp_path_factory.mktemp("built"))


@pytest.fixture
def repository(built: Path) -> PackRepository:
    made = PackRepository()
    made.add(built)
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick"


@pytest.fixture
def kiosk(repository: PackRepository, tmp_path: Path) -> Taker:
    return Taker(repository.bootstrap, tmp_path / "data")


def refused(kiosk: Taker, stick: Path, error: type[PackError]) -> None:
    """The stick is refused so, and the kiosk's memory is what it was."""
    state, marks = tree(kiosk.root / ".trust", hidden=True), kiosk.marks.read()
    with pytest.raises(error) as told:
        kiosk.look(stick)
    assert type(told.value) is error
    assert (tree(kiosk.root / ".trust", hidden=True), kiosk.marks.read()) == (state, marks)


# --- the ordinary way ------------------------------------------------------------------------------


def test_a_signed_stick_offers_its_packs(kiosk: Taker, repository: PackRepository, stick: Path) -> None:
    offer, = kiosk.look(repository.publish(stick)).publication.offers
    assert (offer.pack, offer.version, offer.title, offer.kind, offer.signed_at) == (
        "goi", "1.0.0", "Gói thử", "lessons", SIGNED)


def test_the_same_stick_is_accepted_twice(kiosk: Taker, repository: PackRepository, stick: Path) -> None:
    repository.publish(stick)
    assert kiosk.look(stick).publication == kiosk.look(stick).publication


def test_the_newest_version_of_each_pack_comes_first(
    kiosk: Taker, repository: PackRepository, stick: Path, tmp_path: Path,
) -> None:
    for version in ("1.10.0", "1.9.0"):
        repository.add(made_pack(tmp_path, version))
    repository.add(made_pack(tmp_path, "0.1.0", pack="khac"))
    publication = kiosk.look(repository.publish(stick)).publication
    assert [(offer.pack, offer.version) for offer in publication.newest()] == [("goi", "1.10.0"), ("khac", "0.1.0")]
    assert len(publication.offers) == 4


def test_what_lies_on_the_stick_without_being_signed_for_is_never_opened(
    kiosk: Taker, repository: PackRepository, stick: Path,
) -> None:
    repository.publish(stick)
    (stick / "autorun.inf").write_bytes(b"x")
    (stick / "bdhvs/targets/packs/goi/thua.json").write_bytes(b"x")
    seen: list[str] = []

    class Watching(FolderFetcher):
        def pieces(self, name: str, most: int) -> Iterator[bytes]:
            seen.append(name)
            return super().pieces(name, most)

    kiosk.take(Watching(stick))
    assert not [name for name in seen if "thua" in name or "autorun" in name]


# --- rollback, mix-and-match, fast-forward ---------------------------------------------------------


def test_a_stick_older_than_one_seen_is_refused(kiosk: Taker, repository: PackRepository, tmp_path: Path) -> None:
    old, new = repository.publish(tmp_path / "old"), repository.publish(tmp_path / "new")
    kiosk.look(new)
    refused(kiosk, old, StickOlder)


@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_a_newer_timestamp_over_an_older_role_is_refused(
    kiosk: Taker, repository: PackRepository, tmp_path: Path, role: str,
) -> None:
    repository.versions.update(snapshot=5, targets=5)
    repository.hashed = False
    kiosk.look(repository.publish(tmp_path / "first"))
    repository.versions[role] = 2
    stick = repository.publish(tmp_path / "second")
    with pytest.raises((StickOlder, StickDamaged)):
        kiosk.look(stick)


@pytest.mark.parametrize("hashed", [True, False])
@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_parts_of_two_publications_do_not_make_one(
    kiosk: Taker, repository: PackRepository, tmp_path: Path, role: str, hashed: bool,
) -> None:
    repository.hashed = hashed
    old, new = repository.publish(tmp_path / "old"), repository.publish(tmp_path / "new")
    (new / f"bdhvs/metadata/2.{role}.json").write_bytes((old / f"bdhvs/metadata/1.{role}.json").read_bytes())
    refused(kiosk, new, StickDamaged)


def test_the_second_memory_refuses_an_older_stick_after_the_first_is_lost(
    kiosk: Taker, repository: PackRepository, tmp_path: Path,
) -> None:
    old, new = repository.publish(tmp_path / "old"), repository.publish(tmp_path / "new")
    kiosk.look(new)
    kiosk.disk.sweep(kiosk.root / ".trust")
    refused(kiosk, old, StickOlder)
    kiosk.look(new)


def test_control_python_tuf_alone_accepts_the_older_stick_after_its_state_is_lost(
    repository: PackRepository, tmp_path: Path,
) -> None:
    """Why there is a second memory."""
    old, new = repository.publish(tmp_path / "old"), repository.publish(tmp_path / "new")
    for stick, state in ((new, "before"), (old, "after")):
        (tmp_path / state).mkdir()
        Updater(str(tmp_path / state), METADATA_URL, fetcher=FolderFetcher(stick),
                bootstrap=repository.bootstrap).refresh()


@pytest.mark.parametrize("lost", ["timestamp.json", "snapshot.json", "targets.json", "root_history/1.root.json"])
@pytest.mark.parametrize("content", [b"", b"\0" * 500])
def test_a_spoiled_part_of_the_state_neither_stops_a_good_stick_nor_lets_an_old_one_in(
    kiosk: Taker, repository: PackRepository, tmp_path: Path, lost: str, content: bytes,
) -> None:
    old, new = repository.publish(tmp_path / "old"), repository.publish(tmp_path / "new")
    kiosk.look(new)
    (kiosk.root / ".trust" / lost).write_bytes(content)
    with pytest.raises(StickOlder):
        kiosk.look(old)
    kiosk.look(new)


@pytest.mark.parametrize("ahead", [("timestamp",), ("timestamp", "snapshot"), ("timestamp", "snapshot", "targets")])
def test_new_keys_end_the_reign_of_a_thief_who_numbered_far_ahead(
    kiosk: Taker, repository: PackRepository, tmp_path: Path, ahead: tuple[str, ...],
) -> None:
    kiosk.look(repository.publish(tmp_path / "honest"))
    honest = dict(repository.versions)
    for role in ahead:
        repository.versions[role] = MAX_VERSION - 9    # more is refused at once
    kiosk.look(repository.publish(tmp_path / "thief"))
    repository.versions = honest
    refused(kiosk, repository.publish(tmp_path / "without"), StickOlder)
    for role in ahead:
        repository.rotate(role)
    assert kiosk.look(repository.publish(tmp_path / "with")).publication.seen.versions["timestamp"] == 3
    assert int(kiosk.marks.read()["timestamp"]) == 3


def test_a_further_key_beside_the_old_one_does_not_let_an_older_stick_in(
    kiosk: Taker, repository: PackRepository, tmp_path: Path,
) -> None:
    old = repository.publish(tmp_path / "old")
    kiosk.look(repository.publish(tmp_path / "new"))
    repository.root.add_key(CryptoSigner.generate_ed25519().public_key, "timestamp")
    repository.root.version += 1
    repository.sign_root(repository.root_keys[:2])
    (old / "bdhvs/metadata/2.root.json").write_bytes(repository.roots[2])
    kiosk.disk.sweep(kiosk.root / ".trust")
    refused(kiosk, old, StickOlder)


# --- keys and thresholds ---------------------------------------------------------------------------


def test_a_stick_of_other_publishers_is_refused(kiosk: Taker, built: Path, stick: Path) -> None:
    other = PackRepository()
    other.add(built)
    refused(kiosk, other.publish(stick), StickForeign)


def test_a_thief_cannot_add_a_root_of_his_own(kiosk: Taker, repository: PackRepository, stick: Path) -> None:
    thief = PackRepository()
    thief.root.version = 2
    thief.sign_root(thief.root_keys)
    repository.roots[2] = thief.roots[2]
    refused(kiosk, repository.publish(stick), StickForeign)


@pytest.mark.parametrize("again", [False, True])
def test_a_root_signed_by_one_of_two_is_refused(
    kiosk: Taker, repository: PackRepository, stick: Path, again: bool,
) -> None:
    repository.rotate("targets", repository.root_keys[:1] * (2 if again else 1))
    refused(kiosk, repository.publish(stick), StickForeign)


def test_a_root_signed_by_two_new_keys_only_is_refused(
    kiosk: Taker, repository: PackRepository, stick: Path,
) -> None:
    old = repository.root_keys
    repository.rotate_root_keys()
    repository.sign_root(repository.root_keys[:2])
    assert old[0].public_key.keyid not in repository.root.roles["root"].keyids
    refused(kiosk, repository.publish(stick), StickForeign)


@pytest.mark.parametrize("role", ["targets", "snapshot", "timestamp"])
def test_metadata_signed_by_a_key_of_another_role_is_refused(
    kiosk: Taker, repository: PackRepository, stick: Path, role: str,
) -> None:
    repository.keys[role] = CryptoSigner.generate_ed25519()
    refused(kiosk, repository.publish(stick), StickForeign)


def test_keys_change_on_an_offline_stick_also_for_a_kiosk_that_missed_several(
    repository: PackRepository, tmp_path: Path, stick: Path,
) -> None:
    seen, missed = Taker(repository.bootstrap, tmp_path / "a"), Taker(repository.bootstrap, tmp_path / "b")
    seen.look(repository.publish(stick))
    repository.rotate("targets")
    repository.rotate_root_keys()
    repository.rotate("timestamp")
    repository.publish(stick)
    for kiosk in (seen, missed):
        assert kiosk.look(stick).publication.seen.versions["root"] == 4
        assert (kiosk.root / ".trust/root_history/4.root.json").is_file()


def test_a_stick_from_before_the_keys_changed_is_refused(
    kiosk: Taker, repository: PackRepository, tmp_path: Path,
) -> None:
    old = repository.publish(tmp_path / "old")
    repository.rotate("targets")
    kiosk.look(repository.publish(tmp_path / "new"))
    refused(kiosk, old, StickOlder)
    kiosk.disk.sweep(kiosk.root / ".trust")
    refused(kiosk, old, StickOlder)


def test_a_root_version_left_out_is_refused(kiosk: Taker, repository: PackRepository, stick: Path) -> None:
    repository.rotate("targets")
    repository.rotate("timestamp")
    repository.publish(stick)
    (stick / "bdhvs/metadata/2.root.json").unlink()
    refused(kiosk, stick, StickForeign)


def test_a_later_root_under_the_next_ones_name_is_refused(
    kiosk: Taker, repository: PackRepository, stick: Path,
) -> None:
    repository.rotate("targets")
    repository.rotate("timestamp")
    repository.publish(stick)
    (stick / "bdhvs/metadata/2.root.json").write_bytes(repository.roots[3])
    refused(kiosk, stick, StickDamaged)


def test_a_delegated_role_is_never_followed(kiosk: Taker, repository: PackRepository, stick: Path) -> None:
    """Names with ../ and the like belong to delegated roles: there are none for us."""
    repository.targets["../../outside"] = repository.targets["packs/goi/1.0.0.json"]
    repository.targets["packs/goi/../../../1.0.0.json"] = repository.targets["packs/goi/1.0.0.json"]
    publication = kiosk.look(repository.publish(stick)).publication
    assert len(publication.offers) == 1
    assert not [path for path in publication.files if ".." in path]
