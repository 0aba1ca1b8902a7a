"""Six secret digits on big keys. The desk judges them off this thread; tries and pauses are said first."""

from __future__ import annotations

from kiosk.core.codes.badge import Role, picture_of
from kiosk.core.flows.base import Flow, facilitator_rail, maintenance_rail
from kiosk.core.i18n import _
from kiosk.core.inputs import PinJudged
from kiosk.core.intents import Digit, EnterPin, EraseDigit, Intent
from kiosk.core.state import Room
from kiosk.core.views import Action, PinView


class PinFlow(Flow):
    def __init__(self, facilitator: str, role: Role, secret: bytes) -> None:
        self.facilitator, self.role, self._secret = facilitator, role, secret
        self._digits = ""
        self._checking = False
        self._tries_left = 0
        self._locked_until_ms = 0
        self._wrong = False

    def entered(self, room: Room) -> None:
        self._tries_left, locked_s = room.ports.pins.standing(self.facilitator)
        self._locked_until_ms = room.now_ms + locked_s * 1000

    def view(self, room: Room) -> PinView:
        known = room.commune.facilitators.get(self.facilitator)
        name = known.label if known else _("anh chị")
        rail = maintenance_rail() if self.role == "maintenance" else facilitator_rail()
        full = len(self._digits) == room.limits.pin_digits
        prompt, locked = self._prompt(room, known is not None), self._locked(room)
        return PinView(
            key=f"pin-{self._wrong}-{locked}", rail=rail, look=room.look, speech=(prompt,) if self._wrong or locked
            else (_("Chào {name}").format(name=name), prompt),
            greeting=_("Chào {name}").format(name=name),
            role=_("Người bảo trì") if self.role == "maintenance" else _("Người hướng dẫn"),
            picture=picture_of(self.facilitator), prompt=prompt, filled=len(self._digits),
            shield_line=_("Lấy tay che khi bấm nhé"), tries_line=self._tries_line(room), locked=locked,
            erase=Action(_("Xóa"), EraseDigit(), "backspace"),
            enter=Action(_("Xong"), EnterPin(), "check", enabled=full and not self._checking and not locked,
                         why=_("Bấm đủ 6 số rồi mới xong được ạ")),
        )

    def _prompt(self, room: Room, known: bool) -> str:
        if not known:
            return _("Thẻ này chưa được mở sổ ở máy này")
        if self._locked(room):
            return _("Mời nghỉ tay, máy mở khóa sau {n} phút").format(n=self._minutes(room))
        if self._checking:
            return _("Máy đang xem, chờ chút nhé")
        if self._wrong:
            return _("Chưa đúng số, mời bấm lại nhé")
        return _("Mời bấm 6 số bí mật")

    def _tries_line(self, room: Room) -> str:
        if self._locked(room):
            return _("Chờ {n} phút rồi bấm lại").format(n=self._minutes(room))
        return _("Còn được thử {n} lần, rồi máy khóa 5 phút").format(n=self._tries_left)

    def _locked(self, room: Room) -> bool:
        return room.now_ms < self._locked_until_ms

    def _minutes(self, room: Room) -> int:
        return max(1, -(-(self._locked_until_ms - room.now_ms) // 60_000))

    def tap(self, intent: Intent, room: Room) -> None:
        if self._checking or self._locked(room) or self.facilitator not in room.commune.facilitators:
            return
        match intent:
            case Digit(digit) if len(self._digits) < room.limits.pin_digits:
                self._digits, self._wrong = self._digits + str(digit), False
            case EraseDigit():
                self._digits = self._digits[:-1]
            case EnterPin() if len(self._digits) == room.limits.pin_digits:
                self._checking = True
                room.ports.pins.check(self.facilitator, self._secret, self._digits)

    def pin(self, judged: PinJudged, room: Room) -> None:
        if judged.facilitator != self.facilitator:
            return
        self._digits, self._checking, self._wrong = "", False, judged.verdict == "wrong"
        self._tries_left = judged.tries_left
        self._locked_until_ms = room.now_ms + judged.locked_s * 1000
        if judged.verdict == "right":
            self._open(room)
        else:
            room.play("soft")

    def _open(self, room: Room) -> None:
        from kiosk.core.flows.maintenance.overview import MaintenanceFlow
        from kiosk.core.flows.session.dashboard import SessionFlow
        from kiosk.core.flows.session.opening import OpeningFlow

        room.play("kept")
        if self.role == "maintenance":
            room.replace(MaintenanceFlow())
        elif room.session is not None:
            room.replace(SessionFlow())
        else:
            room.replace(OpeningFlow(self.facilitator))
