"""Which device this kiosk is, as the sync process wrote it down.

Guarantees: reads ``enrolment.json`` anew only when the file has changed; an unreadable file counts as not
enrolled and is logged with its code. Never writes it.

    identity = Identity(data)
    identity.device()           # "kiosk-1", or None before enrolment
"""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from sync.protocol import Enrolment

ENROLMENT_NAME = "enrolment.json"

_log = logging.getLogger(__name__)


class Identity:
    """The enrolment in a kiosk's data folder; usable from any thread."""

    def __init__(self, data: Path) -> None:
        self._path = data / ENROLMENT_NAME
        self._kept: tuple[str, Enrolment | None] = ("", None)

    def enrolment(self) -> Enrolment | None:
        """The whole enrolment, or None before there is one."""
        mark = self.mark()
        if mark != self._kept[0]:
            self._kept = (mark, self._read())
        return self._kept[1]

    def device(self) -> str | None:
        enrolment = self.enrolment()
        return enrolment.reply.device if enrolment else None

    def badge_key(self) -> str | None:
        """Base64 Ed25519 public key that signs this commune's badges."""
        enrolment = self.enrolment()
        return enrolment.reply.badge_key if enrolment else None

    def mark(self) -> str:
        """Changes whenever the file does; '' where there is none to be seen."""
        try:
            status = self._path.stat()
        except OSError:             # a folder that is no folder, or may not be entered: the store will say so
            return ""
        return f"{status.st_ino}/{status.st_mtime_ns}/{status.st_size}"

    def _read(self) -> Enrolment | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Enrolment)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            _log.error("K25: %s is unreadable: %s", self._path.name, type(error).__name__)
            return None
