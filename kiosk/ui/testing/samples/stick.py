"""Sample views of lesson packs by USB, made by the real page from what the importer may write down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.core.flows import routes
from kiosk.core.flows.registry import flow_for
from kiosk.core.ports import InstalledPack, StickState
from kiosk.core.state import KioskState, Ports
from kiosk.core.views import StickView, View

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
    **{f"failed-{code}": StickState("failed", code=code)
       for code in ("P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P10", "P11")},
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

    def roll_back(self, pack: str) -> None:
        raise AssertionError("a sample is only looked at")


def stick_samples(ports: Ports) -> dict[str, View]:
    """``ports`` of any kiosk; only its sticks are looked at, and they are made here."""
    def page(state: StickState, *packs: InstalledPack) -> StickView:
        kiosk = KioskState(replace(ports, sticks=_Sticks(state, packs)))
        view = flow_for(routes.UsbPacks(), kiosk).view(kiosk)
        assert isinstance(view, StickView)
        return view

    return {
        **{f"stick-{name}": page(state, PACK) for name, state in STATES.items()},
        "stick-waiting-nothing": page(StickState()),
    }
