"""How long the commune is left alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.worker.backoff import FIRST_S, IDLE_S, LAST_S, RETRY_AFTER_LAST_S, Backoff

RANDOM = st.floats(0, 1, exclude_max=True)


@given(RANDOM, st.integers(1, 2000))
def test_every_wait_lies_between_5_s_and_15_min(chance: float, failures: int) -> None:
    backoff = Backoff(lambda: chance)
    waits = [backoff.failed() for _ in range(failures)]
    assert all(FIRST_S <= wait <= LAST_S for wait in waits)


def test_the_ceiling_doubles_and_stops_at_15_min() -> None:
    backoff = Backoff(lambda: 1.0)
    assert [backoff.failed() for _ in range(9)] == [10, 20, 40, 80, 160, 320, 640, 900, 900]


def test_the_jitter_is_full() -> None:
    assert Backoff(lambda: 0.0).failed() == FIRST_S
    chance = iter([0.5, 0.5])
    backoff = Backoff(lambda: next(chance))
    assert [backoff.failed(), backoff.failed()] == [7.5, 12.5]


def test_success_starts_anew() -> None:
    backoff = Backoff(lambda: 1.0)
    for _ in range(5):
        backoff.failed()
    backoff.succeeded()
    assert backoff.failed() == 10


@given(RANDOM, st.floats(0, 1e9))
def test_retry_after_is_obeyed_up_to_an_hour(chance: float, asked_s: float) -> None:
    wait = Backoff(lambda: chance).failed(asked_s)
    assert min(asked_s, RETRY_AFTER_LAST_S) <= wait <= RETRY_AFTER_LAST_S


@given(RANDOM)
def test_idle_kiosks_drift_apart(chance: float) -> None:
    assert 0.8 * IDLE_S <= Backoff(lambda: chance).succeeded() <= 1.2 * IDLE_S


def test_a_refused_device_asks_every_15_minutes() -> None:
    assert Backoff(lambda: 0.0).refused() == LAST_S
