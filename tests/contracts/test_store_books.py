"""One contract for each book of the store: the SQLite one that kiosks run and the one in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.inputs import PinJudged
from kiosk.core.ports import LessonProgress, PinChecker, ProgressStore, Settings, SettingsStore
from kiosk.store.pins import PinRules, SqlitePins
from kiosk.store.progress import SqliteProgress
from kiosk.store.settings import SqliteSettings
from sync.protocol import Facilitator
from tests.support.fakes.store import (
    FACILITATOR,
    Answered,
    FakeTime,
    MemoryPins,
    MemoryProgress,
    MemorySettings,
    StoreBench,
)

LEARNER, OTHER = "a" * 32, "b" * 32
LUA = Facilitator(FACILITATOR, "chị Lúa", "", "")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreBench]:
    bench = StoreBench(tmp_path)
    yield bench
    bench.close()


@pytest.fixture(params=["memory", "sqlite"])
def progress(request: pytest.FixtureRequest, store: StoreBench) -> ProgressStore:
    return MemoryProgress() if request.param == "memory" else SqliteProgress(store.reader, store.writer)


@pytest.fixture(params=["memory", "sqlite"])
def settings(request: pytest.FixtureRequest, store: StoreBench) -> SettingsStore:
    return MemorySettings() if request.param == "memory" else SqliteSettings(store.reader, store.writer)


def far(step: int, *, lesson: str = "tra-tien-qr", done: bool = False) -> LessonProgress:
    return LessonProgress(lesson, "1", step, 8, done)


def test_progress_is_per_person_and_lesson_and_the_newest_wins(progress: ProgressStore) -> None:
    for learner, step in ((LEARNER, 2), (OTHER, 1), (LEARNER, 5)):
        progress.keep(learner, far(step))
    progress.keep(LEARNER, far(8, lesson="so-suc-khoe", done=True))
    assert progress.of(LEARNER) == {
        "tra-tien-qr": far(5), "so-suc-khoe": far(8, lesson="so-suc-khoe", done=True)
    }
    assert progress.of(OTHER) == {"tra-tien-qr": far(1)}


def test_nobody_knows_how_far_a_stranger_is(progress: ProgressStore) -> None:
    assert progress.of(LEARNER) == {}


def test_progress_survives_a_restart(store: StoreBench, tmp_path: Path) -> None:
    SqliteProgress(store.reader, store.writer).keep(LEARNER, far(3))
    store.close()
    again = StoreBench(tmp_path)
    assert SqliteProgress(again.reader, again.writer).of(LEARNER) == {"tra-tien-qr": far(3)}
    again.close()


def test_settings_begin_plain_and_answer_what_was_kept(settings: SettingsStore) -> None:
    assert settings.read() == Settings()
    settings.keep(Settings(150, high_contrast=True, calm=True))
    assert settings.read() == Settings(150, high_contrast=True, calm=True)


@pytest.mark.parametrize("kept", [Settings(125), Settings(150, calm=True), Settings(high_contrast=True)])
def test_settings_survive_a_restart(store: StoreBench, tmp_path: Path, kept: Settings) -> None:
    SqliteSettings(store.reader, store.writer).keep(kept)
    store.close()
    again = StoreBench(tmp_path)
    assert SqliteSettings(again.reader, again.writer).read() == kept
    again.close()


def test_a_setting_this_program_does_not_know_counts_as_its_default(store: StoreBench) -> None:
    store.writer.do("INSERT INTO settings VALUES ('text_percent', '900'), ('calm', 'perhaps')", ())
    assert SqliteSettings(store.reader, store.writer).read() == Settings()


Desk = Callable[[str], PinJudged]


@pytest.fixture(params=["memory", "sqlite"])
def target(request: pytest.FixtureRequest, store: StoreBench) -> Iterator[tuple[PinChecker, Desk, FakeTime]]:
    answered = Answered()
    real: SqlitePins | None = None
    pins: PinChecker
    if request.param == "memory":
        pins = MemoryPins({FACILITATOR: "493027"}, store.time, answered)
    else:
        judging = PinRules({FACILITATOR: LUA}.get, lambda _who, _secret, pin: b"k" if pin == "493027" else None)
        pins = real = SqlitePins(store.clock, store.reader, store.writer, judging, answered)

    def enter(pin: str) -> PinJudged:
        before = len(answered.all)
        pins.check(FACILITATOR, b"s" * 16, pin)
        answer = answered.wait(before + 1)[-1]
        assert isinstance(answer, PinJudged)
        return answer

    yield pins, enter, store.time
    if real is not None:
        real.close()


def test_the_right_pin_opens_and_forgives_the_misses_before(target: tuple[PinChecker, Desk, FakeTime]) -> None:
    pins, enter, _time = target
    assert enter("000000") == PinJudged(FACILITATOR, "wrong", 4, 0)
    assert enter("493027") == PinJudged(FACILITATOR, "right", 5, 0)
    assert pins.standing(FACILITATOR) == (5, 0)


def test_five_misses_lock_for_five_minutes_and_even_the_right_pin_must_wait(
    target: tuple[PinChecker, Desk, FakeTime]
) -> None:
    pins, enter, time = target
    assert [enter("000000").tries_left for _ in range(5)] == [4, 3, 2, 1, 0]
    assert enter("493027") == PinJudged(FACILITATOR, "locked", 0, 300)
    time.pass_ms(300_000)
    assert pins.standing(FACILITATOR) == (1, 0)
    assert enter("493027").verdict == "right"


def test_every_miss_after_a_lock_locks_twice_as_long(target: tuple[PinChecker, Desk, FakeTime]) -> None:
    _pins, enter, time = target
    locks = []
    for _ in range(7):
        answer = enter("000000")
        locks.append(answer.locked_s)
        time.pass_ms(answer.locked_s * 1000)
    assert locks == [0, 0, 0, 0, 300, 600, 1200]


def test_somebody_who_never_tried_has_every_try(target: tuple[PinChecker, Desk, FakeTime]) -> None:
    pins, enter, _time = target
    enter("000000")
    assert pins.standing("e" * 32) == (5, 0)
