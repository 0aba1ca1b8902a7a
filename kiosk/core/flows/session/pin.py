"""Six secret digits on big keys. The desk judges them off this thread; tries and pauses are said first."""

from __future__ import annotations

from kiosk.core.codes.badge import picture_of
from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, facilitator_rail, maintenance_rail
from kiosk.core.i18n import _
from kiosk.core.inputs import PinJudged
from kiosk.core.intents import Digit, EnterPin, EraseDigit, Intent
from kiosk.core.state import KioskState
from kiosk.core.views import Action, PinView


class PinFlow(Flow[routes.Pin]):
    keeps_roster_open = True

    def __init__(self, route: routes.Pin, state: KioskState) -> None:
        super().__init__(route, state)
        self._digits = ""
        self._checking = False
        self._tries_left = 0
        self._locked_until_ms = 0
        self._wrong = False

    def entered(self, state: KioskState) -> None:
        self._tries_left, locked_s = state.ports.pins.standing(self.route.facilitator)
        self._locked_until_ms = state.now_ms + locked_s * 1000

    def view(self, state: KioskState) -> PinView:
        known = state.commune.facilitators.get(self.route.facilitator)
        name = known.label if known else _("anh chị")
        rail = maintenance_rail() if self.route.role == "maintenance" else facilitator_rail()
        full = len(self._digits) == state.limits.pin_digits
        prompt, locked = self._prompt(state, known is not None), self._locked(state)
        return PinView(
            key=f"pin-{self._wrong}-{locked}", rail=rail, look=state.look, speech=(prompt,) if self._wrong or locked
            else (_("Chào {name}").format(name=name), prompt),
            greeting=_("Chào {name}").format(name=name),
            role=_("Người bảo trì") if self.route.role == "maintenance" else _("Người hướng dẫn"),
            picture=picture_of(self.route.facilitator), prompt=prompt, filled=len(self._digits),
            shield_line=_("Lấy tay che khi bấm nhé"), tries_line=self._tries_line(state), locked=locked,
            erase=Action(_("Xóa"), EraseDigit(), "backspace"),
            enter=Action(_("Xong"), EnterPin(), "check", enabled=full and not self._checking and not locked,
                         why=_("Bấm đủ 6 số rồi mới xong được ạ")),
        )

    def _prompt(self, state: KioskState, known: bool) -> str:
        if not known:
            return _("Thẻ này chưa được mở sổ ở máy này")
        if self._locked(state):
            return _("Mời nghỉ tay, máy mở khóa sau {n} phút").format(n=self._minutes(state))
        if self._checking:
            return _("Máy đang xem, chờ chút nhé")
        if self._wrong:
            return _("Chưa đúng số, mời bấm lại nhé")
        return _("Mời bấm 6 số bí mật")

    def _tries_line(self, state: KioskState) -> str:
        if self._locked(state):
            return _("Chờ {n} phút rồi bấm lại").format(n=self._minutes(state))
        return _("Còn được thử {n} lần, rồi máy khóa 5 phút").format(n=self._tries_left)

    def _locked(self, state: KioskState) -> bool:
        return state.now_ms < self._locked_until_ms

    def _minutes(self, state: KioskState) -> int:
        return max(1, -(-(self._locked_until_ms - state.now_ms) // 60_000))

    def tap(self, intent: Intent, state: KioskState) -> None:
        if self._checking or self._locked(state) or self.route.facilitator not in state.commune.facilitators:
            return
        match intent:
            case Digit(digit) if len(self._digits) < state.limits.pin_digits:
                self._digits, self._wrong = self._digits + str(digit), False
            case EraseDigit():
                self._digits = self._digits[:-1]
            case EnterPin() if len(self._digits) == state.limits.pin_digits:
                self._checking = True
                state.ports.pins.check(self.route.facilitator, self.route.secret, self._digits)

    def pin(self, judged: PinJudged, state: KioskState) -> None:
        if judged.facilitator != self.route.facilitator:
            return
        self._digits, self._checking, self._wrong = "", False, judged.verdict == "wrong"
        self._tries_left = judged.tries_left
        self._locked_until_ms = state.now_ms + judged.locked_s * 1000
        if judged.verdict == "right":
            self._open(state)
        else:
            state.play("soft")

    def _open(self, state: KioskState) -> None:
        state.attendance.judge()
        state.play("kept")
        if self.route.role == "maintenance":
            state.navigation.replace(routes.Maintenance())
        elif state.attendance.asks(self.route.facilitator):
            state.navigation.replace(routes.Unclosed(self.route.facilitator))
        elif state.session is not None or state.attendance.phase == "opening":
            state.navigation.replace(routes.Dashboard())
        else:
            state.navigation.replace(routes.Opening(self.route.facilitator))
