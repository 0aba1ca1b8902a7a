"""Lesson packs over an idle link when the commune publishes meanwhile, or the card is full."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sync.worker.outbox import PACKS
from sync.worker.pack_inbox import KEPT_FREE
from tests.support.pack_server import FailingCard, FakePacks, World, full, pictures, tree
from tests.support.tuf_publisher import PackRepository

SIZES = (1000, 0, 250, 3000)


@pytest.fixture
def repository() -> PackRepository:
    repository = PackRepository()
    pictures(repository, SIZES)
    return repository


@pytest.fixture
def world(repository: PackRepository, tmp_path: Path) -> World:
    return World(FakePacks(repository.publish(tmp_path / "stick")), tmp_path / "inbox")


def standing(world: World) -> dict[str, object]:
    told: dict[str, object] = json.loads(world.outbox.values[PACKS])
    return told


def is_copy(world: World) -> bool:
    return tree(world.folder / "bdhvs") == tree(world.line.stick / "bdhvs") and (world.folder / "ready").is_file()


def test_a_publication_replaced_in_the_middle_leaves_the_older_one_until_the_newer_is_whole(
    world: World, repository: PackRepository
) -> None:
    world.turn()
    older = tree(world.folder / "bdhvs")
    pictures(repository, [900, 901], "hai")
    repository.publish(world.line.stick)
    world.idle = lambda: world.line.sent < sent + 1200
    sent = world.line.sent
    world.turn()
    assert standing(world)["state"] == "fetching"
    assert older.items() <= tree(world.folder / "bdhvs").items()
    for path in list(repository.targets)[-2:]:
        del repository.targets[path], repository.contents[path]
    pictures(repository, [902], "ba")
    _republish(world, repository)
    world.idle = lambda: True
    world.turn()
    assert is_copy(world)
    assert list((world.folder / ".coming").iterdir()) == []


def test_a_file_that_went_with_a_newer_publication_is_waited_out(world: World, repository: PackRepository) -> None:
    def replace(name: str) -> None:
        if name.startswith("targets/"):
            world.line.before = lambda _name: None
            repository.targets.clear()
            repository.contents.clear()
            pictures(repository, [400], "mới")
            _republish(world, repository)

    world.line.before = replace
    assert world.turn() <= 10
    assert (standing(world)["state"], standing(world)["problem"]) == ("waiting", "S1")
    world.turn()
    assert is_copy(world)


def _republish(world: World, repository: PackRepository) -> None:
    """As ``commune packs publish`` leaves its folder: only what the newest lists name."""
    for path in list((world.line.stick / "bdhvs").rglob("*")):
        if path.is_file():
            path.unlink()
    repository.publish(world.line.stick)


def test_another_publishers_roots_take_the_place_of_all_that_were_here(world: World) -> None:
    world.turn()
    other = PackRepository()
    pictures(other, [10], "khác")
    _republish(world, other)
    world.turn()
    assert is_copy(world)


def test_root_versions_follow_and_surplus_ones_go(world: World, repository: PackRepository) -> None:
    repository.rotate("timestamp")
    repository.rotate("targets")
    _republish(world, repository)
    world.turn()
    assert {f"metadata/{version}.root.json" for version in (1, 2, 3)} <= set(tree(world.folder / "bdhvs"))
    del repository.roots[3]
    _republish(world, repository)
    world.turn()
    assert is_copy(world)


# --- the card ----------------------------------------------------------------------------------------


def test_what_the_book_needs_stays_free(world: World) -> None:
    card = FailingCard(room=KEPT_FREE + sum(SIZES) - 1)
    world = World(world.line, world.folder, card)
    world.turn()
    assert standing(world)["state"] == "no_room"
    assert not any(name.startswith("targets") for name in world.line.names())
    card.room += 1
    world.turn()
    assert is_copy(world)


def test_a_full_card_is_told_leaves_nothing_lying_and_is_tried_again(world: World) -> None:
    steps = 0
    while True:
        card = FailingCard(good=steps, fail=full)
        tried = World(world.line, world.folder / f"{steps}", card)
        tried.turn()
        if standing(tried)["state"] == "ready":
            break
        assert (standing(tried)["state"], standing(tried)["problem"]) == ("no_room", "S8")
        assert set(tried.outbox.values) == {PACKS}
        card.good = 10**9
        tried.turn()
        assert is_copy(tried)
        steps += 3
    assert steps > 30


def test_a_full_card_gets_back_what_had_arrived_of_the_file(world: World) -> None:
    card = FailingCard(fail=full)
    tried = World(world.line, world.folder, card)
    world.line.before = lambda name: setattr(card, "good", card.done + 8 if "files" in name else 10**9)
    tried.turn()
    card.good = 10**9
    assert standing(tried)["state"] == "no_room"
    assert list((world.folder / ".coming").iterdir()) == []
