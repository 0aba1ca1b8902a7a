"""Publishing: what a kiosk may rely on, judged by python-tuf's own client."""

from __future__ import annotations

import shutil

import pytest
from tuf.api.exceptions import RepositoryError

from kiosk.core.errors import PackUnfit, StickOlder
from kiosk.packs.format.repository_paths import SIGNED_AT, Role
from kiosk.publishing.built_pack import read_manifest_head
from kiosk.publishing.root_metadata import own_root_chain
from kiosk.publishing.stick import deliver
from tests.support.publisher import (
    DAY,
    NOW,
    ONE,
    TWO,
    KioskClient,
    Press,
    contents_of,
    files_of,
    press,
    publishable_in,
    state_of,
)

pytestmark = pytest.mark.heavy

__all__ = ["press"]


def test_a_kiosk_reads_what_was_published(press: Press) -> None:
    publishable = press.publishable("goi", "1.0.0", ONE)
    press.deliver(publishable)
    found = KioskClient(press.folder / "may", press.bootstrap).update(press.stick)
    assert found["packs/goi/1.0.0.json"] == publishable.manifest
    assert sorted(found.values()) == sorted([publishable.manifest, *ONE.values()])
    listed = {file.path: file for file in read_manifest_head(found["packs/goi/1.0.0.json"]).files}
    for path, file in listed.items():
        assert found[f"files/{file.sha256}.{path.rpartition('.')[2]}"] == (publishable.folder / path).read_bytes()


def test_names_on_the_stick_are_those_agreed(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    names = contents_of(press.stick)
    assert {name for name in names if "metadata" in name} == {
        f"bdhvs/metadata/{name}" for name in ("1.root.json", "1.targets.json", "1.snapshot.json", "timestamp.json")}
    for name in files_of(press.stick):
        folder, last = name.rsplit("/", 1)
        digest, rest = last.split(".", 1)
        assert (folder, rest) == ("packs/goi", "1.0.0.json") or (folder == "files" and rest.startswith(f"{digest}."))
        assert name.isascii()
        assert name == name.lower()


def test_a_manifest_tells_its_pack_version_title_kind_and_time(press: Press) -> None:
    press.publish(press.publishable("giong", "1.2.3", ONE, kind="voices"))
    target = press.own().targets.targets["packs/giong/1.2.3.json"]
    assert target.custom == {"pack": "giong", "version": "1.2.3", "title": "Gói giong", "kind": "voices",
                             "signed_at": NOW.strftime("%Y-%m-%dT%H:%M:%SZ")}


def test_each_content_is_stored_once_for_all_packs_and_versions(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    placed = press.deliver(press.publishable("goi", "1.1.0", TWO), press.publishable("khac", "1.0.0", ONE))
    assert (placed.written, placed.kept) == (3, 4)                  # one lesson, two manifests
    stored = [content for name, content in contents_of(press.stick).items() if "/targets/" in name]
    assert len(stored) == len(set(stored)) == 7
    assert state_of(press) == "packs/goi/1.0.0.json packs/goi/1.1.0.json packs/khac/1.0.0.json"


def test_keep_leaves_the_newest_versions_and_what_they_need(press: Press) -> None:
    for version, content in (("1.0.0", b"a"), ("1.9.0", b"b"), ("1.10.0", b"c")):
        press.deliver(press.publishable("goi", version, {"bai.json": content, "hinh.png": b"hinh"}))
    press.deliver(press.publishable("khac", "1.0.0", {"bai.json": b"d"}))
    press.publish(now=NOW, keep=2)
    deliver(press.publisher, press.stick)
    assert state_of(press) == "packs/goi/1.10.0.json packs/goi/1.9.0.json packs/khac/1.0.0.json"
    assert b"a" not in contents_of(press.stick).values()
    assert {b"b", b"c", b"d", b"hinh"} <= set(contents_of(press.stick).values())


def test_the_same_version_with_other_content_is_refused(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    before = contents_of(press.stick)
    with pytest.raises(PackUnfit, match=r"bản 1\.0\.0 đã phát hành với nội dung khác; tăng số version"):
        press.publish(publishable_in(press.folder / "x", "goi", "1.0.0", TWO))
    assert contents_of(press.stick) == before


def test_an_older_version_is_refused_also_onto_a_fresh_stick_with_the_copy_lost(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.10.0", ONE))
    versions = press.own().versions
    shutil.rmtree(press.folder / "kho")
    with pytest.raises(StickOlder, match=r"đã phát hành bản 1\.10\.0, mới hơn bản 1\.9\.0"):
        press.publish(press.publishable("goi", "1.9.0", TWO))
    with pytest.raises(PackUnfit, match="nội dung khác"):
        press.publish(publishable_in(press.folder / "x", "goi", "1.10.0", TWO))
    press.publish(press.publishable("goi", "1.10.0", ONE))               # the same content comes back
    again = press.own().versions
    assert all(again[role] > versions[role] for role in ("targets", "snapshot", "timestamp"))


def test_one_id_is_one_kind_for_ever(press: Press) -> None:
    press.publish(press.publishable("goi", "1.0.0", ONE))
    with pytest.raises(PackUnfit, match="loại gói khác"):
        press.publish(press.publishable("goi", "1.1.0", TWO, kind="voices"))


def test_publishing_the_same_again_signs_nothing_and_writes_nothing(press: Press) -> None:
    publishable = press.publishable("goi", "1.0.0", ONE)
    press.deliver(publishable)
    before = contents_of(press.stick)
    done = press.publish(publishable, now=NOW + DAY)
    placed = deliver(press.publisher, press.stick)
    assert (done.signed, done.placed.written, placed.written) == (False, 0, 0)
    assert contents_of(press.stick) == before


def test_two_sticks_never_part_ways(press: Press) -> None:
    other = press.folder / "usb-2"
    other.mkdir()
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    press.deliver(press.publishable("khac", "1.0.0", TWO), to=other)
    press.deliver()
    assert contents_of(press.stick) == contents_of(other)
    client = KioskClient(press.folder / "may", press.bootstrap)
    assert client.update(press.stick) == client.update(other)


def test_a_kiosk_that_saw_the_new_stick_refuses_the_old_one(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    old = press.folder / "usb-cu"
    shutil.copytree(press.stick, old)
    press.deliver(press.publishable("goi", "1.1.0", TWO))
    client = KioskClient(press.folder / "may", press.bootstrap)
    client.update(press.stick)
    with pytest.raises(RepositoryError):
        client.update(old)
    KioskClient(press.folder / "may-moi", press.bootstrap).update(old)      # control: the old stick itself is sound


# --- keys change ---------------------------------------------------------------------------------


def test_every_root_version_is_on_the_stick_after_two_rotations(press: Press) -> None:
    early = KioskClient(press.folder / "may-som", press.bootstrap)
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    early.update(press.stick)
    press.rotate("targets", "snapshot", "timestamp")
    press.rotate("root", replace_root="root-2")
    press.deliver(press.publishable("goi", "1.1.0", TWO))
    roots = sorted(path.name for path in (press.stick / "bdhvs" / "metadata").glob("*.root.json"))
    assert roots == ["1.root.json", "2.root.json", "3.root.json"]
    late = KioskClient(press.folder / "may-muon", press.bootstrap)
    assert early.update(press.stick) == late.update(press.stick)
    (press.stick / "bdhvs" / "metadata" / "2.root.json").unlink()           # control: each of them is needed
    with pytest.raises(RepositoryError):
        KioskClient(press.folder / "may-3", press.bootstrap).update(press.stick)


@pytest.mark.parametrize("role", ["targets", "snapshot", "timestamp"])
def test_a_replaced_key_signs_nothing_any_more(press: Press, role: Role) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    press.rotate(role)
    assert press.publish(now=NOW + DAY).signed                              # without a new pack
    deliver(press.publisher, press.stick)
    KioskClient(press.folder / "may", press.bootstrap).update(press.stick)
    chain = own_root_chain(press.ring)
    assert press.ring.line_of(chain.root.roles[role].keyids[0]).name == f"{role}-2"


def test_a_new_root_key_alone_needs_no_new_signatures(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    press.rotate("root", replace_root="root-1")
    assert not press.publish().signed
    deliver(press.publisher, press.stick)
    assert (press.stick / "bdhvs" / "metadata" / "2.root.json").exists()
    KioskClient(press.folder / "may", press.bootstrap).update(press.stick)


def test_renewing_gives_three_more_years(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    later = NOW + 900 * DAY
    done = press.publish(now=later, renew=True)
    assert {role: (until - later).days for role, until in done.repository.expiries.items() if role != "root"} == {
        "targets": 1095, "snapshot": 1095, "timestamp": 1095}
    assert done.repository.timestamp.unrecognized_fields[SIGNED_AT] == later.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_nothing_is_signed_while_the_clock_is_before_the_newest_signature(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    press.publish(now=NOW + 30 * DAY, renew=True)
    with pytest.raises(StickOlder, match="chỉnh lại đồng hồ"):
        press.publish(press.publishable("goi", "1.1.0", TWO), now=NOW + 29 * DAY)
    shutil.rmtree(press.folder / "kho")
    with pytest.raises(StickOlder, match="chỉnh lại đồng hồ"):
        press.publish(press.publishable("goi", "1.1.0", TWO), now=NOW + 29 * DAY)
