"""The machine's state as a code: what is on the screen is read by the project's own decoder, and names nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kiosk.core.controller import Controller
from kiosk.core.flows import routes
from kiosk.core.inputs import CameraChanged, SyncChanged, Tapped, Ticked
from kiosk.core.intents import OpenHealthCode
from kiosk.core.ports import MachineFacts
from kiosk.core.views import DoView, MaintenanceView
from kiosk.vision.decoder import decode
from kiosk.vision.qr_encode import qr_matrix
from sync.protocol.health_code import HEALTH_BYTES, decode_health
from tests.support.fakes.core import demo_commune, fake_ports
from tests.support.journey import EVENING, FACILITATORS, small_lesson

PIXELS = 5                              # of a module: as small as the smallest panel shows it


@dataclass(frozen=True)
class Machine:
    def facts(self) -> MachineFacts:
        return MachineFacts("mau-0001", "0.1.0", 11_840, 212)


def shown() -> DoView:
    ports = replace(fake_ports((small_lesson(),), demo_commune(FACILITATORS), EVENING), machine=Machine(),
                    make_qr=qr_matrix)
    controller = Controller(ports)
    for event in (SyncChanged(340, 12, 1, "2026-11-22T12:34:56.789Z", problem="S1"), CameraChanged("missing")):
        controller.handle(event)
    controller.open(routes.Maintenance())
    controller.handle(Ticked(0))
    assert isinstance(controller.view, MaintenanceView)
    controller.handle(Tapped(OpenHealthCode()))
    view = controller.view
    assert isinstance(view, DoView)
    return view


def read(rows: tuple[str, ...]) -> str:
    """What a camera in front of the screen would read."""
    modules = np.array([[0 if module == "1" else 255 for module in row] for row in rows], np.uint8)
    picture = np.pad(np.kron(modules, np.ones((PIXELS, PIXELS), np.uint8)), 8 * PIXELS, constant_values=255)
    found, = decode(picture)
    return found.payload.decode()


def test_the_code_on_the_screen_tells_how_machine_and_outbox_stand() -> None:
    text = read(shown().qr)
    health = decode_health(text)
    assert (health.device, health.app, health.free_mb, health.boot) == ("mau-0001", "0.1.0", 11_840, 212)
    assert (health.pending, health.sent, health.quarantined, health.sync) == (12, 340, 1, "S1")
    assert (health.camera, health.lessons, health.contact) == ("missing", 1, "2026-11-22T12:34")
    assert len(text.encode()) <= HEALTH_BYTES


def test_nobody_is_in_it() -> None:
    text = read(shown().qr)
    for person, facilitator in FACILITATORS.items():
        assert person not in text
        assert facilitator.label not in text
