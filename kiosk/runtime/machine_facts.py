"""``kiosk.core.ports.Machine``: which machine this is and how much room its card has.

    ThisMachine(identity.device, data, boot=lambda: 12).facts()
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kiosk import __version__
from kiosk.core.ports import MachineFacts

_MB = 1_000_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ThisMachine:
    """``device`` answers None before enrolment; ``boot`` the number of this start, 0 without a database."""

    device: Callable[[], str | None]
    data: Path
    boot: Callable[[], int]

    def facts(self) -> MachineFacts:
        return MachineFacts(self.device() or "", __version__, self._free_mb(), self.boot())

    def _free_mb(self) -> int:
        try:
            return shutil.disk_usage(self.data).free // _MB
        except OSError as error:
            _log.warning("K20: the card does not say how full it is: %s", error)
            return 0
