"""What every measurement of one run shares: how much to measure, a folder on disk, and one made demo commune.

    with opened_setting(quick=False) as setting:
        setting.pick(40, 2); setting.commune("pages")
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kiosk.tour.demo_server import make_commune

KIOSKS, QUICK_KIOSKS = 24, 4    # of the demo commune

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Setting:
    """``folder`` is deleted when the run ends."""

    quick: bool
    folder: Path

    def pick(self, full: Choice, quick: Choice) -> Choice:
        return quick if self.quick else full

    def place(self, name: str) -> Path:
        """An empty folder of that name for one measurement."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        return place

    def commune(self, name: str) -> Path:
        """A fresh demo commune with its enrolled kiosks, a copy of the one that the run makes once.

        Raises:
            CommuneSilent: it cannot be made.
        """
        made, copy = self.folder / "xa-mau", self.folder / name
        if not made.exists():
            coming = self.folder / "xa-mau.part"
            make_commune(coming, self.kiosks)
            coming.rename(made)
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(made, copy)
        return copy

    @property
    def kiosks(self) -> int:
        return self.pick(KIOSKS, QUICK_KIOSKS)


@contextmanager
def opened_setting(quick: bool) -> Iterator[Setting]:
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        yield Setting(quick, Path(folder))
