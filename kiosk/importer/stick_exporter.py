"""When events go onto a stick, and what the screen says of it.

Guarantees: nothing leaves a kiosk that has no commune, or whose commune takes nothing from it any more; every outcome
is one ``StickState``. Decides nothing about lessons.

    state = StickExporter(stick, store, status_writer.show).asked()     # StickState("exported", events=120, ...)
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from kiosk.core.errors import ExportRevoked, KioskError, NotEnrolled, StickReadOnly
from kiosk.core.ports import StickState
from kiosk.importer.event_export import EventExport, check_keys
from kiosk.importer.kiosk_book import KioskBook
from kiosk.importer.stick_files import StickDisk, StickFiles
from kiosk.store.identity import Identity
from kiosk.store.pending_events import PendingEvents
from sync.protocol.stick_export import STICK_FOLDER

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StickExporter:
    """``show`` tells the screen how far it is; ``number`` counts the exports onto this stick."""

    stick: Path
    store: KioskBook
    show: Callable[[StickState], None]
    number: int = 1
    disk: StickDisk = field(default_factory=StickDisk)

    def asked(self) -> StickState:
        """Somebody wants it: writes, and says what became of it."""
        try:
            return self._carried(self._export())
        except KioskError as error:
            _log.warning("%s: %s", error.code, error)
            return StickState("export_failed", code=error.code, exports=self.number)

    def unasked(self, *, lessons: bool) -> StickState:
        """Nobody asked. Stage "none" where nothing was to be done, or nothing that people must be told: a lesson stick
        may be locked on purpose.

        Args:
            lessons: the stick carries lesson packs, so it is one of ours.
        """
        if not lessons and not (self.stick / STICK_FOLDER).is_dir():
            return StickState()
        try:
            export = self._export()
            if lessons and not export.worthwhile():
                return StickState()
            state = self._carried(export)
            return state if not lessons or state.events or state.received or state.export_code else StickState()
        except (NotEnrolled, ExportRevoked, StickReadOnly) as error:
            _log.info("%s: no export: %s", error.code, error)
            return StickState()
        except KioskError as error:
            _log.warning("%s: no export: %s", error.code, error)
            return StickState("export_failed", code=error.code, exports=self.number, export_code=error.code)

    def _export(self) -> EventExport:
        """Raises NotEnrolled, ExportRevoked."""
        enrolment = Identity(self.store.data).enrolment()
        if enrolment is None:
            raise NotEnrolled("no identity yet")
        pending = PendingEvents(self.store.ready.path)
        if pending.revoked():
            raise ExportRevoked("the commune takes nothing from this machine")
        check_keys(enrolment)
        return EventExport(StickFiles(self.stick, enrolment.reply.device), pending, enrolment, self.disk)

    def _carried(self, export: EventExport) -> StickState:
        self.show(StickState("exporting", exports=self.number))

        def tell(written: int, pending: int) -> None:
            percent = 100 * written // pending if pending else 100
            self.show(StickState("exporting", percent=percent, events=pending, written=written, exports=self.number))

        made = self.store.sources.utc().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        done = export.carry(made, tell)
        return StickState("exported", percent=100, events=done.pending, written=done.events, received=done.received,
                          exports=self.number, export_code=done.code)
