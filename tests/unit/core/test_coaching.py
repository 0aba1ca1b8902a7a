"""The coach's rule: what each look calls for, and that its line never flickers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.scanning.coaching import (
    AGREEING,
    FORGET_MS,
    STAYS_MS,
    AdviceKind,
    Coach,
    FrameLook,
    Holding,
    advice_of,
    judge,
)

KINDS: tuple[AdviceKind, ...] = get_args(AdviceKind)
GOOD = FrameLook(0, 120, "code", side=0.4, module_px=5, sharpness=0.8, contrast=150)
LOOKS: dict[str, tuple[FrameLook, AdviceKind | None]] = {
    "nothing there": (FrameLook(0, 120), None),
    "everything right": (GOOD, "steady"),
    "dark": (replace(GOOD, brightness=20), "lighter"),
    "dark and empty": (FrameLook(0, 20), "lighter"),
    "moving": (replace(GOOD, motion=30), "still"),
    "a lamp": (replace(GOOD, glare=0.3), "tilt"),
    "small": (replace(GOOD, side=0.15, module_px=1.9), "nearer"),
    "small, without finders": (replace(GOOD, side=0.15, module_px=0), "nearer"),
    "large": (replace(GOOD, side=0.95, module_px=16), "farther"),
    "large and cut": (replace(GOOD, side=0.6, cut=True), "farther"),
    "cut": (replace(GOOD, cut=True), "middle"),
    "beside": (replace(GOOD, middle=(0.1, 0.5)), "middle"),
    "below": (replace(GOOD, middle=(0.5, 0.99)), "middle"),
    "blurred": (replace(GOOD, sharpness=0.05), "still"),
    "blurred and near": (replace(GOOD, sharpness=0.05, side=0.6), "farther"),
    "a patterned shirt": (replace(GOOD, module_px=0, side=0.6), None),
    "pale": (replace(GOOD, contrast=30), "lighter"),
    "a dim phone": (replace(GOOD, contrast=60, screen=True), "phone"),
    "a bright phone": (replace(GOOD, screen=True), "steady"),
    "the back of a card": (FrameLook(0, 120, "card", side=0.4), "code_side"),
    "a card far away": (FrameLook(0, 120, "card", side=0.2), "nearer"),
}


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_calls_for(name: str) -> None:
    look, wanted = LOOKS[name]
    assert judge(look) == wanted


def test_every_advice_is_called_for_by_some_look() -> None:
    assert {wanted for _look, wanted in LOOKS.values()} == {*KINDS, None}


def shown(names: str, every_ms: int = 200) -> list[AdviceKind | None]:
    """The advice after each look; a letter a look: n near, f far, g good, - nothing."""
    what = {"n": "large", "f": "small", "g": "everything right", "-": "nothing there"}
    coach, advice = Coach(), []
    for at, letter in enumerate(names):
        coach = coach.see(replace(LOOKS[what[letter]][0], ms=at * every_ms))
        advice.append(coach.advice)
    return advice


def test_an_advice_needs_three_looks_that_agree() -> None:
    assert shown("ff") == [None, None]
    assert shown("fnfnffnff") == [None] * 9
    assert shown("fff")[-1] == "nearer"


def test_an_advice_stays_a_second_and_a_half_before_another_one_comes() -> None:
    seen = shown("fff" + "n" * 12)
    first = seen.index("farther")
    assert seen[2:first] == ["nearer"] * (first - 2)
    assert (first - 2) * 200 >= STAYS_MS


def test_an_advice_goes_when_there_is_nothing_to_advise() -> None:
    assert shown("fff" + "-" * 10)[-1] is None


def test_what_was_seen_before_a_code_was_read_is_forgotten() -> None:
    coach = Coach()
    for ms in (0, 200, 400 + FORGET_MS):
        coach = coach.see(replace(LOOKS["small"][0], ms=ms))
    assert coach.advice is None
    assert len(coach.wanted) < AGREEING


def test_without_looks_the_advice_is_over() -> None:
    coach = Coach()
    for ms in (0, 200, 400):
        coach = coach.see(replace(LOOKS["small"][0], ms=ms))
    assert coach.at(400 + FORGET_MS).advice == "nearer"
    assert coach.at(400 + STAYS_MS).advice is None


@given(st.text("nfg-", max_size=60))
def test_the_line_never_changes_twice_within_a_second_and_a_half(names: str) -> None:
    seen = [None, *shown(names)]
    changes = [at for at in range(1, len(seen)) if seen[at] != seen[at - 1] and seen[at - 1] is not None]
    starts = [at for at in range(1, len(seen)) if seen[at] != seen[at - 1]]
    for change in changes:
        assert (change - max(at for at in starts if at < change)) * 200 >= STAYS_MS


@pytest.mark.parametrize("holding", get_args(Holding))
@pytest.mark.parametrize("kind", KINDS)
def test_every_advice_is_short_kind_and_has_its_own_picture(kind: AdviceKind, holding: Holding) -> None:
    advice = advice_of(kind, holding)
    words = re.findall(r"\w+", advice.text.lower())
    assert 3 <= len(words) <= 12
    assert words[-1] in {"ạ", "nhé"}
    assert unicodedata.is_normalized("NFC", advice.text)
    assert not {"lỗi", "sai", "mã hóa"} & set(words)
    assert len({advice_of(other, holding).picture for other in KINDS}) == len(KINDS)
