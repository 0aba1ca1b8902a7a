"""An enrolment code was held up: whose is it, and is it meant?

Guarantees: nothing is asked of any commune before somebody pressed the button that says so, on the page that shows the
code's commune and the host this machine would belong to; waits for nothing. The name is the code's own claim, the host
is where the machine would really send everything.
"""

from __future__ import annotations

from typing import Final

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, maintenance_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Enrol, GoHome, Intent
from kiosk.core.state import KioskState
from kiosk.core.views import Action, NoticeView
from sync.protocol.addresses import host_of

NAME_CHARACTERS: Final = 24         # of a commune's name, as it stands on the screen
HOST_CHARACTERS: Final = 32         # of a host: its end says whose it is


class ConfirmEnrolmentFlow(Flow[routes.ConfirmEnrolment]):
    """The large button is the harmless one."""

    def view(self, state: KioskState) -> NoticeView:
        title = self._title()
        line = _("Chỉ người lắp máy của xã mới chạm “Đúng” ạ")
        return NoticeView(
            key="confirm-enrolment", rail=maintenance_rail(), look=state.look, speech=(title, line),
            picture="key-unlock", title=title, line=line, primary=Action(_("Thôi, về trang đầu"), GoHome(), "home"),
            secondary=Action(_("Đúng, ghi danh"), Enrol(), "qr"), strip_bold=_("Máy sẽ gửi sổ về:"),
            strip=shortened_host(host_of(self.route.invitation.url)),
        )

    def _title(self) -> str:
        name = self.route.invitation.commune.strip()
        if not name:
            return _("Ghi danh máy này ạ?")
        if len(name) > NAME_CHARACTERS:
            name = f"{name[:NAME_CHARACTERS - 1].rstrip()}…"
        return _("Ghi danh với {commune} ạ?").format(commune=name)

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, Enrol):
            state.request_enrolment(self.route.invitation)
            state.navigation.start_over(routes.Maintenance())


def shortened_host(host: str) -> str:
    return host if len(host) <= HOST_CHARACTERS else f"…{host[-HOST_CHARACTERS:]}"
