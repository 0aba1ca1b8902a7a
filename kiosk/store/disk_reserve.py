"""Space kept back for the day the disk is full.

Guarantees: ``spend`` gives the space of the file back at once and at most once until ``ensure`` makes it
anew; ``ensure`` never takes the disk's last space. Does not watch the disk.

    reserve = Reserve(data / "reserve")
    reserve.ensure()                  # 32 MB set aside
    reserve.spend()                   # True: the disk has 32 MB again; False the next time
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

RESERVE_BYTES = 32 * 1024 * 1024    # weeks of attendance after everything else is full
ROOM_FACTOR = 2                     # made only where this many times its size is free

_log = logging.getLogger(__name__)


class Reserve:
    """A preallocated file of ``size`` bytes at ``path``."""

    def __init__(self, path: Path, size: int = RESERVE_BYTES) -> None:
        self._path = path
        self._size = size

    def ensure(self) -> bool:
        """Makes the reserve where it is missing and there is room; True where it is there."""
        try:
            if self._path.exists() and self._path.stat().st_size >= self._size:
                return True
            if shutil.disk_usage(self._path.parent).free < ROOM_FACTOR * self._size:
                return False
            self._allocate()
        except OSError as error:
            _log.warning("no reserve on the disk: %s", error)
            return False
        return True

    def _allocate(self) -> None:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(handle, 0, self._size)
            os.fsync(handle)
        except OSError:
            self._path.unlink(missing_ok=True)
            raise
        finally:
            os.close(handle)

    def spend(self) -> bool:
        """Frees the space; False where there was none to free."""
        try:
            self._path.unlink()
        except FileNotFoundError:
            return False
        _log.warning("disk full: the reserve is spent")
        return True
