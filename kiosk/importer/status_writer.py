"""What the importer says while it works: written down for the screen, never more often than it can be read.

Guarantees: another stage or code is written at once, progress at most twice a second, and a sign of life every two
seconds even where one file takes minutes; a database that cannot be written is logged and never stops the copying.

    with StatusWriter(board, clock_ms) as status_writer:
        status_writer.show(StickState("copying", percent=3))
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final

from kiosk.core.errors import StoreError
from kiosk.core.ports import StickState
from kiosk.store.usb_status import UsbStatusTable

EVERY_MS: Final = 500
BEAT_MS: Final = 2000
_log = logging.getLogger(__name__)


class StatusWriter:
    """``now_ms`` is CLOCK_BOOTTIME in milliseconds."""

    def __init__(self, board: UsbStatusTable, now_ms: Callable[[], int]) -> None:
        self._board, self._now_ms = board, now_ms
        self._state = StickState()
        self._written: StickState | None = None
        self._written_ms = 0
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="sign-of-life", daemon=True)

    def __enter__(self) -> StatusWriter:
        self._thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self._end.set()
        self._thread.join()

    @property
    def state(self) -> StickState:
        """What was told last; stage "none" before the first."""
        return self._state

    def show(self, state: StickState) -> None:
        """``none`` takes away what was said."""
        with self._lock:
            before, self._state = self._state, state
            if (state.stage, state.code) != (before.stage, before.code) or self._due(EVERY_MS):
                self._write()

    def _due(self, every_ms: int) -> bool:
        return self._now_ms() - self._written_ms >= every_ms

    def _write(self) -> None:
        """Called with the gate held."""
        self._written_ms = self._now_ms()
        try:
            if self._state.stage == "none":
                self._board.clear()
            elif self._state != self._written:
                self._board.show(self._state)
            else:
                self._board.beat()
            self._written = self._state
        except StoreError as error:
            _log.warning("%s: the screen could not be told: %s", error.code, self._state.stage)

    def _beat(self) -> None:
        while not self._end.wait(EVERY_MS / 1000):
            with self._lock:
                new = self._state != self._written
                if (new and self._due(EVERY_MS)) or (self._state.stage != "none" and self._due(BEAT_MS)):
                    self._write()
