"""How lesson packs come over an idle link: what is asked for, what is kept, what is thrown away."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.protocol.errors import Malformed, Revoked, SyncError, Unreachable
from sync.worker.backoff import LAST_S
from sync.worker.outbox import PACKS
from sync.worker.pack_fetcher import CHECK_MS, MORE_S, TURN_MS
from tests.support.pack_server import PIECE, FakePacks, World, pictures, tree
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


def test_the_inbox_becomes_the_same_repository_as_the_communes(world: World) -> None:
    assert world.turn() == CHECK_MS / 1000
    assert is_copy(world)
    assert standing(world) == {"state": "ready", "files": 0, "bytes": 0, "problem": None}
    assert list((world.folder / ".coming").iterdir()) == []


def test_a_commune_without_packs_is_asked_again_a_quarter_of_an_hour_later(world: World) -> None:
    world.line.stick = world.line.stick / "nothing"
    assert world.turn() == CHECK_MS / 1000
    assert standing(world)["state"] == "none"
    world.turn(later_s=60)
    assert len(world.line.asked) == 1


def test_an_unchanged_timestamp_ends_the_turn_after_one_question(world: World) -> None:
    world.turn()
    world.line.asked.clear()
    world.line.sent = 0
    world.turn()
    assert (world.line.names(), world.line.sent) == (["metadata/timestamp.json"], 0)


def test_only_what_is_new_travels_and_what_is_unnamed_goes(world: World, repository: PackRepository) -> None:
    world.turn()
    old = next(path for path in repository.targets if repository.targets[path].length == 3000)
    del repository.targets[old], repository.contents[old]
    pictures(repository, [700], "mới")
    for path in (world.line.stick / "bdhvs").rglob("*.json"):
        path.unlink()
    repository.publish(world.line.stick)
    world.line.sent = 0
    world.turn()
    changed = sum(len(content) for content in repository.metadata().values()) + 700
    assert abs(world.line.sent - changed) < 20          # the roots are the same; times of signing differ by none
    names = set(tree(world.folder / "bdhvs"))
    assert not any(old.partition("/")[2].partition(".")[0] in name for name in names)
    assert {"metadata/2.targets.json", "metadata/2.snapshot.json"} <= names
    assert "metadata/1.targets.json" not in names


def test_no_file_is_asked_for_while_an_event_is_pending(world: World) -> None:
    world.idle = lambda: False
    assert world.turn() == MORE_S
    assert world.line.asked == []
    world.idle = lambda: True
    world.turn()
    assert is_copy(world)


def test_an_event_in_the_middle_of_a_file_takes_the_link_back_within_one_piece(world: World) -> None:
    """The control is the last line: left alone, the same turn fetches everything."""
    world.idle = lambda: world.line.sent < 1500
    assert world.turn() == MORE_S
    told = standing(world)
    assert told["state"] == "fetching"
    assert world.line.sent < 1500 + 2 * PIECE
    asked = len(world.line.asked)
    world.turn()
    assert len(world.line.asked) == asked
    world.idle = lambda: True
    world.turn()
    assert is_copy(world)


def test_a_turn_is_over_after_a_minute_however_slowly_bytes_drip(world: World) -> None:
    def dripping() -> bool:
        world.clock.ms += TURN_MS // 50
        return True

    world.idle = dripping
    turns = 0
    while not is_copy(world):
        begun = world.clock.ms + 1000
        world.turn(later_s=1)
        turns += 1
        assert world.clock.ms - begun <= TURN_MS + 2 * (TURN_MS // 50)
    assert turns >= 2


@pytest.mark.parametrize("every", [37, 150, 1024])
def test_a_line_cut_at_every_few_bytes_carries_each_byte_once(world: World, every: int) -> None:
    world.line.before = lambda name: setattr(world.line, "cut_after", None if _is_small(name) else every)
    turns = 0
    while not is_copy(world):
        world.turn()
        turns += 1
        assert turns < 1000
    there = tree(world.line.stick / "bdhvs")
    once = sum(len(content) for name, content in there.items() if "timestamp" not in name)
    assert world.line.sent == once + turns * len(there["metadata/timestamp.json"])
    assert any(start for _name, start in world.line.asked)


def test_control_without_its_beginnings_no_file_larger_than_a_cut_ever_arrives(
        world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.line.before = lambda name: setattr(world.line, "cut_after", None if _is_small(name) else 150)
    monkeypatch.setattr(world.inbox, "arrived", lambda _listed: 0)
    for _ in range(50):
        world.turn()
    assert not (world.folder / "ready").exists()


def _is_small(name: str) -> bool:
    return "timestamp" in name or "root" in name


def test_a_line_that_brings_something_is_tried_again_soon_and_a_dead_one_ever_later(world: World) -> None:
    world.line.before = lambda name: setattr(world.line, "cut_after", None if _is_small(name) else 150)
    assert max(world.turn() for _ in range(6)) <= 10
    assert standing(world)["state"] == "waiting"
    world.line.problem = Unreachable("no route")
    assert max(world.turn() for _ in range(12)) > 300


def test_retry_after_is_waited_for(world: World) -> None:
    world.line.problem = Unreachable("HTTP 503", retry_after_s=400)
    assert world.turn() == 400
    world.turn(later_s=100)
    assert len(world.line.asked) == 1


@pytest.mark.parametrize(("problem", "state", "code"), [
    (Unreachable("no route"), "waiting", "S1"), (Revoked("revoked"), "refused", "S4"),
    (Malformed("?"), "refused", "S6"),
])
def test_each_trouble_is_told_with_its_code(world: World, problem: SyncError, state: str, code: str) -> None:
    world.line.problem = problem
    world.turn()
    assert (standing(world)["state"], standing(world)["problem"]) == (state, code)
    assert not (world.folder / "ready").exists()


def test_the_same_standing_is_not_written_twice(world: World) -> None:
    world.line.problem = Unreachable("no route")
    world.turn()
    writes: list[object] = []
    world.outbox.set_state = writes.append  # type: ignore[method-assign,assignment]
    world.turn()
    assert writes == []


# --- what is not what was listed -------------------------------------------------------------------


def some_target(world: World, size: int = 3000) -> Path:
    return next(path for path in (world.line.stick / "bdhvs/targets/files").iterdir() if path.stat().st_size == size)


def test_other_bytes_than_listed_are_thrown_away_and_asked_for_from_the_start(world: World) -> None:
    path = some_target(world)
    right = path.read_bytes()
    path.write_bytes(right[:-1] + b"X")
    world.turn()
    assert (standing(world)["state"], standing(world)["problem"]) == ("refused", "S6")
    assert standing(world)["bytes"] in range(3000, 4251)
    assert not (world.folder / "bdhvs/targets/files" / path.name).exists()
    path.write_bytes(right)
    world.line.asked.clear()
    world.turn()
    assert is_copy(world)
    assert (f"targets/files/{path.name}", 0) in world.line.asked


@pytest.mark.parametrize("change", [lambda raw: raw[:-1], lambda raw: raw + b".", lambda _raw: b""])
def test_another_length_than_listed_is_refused_unread(world: World, change: Callable[[bytes], bytes]) -> None:
    path = some_target(world)
    path.write_bytes(change(path.read_bytes()))
    assert world.turn() == LAST_S       # nobody pays for the same wrong bytes every few seconds
    assert standing(world)["state"] == "refused"
    assert path.name not in {name.rpartition("/")[2] for name in tree(world.folder / "bdhvs")}
    assert world.line.sent < 3000 + 1250 + 2500


def test_a_spoiled_beginning_is_found_out_and_the_file_comes_anew(world: World) -> None:
    world.line.before = lambda name: setattr(world.line, "cut_after", 1000 if "files" in name else None)
    world.turn()
    draft = next((world.folder / ".coming").iterdir())
    draft.write_bytes(b"0" * draft.stat().st_size)       # as a power cut may leave it
    world.line.before = lambda _name: setattr(world.line, "cut_after", None)
    world.turn()
    assert standing(world)["state"] == "refused"
    world.turn()
    assert is_copy(world)


@pytest.mark.parametrize("raw", [
    b"", b"<html>", b"{}", b"[]", b'{"signed":1}', b'{"signed":' + b"[" * 9000 + b"]" * 9000 + b"}",
    b'{"signed":{"version":1,"meta":{}}}', b'{"signed":{"version":1e999,"meta":{"snapshot.json":{}}}}', b"\xff",
    b'{"signed":{"version":1,"meta":{"snapshot.json":{"version":1,"length":99999999,"hashes":{"sha256":"00"}}}}}',
])
def test_garbage_for_a_timestamp_changes_nothing(world: World, raw: bytes) -> None:
    world.turn()
    before = tree(world.folder)
    (world.line.stick / "bdhvs/metadata/timestamp.json").write_bytes(raw)
    world.turn()
    assert standing(world)["state"] == "refused"
    assert tree(world.folder) == before


def test_more_than_400_mb_are_refused_before_one_of_them_is_asked_for(
    repository: PackRepository, tmp_path: Path
) -> None:
    for number in range(7):
        path = f"files/{number:064x}.png"
        repository.target(path, b"")
        repository.targets[path].length = 60_000_000
    world = World(FakePacks(repository.publish(tmp_path / "stick")), tmp_path / "inbox")
    world.turn()
    assert standing(world)["problem"] == "S6"
    assert not any(name.startswith("targets") for name in world.line.names())


def test_targets_that_are_none_of_ours_are_never_asked_for(repository: PackRepository, tmp_path: Path) -> None:
    for path in ("../../kiosk.db", "files/../x.png", "/etc/passwd", "files/x.png", "packs/a/b/1.0.0.json"):
        repository.target(path, b"x")
    repository.contents = {path: content for path, content in repository.contents.items() if path.startswith("files/")
                           and ".." not in path}
    world = World(FakePacks(repository.publish(tmp_path / "stick")), tmp_path / "inbox")
    world.turn()
    assert standing(world)["state"] == "ready"          # FakePacks asserts every name it is asked for
    assert not any(".." in name for name in world.line.names())
