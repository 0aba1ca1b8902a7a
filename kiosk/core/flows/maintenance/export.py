"""The kiosk's events onto a stick: asked for here, written by the importer."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, IdleRule
from kiosk.core.flows.maintenance.export_pages import EXPORT_STAGES, ask_export, export_view, waiting_view
from kiosk.core.intents import Back, ExportEvents, InstallPacks, Intent, OpenStick
from kiosk.core.ports import StickState
from kiosk.core.state import KioskState
from kiosk.core.views import StickView


class UsbExportFlow(Flow[routes.UsbExport]):
    """Opening it is the wish. What an earlier stick left on the screen is not shown for this one."""

    def __init__(self, route: routes.UsbExport, state: KioskState) -> None:
        super().__init__(route, state)
        self._before: StickState | None = state.ports.sticks.state()
        self._stage = ""
        ask_export(state)

    def idle(self) -> IdleRule:
        return IdleRule.NEVER if self._stage == "exporting" else IdleRule.USUAL

    def view(self, state: KioskState) -> StickView:
        usb = state.ports.sticks.state()
        if usb.stage in EXPORT_STAGES and (usb != self._before or usb.stage == "exporting"):
            return export_view(usb, state)
        return waiting_view(usb, state)

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case ExportEvents():
                self._before = state.ports.sticks.state()
                ask_export(state)
            case InstallPacks():
                state.ports.sticks.install()
                state.navigation.replace(routes.UsbPacks())
            case OpenStick():
                state.navigation.replace(routes.UsbPacks())
            case Back():
                state.navigation.back()

    def tick(self, state: KioskState) -> None:
        """Sounds once when it is done or failed."""
        usb = state.ports.sticks.state()
        if usb != self._before:
            self._before = None
        if usb.stage != self._stage:
            if self._stage == "exporting" and usb.stage in ("exported", "export_failed"):
                state.play("done" if usb.stage == "exported" else "look")
            self._stage = usb.stage
