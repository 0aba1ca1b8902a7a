"""Holding a badge before the camera. A code that is not ours gets a kind sentence, nothing more."""

from __future__ import annotations

from kiosk.core.badges import Badge
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.flows.people import greet_scan
from kiosk.core.intents import Intent, NoBadge
from kiosk.core.recognise import Enrolment, Recognised, sentence
from kiosk.core.room import Room
from kiosk.core.views import Action, NoticeView, ScanView
from kiosk.core.words import _


class ScanFlow(Flow):
    camera = True

    def __init__(self) -> None:
        self.warning = ""
        self.warning_until_ms = 0

    def view(self, room: Room) -> ScanView | NoticeView:
        if room.camera == "missing":
            return camera_notice(room)
        title = _("Bác giơ thẻ vào khung vàng nhé")
        card = _("Cách máy một gang tay, giữ yên thẻ")
        advice = self.warning or _("Bác đưa mặt có hình ra phía máy ạ")
        return ScanView(
            key="scan", rail=learner_rail(), look=room.look, speech=(title, card) if not self.warning else (advice,),
            title=title, advice=advice, advice_picture="nearer", advice_kind="warning" if self.warning else "kind",
            card_text=card, no_badge=Action(_("Không có thẻ cũng được"), NoBadge(), "address-book"),
        )

    def scan(self, found: Recognised, room: Room) -> None:
        if isinstance(found, Badge):
            greet_scan(found, room)
        elif isinstance(found, Enrolment) and not room.commune.enrolled:
            from kiosk.core.flows.maintenance import MaintenanceFlow

            room.replace(MaintenanceFlow())
            room.top.scan(found, room)
        else:
            self.warning, self.warning_until_ms = sentence(found), room.now_ms + room.limits.advice_ms
            room.touched()
            room.play("look")

    def tick(self, room: Room) -> None:
        if self.warning and room.now_ms >= self.warning_until_ms:
            self.warning = ""

    def tap(self, intent: Intent, room: Room) -> None:
        from kiosk.core.flows.door import DoorFlow

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
