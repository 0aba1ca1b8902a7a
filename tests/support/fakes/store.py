"""Fakes of the store's ports, and small builders for tests that run on a real store.

``MemoryJournal`` and ``MemoryPins`` keep the same promises as the real ones (tests/contracts) without a
thread or a file; answers wait until the test asks for them.
"""

from __future__ import annotations

import base64
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from kiosk.core.errors import EventRefused
from kiosk.core.inputs import Broke, Kept, NotKept, PinJudged
from kiosk.core.ports import LessonProgress, NewEvent, Settings
from kiosk.store.clock import BootClock, TimeSources
from kiosk.store.database import ReadyDatabase, prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.event_log import EventAuthor, compose
from kiosk.store.journal import SqliteJournal, Stamp
from kiosk.store.pin_lockout import Attempts, counted, locked_ms, settled, tries_left
from kiosk.store.reader import Reader
from kiosk.store.timeline import Anchor
from kiosk.store.writer import Connect, Writer
from sync.database import open_database
from sync.protocol import Enrolment, EnrolReply, Event, Moment, Site, decode_event, event_ref
from tests.support.patience import PATIENCE_S

DEVICE = "kiosk-1"
EPOCH = "00ff00ff00ff00ff"
BOOT_ID = "11111111-2222-3333-4444-555555555555"
NEXT_BOOT_ID = "66666666-7777-8888-9999-000000000000"
FACILITATOR = "f" * 32
SMALL_RESERVE = 64 * 1024
EVENING = datetime(2026, 11, 22, 12, 34, 56, 789000, tzinfo=UTC)


def headcount(people: int) -> NewEvent:
    return NewEvent("headcount.recorded", {"people": people, "group": "hội phụ nữ"})


def check_in(learner: str | None, session: str | None = None) -> NewEvent:
    way = "badge" if learner else "guest"
    return NewEvent("attendance.checked_in", {"way": way}, session=session, learner=learner)


def opened(topic: str = "tra-tien-qr") -> NewEvent:
    fields = {"topic": topic, "thon": "thôn Mẫu Đông", "facilitator": FACILITATOR}
    return NewEvent("session.opened", fields)


def enrol(data: Path, device: str = DEVICE, badge_key: str = "", server_key: str = "") -> None:
    """Writes the identity as the sync process does."""
    site = Site("nvh-1", "Nhà văn hóa thôn Mẫu Đông", "thôn Mẫu Đông")
    seed = base64.b64encode(b"\x05" * 32).decode()
    reply = EnrolReply(device, "xã Mẫu", site, badge_key, server_key)
    (data / "enrolment.json").write_bytes(
        msgspec.json.encode(Enrolment("http://127.0.0.1:1", "", seed, reply))
    )


@dataclass
class FakeTime:
    """The machine's clocks, moved by hand. ``wall`` may say anything."""

    ms: int = 60_000
    wall: datetime = EVENING
    marker: Path = Path("/nonexistent/synchronized")

    def sources(self) -> TimeSources:
        return TimeSources(lambda: self.ms, lambda: self.wall, self.marker)

    def pass_ms(self, ms: int) -> None:
        self.ms += ms
        self.wall += timedelta(milliseconds=ms)


@dataclass
class MemoryAnchors:
    kept: list[Anchor] = field(default_factory=list)

    def of(self, boot_id: str) -> list[Anchor]:
        return [anchor for anchor in self.kept if anchor.boot_id == boot_id]

    def all(self) -> list[Anchor]:
        return list(self.kept)

    def add(self, anchor: Anchor) -> None:
        self.kept.append(anchor)


def fake_clock(time: FakeTime, boot_id: str = BOOT_ID, anchors: MemoryAnchors | None = None) -> BootClock:
    return BootClock(1, boot_id, time.sources(), anchors or MemoryAnchors())


class Answered:
    """Collects what is posted, from any thread; ``wait`` returns once ``count`` answers are there."""

    def __init__(self) -> None:
        self.all: list[object] = []
        self._changed = threading.Condition()

    def __call__(self, answer: object) -> None:
        with self._changed:
            self.all.append(answer)
            self._changed.notify_all()

    def wait(self, count: int, timeout_s: float = PATIENCE_S) -> list[object]:
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.all) >= count, timeout_s):
                raise AssertionError(f"{len(self.all)} of {count} answers within {timeout_s} s")
            return list(self.all)


class MemoryJournal:
    """``kiosk.core.ports.Journal`` in memory: judges and numbers as the real one, answers on ``settle``."""

    def __init__(self, post: Callable[[Kept | NotKept], None], device: str | None = DEVICE) -> None:
        self.events: list[Event] = []
        self.device = device
        self._post = post
        self._waiting: list[tuple[int, NewEvent]] = []
        self._tickets = 0
        self._refusals: list[str] = []

    def write(self, fact: NewEvent) -> int:
        self._tickets += 1
        self._waiting.append((self._tickets, fact))
        return self._tickets

    def refuse_next(self, code: str) -> None:
        """The next fact is not kept, for the reason of ``code`` ("K21" disk full …)."""
        self._refusals.append(code)

    def settle(self) -> None:
        """Answers everything that waits."""
        waiting, self._waiting = self._waiting, []
        for ticket, fact in waiting:
            self._post(self._keep(ticket, fact))

    def _keep(self, ticket: int, fact: NewEvent) -> Kept | NotKept:
        if self._refusals:
            return NotKept(ticket, self._refusals.pop(0))
        if self.device is None:
            return NotKept(ticket, "K25")
        seq = len(self.events) + 1
        at = Moment(1, BOOT_ID, 60_000 + 1000 * seq, "2026-11-22T12:34:56.789Z", "guess")
        try:
            self.events.append(compose(EventAuthor(self.device, EPOCH), seq, fact, at))
        except EventRefused as error:
            return NotKept(ticket, error.code)
        return Kept(ticket, event_ref(self.device, EPOCH, seq))


class MemoryProgress:
    """``kiosk.core.ports.ProgressStore`` in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, LessonProgress]] = {}

    def of(self, learner: str) -> Mapping[str, LessonProgress]:
        return dict(self._kept.get(learner, {}))

    def keep(self, learner: str, progress: LessonProgress) -> None:
        self._kept.setdefault(learner, {})[progress.lesson] = progress


class MemorySettings:
    """``kiosk.core.ports.SettingsStore`` in memory."""

    def __init__(self) -> None:
        self._settings = Settings()

    def read(self) -> Settings:
        return self._settings

    def keep(self, settings: Settings) -> None:
        self._settings = settings


class MemoryPins:
    """``kiosk.core.ports.PinChecker`` in memory: ``pins`` maps a facilitator to the right PIN."""

    def __init__(
        self, pins: Mapping[str, str], time: FakeTime, post: Callable[[PinJudged | Broke], None]
    ) -> None:
        self._pins = pins
        self._time = time
        self._post = post
        self._attempts: dict[str, Attempts] = {}

    def check(self, facilitator: str, secret: bytes, pin: str) -> None:
        before = self._settled(facilitator)
        if before.locked_until_ms:
            self._answer(facilitator, "locked")
            return
        right = self._pins.get(facilitator) == pin
        self._attempts[facilitator] = Attempts() if right else counted(before, BOOT_ID, self._time.ms)
        self._answer(facilitator, "right" if right else "wrong")

    def standing(self, facilitator: str) -> tuple[int, int]:
        attempts = self._settled(facilitator)
        return tries_left(attempts), -(-locked_ms(attempts, self._time.ms) // 1000)

    def _settled(self, who: str) -> Attempts:
        return settled(self._attempts.get(who, Attempts()), BOOT_ID, self._time.ms)

    def _answer(self, who: str, verdict: str) -> None:
        tries, seconds = self.standing(who)
        self._post(PinJudged(who, verdict, tries, seconds))  # type: ignore[arg-type]


@dataclass
class StoreBench:
    """A real store in a folder, with its writer, for one test."""

    data: Path
    time: FakeTime = field(default_factory=FakeTime)
    boot_id: str = BOOT_ID
    device: str | None = DEVICE
    connect: Connect = open_database
    reserve_bytes: int = SMALL_RESERVE

    def __post_init__(self) -> None:
        self.reserve = Reserve(self.data / "reserve", self.reserve_bytes)
        self.ready: ReadyDatabase = prepare(self.data, self.boot_id, self.device, self.reserve)
        self.writer = Writer(self.ready.path, self.reserve, self.connect)
        self.reader = Reader(self.ready.path)
        self.answered = Answered()
        self.clock = BootClock(self.ready.boot, self.boot_id, self.time.sources(), MemoryAnchors())
        stamp = Stamp(self.clock.now, lambda: self.device)
        self.journal = SqliteJournal(self.writer, stamp, self.answered)

    def events(self) -> list[Event]:
        return stored_events(self.ready.path)

    def close(self) -> None:
        self.writer.close()
        self.reader.close()


def stored_events(path: Path) -> list[Event]:
    """Every event of the file, strictly decoded, in order."""
    with closing(sqlite3.connect(path)) as database:
        return [decode_event(body) for (body,) in database.execute("SELECT body FROM events ORDER BY seq")]


def cramped(pages: int) -> Connect:
    """A connection to a file that may not grow past ``pages``: SQLite's own "database or disk is full"."""

    def connect(path: Path) -> sqlite3.Connection:
        database = open_database(path)
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    return connect
