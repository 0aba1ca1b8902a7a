"""The commune's names, in RAM only, and only while a session is open.

Guarantees: names and the key are never written, never logged and in no ``repr``; before ``unlock`` and after
``lock`` nothing is found; a roster that came meanwhile is read by ``refresh``. A sealed roster that does not open
leaves the last one standing (log: S6). What Python frees it does not overwrite: a locked roster may linger in
RAM until the memory is used again (docs/adr/0012-roster-in-ram.md).

    roster = SealedRoster(commune.roster)
    roster.unlock(key)                              # the PIN desk, on its own thread
    roster.find("mau t", limit=3, thon="thôn Mẫu Đông")
    roster.lock()

Source of the rules: docs/protocol.md ("Roster"), docs/adr/0012-roster-in-ram.md.
"""

from __future__ import annotations

import base64
import binascii
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.core.ports import Person
from kiosk.core.text.name_index import NameIndex
from sync.protocol import decode_roster
from sync.protocol.errors import Malformed

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Opened:
    """A key, what it opened, and the index of it."""

    key: bytes = field(repr=False)
    sealed: str = field(repr=False)
    index: NameIndex = field(repr=False)


class SealedRoster:
    """``kiosk.core.ports.Roster``. ``sealed`` gives what the commune sent, base64, "" for nothing."""

    def __init__(self, sealed: Callable[[], str]) -> None:
        self._sealed = sealed
        self._opened: _Opened | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"SealedRoster(open={self.open})"

    @property
    def open(self) -> bool:
        return self._opened is not None

    def unlock(self, key: bytes) -> None:
        """Reads the names with the commune's 32-byte roster key. From any thread; takes a tenth of a second
        for 10,000 people. With a key that opens nothing the roster stays as it was."""
        sealed = self._sealed()
        index = _index(sealed, key)
        if index is not None:
            with self._lock:
                self._opened = _Opened(key, sealed, index)

    def refresh(self) -> None:
        """Reads the roster anew where the commune sent another one meanwhile. Not for the UI's thread."""
        before = self._opened
        sealed = self._sealed() if before else ""
        if before is None or sealed == before.sealed:
            return
        index = _index(sealed, before.key) or before.index
        with self._lock:
            if self._opened is before:      # locked meanwhile: it stays locked
                self._opened = _Opened(before.key, sealed, index)

    def lock(self) -> None:
        with self._lock:
            self._opened = None

    def find(self, text: str, limit: int, thon: str = "") -> tuple[Person, ...]:
        opened = self._opened
        return opened.index.find(text, limit, thon) if opened else ()


def _index(sealed: str, key: bytes) -> NameIndex | None:
    if not sealed:
        return NameIndex(())
    try:
        people = decode_roster(SecretBox(key).decrypt(base64.b64decode(sealed, validate=True)))
    except (CryptoError, binascii.Error, ValueError, Malformed) as error:
        _log.error("S6: the roster cannot be opened: %s", type(error).__name__)
        return None
    return NameIndex([Person(each.learner, each.name, each.thon) for each in people])
