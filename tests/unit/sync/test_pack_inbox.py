"""The folder that packs arrive in: what is kept of a download, and what the importer is started by."""

from __future__ import annotations

import configparser
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.protocol.errors import InboxUnusable, Unreachable
from sync.protocol.pack_repository import Listed
from sync.worker.pack_inbox import SYNC_BYTES, InboxDisk, PackInbox
from tests.support.pack_server import FailingCard, tree

SYSTEM = Path(__file__).resolve().parents[3] / "assets" / "system"
CONTENT = b"0123456789" * 50


def listed(content: bytes = CONTENT) -> Listed:
    digest = hashlib.sha256(content).hexdigest()
    return Listed(f"targets/files/{digest}.{digest}.png", len(content), digest)


def breaking(content: bytes) -> Iterator[bytes]:
    yield content
    raise Unreachable("cut")


@pytest.fixture
def inbox(tmp_path: Path) -> PackInbox:
    return PackInbox(tmp_path / "packs" / "inbox", FailingCard())


def test_what_arrived_before_a_cut_is_kept_and_the_rest_makes_it_whole(inbox: PackInbox) -> None:
    with pytest.raises(Unreachable):
        inbox.add(listed(), 0, breaking(CONTENT[:123]))
    assert (inbox.arrived(listed()), inbox.has(listed())) == (123, False)
    inbox.add(listed(), 123, [CONTENT[123:]])
    assert not inbox.has(listed())
    assert inbox.settle(listed())
    assert (inbox.arrived(listed()), inbox.has(listed())) == (0, True)


def test_a_file_that_began_anew_loses_its_old_tail(inbox: PackInbox) -> None:
    inbox.add(listed(), 0, [b"x" * 400])
    inbox.add(listed(), 0, [CONTENT])
    assert inbox.settle(listed())


def test_a_beginning_longer_than_the_file_counts_for_nothing(inbox: PackInbox) -> None:
    inbox.add(listed(), 0, [CONTENT, b"more"])
    assert inbox.arrived(listed()) == 0


def test_what_is_not_as_listed_is_gone(inbox: PackInbox, tmp_path: Path) -> None:
    inbox.add(listed(), 0, [CONTENT[:-1] + b"x"])
    assert not inbox.settle(listed())
    assert tree(tmp_path) == {}


def test_a_link_in_the_place_of_a_download_is_not_written_through(inbox: PackInbox, tmp_path: Path) -> None:
    (tmp_path / "kiosk.db").write_bytes(b"book")
    inbox.check_room([])
    (tmp_path / "packs/inbox/.coming" / listed().sha256).symlink_to(tmp_path / "kiosk.db")
    with pytest.raises(InboxUnusable):
        inbox.add(listed(), 0, [CONTENT])
    assert (tmp_path / "kiosk.db").read_bytes() == b"book"


def test_a_folder_that_cannot_be_written_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "packs").write_bytes(b"a file")
    with pytest.raises(InboxUnusable):
        PackInbox(tmp_path / "packs" / "inbox").add(listed(), 0, [CONTENT])


def test_a_long_file_is_made_durable_on_its_way_and_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.fstat(handle).st_size))
    InboxDisk().append(tmp_path / "x", 0, [b"x" * (SYNC_BYTES // 2)] * 5)
    assert synced == [SYNC_BYTES, 2 * SYNC_BYTES, 5 * SYNC_BYTES // 2]


def test_ready_stands_for_one_timestamp_only(inbox: PackInbox, tmp_path: Path) -> None:
    inbox.switch([b"root"], b"one", [])
    assert inbox.is_ready(b"one")
    assert not inbox.is_ready(b"two")
    assert (tmp_path / "packs/inbox/ready").read_text() == hashlib.sha256(b"one").hexdigest() + "\n"


def test_strangers_in_the_inbox_are_left_alone(inbox: PackInbox, tmp_path: Path) -> None:
    inbox.switch([b"root"], b"one", [])
    stranger = tmp_path / "packs/inbox/bdhvs/metadata/đọc.txt"
    stranger.write_bytes(b"?")
    inbox.switch([b"root"], b"two", [])
    assert stranger.exists()


# --- the units --------------------------------------------------------------------------------------


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string((SYSTEM / name).read_text("utf-8"))
    return parser


def test_the_importers_unit_is_started_by_the_file_that_the_worker_writes_last(tmp_path: Path) -> None:
    inbox = PackInbox(tmp_path / "packs" / "inbox")
    inbox.switch([b"root"], b"one", [])
    data = "/var/lib/kiosk"
    ready = unit("bdhvs-inbox.path")["Path"]["PathChanged"]
    assert (tmp_path / Path(ready).relative_to(data)).is_file()
    service = unit("bdhvs-inbox.service")
    assert service["Unit"]["ConditionPathExists"] == ready
    assert service["Service"]["ExecStart"].endswith(f"packs install {Path(ready).parent} --data {data}")


def test_the_importer_has_no_network_and_the_worker_has_no_device() -> None:
    importer, worker = unit("bdhvs-inbox.service")["Service"], unit("kiosk-sync.service")["Service"]
    assert (importer["PrivateNetwork"], importer["IPAddressDeny"]) == ("yes", "any")
    assert importer["RestrictAddressFamilies"] == "AF_UNIX"
    kinds = ("Protect", "Private", "Restrict", "SystemCall", "NoNew", "Capab")
    fence = [key for key in worker if key.startswith(kinds)]
    assert {key: importer.get(key) for key in fence if key != "RestrictAddressFamilies"} == \
        {key: worker[key] for key in fence if key != "RestrictAddressFamilies"}
