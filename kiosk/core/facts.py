"""What the core asks the journal to keep. The wire's own structs judge ``data`` at the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """Something that happened. ``kind`` and the fields of ``data`` are those of the sync protocol;
    ``session`` is the identity of the session's opening event, ``learner`` a person id (32 hex)."""

    kind: str
    data: Mapping[str, object]
    session: str | None = None
    learner: str | None = None
