"""Sample views of lesson packs and events by USB, made by the real pages from what the importer may write down; and the
machine's state as a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.core.flows import routes
from kiosk.core.flows.registry import flow_for
from kiosk.core.inputs import SyncChanged
from kiosk.core.ports import Commune, InstalledPack, MachineFacts, StickState
from kiosk.core.state import KioskState, Ports
from kiosk.core.views import View

PACK = InstalledPack("ky-nang-so-co-ban", "Kỹ năng số cơ bản", "1.2.0", "1.1.0")
STATES = {
    "waiting": StickState(),
    "reading": StickState("reading"),
    "offered": StickState("offered", "Kỹ năng số cơ bản", new=3, changed=5),
    "nothing-new": StickState("nothing_new"),
    "copying": StickState("copying", "Kỹ năng số cơ bản", lesson=18, lessons=29, percent=62, minutes=2),
    "copying-start": StickState("copying", "Kỹ năng số cơ bản", lesson=1, lessons=29, percent=2),
    "copying-end": StickState("copying", "Kỹ năng số cơ bản", lesson=29, lessons=29, percent=98),
    "keeping": StickState("keeping", "Kỹ năng số cơ bản", lesson=29, lessons=29, percent=100),
    "done": StickState("done", "Kỹ năng số cơ bản", new=3, changed=5),
    "done-with-events": StickState("done", "Kỹ năng số cơ bản", new=3, changed=5, events=1240, written=1240),
    "done-without-events": StickState("done", "Kỹ năng số cơ bản", new=3, changed=5, export_code="P13"),
    **{f"failed-{code}": StickState("failed", code=code)
       for code in ("P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P10", "P11")},
}


EXPORTS = {
    "start": StickState("exporting", events=1240),
    "busy": StickState("exporting", percent=48, events=1240, written=600),
    "end": StickState("exporting", percent=100, events=1240, written=1240),
    "done": StickState("exported", events=1240, written=1240),
    "done-receipt": StickState("exported", events=87, written=87, received=1240),
    "done-nothing": StickState("exported", received=1240),
    "done-foreign-receipt": StickState("exported", events=87, written=87, export_code="P14"),
    "done-most": StickState("exported", events=512_345, written=400_000),
    **{f"failed-{code}": StickState("export_failed", code=code)
       for code in ("P3", "P4", "P12", "P13", "P15", "K25", "K23")},
}


@dataclass(frozen=True)
class _Sticks:
    """The importer as the page sees it; nothing can be asked of it."""

    shown: StickState
    installed: tuple[InstalledPack, ...]

    def state(self) -> StickState:
        return self.shown

    def packs(self) -> Sequence[InstalledPack]:
        return self.installed

    def install(self) -> None:
        raise AssertionError("a sample is only looked at")

    def export(self) -> None:
        """The wish of a page that opens."""

    def roll_back(self, pack: str) -> None:
        raise AssertionError("a sample is only looked at")


@dataclass(frozen=True)
class _Commune:
    known: Commune

    def read(self) -> Commune:
        return self.known

    def request_enrolment(self, invitation: object) -> None:
        raise AssertionError("a sample is only looked at")


class _Machine:
    def facts(self) -> MachineFacts:
        return MachineFacts("mau-0001", "0.1.0", 11_840, 212)


def stick_samples(ports: Ports) -> dict[str, View]:
    """``ports`` of any kiosk; what they say of sticks and of the machine is made here."""
    def kiosk(state: StickState, *packs: InstalledPack, enrolled: bool = True, pending: int = 1240) -> KioskState:
        commune = _Commune(Commune(enrolled, "xã Mẫu", "thôn Mẫu"))
        made = KioskState(replace(ports, sticks=_Sticks(state, packs), machine=_Machine(), commune=commune))
        made.sync_changed(SyncChanged(118, pending, 0, "2026-11-22T12:34:56.789Z"))
        return made

    def page(state: StickState, *packs: InstalledPack) -> View:
        made = kiosk(state, *packs)
        return flow_for(routes.UsbPacks(), made).view(made)

    def waiting(state: StickState, *, enrolled: bool = True, pending: int = 1240) -> View:
        made = kiosk(state, enrolled=enrolled, pending=pending)
        return flow_for(routes.UsbExport(), made).view(made)

    health = kiosk(StickState())
    return {
        **{f"stick-{name}": page(state, PACK) for name, state in STATES.items()},
        "stick-waiting-nothing": page(StickState()),
        **{f"export-{name}": page(state) for name, state in EXPORTS.items()},
        "export-waiting": waiting(StickState()),
        "export-waiting-packs": waiting(StickState("copying")),
        "export-waiting-nothing": waiting(StickState(), pending=0),
        "export-not-enrolled": waiting(StickState(), enrolled=False),
        "health-code": flow_for(routes.HealthCode(), health).view(health),
    }
