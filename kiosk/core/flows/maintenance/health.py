"""The machine's state as a code: photographed, it can be sent to whoever helps from afar.

Guarantees: nothing about a person is in it, and nothing that opens anything (``sync.protocol.health_code``).
"""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, maintenance_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Back, Intent
from kiosk.core.state import KioskState
from kiosk.core.views import Action, DoView
from sync.protocol.health_code import Health, encode_health

MINUTE = len("2026-11-22T12:34")


class HealthCodeFlow(Flow[routes.HealthCode]):
    """The code stays as it was when the page opened, so that a phone may take its time."""

    def __init__(self, route: routes.HealthCode, state: KioskState) -> None:
        super().__init__(route, state)
        self._qr = state.ports.make_qr(encode_health(health_of(state)))

    def view(self, state: KioskState) -> DoView:
        title = _("Chụp mã này gửi người giúp")
        text = (_("Trong mã chỉ có tình trạng máy và sổ"), _("Không có tên hay thẻ của ai"))
        return DoView(
            key="health-code", rail=maintenance_rail(), look=state.look, speech=(title, *text), title=title, text=text,
            qr=self._qr, primary=Action(_("Lùi lại"), Back(), "arrow-left"))

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case Back():
                state.navigation.back()


def health_of(state: KioskState) -> Health:
    """What the kiosk knows of itself now."""
    facts, sync, catalogue, today = state.ports.machine.facts(), state.sync, state.ports.catalogue, _today(state)
    return Health(
        device=facts.device, app=facts.app, pending=sync.pending, sent=sync.sent, quarantined=sync.quarantined,
        contact=(sync.last_contact or "")[:MINUTE], sync="S4" if sync.revoked else sync.problem,
        book=state.journal.trouble, camera=state.camera, lessons=len(catalogue.lessons()),
        broken=len(catalogue.broken()), free_mb=facts.free_mb, boot=facts.boot, day=today[0], sure=today[1])


def _today(state: KioskState) -> tuple[str, bool]:
    today = state.ports.calendar.today()
    return today.iso_day, today.trusted
