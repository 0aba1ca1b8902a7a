"""Whom the kiosk believes: what time it takes it to be, python-tuf's private parts, and what nobody should sign."""

from __future__ import annotations

import ast
import importlib.metadata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import Snapshot, Targets, Timestamp
from tuf.ngclient.updater import Updater

import kiosk.packs as packs
from kiosk.core.errors import PackError, PackUnfit, StickExpired, StickForeign
from kiosk.packs.format.repository_paths import SIGNED_AT, TIME_FORMAT
from kiosk.packs.install.folder_fetcher import METADATA_URL, FolderFetcher
from kiosk.packs.install.rollback_marks import MemoryVersionsSeen
from kiosk.packs.install.tuf_client import BUILT, believed_now, set_clock
from tests.support.install_target import Taker, tree
from tests.support.tuf_publisher import EXPIRES, PackRepository, made_pack

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


# --- time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["root", "timestamp", "snapshot", "targets"])
def test_expired_metadata_is_refused(kiosk: Taker, repository: PackRepository, stick: Path, role: str) -> None:
    repository.expires[role] = BUILT - timedelta(days=1)
    if role == "root":
        repository.rotate("root")
    repository.signed_at = BUILT - timedelta(days=9)
    refused(kiosk, repository.publish(stick), StickExpired)


def test_an_expired_root_on_the_way_to_a_good_one_is_no_obstacle(
    kiosk: Taker, repository: PackRepository, stick: Path,
) -> None:
    repository.expires["root"] = BUILT - timedelta(days=1)
    repository.rotate("root")
    repository.expires["root"] = EXPIRES
    repository.rotate("root")
    kiosk.look(repository.publish(stick))


@pytest.mark.parametrize("year", [1970, 2040])
def test_the_machines_clock_decides_nothing(
    kiosk: Taker, repository: PackRepository, stick: Path, monkeypatch: pytest.MonkeyPatch, year: int,
) -> None:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:                # type: ignore[override]
            return datetime(year, 1, 1, tzinfo=UTC)

    monkeypatch.setattr("tuf.ngclient._internal.trusted_metadata_set.datetime.datetime", Wrong)
    kiosk.look(repository.publish(stick))


def test_control_python_tuf_alone_refuses_every_stick_in_2040(
    repository: PackRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:                # type: ignore[override]
            return datetime(2040, 1, 1, tzinfo=UTC)

    monkeypatch.setattr("tuf.ngclient._internal.trusted_metadata_set.datetime.datetime", Wrong)
    updater = Updater(str(tmp_path), METADATA_URL, fetcher=FolderFetcher(repository.publish(tmp_path / "stick")),
                      bootstrap=repository.bootstrap)
    with pytest.raises(Exception, match="expired"):
        updater.refresh()


def test_an_anchor_makes_an_old_stick_expire(kiosk: Taker, repository: PackRepository, stick: Path) -> None:
    kiosk.anchored = EXPIRES + timedelta(days=1)
    refused(kiosk, repository.publish(stick), StickExpired)


def test_what_a_publisher_signed_lately_makes_an_older_signature_expire(
    kiosk: Taker, repository: PackRepository, tmp_path: Path, built: Path,
) -> None:
    repository.signed_at = EXPIRES - timedelta(days=1)
    repository.add(built)
    kiosk.look(repository.publish(tmp_path / "late"))
    repository.expires["timestamp"] = EXPIRES - timedelta(days=2)
    refused(kiosk, repository.publish(tmp_path / "short"), StickExpired)


def test_a_signing_time_after_its_own_expiry_is_not_believed(
    kiosk: Taker, repository: PackRepository, stick: Path, built: Path,
) -> None:
    repository.signed_at = EXPIRES + timedelta(days=3650)
    repository.add(built)
    kiosk.look(repository.publish(stick))
    assert "signed_at" not in kiosk.marks.read()


def test_the_believed_time_is_the_latest_that_was_told() -> None:
    later, latest = BUILT + timedelta(days=1), BUILT + timedelta(days=2)
    assert believed_now(None, None) == BUILT
    assert believed_now(later, None) == later
    assert believed_now(later, latest) == latest
    assert believed_now(BUILT - timedelta(days=9), None) == BUILT


def test_python_tuf_is_the_version_whose_private_attribute_we_know(
    repository: PackRepository, tmp_path: Path,
) -> None:
    assert importlib.metadata.version("tuf") == PINNED
    updater = Updater(str(tmp_path), METADATA_URL, fetcher=FolderFetcher(tmp_path), bootstrap=repository.bootstrap)
    set_clock(updater, BUILT)
    assert updater._trusted_set.reference_time == BUILT
    del updater._trusted_set.reference_time
    with pytest.raises(PackError):
        set_clock(updater, BUILT)


def test_python_tufs_private_parts_are_touched_in_one_function_only() -> None:
    touched = []
    for path in Path(packs.__path__[0]).rglob("*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(module):
            if isinstance(function, ast.FunctionDef):
                names = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
                touched += [function.name for name in names if name == "_trusted_set"]
    assert touched == ["set_clock"]


# --- what nobody should sign -----------------------------------------------------------------------


@pytest.mark.parametrize("told", [
    {"title": "Gói \u202e thử"}, {"title": "x" * 61}, {"version": "9.9.9"}, {"pack": "khac"}, {"signed_at": "hôm nay"},
    {"title": None}, {"kind": "x" * 21},
])
def test_an_introduction_that_does_not_fit_is_refused(
    kiosk: Taker, repository: PackRepository, stick: Path, built: Path, told: dict[str, object],
) -> None:
    repository.add(built, **told)
    refused(kiosk, repository.publish(stick), PackUnfit)


def test_further_words_in_an_introduction_are_for_newer_programs(
    kiosk: Taker, repository: PackRepository, stick: Path, built: Path,
) -> None:
    repository.add(built, later={"depth": [1]})
    assert kiosk.look(repository.publish(stick)).publication.offers


def test_the_publishers_own_signing_time_counts_too(
    kiosk: Taker, repository: PackRepository, stick: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed = repository.signed

    def stamped(role: str, body: Targets | Snapshot | Timestamp) -> bytes:
        if isinstance(body, Timestamp):
            body.unrecognized_fields[SIGNED_AT] = "2027-01-02T03:04:05Z"
        return signed(role, body)

    monkeypatch.setattr(repository, "signed", stamped)
    kiosk.look(repository.publish(stick))
    assert kiosk.marks.read()["signed_at"] == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC).strftime(TIME_FORMAT)


def test_a_broken_bootstrap_root_is_the_kiosks_trouble_not_the_sticks(
    repository: PackRepository, stick: Path, tmp_path: Path,
) -> None:
    with pytest.raises(PackError) as told:
        Taker(b"{}", tmp_path / "data").look(repository.publish(stick))
    assert told.value.code == "P0"


def test_a_missing_file_is_a_404_so_that_the_chain_of_roots_can_end(tmp_path: Path) -> None:
    with pytest.raises(DownloadHTTPError):
        FolderFetcher(tmp_path).download_bytes(f"{METADATA_URL}2.root.json", 1000)


def test_a_stick_without_a_repository_says_so(kiosk: Taker, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(StickForeign, match="không có gói bài học"):
        kiosk.look(tmp_path / "photos")


def test_marks_of_one_kiosk_are_not_those_of_another() -> None:
    first, second = MemoryVersionsSeen(), MemoryVersionsSeen()
    first.keep({"root": "2"})
    assert second.read() == {}
