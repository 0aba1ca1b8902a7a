"""What the importer and the screen say to each other about sticks: two small tables of ``kiosk.db``.

Guarantees: one row a stick that is in, written whole; a row of another boot, or of an importer that has stopped
beating, counts as no stick, so a killed importer leaves nothing to clear up. A stick that was pulled in the middle
is told of for ``SHOWN_MS``. A wish is taken once. Copies no pack and opens no stick.

    board = UsbStatusTable(path, "sda1", BootTime(boot_id, clock.ms))        # the importer's side
    board.show(StickState("offered", new=3))
    board.take_wish()
    sticks = SqliteUsbStatus(reader, writer, BootTime(boot_id, clock.ms))   # the screen's side: UsbPacks
    sticks.changed(), sticks.state()

Source of the rules: docs/architecture.md "Three processes, one file".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from kiosk.core.inputs import StickChanged
from kiosk.core.ports import InstalledPack, StickState
from kiosk.store.reader import Reader
from kiosk.store.sqlite_errors import translated
from kiosk.store.writer import SmallWrite, Writer
from sync.database import open_database, writing

FRESH_MS = 15_000               # an importer beats every two seconds; one that was silent so long is dead
SHOWN_MS = 10 * 60_000           # so long the screen says that a stick was pulled too early
INSTALL = "install"
EXPORT = "export"
PULLED = "P4"
BUSY = ("exporting", "reading", "copying", "keeping")
# Of several sticks, which one the screen tells of.
_FIRST = (*BUSY, "done", "exported", "failed", "export_failed", "offered", "nothing_new")
_NAMES = ", ".join(field.name for field in fields(StickState))
_SHOW = f"""INSERT OR REPLACE INTO stick_state (stick, boot_id, ms, {_NAMES})
    VALUES (?, ?, ?{', ?' * len(fields(StickState))})"""
_ROWS = f"SELECT stick, ms, {_NAMES} FROM stick_state WHERE boot_id = ? AND ms > ?"
_WISH = "INSERT OR REPLACE INTO stick_wishes VALUES (?, ?, ?)"


@dataclass(frozen=True)
class BootTime:
    """This boot and its milliseconds (CLOCK_BOOTTIME), the same in every process."""

    boot_id: str
    ms: Callable[[], int]


class UsbStatusTable:
    """The importer's side, for the stick named ``stick``. Opens the file for each call; usable from any thread."""

    def __init__(self, path: Path, stick: str, now: BootTime) -> None:
        self._path, self._stick, self._now = path, stick, now

    def show(self, state: StickState) -> None:
        """Raises StoreError."""
        self._do(_SHOW, self._stick, self._now.boot_id, self._now.ms(), *astuple(state))

    def beat(self) -> None:
        """Still at work. Raises StoreError."""
        self._do("UPDATE stick_state SET ms = ? WHERE stick = ?", self._now.ms(), self._stick)

    def clear(self) -> None:
        """Nothing is said of this stick any more. Raises StoreError."""
        self._do("DELETE FROM stick_state WHERE stick = ?", self._stick)

    def keep_only(self, sticks: Sequence[str]) -> None:
        """Forgets what was said of any stick but these. Raises StoreError."""
        self._do(f"DELETE FROM stick_state WHERE stick NOT IN ({', '.join('?' * len(sticks))})", *sticks)

    def others(self) -> list[StickState]:
        """What is said of other sticks that are in. Raises StoreError."""
        with translated(), closing(open_database(self._path)) as database:
            rows = database.execute(_ROWS, (self._now.boot_id, self._now.ms() - FRESH_MS)).fetchall()
        return [StickState(*row[2:]) for row in rows if row[0] != self._stick]

    def wish(self, wish: str) -> None:
        """Leaves a wish for whoever looks at a stick next. Raises StoreError."""
        self._do(_WISH, wish, self._now.boot_id, self._now.ms())

    def take_wish(self, wish: str = INSTALL) -> bool:
        """Whether it was wished within ``SHOWN_MS``; it is not any more then. Raises StoreError."""
        with translated(), closing(open_database(self._path)) as database:
            known = database.execute("SELECT boot_id, ms FROM stick_wishes WHERE wish = ?", (wish,)).fetchall()
        if not known:
            return False
        self._do("DELETE FROM stick_wishes WHERE wish = ?", wish)
        return bool(known[0][0] == self._now.boot_id and self._now.ms() - known[0][1] < SHOWN_MS)

    def _do(self, sql: str, *values: object) -> None:
        with translated(), closing(open_database(self._path)) as database, writing(database):
            database.execute(sql, values)


class SqliteUsbStatus:
    """``kiosk.core.ports.UsbPacks``. ``changed`` looks into the file, off the UI thread; ``state`` only remembers.
    ``packs`` and ``roll_back`` are those of the installed packs: they need no stick and no importer."""

    def __init__(
        self, reader: Reader, writer: Writer, now: BootTime,
        packs: Callable[[], Sequence[InstalledPack]] = tuple, roll_back: Callable[[str], None] = lambda _pack: None,
    ) -> None:
        self._reader, self._writer, self._now = reader, writer, now
        self._packs, self._roll_back = packs, roll_back
        self._state = StickState()

    def state(self) -> StickState:
        return self._state

    def packs(self) -> Sequence[InstalledPack]:
        return self._packs()

    def install(self) -> None:
        self._writer.submit(SmallWrite(_WISH, (INSTALL, self._now.boot_id, self._now.ms())))

    def export(self) -> None:
        self._writer.submit(SmallWrite(_WISH, (EXPORT, self._now.boot_id, self._now.ms())))

    def roll_back(self, pack: str) -> None:
        self._roll_back(pack)

    def changed(self) -> list[StickChanged]:
        """What is new since the last call. Raises StoreError."""
        now = self._read()
        if now == self._state:
            return []
        self._state = now
        return [StickChanged()]

    def _read(self) -> StickState:
        at = self._now.ms()
        told = [(StickState(*values), at - ms)
                for _stick, ms, *values in self._reader.rows(_ROWS, self._now.boot_id, at - SHOWN_MS)]
        seen = [(state, age) for state, age in told if age < FRESH_MS or _pulled(state)]
        return min(seen, key=lambda pair: (_FIRST.index(pair[0].stage), pair[1]), default=(StickState(), 0))[0]


def _pulled(state: StickState) -> bool:
    return state.stage in ("failed", "export_failed") and state.code == PULLED
