"""From the publisher's laptop by stick onto a kiosk: the real publisher, the real kiosk, no network."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from kiosk.authoring.builder import build_pack
from kiosk.authoring.workspace import gather
from kiosk.core.errors import StickOlder
from kiosk.packs.format.manifest import Listed, Manifest, Sound, canonical
from kiosk.packs.format.reader import load_built
from kiosk.packs.install.registry import installed_packs
from kiosk.publishing.built_pack import read_publishable
from kiosk.publishing.root_metadata import rotated_root
from tests.support.install_target import Taker
from tests.support.lesson_folders import ASSETS, ROOT
from tests.support.publisher import DAY, NOW, Press
from tests.support.tuf_publisher import made_pack, sound


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path / "press")


@pytest.fixture
def kiosk(press: Press, tmp_path: Path) -> Taker:
    return Taker(press.bootstrap, tmp_path / "data", anchored=NOW)


def test_a_pack_and_its_update_travel(press: Press, kiosk: Taker, tmp_path: Path) -> None:
    press.deliver(read_publishable(made_pack(tmp_path), ASSETS))
    assert kiosk.take(press.stick)[0].changes.sentence() == "1 bài mới"
    press.deliver(read_publishable(made_pack(tmp_path, "1.1.0", ("bai-mot", "bai-hai"), say="Bác đọc kỹ nhé."), ASSETS))
    assert kiosk.take(press.stick)[0].changes.sentence() == "1 bài mới, 1 bài sửa"
    assert kiosk.take(press.stick)[0].already


def test_a_changed_key_travels_with_the_stick_and_older_sticks_end(
    press: Press, kiosk: Taker, tmp_path: Path,
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    press.deliver(read_publishable(made_pack(tmp_path), ASSETS), to=old)
    words = press.words
    rotated_root(press.ring, ["targets"], None, lambda _name: [words], lambda _name: words, NOW)
    press.deliver(read_publishable(made_pack(tmp_path, "1.1.0"), ASSETS), now=NOW + DAY)
    assert kiosk.take(press.stick)[0].version == "1.1.0"
    assert kiosk.marks.read()["root"] == "2"
    kiosk.disk.sweep(kiosk.root / ".trust")
    with pytest.raises(StickOlder):
        kiosk.take(old)


def test_an_add_on_of_voices_travels_beside_its_lessons(press: Press, kiosk: Taker, tmp_path: Path) -> None:
    press.deliver(read_publishable(made_pack(tmp_path), ASSETS), read_publishable(voices(tmp_path / "giong"), ASSETS))
    told = {outcome.pack: outcome.changes.sentence() for outcome in kiosk.take(press.stick)}
    assert told == {"goi": "1 bài mới", "goi-giong-tay": "1 câu có giọng đọc"}
    assert [pack.manifest.of for pack in installed_packs(kiosk.root)] == ["", "goi"]


def voices(folder: Path) -> Path:
    """A built add-on of one line."""
    content = sound()
    digest = hashlib.sha256(content).hexdigest()
    name = f"assets/{digest}.wav"
    manifest = Manifest(
        kind="voices", of="goi", id="goi-giong-tay", version="1.0.0", title="Giọng Tày", languages=("tyz",),
        sounds=(Sound(language="tyz", text="Bác đọc tên nhé.", file=name, voice="giọng người"),),
        files=(Listed(path=name, sha256=digest, size=len(content)),))
    (folder / "assets").mkdir(parents=True)
    (folder / name).write_bytes(content)
    (folder / "pack.json").write_bytes(canonical(manifest))
    return folder


def test_the_real_lessons_travel_onto_a_fresh_kiosk(press: Press, kiosk: Taker, tmp_path: Path) -> None:
    source = gather(ROOT / "lessons", ASSETS).packs[0]
    press.deliver(read_publishable(build_pack(source, ASSETS, tmp_path / "out"), ASSETS))
    outcome, = kiosk.take(press.stick)
    pack, = installed_packs(kiosk.root)
    loaded = load_built(pack.folder, ASSETS)
    sent = [each.lesson for each in source.lessons]
    assert [msgspec.to_builtins(each) for each in loaded] == [msgspec.to_builtins(each) for each in sent]
    assert len(outcome.changes.new) == len(source.lessons)
