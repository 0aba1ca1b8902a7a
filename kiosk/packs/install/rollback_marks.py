"""The highest versions this kiosk has ever seen: what keeps an old stick old, also after a power cut.

Guarantees: a publication below any mark is refused (``StickOlder``), wherever python-tuf's own state went
(it is not fsynced by python-tuf, and a card may lose it); marks go up only, except where the publishers
replaced the keys of a role, which is how they recover from a thief who numbered far ahead (TUF 5.3.11).
Keeps nothing by itself: the port ``VersionsSeen`` does (the store's table ``packs_seen``; in tests a dict).

    check(before, now); high_water.keep(after(before, now))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Protocol

from kiosk.core.errors import StickOlder
from kiosk.packs.format.repository_paths import TIME_FORMAT, order

FRESH: Final = ("timestamp", "snapshot", "targets")     # roles whose marks new keys release
OLDER: Final = "USB này cũ hơn gói bài học máy đã thấy; dùng USB mới nhất của xã"
_PACK: Final = "pack/"
_KEYS: Final = "keys/"
_SIGNED_AT: Final = "signed_at"


class VersionsSeen(Protocol):
    """Where marks survive. Names and values are short texts."""

    def read(self) -> Mapping[str, str]: ...

    def keep(self, versions_seen: Mapping[str, str]) -> None:
        """Adds or replaces these; durable when it returns. Raises StoreError."""


class MemoryVersionsSeen:
    """Marks nobody keeps: for looking at a stick away from any kiosk."""

    def __init__(self) -> None:
        self.versions_seen: dict[str, str] = {}

    def read(self) -> Mapping[str, str]:
        return dict(self.versions_seen)

    def keep(self, versions_seen: Mapping[str, str]) -> None:
        self.versions_seen.update(versions_seen)


@dataclass(frozen=True)
class Seen:
    """One publication: versions of the roles (``root`` too), the key ids of the fresh ones, when it was signed."""

    versions: Mapping[str, int]
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    signed_at: datetime | None = None


def check(versions_seen: Mapping[str, str], seen: Seen) -> None:
    """Raises StickOlder where any version lies below its mark."""
    released = recovered(versions_seen, seen)
    for role, version in seen.versions.items():
        if version < _number(versions_seen, role) and not (released and role in FRESH):
            raise StickOlder(OLDER)


def recovered(versions_seen: Mapping[str, str], seen: Seen) -> bool:
    """The publishers gave some role other keys under a newer root: nothing older can be signed any more, so the
    numbers may start anew."""
    if seen.versions["root"] <= _number(versions_seen, "root"):
        return False
    known = {role: frozenset(versions_seen.get(f"{_KEYS}{role}", "").split()) for role in FRESH}
    return any(known[role] and known[role].isdisjoint(seen.keys[role]) for role in FRESH)


def after(versions_seen: Mapping[str, str], seen: Seen) -> dict[str, str]:
    """The marks once ``seen`` was accepted."""
    released = recovered(versions_seen, seen)
    new = {role: str(version if released and role in FRESH else max(version, _number(versions_seen, role)))
           for role, version in seen.versions.items()}
    new |= {f"{_KEYS}{role}": " ".join(sorted(keys)) for role, keys in seen.keys.items()}
    signed = [at for at in (None if released else newest_signed(versions_seen), seen.signed_at) if at is not None]
    if signed:
        new[_SIGNED_AT] = max(signed).strftime(TIME_FORMAT)
    return new


def newest_signed(versions_seen: Mapping[str, str]) -> datetime | None:
    """The newest moment a publisher signed at, as far as this kiosk has seen."""
    text = versions_seen.get(_SIGNED_AT)
    return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC) if text else None


def pack_mark(versions_seen: Mapping[str, str], pack: str) -> str:
    """The highest version of a pack ever installed here, or ''."""
    return versions_seen.get(f"{_PACK}{pack}", "")


def with_pack(versions_seen: Mapping[str, str], pack: str, version: str) -> dict[str, str]:
    """The mark to keep after ``version`` was installed."""
    known = pack_mark(versions_seen, pack)
    return {f"{_PACK}{pack}": max(known or version, version, key=order)}


def _number(versions_seen: Mapping[str, str], role: str) -> int:
    return int(versions_seen.get(role, "0"))
