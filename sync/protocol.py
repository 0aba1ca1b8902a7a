"""The wire between kiosk and commune, defined once and used by both ends.

Guarantees: every record is a frozen msgspec struct that refuses unknown fields and wrong types; an
event's canonical bytes and their SHA-256 are the same on both ends. Does nothing with disks, clocks or
networks.

    event = seal(Event(device="k1", epoch="00ff00ff00ff00ff", seq=1, kind="session.closed", ...))
    assert digest(event) == event.sha256
    batch = encode_batch([canonical(event)])          # gzip JSON, what POST /api/v1/events carries

Source of the rules: the project's protocol v1 (docs/protocol.md), RFC 9457 (problem+json),
RFC 9285 (Base45), RFC 8032 (Ed25519).
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NewType

import msgspec
from msgspec import Meta, Struct

from sync.errors import Malformed

VERSION = 1
BATCH_EVENTS = 200          # events, at most, in one POST
BATCH_BYTES = 64 * 1024     # bytes of gzipped JSON, at most, in one POST
BATCH_INFLATED_BYTES = 4 * 1024 * 1024  # what a server inflates at most (a 64 kB bomb stays small)
EVENT_BYTES = 8 * 1024      # canonical bytes of one event, at most
ROSTER_INFLATED_BYTES = 16 * 1024 * 1024  # of an opened roster: far over 100,000 people

PATH_EVENTS = "/api/v1/events"
PATH_ENROL = "/api/v1/enrol"
PATH_CHANGES = "/api/v1/changes"
PATH_TIME = "/api/v1/time"

DeviceId = NewType("DeviceId", str)
LearnerId = NewType("LearnerId", str)   # 32 hex digits, see learner_id()
SessionRef = NewType("SessionRef", str)  # identity of the opening event, see event_ref()

Epoch = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
Hex32 = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
Hex64 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Seq = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**31)]
Milliseconds = Annotated[int, Meta(ge=0, le=2**53 - 1)]
ShortText = Annotated[str, Meta(max_length=200)]
Ident = Annotated[str, Meta(min_length=1, max_length=100)]


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything on the wire: immutable, strict."""


# --- events -----------------------------------------------------------------------------------

ClockState = Literal["trusted", "anchored", "guess"]


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


class Event(Record, frozen=True):
    """One thing that happened, append-only. Identity = (device, epoch, seq). ``data`` has the
    fields of ``DATA_TYPES[kind]``; ``sha256`` is of the canonical content without itself."""

    device: Ident
    epoch: Epoch
    seq: Seq
    kind: ShortText
    at: Moment
    data: dict[str, Any]
    session: ShortText | None = None
    learner: Hex32 | None = None
    sha256: str = ""


# What msgspec raises on hostile bytes: wrong shapes, wrong JSON, invalid UTF-8, nesting without end.
UNREADABLE = (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_encoder = msgspec.json.Encoder(order="sorted")
_event_decoder = msgspec.json.Decoder(Event)


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


def decode_event(raw: bytes) -> Event:
    """Strictly reads one event and checks its digest.

    Raises:
        Malformed: not an event, unknown field, out of bounds, digest does not match.
    """
    if len(raw) > EVENT_BYTES:
        raise Malformed("event larger than EVENT_BYTES")
    try:
        event = _event_decoder.decode(raw)
    except UNREADABLE as error:
        raise Malformed(str(error)) from error
    check_data(event.kind, event.data)
    if digest(event) != event.sha256:
        raise Malformed("sha256 does not match the content")
    return event


# --- batches ----------------------------------------------------------------------------------


class Batch(Record, frozen=True):
    """``events`` stay raw here so that one malformed event is judged alone."""

    events: list[msgspec.Raw]


VerdictWord = Literal["stored", "duplicate", "conflict", "rejected"]


class Problem(Record, frozen=True):
    """RFC 9457. ``type`` ends in a stable word; ``title`` is one Vietnamese sentence."""

    type: str
    title: str
    status: int = 0
    detail: str = ""


class Verdict(Record, frozen=True):
    """Judgement of the event at ``index`` of the batch. ``epoch``/``seq`` repeat its identity
    (empty / 0 where it could not be read)."""

    index: Count
    epoch: str
    seq: int
    verdict: VerdictWord
    problem: Problem | None = None


class Verdicts(Record, frozen=True):
    verdicts: list[Verdict]


def encode_batch(events: Sequence[bytes]) -> bytes:
    """Gzipped body of a POST from canonical events, byte-identical for the same events."""
    return gzip.compress(b'{"events":[' + b",".join(events) + b"]}", compresslevel=6, mtime=0)


def decode_batch(body: bytes) -> Batch:
    """Inflates and splits a batch without judging its events.

    Raises:
        Malformed: larger than BATCH_BYTES / BATCH_INFLATED_BYTES, not gzip, not a batch,
            more than BATCH_EVENTS events.
    """
    if len(body) > BATCH_BYTES:
        raise Malformed("batch larger than BATCH_BYTES")
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, BATCH_INFLATED_BYTES)
        if not inflater.eof:
            raise Malformed("batch truncated or larger than BATCH_INFLATED_BYTES")
        batch = msgspec.json.decode(plain, type=Batch)
    except (zlib.error, *UNREADABLE) as error:
        raise Malformed(str(error)) from error
    if len(batch.events) > BATCH_EVENTS:
        raise Malformed("more than BATCH_EVENTS events")
    return batch


# --- enrolment and the way down ---------------------------------------------------------------

ENROLMENT_PREFIX = "BDHVSEN1:"


class Invitation(Record, frozen=True):
    """What the enrolment QR says: ``BDHVSEN1:`` + compact JSON of this."""

    url: ShortText                  # server base URL, https://… or http://127.0.0.1:…
    pin: str                        # base64 SHA-256 of the certificate's public key; "" on loopback HTTP
    token: Hex32                    # single use, 24 h by the server's clock


class EnrolRequest(Record, frozen=True):
    token: Hex32
    public_key: str                 # base64, Ed25519, 32 bytes, made on the kiosk
    proof: str                      # base64 Ed25519 signature of proof_bytes(token, public_key)
    name: ShortText = ""


class Site(Record, frozen=True):
    """One practice point."""

    id: Ident
    name: ShortText                 # "Nhà văn hóa thôn Mẫu Đông"
    thon: ShortText                 # "thôn Mẫu Đông"


class EnrolReply(Record, frozen=True):
    device: Ident
    commune: ShortText              # "xã Mẫu"
    site: Site
    badge_key: str                  # base64 Ed25519 public key that signs badges
    server_key: str                 # base64 Ed25519 public key that signs /api/v1/time


class Enrolment(Record, frozen=True):
    """A kiosk's identity, kept in ``DATA/enrolment.json`` (mode 0600)."""

    url: ShortText
    pin: str
    private_key: str                # base64 Ed25519 seed, 32 bytes
    reply: EnrolReply


class Facilitator(Record, frozen=True):
    """Who may open a session here. ``unlock`` opens only with the badge's secret and the PIN:
    base64 SecretBox of the commune's roster key under unlock_key()."""

    id: Hex32                       # learner_id of the badge
    label: ShortText                # "chị Lúa"
    salt: str                       # base64, 16 bytes, for Argon2id
    unlock: str
    role: Literal["facilitator", "maintenance"] = "facilitator"


class Announcement(Record, frozen=True):
    """The note pinned on the home screen. ``day`` is an ISO date, ``hour`` as said ("7 rưỡi")."""

    day: ShortText
    when: ShortText
    text: ShortText
    short: ShortText


class Neighbour(Record, frozen=True):
    """Another commune whose badges this kiosk recognises as real but not its own."""

    name: ShortText                 # "xã Bên"
    badge_key: str                  # base64 Ed25519 public key


class Changes(Record, frozen=True):
    """The way down: a whole snapshot with a rising version; ``since`` = version the kiosk has."""

    version: Count
    thons: list[ShortText] = []
    facilitators: list[Facilitator] = []
    revoked: list[Hex32] = []       # learner ids of revoked badges
    announcements: list[Announcement] = []
    address: ShortText = "bác"      # how learners are addressed
    province: str = ""              # "ha-tinh": which variants of lessons hold here; "" = not told
    neighbours: list[Neighbour] = []
    roster: str = ""                # base64 SecretBox of encode_roster() under the roster key; "" = none


class RosterPerson(Record, frozen=True):
    """Somebody with a badge, found by name where the badge was left at home. Never sent in the clear."""

    learner: Hex32
    name: ShortText
    thon: ShortText


class SignedTime(Record, frozen=True):
    utc: ShortText                  # ISO 8601 with milliseconds
    nonce: ShortText
    signature: str                  # base64 Ed25519 over time_bytes(utc, nonce)


def encode_roster(people: Sequence[RosterPerson]) -> bytes:
    """What is sealed as ``Changes.roster``: zlib of the JSON list, byte-identical for the same people."""
    return zlib.compress(_encoder.encode(list(people)), level=6)


def decode_roster(packed: bytes) -> list[RosterPerson]:
    """The people of an opened roster.

    Raises:
        Malformed: not zlib, larger than ROSTER_INFLATED_BYTES, not a list of RosterPerson. The message
            names nobody.
    """
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(packed, ROSTER_INFLATED_BYTES)
        if not inflater.eof:
            raise Malformed("roster truncated or larger than ROSTER_INFLATED_BYTES")
        return msgspec.json.decode(plain, type=list[RosterPerson])
    except (zlib.error, *UNREADABLE) as error:
        raise Malformed(f"not a roster: {type(error).__name__}") from error


def proof_bytes(token: str, public_key: str) -> bytes:
    return f"bdhvs-enrol-v1|{token}|{public_key}".encode()


def time_bytes(utc: str, nonce: str) -> bytes:
    return f"bdhvs-time-v1|{utc}|{nonce}".encode()


def encode_invitation(invitation: Invitation) -> str:
    return ENROLMENT_PREFIX + msgspec.json.encode(invitation).decode()


def decode_invitation(text: str) -> Invitation:
    """Raises Malformed where ``text`` is not an enrolment QR's text."""
    if not text.startswith(ENROLMENT_PREFIX):
        raise Malformed("not an invitation")
    try:
        return msgspec.json.decode(text[len(ENROLMENT_PREFIX):], type=Invitation)
    except UNREADABLE as error:
        raise Malformed(str(error)) from error


# --- badges -----------------------------------------------------------------------------------

BADGE_PREFIX = "BDHVS1:"
BADGE_LEARNER, BADGE_FACILITATOR, BADGE_MAINTENANCE = 1, 2, 3
BADGE_PICTURES = ("sen", "lua", "cau", "ca", "trau", "cau-chim", "ngo", "buom", "xoai", "rua")


def badge_signed_bytes(secret: bytes, kind: int) -> bytes:
    """What the commune signs on a badge: 16 random bytes and the kind byte."""
    return b"bdhvs-badge-v1|" + secret + bytes([kind])


def learner_id(secret: bytes) -> str:
    """A badge's person id: one-way from its 16 random bytes, so that neither an event nor a stolen
    card gives a badge back."""
    return hashlib.blake2b(secret, digest_size=16, person=b"bdhvs-learner").hexdigest()


def picture_of(learner: str) -> str:
    """The picture printed on the badge of this learner id: one of BADGE_PICTURES."""
    return BADGE_PICTURES[int(learner[:8], 16) % len(BADGE_PICTURES)]
