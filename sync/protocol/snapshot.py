"""Enrolment and the way down: who a kiosk is, whom it knows, what time it is."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Literal

import msgspec

from sync.protocol.base import ROSTER_INFLATED_BYTES, Count, Hex32, Ident, Record, ShortText
from sync.protocol.errors import Malformed
from sync.protocol.events import UNREADABLE, _encoder

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
