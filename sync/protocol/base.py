"""What everything on the wire shares: limits, paths, small types, the strict record."""

from __future__ import annotations

from typing import Annotated, NewType

from msgspec import Meta, Struct

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

Epoch = Annotated[str, Meta(pattern="^[0-9a-f]{16}$", max_length=16)]    # "$" alone lets a last newline through
Hex32 = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", max_length=32)]
Hex64 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Seq = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**31)]
Milliseconds = Annotated[int, Meta(ge=0, le=2**53 - 1)]
ShortText = Annotated[str, Meta(max_length=200)]
Ident = Annotated[str, Meta(min_length=1, max_length=100)]


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of everything on the wire: immutable, strict."""
