"""Sample views of lesson packs by USB, made by the real page from what the importer may write down."""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.flows import routes
from kiosk.core.flows.registry import flow_for
from kiosk.core.ports import InstalledPack, StickState
from kiosk.core.state import KioskState
from kiosk.core.views import StickView, View
from tests.support.fakes.core import demo_commune, fake_ports
from tests.support.fakes.usb import FakeSticks
from tests.support.journey import EVENING, FACILITATORS

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


def page(state: StickState, packs: tuple[InstalledPack, ...] = (PACK,)) -> StickView:
    kiosk = KioskState(replace(fake_ports((), demo_commune(FACILITATORS), EVENING), sticks=FakeSticks(state, packs)))
    view = flow_for(routes.UsbPacks(), kiosk).view(kiosk)
    assert isinstance(view, StickView)
    return view


SAMPLES: dict[str, View] = {
    **{f"stick-{name}": page(state) for name, state in STATES.items()},
    "stick-waiting-nothing": page(StickState(), ()),
}
