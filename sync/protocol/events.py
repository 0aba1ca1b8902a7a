"""Events: what happened, in records of their own, and their canonical bytes."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from sync.protocol.base import EVENT_BYTES, Count, Hex32, Ident, Milliseconds, Record, Seq, ShortText
from sync.protocol.errors import Malformed

ClockState = Literal["trusted", "anchored", "guess"]
# Why a session ended: "" the facilitator ended it; "replaced" a facilitator opened another; by itself: "idle" nobody
# came for hours, "long" it was open for half a day, "next_day" another day had begun.
ClosingReason = Literal["", "replaced", "idle", "long", "next_day"]


class Moment(Record, frozen=True):
    """What the machine knew about time. ``ms`` is CLOCK_BOOTTIME in milliseconds; ``wall`` is UTC
    ISO 8601 (``2026-11-22T12:34:56.789Z``) and may be wrong by decades."""

    boot: Count
    boot_id: ShortText
    ms: Milliseconds
    wall: ShortText
    clock: ClockState


class SessionOpened(Record, frozen=True):
    topic: Ident                    # lesson id, or "tu-do" for a free evening
    thon: ShortText                 # which thôn the evening is for
    facilitator: Hex32
    date_confirmed: ShortText | None = None  # ISO date the facilitator confirmed, or null


class SessionClosed(Record, frozen=True):
    people: Count                   # distinct learners and guests checked in
    seconds: Count                  # boottime seconds the session was open
    reason: ClosingReason = ""


class CheckedIn(Record, frozen=True):
    way: Literal["badge", "citizen_card", "name", "guest"]


class CheckInVoided(Record, frozen=True):
    event: ShortText                # event_ref of the check-in taken back
    reason: Literal["not_mine", "facilitator"]


class HeadcountRecorded(Record, frozen=True):
    people: Count
    group: ShortText = ""


class LessonStarted(Record, frozen=True):
    lesson: Ident
    pack: Ident
    version: Ident
    mode: Literal["alone", "hall"]


Outcome = Literal["unaided", "hinted", "helped", "gave_up"]


class LessonCompleted(Record, frozen=True):
    lesson: Ident
    pack: Ident
    version: Ident
    mode: Literal["alone", "hall"]
    outcome: Outcome
    seconds: Count


class TaskDone(Record, frozen=True):
    lesson: Ident
    step: Ident
    outcome: Outcome
    hints: Count
    wrong: Count                    # wrong taps before the right one
    seconds: Count
    moment: Literal["", "before", "after"] = ""     # the same task before and after a lesson …
    same_as: str = ""               # … and the step it repeats
    confirmed_by: str = ""          # facilitator who saw it done on the learner's own phone


class QuizAnswered(Record, frozen=True):
    lesson: Ident
    step: Ident
    right: bool
    tries: Count
    hands: Count | None = None      # show of hands in hall mode


class DeviceHealth(Record, frozen=True):
    app: ShortText
    free_mb: Count
    camera: Literal["ok", "missing", "off"]


class PackInstalled(Record, frozen=True):
    pack: Ident
    version: Ident                  # in use from now on
    previous: str = ""              # the version it took the place of


class PackRolledBack(Record, frozen=True):
    pack: Ident
    version: Ident                  # in use from now on
    left: Ident                     # the version somebody went back from


EventData = (
    SessionOpened | SessionClosed | CheckedIn | CheckInVoided | HeadcountRecorded
    | LessonStarted | LessonCompleted | TaskDone | QuizAnswered | DeviceHealth
    | PackInstalled | PackRolledBack
)
DATA_TYPES: dict[str, type[Record]] = {
    "session.opened": SessionOpened,
    "session.closed": SessionClosed,
    "attendance.checked_in": CheckedIn,
    "attendance.voided": CheckInVoided,
    "headcount.recorded": HeadcountRecorded,
    "lesson.started": LessonStarted,
    "lesson.completed": LessonCompleted,
    "task.done": TaskDone,
    "quiz.answered": QuizAnswered,
    "device.health": DeviceHealth,
    "pack.installed": PackInstalled,
    "pack.rolled_back": PackRolledBack,
}


# Of Epoch and Hex32 the same is promised; ``read_event`` looks for itself, which costs a tenth of a regular expression.
_EpochDigits = Annotated[
    str, Meta(min_length=16, max_length=16, extra_json_schema={"pattern": "^[0-9a-f]{16}$"})]
_LearnerDigits = Annotated[
    str, Meta(min_length=32, max_length=32, extra_json_schema={"pattern": "^[0-9a-f]{32}$"})]


class Event(Record, frozen=True):
    """One thing that happened, append-only. Identity = (device, epoch, seq). ``data`` has the
    fields of ``DATA_TYPES[kind]``; ``sha256`` is of the canonical content without itself."""

    device: Ident
    epoch: _EpochDigits
    seq: Seq
    kind: ShortText
    at: Moment
    data: dict[str, Any]
    session: ShortText | None = None
    learner: _LearnerDigits | None = None
    sha256: str = ""


# What msgspec raises on hostile bytes: wrong shapes, wrong JSON, invalid UTF-8, nesting without end.
UNREADABLE = (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_encoder = msgspec.json.Encoder(order="sorted")
_event_decoder = msgspec.json.Decoder(Event)
_NUL = b"\\u0000"              # as JSON writes it; also found where a text spells it out
_HEX = "0123456789abcdef"
_DIGEST_DIGITS = 64
_DIGEST_END = _DIGEST_DIGITS + len('"}')


def check_data(kind: str, fields: dict[str, Any]) -> Record:
    """The typed data of an event, strictly judged.

    Raises:
        Malformed: unknown kind, unknown or missing field, wrong type.
    """
    try:
        return msgspec.convert(fields, DATA_TYPES[kind])
    except KeyError as error:
        raise Malformed(f"unknown kind {kind!r}") from error
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from error


def event_ref(device: str, epoch: str, seq: int) -> str:
    """An event's identity as one string; a session is named by its opening event."""
    return f"{device}/{epoch}/{seq}"


def digest(event: Event) -> str:
    """SHA-256 (hex) of the canonical content: sorted JSON of all fields but ``sha256``."""
    return hashlib.sha256(_encoder.encode(msgspec.structs.replace(event, sha256=""))).hexdigest()


def seal(event: Event) -> Event:
    """The same event with its digest filled in."""
    return msgspec.structs.replace(event, sha256=digest(event))


def canonical(event: Event) -> bytes:
    """Canonical JSON bytes: what is stored, sent and resent, always the same."""
    return _encoder.encode(event)


class _Place(msgspec.Struct):
    """Where an event says that it stands, whatever else it holds."""

    epoch: str
    seq: int


def stands_at(body: bytes, epoch: str, seq: int) -> bool:
    """Whether a stored row's bytes are those of an event of this place, not larger than one may be."""
    if not 0 < len(body) <= EVENT_BYTES:
        return False
    try:
        place = msgspec.json.decode(body, type=_Place)
    except UNREADABLE:
        return False
    return (place.epoch, place.seq) == (epoch, seq)


def decode_event(raw: bytes) -> Event:
    """Strictly reads one event and checks its digest.

    Raises:
        Malformed: not an event, unknown field, out of bounds, NUL in a text, digest does not match.
    """
    return read_event(raw)[0]


def decode_judged(content: bytes) -> Event:
    """An event that ``decode_event`` accepted once, from its canonical bytes: the digest is not made again."""
    return _event_decoder.decode(content)


def read_event(raw: bytes) -> tuple[Event, bytes]:
    """``decode_event``, with the event's canonical bytes: they are made for the digest anyway. Raises Malformed."""
    if len(raw) > EVENT_BYTES:
        raise Malformed("event larger than EVENT_BYTES")
    try:
        event = _event_decoder.decode(raw)
    except UNREADABLE as error:
        raise Malformed(str(error)) from error
    if event.epoch.strip(_HEX) or (event.learner or "").strip(_HEX):
        raise Malformed("epoch or learner is not in hexadecimal digits")
    check_data(event.kind, event.data)
    content = canonical(event)
    if _NUL in content and holds_nul(msgspec.to_builtins(event)):
        raise Malformed("NUL in a text")
    if _digest_of(content, event.sha256) != event.sha256:
        raise Malformed("sha256 does not match the content")
    return event, content


def holds_nul(value: object) -> bool:
    """Whether a text anywhere in ``value`` holds NUL, which PostgreSQL cannot keep."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(holds_nul(part) for pair in value.items() for part in pair)
    return isinstance(value, list) and any(map(holds_nul, value))


def _digest_of(content: bytes, sha256: str) -> str:
    """``digest`` of the event with these canonical bytes: its ``sha256`` is the last field in them."""
    whole = hashlib.sha256(memoryview(content)[:-_DIGEST_END])
    whole.update(b'"}')
    return whole.hexdigest() if len(sha256) == _DIGEST_DIGITS else ""
