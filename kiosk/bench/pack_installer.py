"""One installation of the newest pack of a stick, in a process that loads nothing else.

    python -m kiosk.bench.pack_installer STICK ROOT DATA        # Installed as JSON
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from kiosk.bench.process_memory import highest_mb
from kiosk.config import config_from
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.installer import install
from kiosk.packs.install.rollback_marks import MemoryVersionsSeen
from kiosk.packs.install.staging import InstallTarget, Stick
from kiosk.packs.install.tuf_client import Trust


class Installed(msgspec.Struct, frozen=True):
    """Seconds of verifying and installing; the process's highest megabytes."""

    s: float
    peak_mb: float


def main(arguments: Sequence[str]) -> int:
    stick, root, data = map(Path, arguments)
    (data / "packs").mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    fetcher, marks = FolderFetcher(stick), MemoryVersionsSeen()
    looked = Stick(fetcher, Trust(root.read_bytes(), data / "packs", marks).publication(fetcher))
    install(looked, looked.publication.newest()[0], InstallTarget(data / "packs", config_from().assets), marks)
    print(msgspec.json.encode(Installed(time.perf_counter() - begun, highest_mb())).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
