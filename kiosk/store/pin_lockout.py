"""How many tries a PIN gets. Pure: time comes in.

Guarantees: five tries, then five minutes, then twice as long after every further miss, up to a day; a reboot
never shortens a lock. 10,000 PINs cannot be tried in less than 27 years. Stores nothing.

    attempts = counted(Attempts(), boot_id, now_ms)         # before the PIN is judged
    locked_ms(attempts, now_ms)                    # 0 until the fifth miss

Source of the rule: docs/adr on PINs (short secrets fall to whoever may try without end).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FREE_TRIES = 5
FIRST_LOCK_MS = 5 * 60 * 1000
LONGEST_LOCK_MS = 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Attempts:
    """Misses since the last right PIN, and the boottime (milliseconds) of boot ``boot_id`` until which
    nothing is judged; 0 where nothing is locked."""

    failures: int = 0
    boot_id: str = ""
    locked_until_ms: int = 0


def lock_ms(failures: int) -> int:
    """How long ``failures`` misses lock, in milliseconds."""
    if failures < FREE_TRIES:
        return 0
    doublings = min(failures - FREE_TRIES, 20)
    return min(FIRST_LOCK_MS << doublings, LONGEST_LOCK_MS)


def counted(attempts: Attempts, boot_id: str, now_ms: int) -> Attempts:
    """One miss more."""
    failures = attempts.failures + 1
    locks = lock_ms(failures)
    return Attempts(failures, boot_id, now_ms + locks if locks else 0)


def settled(attempts: Attempts, boot_id: str, now_ms: int) -> Attempts:
    """What stands now: a lock of an earlier boot starts again whole, a lock that has run out is lifted."""
    if not attempts.locked_until_ms:
        return attempts
    if attempts.boot_id != boot_id:
        return Attempts(attempts.failures, boot_id, now_ms + lock_ms(attempts.failures))
    if attempts.locked_until_ms <= now_ms:
        return replace(attempts, locked_until_ms=0)
    return attempts


def locked_ms(attempts: Attempts, now_ms: int) -> int:
    """Milliseconds still locked, for ``settled`` attempts."""
    return max(0, attempts.locked_until_ms - now_ms)


def tries_left(attempts: Attempts) -> int:
    """Tries before the next lock, for ``settled`` attempts; after the first lock there is one at a time."""
    if attempts.locked_until_ms:
        return 0
    return max(1, FREE_TRIES - attempts.failures)
