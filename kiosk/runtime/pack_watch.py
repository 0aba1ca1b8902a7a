"""The installed packs as the screen sees them: which are in use, that they changed, and the way back.

Guarantees: ``changed`` notices an installation by whatever process within one look, by the pointers alone; a version
whose lessons may still be open is held until the next two came, so nobody sweeps it away; rolling back never blocks
the screen and is recorded. Installs nothing.

    packs = PackWatch(data / "packs", journal)
    packs.changed()                     # [PacksChanged()] after a pointer moved
    packs.in_use()[0].previous
    packs.roll_back("ky-nang-so-co-ban")
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread

from kiosk.core.errors import PackError, StoreError
from kiosk.core.inputs import PacksChanged
from kiosk.core.ports import InstalledPack, Journal, NewEvent
from kiosk.packs.install.registry import POINTER, hold, installed_packs, rollback
from kiosk.packs.install.registry import InstalledPack as FoundPack

GENERATIONS_HELD = 2                        # generations of packs: what is offered now, and what may still be open
_log = logging.getLogger(__name__)

GenerationMark = tuple[tuple[str, int, int], ...]


class PackWatch:
    """``root`` is DATA/packs, which need not be there yet."""

    def __init__(self, root: Path, journal: Journal) -> None:
        self._root, self._journal = root, journal
        self._held: deque[ExitStack] = deque()
        self._mark: GenerationMark = ()
        self._packs: tuple[InstalledPack, ...] = ()
        self.found: tuple[FoundPack, ...] = ()      # the same with their folders and manifests, for who loads them
        self._read(self._look())

    def in_use(self) -> Sequence[InstalledPack]:
        return self._packs

    def changed(self) -> list[PacksChanged]:
        """Looks at the pointers; one thread only. Raises StoreError where the card cannot be read."""
        try:
            mark = self._look()
            if mark == self._mark:
                return []
            self._read(mark)
        except OSError as broken:
            raise StoreError(f"installed packs cannot be read: {broken.strerror}") from broken
        return [PacksChanged()]

    def roll_back(self, pack: str) -> None:
        """Begins it; ``changed`` tells when it is done. A refusal is logged with its code."""
        Thread(target=self._roll_back, args=(pack,), name="roll-back", daemon=True).start()

    def close(self) -> None:
        while self._held:
            self._held.popleft().close()

    def _roll_back(self, pack: str) -> None:
        try:
            left, now = rollback(self._root, pack)
        except PackError as refused:
            _log.warning("%s: %s", refused.code, refused)
            return
        fields = {"pack": pack, "version": now.version, "left": left.version}
        self._journal.write(NewEvent("pack.rolled_back", fields))

    def _look(self) -> GenerationMark:
        marks = []
        for path in sorted(self._root.glob(f"*/{POINTER}")):
            with suppress(FileNotFoundError):       # gone in between: the next look tells
                seen = path.stat()
                marks.append((path.parent.name, seen.st_ino, seen.st_mtime_ns))
        return tuple(marks)

    def _read(self, mark: GenerationMark) -> None:
        found = installed_packs(self._root)
        holding = ExitStack()
        for pack in found:
            with suppress(FileNotFoundError):
                holding.enter_context(hold(pack.folder))
        self._held.append(holding)
        while len(self._held) > GENERATIONS_HELD:
            self._held.popleft().close()
        self._mark, self.found = mark, found
        self._packs = tuple(InstalledPack(pack.pack, pack.manifest.title, pack.version,
                                          pack.previous.version if pack.previous else "") for pack in found)
