"""Holding a badge before the camera. A code that is not ours gets a kind sentence, nothing more."""

from __future__ import annotations

from kiosk.core.codes.badge import Badge
from kiosk.core.codes.recognise import Enrolment, Recognised, sentence
from kiosk.core.flows.arrival.greet import greet_scan
from kiosk.core.flows.arrival.scan_coach import Coached
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, NoBadge
from kiosk.core.scanning.coaching import FrameLook
from kiosk.core.state import Room
from kiosk.core.views import Action, NoticeView, ScanView


class ScanFlow(Flow):
    """Coached from the frames; whose code it is comes first; after a while without any the door comes forward."""

    camera = True

    def __init__(self) -> None:
        self.warning = ""
        self.warning_until_ms = 0
        self.way_out = False
        self._read_ms = 0
        self._coached = Coached("badge")

    def entered(self, room: Room) -> None:
        self.warning, self.way_out, self._read_ms = "", False, room.now_ms
        self._coached.begin(room)

    def view(self, room: Room) -> ScanView | NoticeView:
        if room.camera == "missing":
            return camera_notice(room)
        title, card = _("Bác giơ thẻ vào khung vàng nhé"), self._card()
        coaching = self._coached.advice
        advice = self.warning or (coaching.text if coaching else _("Bác đưa mặt có hình ra phía máy ạ"))
        return ScanView(
            key="scan", rail=learner_rail(), look=room.look, speech=(advice,) if self.warning else (title, card),
            title=title, advice=advice, advice_picture=coaching.picture if coaching else "nearer",
            advice_kind="warning" if self.warning else "kind", card_text=card, way_out=self.way_out,
            no_badge=Action(_("Không có thẻ cũng được"), NoBadge(), "address-book"),
            frame="clay" if self.warning else self._coached.frame, aside=self.warning or self._coached.aside,
        )

    def _card(self) -> str:
        if self.way_out:
            return _("Chưa được cũng không sao, bác chạm nút này nhé")
        return _("Cách máy một gang tay, giữ yên thẻ")

    def scan(self, found: Recognised, room: Room) -> None:
        if isinstance(found, Badge):
            greet_scan(found, room)
        elif isinstance(found, Enrolment) and not room.commune.enrolled:
            from kiosk.core.flows.maintenance.overview import MaintenanceFlow

            room.replace(MaintenanceFlow())
            room.top.scan(found, room)
        else:
            self.warning, self.warning_until_ms = sentence(found), room.now_ms + room.limits.advice_ms
            self._read_ms, self._coached.aside = room.now_ms, ""
            room.touched()
            room.play("look")

    def look(self, seen: FrameLook, room: Room) -> None:
        self._coached.see(seen)

    def tick(self, room: Room) -> None:
        if self.warning and room.now_ms >= self.warning_until_ms:
            self.warning = ""
        if not self.warning:
            self._coached.tick(room)
        if not self.way_out and room.camera != "missing" and room.now_ms - self._read_ms >= room.limits.way_out_ms:
            self.way_out = True
            self._coached.aside = self._card()

    def tap(self, intent: Intent, room: Room) -> None:
        from kiosk.core.flows.arrival.no_badge import DoorFlow

        if isinstance(intent, NoBadge):
            room.push(DoorFlow())


def camera_notice(room: Room) -> NoticeView:
    """M1: the evening goes on without a camera."""
    from kiosk.core.intents import JustLearn

    title, line = _("Máy ảnh bị tuột dây rồi ạ"), _("Không phải lỗi của bác đâu.")
    return NoticeView(
        key="camera", rail=learner_rail(), look=room.look, speech=(title, line), picture="camera-unplugged",
        title=title, line=line, primary=Action(_("Học bài như thường"), JustLearn(), "play"),
        secondary=Action(_("Ghi tên không cần thẻ"), NoBadge(), "address-book"),
        strip_bold=_("Người hướng dẫn:"), strip=_("cắm lại dây là được"), code="M1",
    )
