"""However many codes a picture shows, the decoder does a bounded amount of work; counted, not timed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from kiosk.vision import dewarp, occluded_finder
from kiosk.vision.decoder import LiveDecoder, decode, decode_within
from kiosk.vision.pixels import Pixels, as_pixels
from kiosk.vision.results import NearMiss
from kiosk.vision.work import LIVE_WORK, PICTURE_WORK, Work
from kiosk.vision.zxing import look_zxing
from tests.support import card_images

pytestmark = pytest.mark.heavy

MODULE_PX, QUIET, FINDER = 4, 4, 8
PLACES = ((20, 20), (440, 20), (860, 20), (20, 370), (440, 370), (860, 370))


def sheet(codes: int, worn: float = 0.0, hidden: bool = False) -> Pixels:
    """A frame with so many sharp codes. ``worn``: share of the modules rubbed off, the finder patterns whole."""
    random = np.random.default_rng(5)
    frame = np.full((720, 1280), 150, np.uint8)
    for number, (x, y) in enumerate(PLACES[:codes]):
        card = card_images.grey(card_images.qr(f"{card_images.CITIZEN}|{number}", MODULE_PX))
        _wear(card, worn, random)
        if hidden:
            cv2.circle(card, (card.shape[1] - 40, 40), 30, 120, -1)
        frame[y:y + card.shape[0], x:x + card.shape[1]] = card
    return as_pixels(frame)


def _wear(card: Pixels, worn: float, random: np.random.Generator) -> None:
    side = card.shape[0] // MODULE_PX
    rubbed = random.random((side, side)) < worn
    rubbed[:QUIET] = rubbed[-QUIET:] = rubbed[:, :QUIET] = rubbed[:, -QUIET:] = False
    near, far = slice(0, QUIET + FINDER), slice(side - QUIET - FINDER, side)
    rubbed[near, near] = rubbed[near, far] = rubbed[far, near] = False
    pixels = np.kron(rubbed, np.ones((MODULE_PX, MODULE_PX), bool))
    card[pixels] = 255 - card[pixels]


def test_the_codes_of_these_sheets_are_seen_and_worn_ones_are_not_read() -> None:
    assert len(look_zxing(sheet(3)).found) == 3
    seen = look_zxing(sheet(4, worn=0.2))
    assert seen.found == ()
    assert len(seen.near) >= 3


def test_clean_codes_are_told_by_the_first_stage_and_cost_no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their finder patterns are painted over: nothing guesses where they may lie, nothing is fitted to them."""
    def never(*_: object) -> None:
        raise AssertionError("a code that was read is looked for again")

    monkeypatch.setattr(occluded_finder, "_quick_likeness", never)
    monkeypatch.setattr(dewarp._Sheet, "fitted", never)
    for codes in (1, 2, 3, 6):
        work = Work(PICTURE_WORK)
        assert [reading.stage for reading in decode_within(sheet(codes), work)] == ["zxing"] * codes
        assert work.done < LIVE_WORK * 2


def test_a_live_frame_with_a_read_code_runs_no_rescue_for_the_others() -> None:
    frame = sheet(4, worn=0.2)
    card = card_images.grey(card_images.qr(card_images.BADGE, MODULE_PX))
    frame[370:370 + card.shape[0], 860:860 + card.shape[1]] = card
    live = LiveDecoder()
    assert [reading.payload for reading in live(frame)] == [card_images.BADGE.encode()]
    assert live.work_done == round(0.15 * frame.size)


@pytest.mark.parametrize(("codes", "worn", "hidden"), [(4, 0.2, False), (6, 0.25, False), (4, 0.2, True)])
def test_no_frame_costs_more_than_its_budget_whatever_it_shows(codes: int, worn: float, hidden: bool) -> None:
    frame, live, done = sheet(codes, worn, hidden), LiveDecoder(), []
    for _ in range(16):
        live(frame)
        done.append(live.work_done)
    assert max(done) <= LIVE_WORK
    assert max(done) > LIVE_WORK / 2, "these frames would cost more: the budget is what ends them"


def test_without_a_budget_the_same_frame_costs_many_times_as_much() -> None:
    live = LiveDecoder(budget=2**40)
    frame = sheet(4, worn=0.2)
    assert live(frame) == ()
    assert live.work_done > 2 * LIVE_WORK


def test_a_picture_costs_at_most_its_budget() -> None:
    work = Work(PICTURE_WORK // 8)
    assert decode_within(sheet(6, worn=0.25), work) == ()
    assert PICTURE_WORK // 16 < work.done <= PICTURE_WORK // 8


def test_the_first_stage_looks_however_small_the_budget_is() -> None:
    assert len(decode(sheet(1), budget=0)) == 1
    assert [reading.stage for reading in LiveDecoder(budget=0)(sheet(1))] == ["zxing"]


def test_what_a_frame_leaves_undone_goes_on_in_the_next() -> None:
    near = [NearMiss(((x, 0), (x + 99, 0), (x + 99, 99), (x, 99)), 6) for x in range(0, 600, 100)]
    grey, tried = as_pixels(np.full((100, 600), 200, np.uint8)), []
    enough_for_two = 2 * dewarp.cheapest_first(near[0]) + 1000
    start = 0
    for _ in range(6):
        work = Work(enough_for_two, start)
        dewarp.read_dewarped(grey, near, work)
        tried.append(start)
        start = work.next_start
    assert len(set(tried)) > 2, "not always the same ones"


def test_candidates_come_in_turn_and_begin_anew_after_the_last() -> None:
    work = Work(10, start=3)
    assert list(work.in_turn("abcde")) == ["d", "e", "a", "b", "c"]
    assert work.next_start == 0
    cut = Work(10, start=3)
    for letter in cut.in_turn("abcde"):
        if letter == "a":
            break
    assert cut.next_start == 5
    assert next(Work(10, start=5).in_turn("abcde")) == "a"
    assert list(Work(10).in_turn("")) == []


def test_work_never_exceeds_its_limit() -> None:
    work = Work(10)
    assert [work.take(6), work.take(5), work.take(4), work.take(1)] == [True, False, True, False]
    assert (work.done, work.left) == (10, 0)
    part = Work(100).share(0.5)
    assert part.limit == 50
    assert not part.take(51)
