"""Sticks whose names, numbers and shapes are tricks: nothing outside staging is touched, nothing is held up."""

from __future__ import annotations

import os
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tuf.api.metadata import TargetFile

from kiosk.core.errors import PackUnfit, StickDamaged, StickForeign, StickOlder
from kiosk.packs.install import tuf_client
from kiosk.packs.install.registry import installed_packs
from kiosk.publishing.built_pack import read_manifest_head
from sync.protocol.errors import Malformed
from sync.protocol.pack_repository import MAX_VERSION, RESERVED_PACKS, files_of, manifest_target
from tests.support.install_target import Taker
from tests.support.pack_attacks import MAX_S, kiosk, metadata, packs, refused, repository, sign_manifest, stick, umask
from tests.support.tuf_publisher import PackRepository, remade

pytestmark = pytest.mark.slow

__all__ = ["kiosk", "packs", "repository", "stick", "umask"]
STRANGERS = 2_000                       # files nobody lists, in a folder; the limit test makes the list itself long


# --- names ------------------------------------------------------------------------------------------

NAMES = ("../../../../tmp/x", "/etc/passwd", "..\\..\\x", "C:\\x", "files/../x", "files//x",
         "lessons/../../x.json", "assets/" + "a" * 300 + ".svg", "assets/Á.svg", "assets/A\u0301.svg",
         "lessons/BAI-MOT.json", "a\0b", "-rf", "nul", "d/" * 50 + "x")


@pytest.mark.parametrize("name", NAMES)
def test_a_trick_in_a_name_of_the_manifest(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path, name: str,
) -> None:
    raw = (packs["1.1.0"] / "pack.json").read_bytes().replace(b'"path":"lessons/bai-hai.json"',
                                                             b'"path":' + msgspec.json.encode(name))
    sign_manifest(repository, raw)
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)


@pytest.mark.parametrize("name", NAMES)
def test_a_trick_in_a_name_of_the_signed_list_opens_nothing(
    kiosk: Taker, repository: PackRepository, stick: Path, tmp_path: Path, name: str,
) -> None:
    for trick in (name, f"packs/{name}/x.json", f"packs/goi/{name}.json", f"files/{name}"):
        repository.targets[trick] = TargetFile.from_data(trick, b"x", ["sha256"])
    repository.versions = dict.fromkeys(repository.versions, 5)
    before = sorted(str(path) for path in tmp_path.rglob("*") if "stick" not in str(path) and "data" not in str(path))
    kiosk.take(repository.write(stick))
    assert before == sorted(str(path) for path in tmp_path.rglob("*")
                            if "stick" not in str(path) and "data" not in str(path))


def test_two_files_whose_names_differ_by_case_only(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    raw = (packs["1.1.0"] / "pack.json").read_bytes().replace(b'"bai-hai"', b'"BAI-MOT"')
    sign_manifest(repository, raw)
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)


def test_two_files_of_one_name(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    raw = (packs["1.1.0"] / "pack.json").read_bytes().replace(b"bai-hai", b"bai-mot")
    sign_manifest(repository, raw)
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)


@pytest.mark.parametrize("name", sorted(RESERVED_PACKS))
def test_a_pack_that_would_stand_where_the_kiosk_keeps_its_own(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path, name: str,
) -> None:
    raw = (packs["1.1.0"] / "pack.json").read_bytes().replace(b'"id":"goi"', f'"id":"{name}"'.encode())
    custom = {"pack": name, "version": "1.1.0", "title": "Gói thử", "kind": "lessons",
              "signed_at": "2026-11-22T08:00:00Z"}
    repository.target(manifest_target(name, "1.1.0"), raw, custom)
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)
    with pytest.raises(PackUnfit):
        read_manifest_head(raw)
    with pytest.raises(Malformed):
        files_of(repository.metadata()[f"{repository.versions['targets']}.targets.json"])


# --- numbers and shapes -----------------------------------------------------------------------------


@pytest.mark.parametrize("version", [MAX_VERSION + 1, 2**31, 2**63 - 1, 2**63, 2**64, 10**100])
@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_a_version_that_would_lock_every_later_stick_out_leaves_no_trace(
    kiosk: Taker, repository: PackRepository, stick: Path, role: str, version: int, tmp_path: Path,
) -> None:
    honest = dict(repository.versions)
    repository.versions[role] = version
    refused(kiosk, repository.write(tmp_path / "far"), PackUnfit, StickDamaged)
    repository.versions = honest
    kiosk.take(repository.publish(tmp_path / "next"))
    assert [pack.version for pack in installed_packs(kiosk.root)] == ["1.1.0"]


def test_control_without_the_bound_the_next_honest_stick_is_taken_for_an_older_one(
    kiosk: Taker, repository: PackRepository, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tuf_client, "MAX_VERSION", 2**70)
    honest = dict(repository.versions)
    repository.versions["timestamp"] = 2**63
    kiosk.take(repository.write(tmp_path / "far"))
    repository.versions = honest
    refused(kiosk, repository.publish(tmp_path / "next"), StickOlder)


def test_a_hundred_thousand_signed_files_are_refused_fast(
    kiosk: Taker, repository: PackRepository, stick: Path,
) -> None:
    one = repository.targets[manifest_target("goi", "1.0.0")]
    for number in range(100_000):
        repository.targets[f"files/{number:064x}.svg"] = one
    repository.versions = dict.fromkeys(repository.versions, 5)
    contents, repository.contents = repository.contents, {}
    repository.write(stick)
    repository.contents = contents
    assert metadata(stick, "5.targets.json").stat().st_size > 10_000_000
    refused(kiosk, stick, StickDamaged)


def test_thousands_of_files_that_nobody_listed_are_not_even_looked_at(kiosk: Taker, stick: Path) -> None:
    for number in range(STRANGERS):
        (stick / "bdhvs/targets/files" / f"{number:064x}.svg").touch()
    begun = time.process_time()
    kiosk.take(stick)
    assert time.process_time() - begun < MAX_S
    assert installed_packs(kiosk.root)[0].version == "1.1.0"


def test_a_manifest_with_more_files_than_allowed(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    raw = (packs["1.1.0"] / "pack.json").read_bytes()
    listed = b",".join(b'{"path":"assets/%064x.svg","sha256":"%064x","size":1}' % (n, n) for n in range(50_001))
    sign_manifest(repository, raw.replace(b'"files":[', b'"files":[' + listed + b","))
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)


DEEP = b"[" * 100_000
HOSTILE_JSON = {
    "deep": DEEP, "closed deep": DEEP + b"]" * 100_000, "nan": b'{"version":NaN}', "infinity": b'{"size":-Infinity}',
    "huge number": b'{"size":' + b"9" * 5_000 + b"}", "float": b'{"size":1e400}', "half a letter": b'{"id":"\\ud800"}',
    "no UTF-8": b'{"id":"\xff\xfe"}', "zero bytes": b"\0" * 1000, "nothing": b"", "a list": b"[]", "null": b"null",
    "twice": b'{"id":"goi","id":"goi"}', "BOM": b"\xef\xbb\xbf{}", "a zip": b"PK\x03\x04", "true": b"true",
}
hostile = pytest.mark.parametrize("content", HOSTILE_JSON.values(), ids=HOSTILE_JSON.keys())


@hostile
@pytest.mark.parametrize("name", ["timestamp.json", "2.snapshot.json", "2.targets.json", "2.root.json"])
def test_hostile_json_in_the_place_of_metadata(kiosk: Taker, stick: Path, name: str, content: bytes) -> None:
    metadata(stick, name).write_bytes(content)
    refused(kiosk, stick, StickDamaged, StickForeign)


@hostile
def test_hostile_json_that_was_signed_as_a_manifest(
    kiosk: Taker, repository: PackRepository, tmp_path: Path, content: bytes,
) -> None:
    sign_manifest(repository, content)
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)


@hostile
def test_hostile_json_that_was_signed_as_a_lesson(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path, content: bytes,
) -> None:
    def alter(files: dict[str, bytes]) -> None:
        files["lessons/bai-hai.json"] = content

    repository.add(remade(packs["1.1.0"], tmp_path / "made", alter))
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)


@settings(max_examples=int(os.environ.get("FUZZ_EXAMPLES", "60")), deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "signed", "version", "files", "meta", "roles", "keys", "_type", "expires", "x"]), inner),
    max_leaves=20))
def test_any_json_in_the_place_of_metadata_is_refused_by_name(kiosk: Taker, stick: Path, content: object) -> None:
    path = metadata(stick, "timestamp.json")
    whole = path.read_bytes()
    path.write_bytes(msgspec.json.encode(content))
    try:
        with pytest.raises((StickDamaged, StickForeign)):
            kiosk.look(stick)
    finally:
        path.write_bytes(whole)
