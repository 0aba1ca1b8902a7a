"""Holding a badge before the camera. A code that is not ours gets a kind sentence, nothing more."""

from __future__ import annotations

from kiosk.core.codes.badge import Badge
from kiosk.core.codes.own import Enrolment
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows import routes
from kiosk.core.flows.arrival.greet import greet_scan
from kiosk.core.flows.arrival.scan_coach import Coached
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, JustLearn, NoBadge
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.state import KioskState
from kiosk.core.views import Action, NoticeView, ScanView


class ScanFlow(Flow[routes.Scan]):
    """Coached from the frames; whose code it is comes first; after a while without any the door comes forward."""

    def __init__(self, route: routes.Scan, state: KioskState) -> None:
        super().__init__(route, state)
        self.warning = ""
        self.warning_until_ms = 0
        self.way_out = False
        self._read_ms = 0
        self._coached = Coached("badge")

    def camera(self, state: KioskState) -> bool:
        return True

    def entered(self, state: KioskState) -> None:
        self.warning, self.way_out, self._read_ms = "", False, state.now_ms
        self._coached.begin(state)

    def view(self, state: KioskState) -> ScanView | NoticeView:
        if state.camera == "missing":
            return camera_notice(state)
        title, card = _("Bác giơ thẻ vào khung vàng nhé"), self._card()
        coaching = self._coached.advice
        advice = self.warning or (coaching.text if coaching else _("Bác đưa mặt có hình ra phía máy ạ"))
        return ScanView(
            key="scan", rail=learner_rail(), look=state.look, speech=(advice,) if self.warning else (title, card),
            title=title, advice=advice, advice_picture=coaching.picture if coaching else "nearer",
            advice_kind="warning" if self.warning else "kind", card_text=card, way_out=self.way_out,
            no_badge=Action(_("Không có thẻ cũng được"), NoBadge(), "address-book"),
            frame="clay" if self.warning else self._coached.frame, aside=self.warning or self._coached.aside,
        )

    def _card(self) -> str:
        if self.way_out:
            return _("Chưa được cũng không sao, bác chạm nút này nhé")
        return _("Cách máy một gang tay, giữ yên thẻ")

    def scan(self, found: Recognised, state: KioskState) -> None:
        if isinstance(found, Badge):
            greet_scan(found, state)
        elif isinstance(found, Enrolment) and state.nothing_kept:
            state.navigation.replace(routes.Maintenance())
        elif isinstance(found, Enrolment) and not state.commune.enrolled:
            state.touched()
            state.play("look")
            state.navigation.push(routes.ConfirmEnrolment(found.invitation))
        else:
            self.warning, self.warning_until_ms = sentence(found), state.now_ms + state.limits.advice_ms
            self._read_ms, self._coached.aside = state.now_ms, ""
            state.touched()
            state.play("look")

    def look(self, seen: FrameLook, state: KioskState) -> None:
        self._coached.see(seen)

    def tick(self, state: KioskState) -> None:
        if self.warning and state.now_ms >= self.warning_until_ms:
            self.warning = ""
        if not self.warning:
            self._coached.tick(state)
        if not self.way_out and state.camera != "missing" and state.now_ms - self._read_ms >= state.limits.way_out_ms:
            self.way_out = True
            self._coached.aside = self._card()

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, NoBadge):
            state.navigation.push(routes.NoBadge())


def camera_notice(state: KioskState) -> NoticeView:
    """M1: the evening goes on without a camera."""
    title, line = _("Máy ảnh bị tuột dây rồi ạ"), _("Không phải lỗi của bác đâu.")
    return NoticeView(
        key="camera", rail=learner_rail(), look=state.look, speech=(title, line), picture="camera-unplugged",
        title=title, line=line, primary=Action(_("Học bài như thường"), JustLearn(), "play"),
        secondary=Action(_("Ghi tên không cần thẻ"), NoBadge(), "address-book"),
        strip_bold=_("Người hướng dẫn:"), strip=_("cắm lại dây là được"), code="M1",
    )
