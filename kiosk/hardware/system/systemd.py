"""What the service manager is told: ready, still alive, and a status in Vietnamese.

Guarantees: UTF-8 (``STATUS=Đang chạy`` arrives as written); path and abstract sockets; without a socket
nothing happens; a lost socket never raises, it is logged once. ``Watchdog`` lets the dog be fed only when
the screen and the database both showed life since the last time. Does not decide how often that is asked.

    notifier = Notifier.from_environment(os.environ)
    notifier.ready()
    dog = Watchdog().frame_drawn().database_answered()
    dog, feed = dog.feed()
    if feed:
        notifier.alive()

Source: sd_notify(3), systemd.service(5) WatchdogSec.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace

log = logging.getLogger(__name__)


class Notifier:
    """Sends datagrams to ``address``: a path, "@name" for an abstract socket, or "" for nobody."""

    def __init__(self, address: str) -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._complained = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Notifier:
        return cls(environment.get("NOTIFY_SOCKET", ""))

    def ready(self, status: str = "Đang chạy") -> bool:
        """The first frame that answers a touch was drawn."""
        return self._send(f"READY=1\nSTATUS={_line(status)}")

    def status(self, text: str) -> bool:
        """One line for ``systemctl status``; no names, no payloads."""
        return self._send(f"STATUS={_line(text)}")

    def alive(self) -> bool:
        """Feeds the watchdog."""
        return self._send("WATCHDOG=1")

    def stopping(self) -> bool:
        return self._send("STOPPING=1")

    def _send(self, message: str) -> bool:
        """True where the message was handed over."""
        if not self._address:
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as wire:
                wire.setblocking(False)
                wire.sendto(message.encode(), self._address)
        except OSError as lost:
            self._complain(lost)
            return False
        return True

    def _complain(self, lost: OSError) -> None:
        if not self._complained:
            log.warning("the service manager cannot be reached: %s", lost.strerror or type(lost).__name__)
        self._complained = True


def watchdog_period_s(environment: Mapping[str, str]) -> float | None:
    """Seconds between two feeds: half of what the unit allows (sd_watchdog_enabled(3)); None without one."""
    allowed_us = environment.get("WATCHDOG_USEC", "")
    return int(allowed_us) / 2_000_000 if allowed_us.isascii() and allowed_us.isdigit() and int(allowed_us) else None


@dataclass(frozen=True)
class Watchdog:
    """What was seen alive since the last feed."""

    drawn: bool = False
    answered: bool = False

    def frame_drawn(self) -> Watchdog:
        """A frame reached the screen. An idle screen must be asked to draw one each period."""
        return replace(self, drawn=True)

    def database_answered(self) -> Watchdog:
        """A probe that writes to the database came back."""
        return replace(self, answered=True)

    def feed(self) -> tuple[Watchdog, bool]:
        """Whether to feed now, and the rule for the next period; a half-alive kiosk keeps its half."""
        return (Watchdog(), True) if self.drawn and self.answered else (self, False)


def _line(text: str) -> str:
    return " ".join(text.split())
