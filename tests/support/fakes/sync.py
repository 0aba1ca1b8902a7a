"""Fakes of the sync side's ports, and a small commune that judges and stores as the protocol says.

``Ledger`` is the commune's rule in thirty lines: the same identity with the same content is a duplicate, with
other content a conflict, unreadable is rejected. ``FakeCommune`` puts it behind the engine's port and can be
told to misbehave; ``tests/support/sync_server.py`` puts it behind real HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import msgspec
from nacl.signing import SigningKey

from sync.protocol import (
    Changes,
    Enrolment,
    EnrolReply,
    EnrolRequest,
    Event,
    Invitation,
    Moment,
    SignedTime,
    Site,
    Verdict,
    Verdicts,
    canonical,
    decode_batch,
    decode_event,
    seal,
    time_bytes,
)
from sync.protocol.errors import EnrolmentRefused, Malformed
from sync.worker.enrolment import b64
from sync.worker.outbox import LAST_CONTACT, QUARANTINE_RETRIED, SENT, START, Anchor, Counts, Judgement, Pending, Place
from sync.worker.ports import BatchProblem

EPOCH = "00ff00ff00ff00ff"
DEVICE = "kiosk-1"
BOOT_ID = "11111111-2222-3333-4444-555555555555"
SERVER_KEY = SigningKey(b"\x07" * 32)
DEVICE_SEED = b"\x09" * 32


def make_event(seq: int, people: int = 5, epoch: str = EPOCH, device: str = DEVICE) -> Pending:
    """A headcount event; ``people`` makes its content."""
    at = Moment(boot=1, boot_id=BOOT_ID, ms=seq * 10, wall="2026-11-22T12:34:56.789Z", clock="guess")
    fields = {"people": people, "group": "hội phụ nữ"}
    event = Event(device=device, epoch=epoch, seq=seq, kind="headcount.recorded", at=at, data=fields)
    return Pending(epoch, seq, canonical(seal(event)))


def make_events(count: int) -> list[Pending]:
    return [make_event(seq) for seq in range(1, count + 1)]


class MemoryOutbox:
    """The Outbox port in memory."""

    def __init__(self, events: Sequence[Pending] = (), salvaged: Sequence[Pending] = ()) -> None:
        self.events: list[Pending] = list(events)
        self.salvaged = [replace(event, salvaged=row) for row, event in enumerate(salvaged, 1)]
        self.values: dict[str, str] = {}
        self.anchors: list[Anchor] = []
        self._judged: dict[tuple[str, int], Judgement] = {}
        self._device: str | None = None

    def pending(self, limit: int, after: Place = START) -> list[Pending]:
        waiting = [e for e in self._all() if e.place > after and (e.epoch, e.seq) not in self._judged]
        return sorted(waiting, key=lambda event: event.place)[:limit]

    def _all(self) -> list[Pending]:
        return [*self.salvaged, *self.events]

    def judge(self, judgements: Sequence[Judgement], judged_at: str | None) -> int:
        named = {(event.epoch, event.seq) for event in self._all()}
        before = len(self._judged)
        for judgement in judgements:
            if (judgement.epoch, judgement.seq) in named:
                self._judged.setdefault((judgement.epoch, judgement.seq), judgement)
        if judged_at is not None:
            self.values[LAST_CONTACT] = judged_at
        return len(self._judged) - before

    def quarantine(self) -> list[Judgement]:
        order = sorted(self._all(), key=lambda event: event.place)
        judged = [self._judged[e.epoch, e.seq] for e in order if (e.epoch, e.seq) in self._judged]
        return [judgement for judgement in judged if judgement.verdict not in SENT]

    def retry_quarantine(self, mark: str) -> int:
        freed = [place for place, judgement in self._judged.items() if judgement.verdict not in SENT]
        for place in freed:
            del self._judged[place]
        self.values[QUARANTINE_RETRIED] = mark
        return len(freed)

    def counts(self) -> Counts:
        bad = len(self.quarantine())
        return Counts(len(self._all()) - len(self._judged), len(self._judged) - bad, bad)

    def newest(self) -> int:
        return max((event.seq for event in self.events), default=0)

    def state(self, key: str) -> str | None:
        return self.values.get(key) or None

    def set_state(self, values: Mapping[str, str | None]) -> None:
        for key, value in values.items():
            self.values.pop(key, None)
            if value is not None:
                self.values[key] = value

    def device(self) -> str | None:
        return self._device

    def adopt_device(self, device: str) -> None:
        self._device = self._device or device

    def anchor(self, anchor: Anchor) -> None:
        self.anchors.append(anchor)

    def last_anchor(self, boot_id: str, source: str) -> Anchor | None:
        fitting = [a for a in self.anchors if (a.boot_id, a.source) == (boot_id, source)]
        return max(fitting, key=lambda anchor: anchor.ms, default=None)

    def replaced(self) -> bool:
        return False

    def change_mark(self) -> int:
        return len(self.events) + 1000 * len(self.values)


class FakeClock:
    """A clock that moves when told to. The wall clock stands at 1970: a Pi without a battery."""

    def __init__(self) -> None:
        self.ms = 60_000

    def boot_id(self) -> str:
        return BOOT_ID

    def boottime_ms(self) -> int:
        return self.ms

    def utc(self) -> datetime:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=self.ms)


class MemoryIdentity:
    """The Identity port in memory."""

    def __init__(self, enrolment: Enrolment | None = None) -> None:
        self.enrolment = enrolment
        self.keys: dict[str, bytes] = {}

    def read(self) -> Enrolment | None:
        return self.enrolment

    def key_for(self, token: str) -> bytes:
        return self.keys.setdefault(token, bytes(SigningKey.generate()))

    def enrol(self, enrolment: Enrolment) -> None:
        self.enrolment = enrolment
        self.forget_key()

    def forget_key(self) -> None:
        self.keys.clear()


def enrol_reply() -> EnrolReply:
    site = Site("mau-dong", "Nhà văn hóa thôn Mẫu Đông", "thôn Mẫu Đông")
    badge_key = b64(bytes(SigningKey(b"\x08" * 32).verify_key))
    return EnrolReply(DEVICE, "xã Mẫu", site, badge_key, b64(bytes(SERVER_KEY.verify_key)))


def enrolled(url: str = "http://127.0.0.1:9", pin: str = "") -> Enrolment:
    return Enrolment(url, pin, b64(DEVICE_SEED), enrol_reply())


def signed_time(nonce: str, utc: str = "2026-11-22T12:00:00.000Z") -> SignedTime:
    return SignedTime(utc, nonce, b64(SERVER_KEY.sign(time_bytes(utc, nonce)).signature))


@dataclass
class Ledger:
    """What the commune has: the content of every event by identity, and how often it was stored."""

    content: dict[tuple[str, str, int], str] = field(default_factory=dict)
    stored: dict[tuple[str, str, int], int] = field(default_factory=dict)
    conflicts: int = 0

    def judge(self, body: bytes) -> Verdicts:
        events = decode_batch(body).events
        return Verdicts([self._one(index, bytes(raw)) for index, raw in enumerate(events)])

    def _one(self, index: int, raw: bytes) -> Verdict:
        try:
            event = decode_event(raw)
        except Malformed:
            return Verdict(index, "", 0, "rejected")
        identity = (event.device, event.epoch, event.seq)
        known = self.content.setdefault(identity, event.sha256)
        if known != event.sha256:
            self.conflicts += 1
            return Verdict(index, event.epoch, event.seq, "conflict")
        if identity in self.stored:
            return Verdict(index, event.epoch, event.seq, "duplicate")
        self.stored[identity] = 1
        return Verdict(index, event.epoch, event.seq, "stored")


Answer = Verdicts | BatchProblem
Fault = Callable[["FakeCommune", bytes], Answer]


class FakeCommune:
    """The Commune and the Gate over a Ledger. ``faults`` are used up one a push, then it behaves."""

    def __init__(self, ledger: Ledger | None = None, faults: Sequence[Fault] = ()) -> None:
        self.ledger = ledger or Ledger()
        self.faults = list(faults)
        self.always: Fault | None = None
        self.bodies: list[bytes] = []
        self.snapshot = Changes(version=0)
        self.wish = ""          # of the office, for the quarantine
        self.asked_since: list[int] = []
        self.times: Callable[[str], SignedTime] = signed_time
        self.refuse_enrolment = False
        self.requests: list[EnrolRequest] = []
        self.gate_faults: list[Exception] = []
        self.closed = 0

    def push(self, body: bytes) -> Answer:
        self.bodies.append(body)
        if self.always is not None:
            return self.always(self, body)
        return self.faults.pop(0)(self, body) if self.faults else self.ledger.judge(body)

    def changes(self, since: int, retried: str = "") -> Changes | None:
        self.asked_since.append(since)
        wish = self.wish if self.wish != retried else ""
        if self.snapshot.version == since and not wish:
            return None
        return msgspec.structs.replace(self.snapshot, retry_quarantine=wish)

    def time(self, nonce: str) -> SignedTime:
        return self.times(nonce)

    def close(self) -> None:
        self.closed += 1

    def enrol(self, invitation: Invitation, request: EnrolRequest) -> EnrolReply:
        self.requests.append(request)
        if self.gate_faults:
            raise self.gate_faults.pop(0)
        if self.refuse_enrolment:
            raise EnrolmentRefused("used")
        return enrol_reply()


def fails(error: Exception) -> Fault:
    """A push that never reached the commune."""

    def fault(_commune: FakeCommune, _body: bytes) -> Answer:
        raise error

    return fault


def loses_reply(error: Exception) -> Fault:
    """A push that was stored, and whose answer was lost."""

    def fault(commune: FakeCommune, body: bytes) -> Answer:
        commune.ledger.judge(body)
        raise error

    return fault


def answers(change: Callable[[Verdicts], Answer]) -> Fault:
    """A push that was stored, and answered with something else."""
    return lambda commune, body: change(commune.ledger.judge(body))


def invitation_text(url: str = "http://127.0.0.1:9") -> str:
    return msgspec.json.encode(Invitation(url, "", "0" * 32)).decode()
