"""True time from anchors: the stated interval holds, whatever the clock said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kiosk.store.timeline import DRIFT_PPM, Anchor, Boots, true_time

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY_MS = 24 * 60 * 60 * 1000


def at(boot_id: str, ms: int, utc: datetime, plus_minus_ms: int = 0) -> Anchor:
    return Anchor(boot_id, ms, utc, "ntp", plus_minus_ms)


def test_the_anchor_of_the_same_boot_tells_the_time_before_and_after_it() -> None:
    anchors = [at("a", 100_000, START, 50)]
    boots = Boots(["a"], {"a": 200_000})
    for ms in (40_000, 160_000):
        instant = true_time("a", ms, anchors, boots)
        assert instant.utc == START + timedelta(milliseconds=ms - 100_000)
        assert instant.plus_minus_ms == 50 + 60_000 * DRIFT_PPM // 1_000_000
        assert not instant.estimated


def test_of_two_anchors_the_better_one_counts_not_the_nearer() -> None:
    facilitator = at("a", 100_000, START + timedelta(hours=5), 12 * 3600 * 1000)
    ntp = at("a", 500_000, START, 1000)
    instant = true_time("a", 100_000, [facilitator, ntp], Boots(["a"], {}))
    assert instant.utc == START - timedelta(milliseconds=400_000)


def test_a_boot_without_anchor_lies_between_its_neighbours_and_is_an_estimate() -> None:
    boots = Boots(["a", "b", "c"], {"a": 3_600_000, "b": 600_000, "c": 60_000})
    anchors = [at("a", 0, START), at("c", 60_000, START + timedelta(hours=11))]
    instant = true_time("b", 300_000, anchors, boots)
    assert instant.within == "between"
    assert instant.estimated
    assert instant.utc is not None
    assert instant.plus_minus_ms is not None
    earliest = START + timedelta(hours=1, minutes=5)
    latest = START + timedelta(hours=11) - timedelta(minutes=1) - timedelta(minutes=5)
    assert abs(instant.utc - (earliest + (latest - earliest) / 2)) < timedelta(seconds=2)
    assert abs(instant.plus_minus_ms - (latest - earliest) / timedelta(milliseconds=2)) < 2000


def test_with_neighbours_on_one_side_only_the_other_side_stays_open() -> None:
    boots = Boots(["a", "b", "c"], {"a": 1000, "b": 1000, "c": 1000})
    anchor = [at("b", 0, START)]
    after, before = true_time("c", 500, anchor, boots), true_time("a", 500, anchor, boots)
    assert (after.within, after.plus_minus_ms) == ("after", None)
    assert (before.within, before.plus_minus_ms) == ("before", None)


def test_without_any_anchor_nothing_is_claimed() -> None:
    instant = true_time("a", 500, [], Boots(["a"], {"a": 1000}))
    assert (instant.utc, instant.plus_minus_ms, instant.within) == (None, None, "unknown")


def test_a_boot_nobody_noted_claims_nothing_from_others() -> None:
    assert true_time("x", 5, [at("a", 0, START)], Boots(["a"], {"a": 9})).within == "unknown"


# --- any history: boots of any length and pause, crystals that drift, anchors with errors ---------


@dataclass(frozen=True)
class Boot:
    """``drift_ppm``: how much faster boottime runs than true time."""

    started: datetime
    lasts_ms: int
    drift_ppm: float

    def true(self, ms: int) -> datetime:
        return self.started + timedelta(milliseconds=ms / (1 + self.drift_ppm / 1_000_000))


@dataclass(frozen=True)
class World:
    boots: list[Boot]
    anchors: list[Anchor]
    asked: tuple[int, int]      # boot, ms

    def known(self) -> Boots:
        order = [str(number) for number in range(len(self.boots))]
        return Boots(order, {name: boot.lasts_ms for name, boot in zip(order, self.boots, strict=True)})


@st.composite
def worlds(draw: st.DrawFn) -> World:
    boots: list[Boot] = []
    now = START
    for _ in range(draw(st.integers(1, 5))):
        now += timedelta(milliseconds=draw(st.integers(0, 400 * DAY_MS)))
        boot = Boot(now, draw(st.integers(0, 60 * DAY_MS)), draw(st.floats(-DRIFT_PPM / 2, DRIFT_PPM / 2)))
        boots.append(boot)
        now = boot.true(boot.lasts_ms)
    anchors = [draw(anchors_of(boots)) for _ in range(draw(st.integers(0, 4)))]
    number = draw(st.integers(0, len(boots) - 1))
    return World(boots, anchors, (number, draw(st.integers(0, boots[number].lasts_ms))))


@st.composite
def anchors_of(draw: st.DrawFn, boots: list[Boot]) -> Anchor:
    number = draw(st.integers(0, len(boots) - 1))
    ms = draw(st.integers(0, boots[number].lasts_ms))
    plus_minus_ms = draw(st.sampled_from([0, 50, 1000, DAY_MS // 2]))
    error_ms = draw(st.integers(-plus_minus_ms, plus_minus_ms))
    return at(str(number), ms, boots[number].true(ms) + timedelta(milliseconds=error_ms), plus_minus_ms)


SLACK = timedelta(milliseconds=2)       # rounding to whole milliseconds on the way


@given(worlds())
def test_the_true_instant_always_lies_in_the_stated_interval(world: World) -> None:
    number, ms = world.asked
    truth = world.boots[number].true(ms)
    instant = true_time(str(number), ms, world.anchors, world.known())
    if instant.utc is None:
        assert world.anchors == []
    elif instant.within == "after":
        assert truth >= instant.utc - SLACK
    elif instant.within == "before":
        assert truth <= instant.utc + SLACK
    else:
        assert instant.plus_minus_ms is not None
        assert abs(truth - instant.utc) <= timedelta(milliseconds=instant.plus_minus_ms) + SLACK


@given(worlds())
def test_an_anchor_that_lies_is_what_breaks_the_interval(world: World) -> None:
    """The control: the same check sees an anchor that is off by more than it states."""
    number, ms = world.asked
    liar = at(str(number), ms, world.boots[number].true(ms) + timedelta(days=1), 0)
    instant = true_time(str(number), ms, [liar], world.known())
    assert instant.utc is not None
    assert abs(world.boots[number].true(ms) - instant.utc) > timedelta(hours=23)
