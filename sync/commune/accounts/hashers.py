"""Argon2, a bounded number of times at once: logins can take neither all memory nor all threads.

Guarantees: at most ``AT_ONCE`` passwords are judged or made at the same time in this process (about 100 MB each), at
most ``WAITING`` threads wait for that; everybody else is told ``PasswordsBusy`` at once. Together with four answers of
lesson packs that leaves a thread of the server's eight for events.

Source of the parameters: Django's own; RFC 9106 section 4.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE: Final = 2
WAITING: Final = 1

_places = threading.BoundedSemaphore(AT_ONCE + WAITING)
_running = threading.BoundedSemaphore(AT_ONCE)


class PasswordsBusy(Exception):
    """Too many passwords are being judged: nothing was judged, try again in a moment."""


@contextmanager
def turn() -> Iterator[None]:
    """Waits for a turn. Raises PasswordsBusy where too many wait already."""
    if not _places.acquire(blocking=False):
        raise PasswordsBusy
    try:
        with _running:
            yield
    finally:
        _places.release()


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Django's hasher, in turns; what it stored before stays valid."""

    def encode(self, password: str, salt: str) -> str:
        with turn():
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with turn():
            return bool(super().verify(password, encoded))
