"""Enrolment and the way down: who a kiosk is, whom it knows, what time it is."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from sync.protocol.addresses import base_url
from sync.protocol.base import ROSTER_INFLATED_BYTES, Count, Hex32, Ident, Record, ShortText
from sync.protocol.errors import Malformed
from sync.protocol.events import UNREADABLE, _encoder

ENROLMENT_PREFIX = "BDHVSEN1:"
INVITATION_CHARACTERS = 1024    # of an enrolment QR's text, at most
PIN_BYTES = 32


class Invitation(Record, frozen=True, omit_defaults=True):
    """What the enrolment QR says: ``BDHVSEN1:`` + compact JSON of this. ``commune`` is a claim for the eyes of whoever
    stands there, nothing proves it; left out by servers from before it."""

    url: ShortText                  # server base URL, https://… or http://127.0.0.1:…
    pin: str                        # base64 SHA-256 of the certificate's public key; "" on loopback HTTP
    token: Hex32                    # single use, 24 h by the server's clock
    commune: ShortText = ""         # "xã Mẫu"


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


class Changes(Record, frozen=True, omit_defaults=True):
    """The way down: a whole snapshot with a rising version; ``since`` = version the kiosk has. A field with its default
    is left out, so that programs from before it read the rest."""

    version: Count
    thons: list[ShortText] = []
    facilitators: list[Facilitator] = []
    revoked: list[Hex32] = []       # learner ids of revoked badges
    announcements: list[Announcement] = []
    address: ShortText = "bác"      # how learners are addressed
    province: str = ""              # "ha-tinh": which variants of lessons hold here; "" = not told
    neighbours: list[Neighbour] = []
    roster: str = ""                # base64 SecretBox of encode_roster() under the roster key; "" = none
    retry_quarantine: Annotated[str, Meta(pattern="^([0-9a-f]{32})?$")] = ""    # a wish of the office to this kiosk


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
    """The text of the QR. Raises Malformed where no kiosk would take it."""
    _check_invitation(invitation)
    return ENROLMENT_PREFIX + msgspec.json.encode(invitation).decode()


def decode_invitation(text: str) -> Invitation:
    """The one judge of an enrolment QR's text: what it lets pass, the kiosk and its sync worker both take.

    Raises:
        Malformed: another beginning, too long, not the record, or an address, a pin or a name that no kiosk takes.
    """
    if not text.startswith(ENROLMENT_PREFIX) or len(text) > INVITATION_CHARACTERS:
        raise Malformed("not an invitation")
    try:
        invitation = msgspec.json.decode(text[len(ENROLMENT_PREFIX):], type=Invitation)
    except UNREADABLE as error:
        raise Malformed(str(error)) from error
    _check_invitation(invitation)
    return invitation


def _check_invitation(invitation: Invitation) -> None:
    """Raises Malformed for an address that may not be spoken to, a foreign pin, a name that cannot be shown."""
    base_url(invitation.url)
    if not invitation.url.isascii() or not invitation.url.isprintable():
        raise Malformed("the server's address is not plain ASCII")
    if not invitation.commune.isprintable():
        raise Malformed("the commune's name cannot be shown")
    try:
        pin = base64.b64decode(invitation.pin, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed("the pin is not base64") from error
    if len(pin) not in (0, PIN_BYTES):
        raise Malformed("the pin has a wrong length")
