"""One stick from the moment it is in until it is out: events go onto it, lessons are offered and copied.

Guarantees: never copies while another stick is in, and never by itself while a session is open; what a stick that
was pulled had begun goes on without asking once it is back; whatever fails is told with its code and leaves the
lessons and the events as they were; at the end nothing is said of the stick, except that it was pulled too early.
Events go onto any stick where somebody asked for it, by themselves only onto one that carries lesson packs or was
exported to before; an export nobody asked for that fails never holds up the lessons. Mounts nothing.

    Importer(stick, drives, Dependencies(store, target, root_file.read_bytes), board, status_writer).carry()

Source of the rules: docs/architecture.md "The importer"; issue "Lesson packs by USB".
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kiosk.core.errors import KioskError, PackError, PackUnfit, StickEmpty, StickGone, StoreError, TwoSticks
from kiosk.core.ports import NewEvent, StickStage, StickState
from kiosk.hardware.system.drives import Drive, Drives
from kiosk.importer.kiosk_book import KioskBook
from kiosk.importer.status_writer import StatusWriter
from kiosk.importer.stick_contents import ProgressCounter, StickContents, read_stick_contents
from kiosk.importer.stick_exporter import StickExporter
from kiosk.importer.stick_files import StickDisk
from kiosk.packs.format.repository_paths import KINDS
from kiosk.packs.install.folder_fetcher import FolderFetcher, has_repository
from kiosk.packs.install.installer import Outcome, install, wanted
from kiosk.packs.install.registry import installed_packs
from kiosk.packs.install.staging import InstallTarget, Progress, Stick
from kiosk.packs.install.tuf_client import Offer, Trust
from kiosk.store.sessions import session_is_open
from kiosk.store.usb_status import BUSY, EXPORT, UsbStatusTable

POLL_S: Final = 0.5
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Dependencies:
    """What a kiosk lends the importer. ``auto``: copies without being asked where no session is open.
    ``fetch`` opens a stick."""

    store: KioskBook
    target: InstallTarget
    bootstrap: Callable[[], bytes]
    auto: bool = True
    fetch: Callable[[Path], FolderFetcher] = FolderFetcher
    stick_disk: StickDisk = field(default_factory=StickDisk)


@dataclass
class Importer:
    """``stick`` is a mount point; ``pause`` waits for some seconds."""

    stick: Path
    drives: Drives
    dependencies: Dependencies
    board: UsbStatusTable
    status_writer: StatusWriter
    pause: Callable[[float], None] = time.sleep
    asked: bool = False                 # somebody said yes, or tapped "try again"
    export_asked: bool = False          # somebody wants the events on this stick
    exported: StickState | None = None  # what became of an export nobody asked for; None = not tried yet
    exports: int = 0
    failed: bool = False                # once something failed, only a person starts it again

    def carry(self) -> bool:
        """Until the stick is out; True where it held nothing that failed."""
        try:
            self.board.keep_only([drive.mount.name for drive in self.drives.mounted()])
            while self._is_in():
                self._step()
        finally:
            self._leave()
        return not self.failed

    def _step(self) -> None:
        """A book that is held or full for a moment must not end the importer: nobody would start it again."""
        try:
            if self._alone():
                self._serve()
                return
        except StoreError as error:
            _log.warning("%s: %s", error.code, error)
        self.pause(POLL_S)

    def _leave(self) -> None:
        """Pulled, or asked to end: what was cut off is told, anything else is forgotten."""
        state = self.status_writer.state
        failed: StickStage = "export_failed" if state.stage in ("exporting", "export_failed") else "failed"
        if state.stage in BUSY:
            self.status_writer.show(StickState(failed, code=PackError.code if self._is_in() else StickGone.code))
        elif (state.stage, state.code) != (failed, StickGone.code):
            self.status_writer.show(StickState())

    # --- which sticks are in -------------------------------------------------------------------------

    def _own(self) -> Drive | None:
        return next((drive for drive in self.drives.mounted() if drive.mount == self.stick), None)

    def _is_in(self) -> bool:
        return self._own() is not None

    def _others(self) -> list[Drive]:
        """Drives of other sticks; another partition of ours is no other stick."""
        own = self._own()
        return [drive for drive in self.drives.mounted() if own is not None and drive.stick != own.stick]

    def _twins(self) -> list[Drive]:
        """Other partitions of our stick."""
        own = self._own()
        return [drive for drive in self.drives.mounted()
                if own is not None and drive.stick == own.stick and drive != own]

    def _alone(self) -> bool:
        """Says that there are two, unless the other one is being copied, or waits to be pulled out."""
        if not self._others():
            return True
        quiet = any(state.stage in (*BUSY, "done") for state in self.board.others())
        self.status_writer.show(StickState() if quiet else StickState("failed", code=TwoSticks.code))
        return False

    def _stays(self) -> bool:
        return self._is_in() and not self._others()

    # --- one stick ------------------------------------------------------------------------------------

    def _serve(self) -> None:
        """Does with the stick what is to be done; ends when it is out, not alone, or something new is wished for."""
        self.board.take_wish()          # what was wished for another stick is not for this one
        self.export_asked = self.board.take_wish(EXPORT) or self.export_asked
        try:
            if not self._export():
                self._install()
            self.asked = False
        except KioskError as error:
            self.asked = False
            self._refuse(error)
        self._rest()

    def _rest(self) -> None:
        while self._stays() and not (self.asked or self.export_asked):
            self.pause(POLL_S)
            stage = self.status_writer.state.stage
            if stage == "nothing_new" and self._export_unasked():
                self._say(StickState(stage))
            self.asked = stage in ("failed", "exported") and self.board.take_wish()
            self.export_asked = self.board.take_wish(EXPORT)

    def _refuse(self, error: KioskError) -> None:
        """A stick for events alone need not have lessons."""
        told = self.exported
        if isinstance(error, StickEmpty) and told is not None and told.stage != "none":
            self.failed = told.stage == "export_failed"
            self.status_writer.show(told)
            return
        _log.warning("%s: %s", error.code, error)
        self.failed = True
        self._say(StickState("failed", code=error.code))

    def _say(self, state: StickState) -> None:
        """With what became of the events, where they went along unasked; that alone where no lesson is new."""
        told = self.exported or StickState()
        if told.stage != "none" and state.stage == "nothing_new":
            self.status_writer.show(told)
        else:
            self.status_writer.show(replace(state, events=told.events, written=told.written, received=told.received,
                                            export_code=told.export_code))

    # --- events ---------------------------------------------------------------------------------------

    def _export(self) -> bool:
        """True where somebody asked for it and that is all that is to be done with the stick now."""
        if self.export_asked:
            self.export_asked, self.exported = False, StickState()
            self.status_writer.show(self._exporter().asked())
            return True
        if not self.asked:
            self._export_unasked()
        return False

    def _export_unasked(self) -> bool:
        """Once a stick, where no session is open; whether there is something to tell."""
        if self.exported is not None or not self._by_itself():
            return False
        self.exported = self._exporter().unasked(lessons=has_repository(self.stick))
        return self.exported.stage != "none"

    def _exporter(self) -> StickExporter:
        self.exports += 1
        return StickExporter(self.stick, self.dependencies.store, self.status_writer.show, self.exports,
                             self.dependencies.stick_disk)

    # --- lessons --------------------------------------------------------------------------------------

    def _install(self) -> None:
        """Raises KioskError: the stick, or a pack on it, is refused."""
        load = self._read()
        if load is None:
            self._say(StickState())
        elif not load.offers:
            self._say(StickState("nothing_new"))
        elif self._may(load):
            self._copy(load)

    def _read(self) -> StickContents | None:
        """None where another partition of the same stick holds the packs. Raises KioskError: the stick is refused."""
        if not has_repository(self.stick):
            if not self._is_in():
                raise StickGone("USB đã bị rút ra")
            if any(has_repository(drive.mount) for drive in self._twins()):
                return None
            raise StickEmpty("trên USB không có gói bài học nào")
        self.status_writer.show(StickState("reading"))
        dependencies, fetcher = self.dependencies, self.dependencies.fetch(self.stick)
        target, store = dependencies.target, dependencies.store
        trust = Trust(dependencies.bootstrap(), target.root, store.versions_seen, target.disk)
        publication = trust.publication(fetcher, dependencies.store.anchored())
        if not any(offer.kind in KINDS for offer in publication.offers):
            raise PackUnfit("trên USB không có gói nào máy này dùng được")
        there, stick = installed_packs(dependencies.target.root), Stick(fetcher, publication)
        return read_stick_contents(stick, wanted(publication, there), there)

    def _may(self, load: StickContents) -> bool:
        """Offers it and waits for a yes; False where the stick goes, or another comes, before that."""
        begun = [offer for offer in load.offers if self.board.take_wish(_begun(offer))]
        if self.asked or begun:
            return True
        if not self._by_itself():
            self.status_writer.show(load.offered())
            while not (self._by_itself() or self.board.take_wish()):
                self.pause(POLL_S)
                self.export_asked = self.board.take_wish(EXPORT)
                if self.export_asked or not self._stays():
                    return False
            self._export_unasked()
        return True

    def _by_itself(self) -> bool:
        store = self.dependencies.store
        return self.dependencies.auto and not self.failed and not session_is_open(store.reader, store.ready.boot)

    def _copy(self, load: StickContents) -> None:
        """All that can be used is brought in, even where one pack is not for this program.

        Raises KioskError.
        """
        counter, unfit = ProgressCounter(load, self.dependencies.store.sources.boottime_ms), None
        for offer in load.offers:
            self.board.wish(_begun(offer))      # so that it goes on by itself where the stick is pulled now
            try:
                self._bring(load, offer, counter)
            except PackUnfit as error:
                unfit = unfit or error
            self.board.take_wish(_begun(offer))
        if unfit is not None:
            raise unfit
        self._say(load.done())

    def _bring(self, load: StickContents, offer: Offer, counter: ProgressCounter) -> None:
        dependencies = self.dependencies

        def watch(progress: Progress) -> None:
            self.status_writer.show(counter.seen(offer, progress))

        outcome = install(load.stick, offer, dependencies.target, dependencies.store.versions_seen, watch)
        if not outcome.already:
            self._record(outcome)

    def _record(self, outcome: Outcome) -> None:
        fields = {"pack": outcome.pack, "version": outcome.version, "previous": outcome.previous}
        if trouble := self.dependencies.store.record(NewEvent("pack.installed", fields)):
            _log.warning("%s: %s", outcome.pack, trouble)


def _begun(offer: Offer) -> str:
    """The wish that is left while a pack is being copied, and taken back when it is in."""
    return f"go on with {offer.signed.sha256}"
