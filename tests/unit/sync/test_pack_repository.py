"""Which names of lesson packs are ever opened or asked for, and how large a list may be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.protocol.errors import Malformed
from sync.protocol.pack_repository import (
    MAX_FILE,
    MAX_FILES,
    Listed,
    files_of,
    hash_in,
    is_name,
    max_bytes,
    root_name,
    snapshot_of,
    targets_of,
    version_of,
)
from tests.support.tuf_publisher import PackRepository

SHA = "0f" * 32
OTHER = "1f" * 32
MANIFEST = f"targets/packs/ky-nang/{SHA}.1.10.0.json"
PICTURE = f"targets/files/{SHA}.{SHA}.png"


@pytest.mark.parametrize(("name", "most"), [
    ("metadata/timestamp.json", 16_384), ("metadata/1.root.json", 512_000), (root_name(256), 512_000),
    ("metadata/12.snapshot.json", 2_000_000), ("metadata/7.targets.json", 5_000_000), (MANIFEST, MAX_FILE),
    (PICTURE, MAX_FILE),
])
def test_the_repositorys_own_names_have_their_limits(name: str, most: int) -> None:
    assert (is_name(name), max_bytes(name)) == (True, most)


def test_a_target_carries_its_hash_in_its_name() -> None:
    assert (hash_in(MANIFEST), hash_in(PICTURE), hash_in("metadata/timestamp.json")) == (SHA, SHA, None)


@pytest.mark.parametrize("name", [
    "", ".", "..", "/", "metadata", "metadata/", "metadata/../timestamp.json", "../metadata/timestamp.json",
    "/metadata/timestamp.json", "metadata//timestamp.json", "metadata/timestamp.json/", "metadata/timestamp.json\n",
    "metadata/timestamp.json\0", "metadata/root.json", "metadata/0.root.json", "metadata/01.root.json",
    "metadata/-1.root.json", "metadata/9999999999.root.json", "metadata/١.root.json", "METADATA/timestamp.json",
    "metadata\\timestamp.json", "metadata/1.timestamp.json", "metadata/%31.root.json", "metadata/.timestamp.json.new",
    f"targets/packs/../{SHA}.1.0.0.json", f"targets/packs/a/b/{SHA}.1.0.0.json", f"targets/packs/A/{SHA}.1.0.0.json",
    f"targets/files/{SHA}.{OTHER}.png", f"targets/files/{SHA}.{SHA}.exe", f"targets/files/{SHA}.{SHA}.png.",
    f"targets/files/{SHA.upper()}.{SHA.upper()}.png", f"targets/{SHA}.{SHA}.png", f"files/{SHA}.{SHA}.png",
])
def test_any_other_name_is_none(name: str) -> None:
    assert not is_name(name)


def targets(told: dict[str, Any]) -> bytes:
    return json.dumps({"signatures": [], "signed": {"_type": "targets", "version": 1, "targets": told}}).encode()


def one(length: Any = 5, sha256: Any = SHA) -> dict[str, Any]:
    return {"length": length, "hashes": {"sha256": sha256}, "custom": {"newer": ["programs"]}}


def test_what_the_publishers_sign_leads_from_the_timestamp_to_every_file() -> None:
    repository = PackRepository()
    repository.target("packs/goi/1.0.0.json", b"{}")
    repository.versions = dict.fromkeys(repository.versions, 4)
    signed = repository.metadata()
    assert version_of(signed["timestamp.json"]) == 4
    snapshot = snapshot_of(signed["timestamp.json"])
    assert (snapshot.name, snapshot.size) == ("metadata/4.snapshot.json", len(signed["4.snapshot.json"]))
    assert targets_of(signed["4.snapshot.json"]).name == "metadata/4.targets.json"
    stored = repository.targets["packs/goi/1.0.0.json"].hashes["sha256"]
    assert files_of(signed["4.targets.json"]) == (Listed(f"targets/packs/goi/{stored}.1.0.0.json", 2, stored),)


def test_metadata_without_length_and_hash_is_refused() -> None:
    repository = PackRepository()
    repository.hashed = False
    repository.versions = dict.fromkeys(repository.versions, 1)
    with pytest.raises(Malformed):
        snapshot_of(repository.metadata()["timestamp.json"])


def test_manifests_come_first() -> None:
    listed = files_of(targets({f"files/{SHA}.png": one(), "packs/z/1.0.0.json": one(sha256=OTHER)}))
    assert [file.name.split("/")[1] for file in listed] == ["packs", "files"]


def test_paths_of_another_format_are_left_out() -> None:
    assert files_of(targets({"../x": one(), "packs/a/1.0.json": one(), "/etc/passwd": one(), "files/x": one()})) == ()


@pytest.mark.parametrize("told", [
    {f"files/{SHA}.png": one(sha256=OTHER)},                                        # a file under another's name
    {f"files/{SHA}.png": one(length=-1)}, {f"files/{SHA}.png": one(length=MAX_FILE + 1)},
    {f"files/{SHA}.png": one(length="5")}, {f"files/{SHA}.png": one(length=5.5)},
    {f"files/{SHA}.png": one(sha256="../../x")}, {f"files/{SHA}.png": {"length": 5}}, {f"files/{SHA}.png": None},
    {f"files/{number:064x}.png": one(length=60_000_000, sha256=f"{number:064x}") for number in range(7)},
    {f"packs/p/1.0.{number}.json": one() for number in range(MAX_FILES + 1)},
])
def test_lists_that_no_kiosk_could_hold_are_refused(told: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        files_of(targets(told))


@pytest.mark.parametrize("raw", [
    b"", b"\xff", b"null", b"[]", b"{}", b'{"signed":null}', b'{"signed":[]}', b"[" * 100_000,
    b'{"signed":{"targets":{"a":' + b'{"a":' * 50_000, b'{"signed":{"targets":[]}}', b'{"signed":{"targets":NaN}}',
])
def test_garbage_is_malformed_and_nothing_else(raw: bytes) -> None:
    for read in (version_of, snapshot_of, targets_of, files_of):
        with pytest.raises(Malformed):
            read(raw)
