"""The state of a machine and its outbox as one short text, shown as a QR to photograph and send to the commune.

Guarantees: holds no name, badge, key or address; at most ``HEALTH_BYTES``, so that an old phone reads it from the
screen; a reader of version 1 refuses what it does not know. Proves nothing: anybody can make such a text, so nothing is
ever decided by it.

    encode_health(Health(device="mau-0001", app="0.1.0", pending=12, sent=340))   # BDHVSKM1:{"app":"0.1.0", ...}
    decode_health(text)

Source of the rules: docs/protocol.md "Health codes".
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from sync.protocol.base import Count
from sync.protocol.errors import Malformed
from sync.protocol.events import UNREADABLE

HEALTH_PREFIX: Final = "BDHVSKM1:"
HEALTH_BYTES: Final = 600

Word = Annotated[str, Meta(max_length=40)]
Code = Annotated[str, Meta(pattern="^([A-Z][0-9]{1,3})?$")]


class Health(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Counts are events, codes are those of docs/error-codes.md; what is left out is its default."""

    device: Annotated[str, Meta(max_length=100)] = ""   # "" = not enrolled
    app: Word = ""
    pending: Count = 0
    sent: Count = 0
    quarantined: Count = 0
    contact: Word = ""          # last answer of the commune, UTC to the minute; "" = never
    sync: Code = ""             # what keeps events from the commune
    book: Code = ""             # what ails the database
    camera: Literal["ok", "missing", "off"] = "ok"
    lessons: Count = 0
    broken: Count = 0           # lesson files that cannot be used
    free_mb: Count = 0          # of the card
    boot: Count = 0             # how often the machine has started
    day: Word = ""              # the date it believes
    sure: bool = True           # whether it knows that date


_encoder = msgspec.json.Encoder(order="sorted")


def encode_health(health: Health) -> str:
    return HEALTH_PREFIX + _encoder.encode(health).decode()


def decode_health(text: str) -> Health:
    """Raises Malformed where ``text`` is not a health code."""
    if not text.startswith(HEALTH_PREFIX) or len(text.encode()) > HEALTH_BYTES:
        raise Malformed("not a health code")
    try:
        return msgspec.json.decode(text[len(HEALTH_PREFIX):], type=Health)
    except UNREADABLE as error:
        raise Malformed(str(error)) from error
