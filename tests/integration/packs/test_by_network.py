"""Lesson packs from the publishers' stick, over the commune's real server, into a kiosk that trusts nobody else."""

from __future__ import annotations

import base64
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from kiosk.core.errors import StickDamaged, StickForeign
from kiosk.packs.install.registry import installed_packs
from sync.protocol import Enrolment
from sync.protocol.errors import Revoked, Unreachable
from sync.protocol.pack_repository import FOLDER
from sync.worker import client
from sync.worker.pack_client import HttpPacks
from sync.worker.ports import NoBody, PackBody
from tests.support.chaos_proxy import ChaosProxy
from tests.support.commune import DATA_DIR as COMMUNE
from tests.support.commune import Device, Kiosk, enrolled, fresh_commune, packs, reply_for, serving
from tests.support.install_target import Taker
from tests.support.pack_server import FailingCard, FakePacks, PowerCut, World, pictures, tree
from tests.support.tuf_publisher import PackRepository, made_pack, sheet

STAMP = "metadata/timestamp.json"
HTML = b"<html><body>Welcome to Hotel WiFi</body></html>"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def kiosk(server: str) -> Iterator[Kiosk]:
    shutil.rmtree(COMMUNE.packs, ignore_errors=True)
    yield enrolled(server, fresh_commune())
    shutil.rmtree(COMMUNE.packs, ignore_errors=True)


@pytest.fixture
def repository(tmp_path: Path) -> PackRepository:
    repository = PackRepository()
    sheets = {f"{number}.svg": sheet(number, 1500) for number in range(4)}
    repository.add(made_pack(tmp_path / "built", sheets=sheets))
    return repository


def line_to(kiosk: Kiosk, url: str = "") -> HttpPacks:
    enrolment = Enrolment(url or kiosk.url, "", base64.b64encode(kiosk.seed).decode(), reply_for(kiosk.device))
    return HttpPacks(enrolment, lambda size: "n" * size)


class Counting:
    """A real line whose bodies' bytes are counted."""

    def __init__(self, line: HttpPacks) -> None:
        self.line, self.bytes, self.asked = line, 0, 0

    def ask(self, name: str, start: int = 0, known: str = "") -> PackBody | NoBody:
        self.asked += 1
        body = self.line.ask(name, start, known)
        if isinstance(body, NoBody):
            return body
        return PackBody(body.start, body.size, self._counted(body.pieces), body.close)

    def _counted(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.bytes += len(piece)
            yield piece

    def close(self) -> None:
        self.line.close()


def _itself(line: Counting) -> Counting:
    return line


def fetched(world: World, line: Callable[[], HttpPacks], turns: int = 400) -> int:
    """Bytes that travelled until the inbox was ready."""
    sent = 0
    for _ in range(turns):
        counting = Counting(line())
        world.clock.ms += 3_600_000
        world.fetcher.turn(partial(_itself, counting), lambda: True)
        sent += counting.bytes
        if (world.folder / "ready").exists():
            return sent
    raise AssertionError("not ready after all turns")


def test_a_pack_goes_from_the_publishers_stick_over_the_server_onto_a_kiosk(
    kiosk: Kiosk, repository: PackRepository, tmp_path: Path
) -> None:
    packs.take_over(repository.publish(tmp_path / "stick"), COMMUNE.packs)
    taker = Taker(repository.bootstrap, tmp_path / "data")
    world = World(FakePacks(tmp_path), taker.root / "inbox")
    fetched(world, lambda: line_to(kiosk))
    assert tree(world.folder / FOLDER) == tree(tmp_path / "stick" / FOLDER)
    assert [outcome.version for outcome in taker.take(world.folder)] == ["1.0.0"]

    repository.add(made_pack(tmp_path / "built", "1.1.0", ("bai-mot", "bai-hai")))
    packs.take_over(repository.publish(tmp_path / "stick"), COMMUNE.packs)
    (world.folder / "ready").unlink()
    fetched(world, lambda: line_to(kiosk))
    assert [outcome.version for outcome in taker.take(world.folder)] == ["1.1.0"]
    assert [pack.version for pack in installed_packs(taker.root)] == ["1.1.0"]      # the inbox is taken for no pack


def test_a_server_that_signs_nothing_of_ours_is_fetched_and_installed_by_nobody(
    kiosk: Kiosk, repository: PackRepository, tmp_path: Path
) -> None:
    """Who broke into the commune's server gets bytes onto the card, and no lesson in front of anybody."""
    packs.take_over(repository.publish(tmp_path / "stick"), COMMUNE.packs)
    taker = Taker(PackRepository().bootstrap, tmp_path / "data")
    world = World(FakePacks(tmp_path), taker.root / "inbox")
    fetched(world, lambda: line_to(kiosk))
    with pytest.raises(StickForeign):
        taker.take(world.folder)
    assert installed_packs(taker.root) == ()


@pytest.mark.parametrize("every", [1200])
def test_a_line_cut_at_every_few_bytes_never_carries_a_byte_of_a_target_twice(
    kiosk: Kiosk, repository: PackRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    """Control: with the beginnings thrown away after each cut, files larger than a cut never arrive."""
    stick = repository.publish(tmp_path / "stick")
    packs.take_over(stick, COMMUNE.packs)
    monkeypatch.setattr("sync.worker.pack_client.PIECE", 100)

    def cut_line() -> HttpPacks:
        line = line_to(kiosk)
        whole = line.ask

        def cut(name: str, start: int = 0, known: str = "") -> PackBody | NoBody:
            body = whole(name, start, known)
            if isinstance(body, NoBody) or "root" in name or name == STAMP:
                return body
            return PackBody(body.start, body.size, cutting(body.pieces, every), body.close)

        line.ask = cut  # type: ignore[method-assign]
        return line

    sent = fetched(World(FakePacks(tmp_path), tmp_path / "inbox"), cut_line)
    listed = {name: content for name, content in tree(stick / FOLDER).items()
              if "root" not in name and name != STAMP}
    assert max(map(len, listed.values())) > every
    assert sent < sum(map(len, listed.values())) + 400 * (len(tree(stick / FOLDER)[STAMP]) + 2500)
    forgetful = World(FakePacks(tmp_path), tmp_path / "forgetful")
    monkeypatch.setattr(forgetful.inbox, "arrived", lambda _listed: 0)
    with pytest.raises(AssertionError, match="not ready"):
        fetched(forgetful, cut_line, turns=25)


def cutting(pieces: Iterator[bytes], after: int) -> Iterator[bytes]:
    for piece in pieces:
        if after <= 0:
            raise Unreachable("cut")
        after -= len(piece)
        yield piece


@pytest.mark.parametrize("seed", range(2))
def test_through_a_line_that_spoils_most_exchanges_the_same_repository_arrives(
    kiosk: Kiosk, repository: PackRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(client, "READ_S", 0.3)
    stick = repository.publish(tmp_path / "stick")
    packs.take_over(stick, COMMUNE.packs)
    port = int(kiosk.url.rpartition(":")[2])
    world = World(FakePacks(tmp_path), tmp_path / "inbox")
    with ChaosProxy(port, random.Random(seed), share=0.5).running() as proxy:
        fetched(world, lambda: line_to(kiosk, f"http://127.0.0.1:{proxy.port}"))
        assert sum(proxy.seen.values()) > 5
    assert tree(world.folder / FOLDER) == tree(stick / FOLDER)


def test_a_revoked_kiosk_keeps_what_it_has_and_gets_nothing(
    kiosk: Kiosk, repository: PackRepository, tmp_path: Path
) -> None:
    packs.take_over(repository.publish(tmp_path / "stick"), COMMUNE.packs)
    world = World(FakePacks(tmp_path), tmp_path / "inbox")
    fetched(world, lambda: line_to(kiosk))
    before = tree(world.folder)
    packs.take_over(repository.publish(tmp_path / "stick"), COMMUNE.packs)
    Device.objects.filter(pk=kiosk.device.pk).update(revoked_at=timezone.now())
    with closing(line_to(kiosk)) as line, pytest.raises(Revoked):
        line.ask(STAMP)
    world.clock.ms += 3_600_000
    world.fetcher.turn(lambda: line_to(kiosk), lambda: True)
    assert tree(world.folder) == before
    assert '"problem":"S4"' in world.outbox.values["packs"]


# --- power cuts --------------------------------------------------------------------------------------


def test_after_a_power_cut_at_any_step_the_inbox_is_the_older_or_the_newer_repository(tmp_path: Path) -> None:
    """Judged by the importer itself; the cut leaves half a piece behind."""
    repository = PackRepository()
    pictures(repository, [700, 150])
    repository.add(made_pack(tmp_path / "built"))
    older = repository.publish(tmp_path / "older")
    repository.add(made_pack(tmp_path / "built", "1.1.0"))
    newer = repository.publish(tmp_path / "newer")
    begun = World(FakePacks(older), tmp_path / "begun")
    begun.turn()
    steps, seen = 0, set[tuple[str, ...]]()
    while True:
        folder = shutil.copytree(begun.folder, tmp_path / f"cut-{steps}")
        world = World(FakePacks(newer), folder, FailingCard(good=steps))
        try:
            world.turn()
            break
        except PowerCut:
            offers = offered(repository, folder, tmp_path / f"state-{steps}")
            seen.add(offers)
            assert offers in (("1.0.0",), ("1.1.0", "1.0.0"))
        if steps % 5 == 0:
            again = world.rebooted()
            again.turn()
            again.turn()
            assert tree(folder / FOLDER) == tree(newer / FOLDER)
        steps += 1
    assert len(seen) == 2
    assert steps > 30


def offered(repository: PackRepository, inbox: Path, state: Path) -> tuple[str, ...]:
    """The versions a kiosk would be offered now, every signed byte of them read and judged."""
    looked = Taker(repository.bootstrap, state).look(inbox)
    for target, signed in looked.publication.files.items():
        for _piece in looked.pieces(target, signed):
            pass
    return tuple(offer.version for offer in looked.publication.offers)


def test_control_an_inbox_that_changed_over_before_its_files_came_is_found_out(
    repository: PackRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(FakePacks(repository.publish(tmp_path / "stick")), tmp_path / "inbox")
    monkeypatch.setattr(world.fetcher, "_fetch_all", lambda *_: None)
    world.turn()
    assert (world.folder / "ready").exists()
    with pytest.raises(StickDamaged):
        offered(repository, world.folder, tmp_path / "state")


def test_an_html_page_in_the_place_of_a_picture_never_gets_the_pictures_name(tmp_path: Path) -> None:
    """Even one that a proxy calls a binary of the right length."""
    repository = PackRepository()
    pictures(repository, [len(HTML)])
    stick = repository.publish(tmp_path / "stick")
    world = World(FakePacks(stick), tmp_path / "inbox")
    path = next((stick / FOLDER / "targets/files").iterdir())
    path.write_bytes(HTML)
    world.turn()
    assert not (tmp_path / "inbox" / FOLDER / "targets").exists()
