"""How long to wait before asking the commune again.

Guarantees: after failures, a random wait between ``FIRST_S`` and a ceiling that doubles up to ``LAST_S``
(full jitter, so that the kiosks of a commune never return all at once after an outage); never earlier than
the server's ``Retry-After``. Does not sleep and keeps no clock.

    backoff = Backoff(random.random)
    wait_s = backoff.failed(retry_after_s=None)

Source of the rules: docs/protocol.md; RFC 9110 section 10.2.3 (Retry-After).
"""

from __future__ import annotations

from collections.abc import Callable

FIRST_S = 5.0               # seconds, the shortest wait after a failure
LAST_S = 15 * 60.0          # seconds, the longest wait of our own
RETRY_AFTER_LAST_S = 3600.0  # seconds, the longest a server may send us away
IDLE_S = 5 * 60.0           # seconds between two rounds when nothing happens
IDLE_SPREAD = 0.2           # of IDLE_S, either way: kiosks switched on together drift apart


class Backoff:
    """Counts failures in a row. ``random`` answers in [0, 1)."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._failures = 0

    def succeeded(self) -> float:
        """Seconds until the next round when nothing new happens."""
        self._failures = 0
        return IDLE_S * (1 + IDLE_SPREAD * (2 * self._random() - 1))

    def failed(self, retry_after_s: float | None = None) -> float:
        """Seconds to leave the commune alone after one more failure."""
        self._failures += 1
        ceiling = min(LAST_S, FIRST_S * 2.0 ** min(self._failures, 20))
        own = FIRST_S + self._random() * (ceiling - FIRST_S)
        return max(own, min(retry_after_s or 0.0, RETRY_AFTER_LAST_S))

    def refused(self) -> float:
        """Seconds to wait where only staff can help (revoked, unknown device)."""
        self._failures = 0
        return LAST_S
