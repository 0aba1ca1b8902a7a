"""Every order of touches, moves and releases of two and three fingers, events lost: none makes the glass deaf."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

import pytest

from kiosk.core.intents import OpenNeed, StartScan
from kiosk.ui.design.parts import Box, Drag, Touch
from kiosk.ui.input.drag import Drags
from kiosk.ui.input.touch import REPEAT_MS, ROLLOVER_MS, STALE_MS, Fingers, Target

pytestmark = pytest.mark.heavy

MM = 0.1695
STEP_MS = 120
LEFT, RIGHT = Touch(Box(0, 0, 200, 200), StartScan()), Touch(Box(400, 0, 200, 200), OpenNeed("right"))
THIRD = Touch(Box(800, 0, 200, 200), OpenNeed("third"))
KEYS = tuple(Touch(Box(400 * at, 400, 118, 112), OpenNeed(name), style="key") for at, name in enumerate("abc"))
FRESH = Touch(Box(0, 700, 200, 100), OpenNeed("fresh"))
EVERYTHING = (LEFT, RIGHT, THIRD, *KEYS, FRESH)
AWAY = (1300.0, 300.0)

Event = tuple[str, int]     # "down", "move", "up" and the finger


class Glass:
    """Fingers that each have a target of their own, and what acted, in order."""

    def __init__(self, own: Sequence[Target]) -> None:
        self.fingers, self.own = Fingers(MM), own
        self.now_ms = 10_000
        self.acted: list[Target] = []
        self.places: dict[int, tuple[float, float]] = {}

    def happens(self, event: Event) -> None:
        kind, finger = event
        target = self.own[finger]
        self.now_ms += STEP_MS
        self.fingers.rest(self.now_ms)
        if kind == "down":
            self.places[finger] = middle(target)
            self._act(self.fingers.down(finger, *middle(target), self.now_ms, EVERYTHING))
        elif kind == "move":
            self.places[finger] = AWAY
            self.fingers.move(finger, *AWAY, self.now_ms)
        else:
            self._act(self.fingers.up(finger, *self.places.get(finger, AWAY), self.now_ms))

    def _act(self, target: Target | None) -> None:
        self.acted += [target] if target is not None else []

    def cleanly_tapped(self) -> list[Target]:
        """What a clean tap by another finger does, a while later."""
        self.now_ms += REPEAT_MS + ROLLOVER_MS
        before = len(self.acted)
        self._act(self.fingers.down(9, *middle(FRESH), self.now_ms, EVERYTHING))
        self._act(self.fingers.up(9, *middle(FRESH), self.now_ms + 60))
        return self.acted[before:]


def middle(target: Target) -> tuple[float, float]:
    return target.box.x + target.box.w / 2, target.box.y + target.box.h / 2


def orders(fingers: int, longest: int) -> Iterator[tuple[Event, ...]]:
    """Every sequence: in most of them a touch or a release is missing, which is how a lost event looks."""
    alphabet = tuple(product(("down", "move", "up"), range(fingers)))
    for length in range(1, longest + 1):
        yield from product(alphabet, repeat=length)


@pytest.mark.parametrize("own", [(LEFT, RIGHT, THIRD), KEYS, (KEYS[0], RIGHT, LEFT), (LEFT, LEFT, RIGHT)],
                         ids=["buttons", "keys", "mixed", "one button"])
@pytest.mark.parametrize(("fingers", "longest"), [(2, 5), (3, 4)])
def test_no_order_of_touches_makes_the_glass_deaf(own: Sequence[Target], fingers: int, longest: int) -> None:
    for order in orders(fingers, longest):
        glass = Glass(own)
        for event in order:
            glass.happens(event)
        downs = Counter(own[finger] for kind, finger in order if kind == "down")
        assert not Counter(glass.acted) - downs, (order, "something acted more often than it was touched")
        assert glass.cleanly_tapped() == [FRESH], (order, "a clean tap afterwards did not act once")
        glass.fingers.rest(glass.now_ms + STALE_MS * 2)
        assert glass.fingers.pressed is None, (order, "something stays pressed for ever")


@pytest.mark.parametrize("own", [(LEFT, RIGHT, THIRD), KEYS])
def test_a_finger_that_slid_away_never_taps(own: Sequence[Target]) -> None:
    for order in orders(2, 5):
        glass, slid, acted = Glass(own), set[int](), 0
        for event in order:
            kind, finger = event
            slid = slid - {finger} if kind == "down" else slid | {finger} if kind == "move" else slid
            glass.happens(event)
            fresh, acted = glass.acted[acted:], len(glass.acted)
            assert not [own.index(target) for target in fresh if own.index(target) in slid], order


def test_a_finger_alone_acts_once_for_each_completed_tap() -> None:
    """Any other finger's lost touches before and between change nothing."""
    for lost in orders(2, 3):
        glass = Glass((LEFT, RIGHT))
        for event in lost:
            glass.happens(event)
        glass.now_ms += REPEAT_MS + ROLLOVER_MS
        before = len(glass.acted)
        for target in (FRESH, THIRD):
            glass._act(glass.fingers.down(8, *middle(target), glass.now_ms, EVERYTHING))
            glass._act(glass.fingers.up(8, *middle(target), glass.now_ms + 60))
            glass.now_ms += 200
        assert glass.acted[before:] == [FRESH, THIRD], lost


def interleavings(fingers: Sequence[int]) -> Iterator[tuple[Event, ...]]:
    """Every order in which fingers come down one after the other and leave in any order."""
    def go(waiting: tuple[int, ...], down: tuple[int, ...], done: tuple[Event, ...]) -> Iterator[tuple[Event, ...]]:
        if not waiting and not down:
            yield done
        if waiting:
            yield from go(waiting[1:], (*down, waiting[0]), (*done, ("down", waiting[0])))
        for finger in down:
            yield from go(waiting, tuple(one for one in down if one != finger), (*done, ("up", finger)))

    yield from go(tuple(fingers), (), ())


@pytest.mark.parametrize("count", [1, 2, 3])
def test_quick_typing_loses_no_key_and_keeps_their_order(count: int) -> None:
    seen = 0
    for order in interleavings(range(count)):
        glass = Glass(KEYS)
        for event in order:
            glass.happens(event)
        assert glass.acted == list(KEYS[:count]), order
        seen += 1
    assert seen == {1: 1, 2: 3, 3: 15}[count]


def test_a_hand_that_rests_on_a_key_types_nothing() -> None:
    glass = Glass(KEYS)
    glass.happens(("down", 0))
    glass.now_ms += ROLLOVER_MS
    glass.happens(("down", 1))
    glass.happens(("up", 1))
    glass.happens(("up", 0))
    assert glass.acted == [KEYS[1]]


def test_of_two_buttons_held_at_once_the_newest_is_meant() -> None:
    glass = Glass((LEFT, RIGHT))
    for event in (("down", 0), ("down", 1), ("up", 0), ("up", 1)):
        glass.happens(event)
    assert glass.acted == [RIGHT]


@pytest.mark.parametrize(("held_ms", "acts"), [(STALE_MS - 1, True), (STALE_MS, False)])
def test_a_touch_that_neither_moves_nor_ends_is_let_go(held_ms: int, acts: bool) -> None:
    fingers = Fingers(MM)
    fingers.down(0, *middle(LEFT), 0, EVERYTHING)
    assert fingers.rest(held_ms) is not acts
    assert fingers.pressed is (LEFT if acts else None)
    assert fingers.up(0, *middle(LEFT), held_ms + 1) is (LEFT if acts else None)


def test_a_touch_that_goes_on_moving_is_not_let_go_and_one_that_trembles_is() -> None:
    for by_mm, let_go in ((4.0, False), (1.0, True)):
        fingers = Fingers(MM)
        fingers.down(0, *middle(LEFT), 0, EVERYTHING)
        for turn in range(1, 8):
            fingers.move(0, 100 + (turn % 2) * by_mm / MM, 100, turn * 1000)
            fingers.rest(turn * 1000)
        assert (fingers.pressed is None) == let_go


def test_a_lost_release_in_a_list_does_not_keep_others_from_dragging_it() -> None:
    field = Drag(Box(0, 0, 500, 500), up=OpenNeed("up"), down=OpenNeed("down"))
    for order in orders(2, 4):
        drags = Drags(MM)
        for kind, finger in order:
            if kind == "down":
                drags.down(finger, 100 + 700 * finger, 300, [field])
            elif kind == "up":
                drags.up(finger, 100, 300)
        drags.down(9, 100, 300, [field])
        assert drags.up(9, 100, 100) == OpenNeed("up"), order
        assert drags.up(9, 100, 100) is None
