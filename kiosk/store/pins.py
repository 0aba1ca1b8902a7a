"""Judges facilitators' PINs on a thread of its own.

Guarantees: a miss is counted durably before the PIN is looked at, so that pulling the plug wins nothing; a
check whose count could not be stored is not made (``Broke`` with the reason's code is posted instead). Never
stores or logs a PIN. What a right PIN of a facilitator unlocks, the roster's key, goes to ``PinRules.unlock``
before the answer is posted; maintenance opens no roster.

    desk = SqlitePins(clock, reader, writer, PinRules(commune.facilitator, roster_key, roster.unlock), post)
    desk.check(facilitator, secret, "493027")       # PinJudged follows

Source of the rules: docs/adr on PINs; Argon2id: RFC 9106; 64 MiB and 3 passes take about half a second.
"""

from __future__ import annotations

import base64
import binascii
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Literal

from kiosk.core.errors import StoreError
from kiosk.core.inputs import Broke, PinJudged
from kiosk.store.clock import BootClock
from kiosk.store.pin_lockout import Attempts, counted, locked_ms, settled, tries_left
from kiosk.store.reader import Reader
from kiosk.store.writer import Writer
from sync.protocol import Facilitator
from sync.protocol.errors import Malformed
from sync.protocol.unlock import open_unlock

_KEEP = "INSERT OR REPLACE INTO pin_attempts VALUES (?, ?, ?, ?)"

_log = logging.getLogger(__name__)

Post = Callable[[PinJudged | Broke], None]
PinVerdict = Literal["right", "wrong", "locked"]


def roster_key(facilitator: Facilitator, secret: bytes, pin: str) -> bytes | None:
    """What is in the facilitator's box; None where the badge's 16-byte ``secret`` and ``pin`` do not open it."""
    try:
        salt = base64.b64decode(facilitator.salt, validate=True)
        return open_unlock(facilitator.unlock, secret, pin, salt)
    except (Malformed, binascii.Error):
        return None


def _nowhere(key: bytes) -> None:
    """No roster here: the key is dropped."""


@dataclass(frozen=True)
class PinRules:
    """By what a PIN is judged: the record of somebody, what it opens to, and who gets the roster's key."""

    facilitator: Callable[[str], Facilitator | None]
    opens: Callable[[Facilitator, bytes, str], bytes | None] = roster_key
    unlock: Callable[[bytes], None] = _nowhere


@dataclass(frozen=True)
class _Try:
    facilitator: str
    secret: bytes = field(repr=False)
    pin: str = field(repr=False)


class SqlitePins:
    """``kiosk.core.ports.PinChecker``. ``post`` is called from its thread."""

    def __init__(
        self, clock: BootClock, reader: Reader, writer: Writer, judging: PinRules, post: Post
    ) -> None:
        self._clock = clock
        self._reader = reader
        self._writer = writer
        self._judging = judging
        self._post = post
        self._filed: dict[str, Attempts] | None = None
        self._attempts: dict[str, Attempts] = {}
        try:
            self._counted()
        except StoreError as error:
            _log.warning("%s: misses cannot be read yet, no PIN is judged", error.code)
        self._tries: SimpleQueue[_Try | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="pin-desk", daemon=True)
        self._thread.start()

    def _counted(self) -> dict[str, Attempts]:
        """The misses in the file, read once. Raises StoreError."""
        if self._filed is None:
            self._filed = _kept(self._reader)
            self._attempts = {who: settled(each, self._clock.boot_id, self._clock.ms())
                              for who, each in self._filed.items()}
        return self._filed

    def check(self, facilitator: str, secret: bytes, pin: str) -> None:
        """Starts the check; ``PinJudged`` (or ``Broke``) is posted."""
        self._tries.put(_Try(facilitator, secret, pin))

    def standing(self, facilitator: str) -> tuple[int, int]:
        """(tries left before the next lock, seconds still locked, rounded up) without trying."""
        attempts = self._settled(facilitator)
        return tries_left(attempts), _seconds(locked_ms(attempts, self._clock.ms()))

    def close(self) -> None:
        """Ends the thread after the checks that wait."""
        self._tries.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._settle_all()
            try:
                asked = self._tries.get(timeout=self._until_release_s())
            except Empty:
                continue
            if asked is None:
                return
            self._judge(asked)

    def _judge(self, asked: _Try) -> None:
        who = asked.facilitator
        try:
            verdict = self._verdict(asked)
        except StoreError as error:
            _log.error("%s: a PIN was not judged", error.code)
            self._post(Broke(error.code))
            return
        if verdict == "right":
            self._forgive(who)
        attempts = Attempts() if verdict == "right" else self._settled(who)
        locked_s = _seconds(locked_ms(attempts, self._clock.ms()))
        self._post(PinJudged(who, verdict, tries_left(attempts), locked_s))

    def _verdict(self, asked: _Try) -> PinVerdict:
        self._counted()
        attempts = self._settled(asked.facilitator)
        if attempts.locked_until_ms:
            return "locked"
        self._keep(asked.facilitator, counted(attempts, self._clock.boot_id, self._clock.ms()))
        facilitator = self._judging.facilitator(asked.facilitator)
        key = self._judging.opens(facilitator, asked.secret, asked.pin) if facilitator else None
        if facilitator is None or key is None:
            return "wrong"
        if facilitator.role == "facilitator":
            self._judging.unlock(key)
        return "right"

    def _forgive(self, who: str) -> None:
        try:
            self._keep(who, Attempts())
        except StoreError as error:
            _log.error("%s: a right PIN's count could not be cleared", error.code)

    def _settled(self, who: str) -> Attempts:
        attempts = self._attempts.get(who, Attempts())
        return settled(attempts, self._clock.boot_id, self._clock.ms())

    def _keep(self, who: str, attempts: Attempts) -> None:
        self._writer.do(_KEEP, (who, attempts.failures, attempts.boot_id, attempts.locked_until_ms))
        self._counted()[who] = self._attempts[who] = attempts

    def _settle_all(self) -> None:
        """Writes down locks that began again with this boot and locks that have run out, so that the
        next boot does not start them once more."""
        for who in list(self._attempts):
            self._attempts[who] = self._settled(who)
            if self._attempts[who] != self._counted()[who]:
                try:
                    self._keep(who, self._attempts[who])
                except StoreError as error:
                    _log.warning("%s: a lock could not be written down", error.code)

    def _until_release_s(self) -> float | None:
        """Real seconds until some lock runs out, None where nothing is locked."""
        now_ms = self._clock.ms()
        left = [locked_ms(each, now_ms) for each in self._attempts.values() if each.locked_until_ms]
        return min(left) / 1000 + 1 if left else None


def _kept(reader: Reader) -> dict[str, Attempts]:
    rows = reader.rows("SELECT facilitator, failures, boot_id, locked_until_ms FROM pin_attempts")
    return {who: Attempts(failures, boot_id, until) for who, failures, boot_id, until in rows}


def _seconds(ms: int) -> int:
    return -(-ms // 1000)
