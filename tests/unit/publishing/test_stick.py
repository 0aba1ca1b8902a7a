"""Sticks as they come: other people's, newer, damaged, full; and the publishers' own copy, lost or damaged."""

from __future__ import annotations

import json
import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.errors import KeyTrouble, PackError, PackNoRoom, StickDamaged, StickForeign, StickOlder
from kiosk.publishing.inventory import inventory
from kiosk.publishing.publisher import publish
from kiosk.publishing.root_metadata import own_root_chain
from kiosk.publishing.stick import deliver, take_over
from sync.protocol.pack_repository import MAX_METADATA
from tests.support.publisher import DAY, NOW, ONE, TWO, Press, contents_of, files_of, press, state_of

pytestmark = pytest.mark.heavy

__all__ = ["press"]


def test_a_lost_copy_comes_back_from_the_newest_stick(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    shutil.rmtree(press.folder / "kho")
    press.deliver(press.publishable("khac", "1.0.0", TWO))
    assert state_of(press) == "packs/goi/1.0.0.json packs/khac/1.0.0.json"


def test_a_stick_signed_with_replaced_keys_is_written_anew_and_never_taken_over(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    press.publish(now=NOW + DAY, renew=True)
    deliver(press.publisher, press.stick)
    stolen = press.folder / "kho-cu"
    shutil.copytree(press.stick, stolen)
    shutil.rmtree(press.folder / "kho")
    press.rotate("targets", "snapshot", "timestamp")
    assert not take_over(press.publisher, press.stick)
    press.publish(press.publishable("moi", "1.0.0", TWO), now=NOW + 2 * DAY)
    deliver(press.publisher, press.stick)
    assert state_of(press) == "packs/moi/1.0.0.json"


def test_a_newer_stick_that_lacks_our_packs_is_refused(press: Press) -> None:
    press.publish(press.publishable("goi", "1.0.0", ONE))
    other = replace(press.publisher, repo=press.folder / "kho-2")       # a second place with the same keys
    for version in ("1.0.0", "1.1.0"):
        publish(other, NOW, [press.publishable("khac", version, TWO | {"b.json": version.encode()})])
    deliver(other, press.stick)
    before = contents_of(press.stick)
    for attempt in (take_over, deliver):
        with pytest.raises(StickOlder, match="mới hơn"):
            attempt(press.publisher, press.stick)
    assert contents_of(press.stick) == before


def test_a_stick_of_other_publishers_is_not_touched(press: Press, tmp_path: Path) -> None:
    other = Press(tmp_path / "khac")
    other.deliver(other.publishable("goi", "1.0.0", ONE))
    before = contents_of(other.stick)
    for attempt in (take_over, deliver):
        press.publish(press.publishable("goi", "1.0.0", TWO))
        with pytest.raises(StickForeign, match="những người phát hành khác"):
            attempt(press.publisher, other.stick)
    assert contents_of(other.stick) == before


def test_the_stick_with_the_keys_never_becomes_the_stick_with_the_packs(press: Press) -> None:
    press.publish(press.publishable("goi", "1.0.0", ONE))
    with pytest.raises(KeyTrouble, match="không được chứa khóa"):
        deliver(press.publisher, press.folder)


def test_an_unplugged_stick_is_not_a_folder_to_make(press: Press) -> None:
    press.publish(press.publishable("goi", "1.0.0", ONE))
    with pytest.raises(PackError, match="không thấy thư mục"):
        deliver(press.publisher, press.folder / "media" / "usb")
    assert not (press.folder / "media").exists()


def test_damaged_contents_on_the_stick_are_mended(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    good = contents_of(press.stick)
    for name in files_of(press.stick):
        path = press.stick / "bdhvs" / "targets" / name
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    (press.stick / "bdhvs" / "metadata" / "timestamp.json").write_bytes(b"\x00" * 40)
    assert deliver(press.publisher, press.stick).written == 4
    assert contents_of(press.stick) == good


def test_damage_in_the_own_copy_is_refused_and_never_spread(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    good = contents_of(press.stick)
    damaged = press.folder / "kho" / "bdhvs" / "targets" / files_of(press.stick)[0]
    damaged.write_bytes(b"?")
    with pytest.raises(StickDamaged):
        press.publish()
    assert contents_of(press.stick) == good


@pytest.mark.parametrize("garbage", [b"", b"\x00" * 100, b"[" * 100_000, b'{"signed": NaN}', b"x" * 600_000, b"null",
                                     b'{"signatures":[],"signed":{"_type":"targets"}}'])
@pytest.mark.parametrize("name", ["1.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"])
def test_garbage_on_a_stick_is_a_sentence(press: Press, name: str, garbage: bytes) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    (press.stick / "bdhvs" / "metadata" / name).write_bytes(garbage)
    with pytest.raises(PackError):
        inventory(press.stick)


@pytest.mark.parametrize("scheme", ["pgp+rsa-pkcsv1.5", "Fulcio", "rsassa-pss-sha256", "x"])
def test_keys_of_another_kind_are_a_sentence(press: Press, scheme: str) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    path = press.stick / "bdhvs" / "metadata" / "1.root.json"
    root = json.loads(path.read_bytes())
    for key in root["signed"]["keys"].values():
        key.update(keytype="rsa", scheme=scheme, keyval={"public": "00"})
    path.write_text(json.dumps(root), "utf-8")
    with pytest.raises(PackError):
        inventory(press.stick)


def test_any_damaged_byte_is_a_sentence(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    chance = random.Random(5)
    refused = 0
    for path in sorted((press.stick / "bdhvs").rglob("*.json")):
        content = path.read_bytes()
        for _time in range(15):
            at = chance.randrange(len(content))
            path.write_bytes(content[:at] + chance.choice([b"", b"9", b'"', b"\xff", b"[" * 50]) + content[at + 1:])
            try:
                inventory(press.stick)
            except PackError:
                refused += 1
        path.write_bytes(content)
    assert refused > 40
    inventory(press.stick)                                          # control: put back, it is sound


@pytest.mark.parametrize("name", ["1.root.json", "timestamp.json", "1.targets.json"])
@pytest.mark.parametrize("thing", ["link", "pipe", "folder"])
def test_what_is_no_file_is_never_opened(press: Press, name: str, thing: str) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    path = press.stick / "bdhvs" / "metadata" / name
    content = path.read_bytes()
    path.unlink()
    if thing == "link":
        (press.folder / "that").write_bytes(content)
        path.symlink_to(press.folder / "that")
    elif thing == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()
    with pytest.raises(PackError):
        inventory(press.stick)


def test_nothing_is_written_through_a_link(press: Press) -> None:
    press.publish(press.publishable("goi", "1.0.0", ONE))
    elsewhere = press.folder / "nha"
    elsewhere.mkdir()
    (press.stick / "bdhvs").symlink_to(elsewhere)
    with pytest.raises(StickDamaged, match="đường dẫn tắt"):
        deliver(press.publisher, press.stick)
    assert list(elsewhere.iterdir()) == []


def test_other_files_on_the_stick_stay(press: Press) -> None:
    (press.stick / "anh.jpg").write_bytes(b"anh nha")
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    (press.stick / "bdhvs" / "targets" / "files" / "ghi-chu.txt").write_bytes(b"ghi chu")
    press.deliver(press.publishable("goi", "1.1.0", TWO))
    assert {b"anh nha", b"ghi chu"} <= set(contents_of(press.stick).values())


def test_a_full_stick_is_told_before_anything_is_written(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE))
    before = contents_of(press.stick)
    press.publish(press.publishable("goi", "1.1.0", TWO))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**6, 10**6, 0))
    with pytest.raises(PackNoRoom, match="--keep"):
        deliver(press.publisher, press.stick)
    assert contents_of(press.stick) == before


def test_a_list_longer_than_kiosks_read_is_never_signed(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MAX_METADATA, "targets", 1200)
    press.publish(press.publishable("goi", "1.0.0", {"bai.json": b"1"}))
    with pytest.raises(PackNoRoom, match="--keep"):
        press.publish(press.publishable("goi", "1.1.0", {f"b{n}.json": bytes([n]) for n in range(20)}))
    assert list(press.own().manifests) == [("goi", "1.0.0")]


def test_the_inventory_tells_sizes_dates_and_what_is_missing(press: Press) -> None:
    press.deliver(press.publishable("goi", "1.0.0", ONE),
                  press.publishable("giong", "2.0.0", {"a.ogg": b"12345"}, kind="voices"))
    found = inventory(press.stick, own_root_chain(press.ring))
    assert [(e.head.id, e.head.version, e.head.kind, e.files, e.missing) for e in found.entries] == [
        ("giong", "2.0.0", "voices", 1, 0), ("goi", "1.0.0", "lessons", 3, 0)]
    assert found.entries[0].size == 5 + found.repository.targets.targets["packs/giong/2.0.0.json"].length
    gone = next(name for name in files_of(press.stick) if name.endswith(".ogg"))
    (press.stick / "bdhvs" / "targets" / gone).unlink()
    assert sum(entry.missing for entry in inventory(press.stick).entries) == 1


def test_the_memory_beside_the_keys_is_never_started_anew_by_accident(press: Press) -> None:
    press.publish(press.publishable("goi", "1.0.0", ONE))
    memory = press.keys / "published.json"
    assert json.loads(memory.read_bytes())["packs"]["goi"]["version"] == "1.0.0"
    memory.write_bytes(b"{")
    with pytest.raises(KeyTrouble, match=r"published\.json hỏng"):
        press.publish(press.publishable("goi", "1.1.0", TWO))
