"""The thread that feeds the service manager's watchdog, and tells the core how the database stands.

Guarantees: the watchdog is fed only after a drawn frame and an answer of the database; nothing else is done on this
thread, so that a slow look at a stick or a lock cannot starve it. Without a watchdog the database is proved once a
minute all the same.

    heart = Heartbeat(probe, post, Notifier.from_environment(os.environ), watchdog_period_s(os.environ))
    heart.start(); heart.frame_drawn(); heart.stop()

Source of the rules: sd_notify(3); docs/adr/0022-damage-while-running.md.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.core.inputs import DatabaseProbed
from kiosk.hardware.system.systemd import Notifier, Watchdog

TURN_S = 2.0                    # between two turns, at most


class Probe(Protocol):
    """``DatabaseProbe``; tests have one of their own."""

    def turn(self, *, only_proof: bool = False) -> bool: ...

    def news(self) -> DatabaseProbed | None: ...


class Heartbeat:
    """``period_s`` is how often the watchdog wants to be fed; None = there is none."""

    def __init__(self, probe: Probe, post: Callable[[DatabaseProbed], None], notifier: Notifier,
                 period_s: float | None) -> None:
        self._probe, self._post, self._notifier, self._period_s = probe, post, notifier, period_s
        self._watchdog = Watchdog()
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._ready = False
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._notifier.stopping()
        self._end.set()
        self._thread.join(TURN_S)       # it may wait for a lock: the writer, closed next, answers it

    def frame_drawn(self) -> None:
        """A frame reached the screen. From the UI's thread."""
        with self._lock:
            self._watchdog = self._watchdog.frame_drawn()

    def beat(self) -> None:
        """One turn: ask, tell, feed."""
        alive = self._probe.turn(only_proof=self._period_s is None)
        news = self._probe.news()
        if news is not None:
            self._post(news)
        if alive and self._period_s is not None:
            self._feed()

    def _run(self) -> None:
        wait_s = min(TURN_S, self._period_s or TURN_S)
        while True:
            self.beat()
            if self._end.wait(wait_s):
                return

    def _feed(self) -> None:
        with self._lock:
            self._watchdog, fed = self._watchdog.database_answered().feed()
        if fed and not self._ready:
            self._ready = self._notifier.ready()
        elif fed:
            self._notifier.alive()
