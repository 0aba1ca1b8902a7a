"""Lesson packs by USB: what the stick holds, that it must not be pulled yet, and that it may be pulled now.

The copying is another process's work; this page only shows what that process wrote down, and asks. Whoever learns is
never interrupted: the page comes by itself only where nobody is (the first page, no session).
"""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, IdleRule, maintenance_rail
from kiosk.core.flows.maintenance.export_pages import EXPORT_STAGES, ask_export, export_lines, export_view
from kiosk.core.i18n import _
from kiosk.core.intents import AskRollBack, Back, ExportEvents, GoHome, InstallPacks, Intent, RollBack
from kiosk.core.ports import StickState
from kiosk.core.state import KioskState
from kiosk.core.views import Action, Choice, ChoiceView, Sound, StepState, StickView, View

BUSY = ("reading", "copying", "keeping")
STAYS = ("exporting", *BUSY)             # a page that came by itself stays
SOUNDS: dict[str, Sound] = {"done": "done", "exported": "done", "failed": "look", "export_failed": "look"}
_ORDER = ("reading", "copying", "keeping", "done")


class UsbPacksFlow(Flow[routes.UsbPacks]):
    """A page that came by itself goes by itself once the stick is out or done for a minute."""

    def __init__(self, route: routes.UsbPacks, state: KioskState) -> None:
        super().__init__(route, state)
        self._since_ms = -1
        self._seen: StickState | None = None

    def idle(self) -> IdleRule:
        return IdleRule.NEVER

    def view(self, state: KioskState) -> StickView:
        usb = state.ports.sticks.state()
        if usb.stage in EXPORT_STAGES:
            return export_view(usb, state)
        if usb.stage in BUSY:
            return _busy(usb, state)
        if usb.stage == "done":
            return _done(usb, state)
        if usb.stage == "offered":
            return _offered(usb, state)
        if usb.stage == "failed":
            return _failed(usb, state)
        return _resting(usb, state)

    def tap(self, intent: Intent, state: KioskState) -> None:
        usb = state.ports.sticks.state()
        match intent:
            case InstallPacks() if usb.stage in ("offered", "failed", "exported"):
                state.ports.sticks.install()
            case ExportEvents() if usb.stage == "export_failed":
                ask_export(state)
            case AskRollBack(pack):
                found = next((x for x in state.ports.sticks.packs() if x.pack == pack), None)
                if found is not None:
                    state.navigation.push(routes.RollBack(found))
            case Back():
                state.navigation.back()

    def tick(self, state: KioskState) -> None:
        """Sounds once when it is done or failed; a page nobody asked for leaves by itself."""
        usb = state.ports.sticks.state()
        if self._seen is None or usb.stage != self._seen.stage:
            if self._seen is not None and usb.stage in SOUNDS:
                state.play(SOUNDS[usb.stage])
            self._seen, self._since_ms = usb, state.now_ms
        over = usb.stage == "none" or state.now_ms - self._since_ms >= state.limits.summary_ms
        if self.route.unasked and usb.stage not in STAYS and over:
            state.go_home()


class RollBackFlow(Flow[routes.RollBack]):
    """Asked once more, with both answers equal."""

    def view(self, state: KioskState) -> View:
        pack = self.route.pack
        title = _("Quay lại bản cũ của bài?")
        line = _("{title}: bản {version} về bản {previous}").format(
            title=pack.title, version=pack.version, previous=pack.previous)
        yes = Choice(_("Quay lại bản cũ"), RollBack(pack.pack), "undo")
        no = Choice(_("Giữ bản này"), Back(), "check")
        return ChoiceView(
            key=f"roll-back-{pack.pack}", rail=maintenance_rail(), look=state.look,
            speech=(title, line, yes.label, no.label), title=title, line=line, picture="usb-stick", choices=(yes, no))

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case RollBack(pack):
                state.ports.sticks.roll_back(pack)
                state.play("kept")
                state.navigation.back()
                state.say(_("Máy đang quay lại bản cũ"))
            case Back():
                state.navigation.back()


# --- what the page shows --------------------------------------------------------------------------


def _busy(usb: StickState, state: KioskState) -> StickView:
    title = _("Đang xem USB") if usb.stage == "reading" else _("Đang chép bài mới")
    at = _ORDER.index(usb.stage)
    texts = (_("Đúng là USB của xã") if at else _("Đang xem USB của ai"), _copying(usb), _("Cất bài vào máy"))
    warning = _("Xin đừng rút USB vội")
    words = _("{n} phần trăm").format(n=usb.percent)
    return StickView(
        key=f"stick-{usb.stage}", rail=maintenance_rail(), look=state.look, speech=(title, warning, texts[1]),
        title=title, picture="usb-stick", percent=usb.percent if at else None, percent_words=words,
        steps=tuple((text, _state(number, at)) for number, text in enumerate(texts)), warning=warning,
    )


def _copying(usb: StickState) -> str:
    if usb.stage != "copying" or not usb.lessons:
        return _("Chép bài mới")
    if usb.minutes:
        return _("Chép bài {n} trong {total}, còn {minutes} phút").format(
            n=usb.lesson, total=usb.lessons, minutes=usb.minutes)
    return _("Đang chép bài {n} trong {total}").format(n=usb.lesson, total=usb.lessons)


def _state(number: int, at: int) -> StepState:
    return "done" if number < at else "now" if number == at else "ahead"


def _done(usb: StickState, state: KioskState) -> StickView:
    title, lines = _("Xong, rút USB được rồi"), (
        ("book", changes(usb)), ("shield", _("Bài cũ vẫn giữ, quay lại được")),
        *(export_lines(usb) or (("users", _("Sổ điểm danh còn nguyên")),)))
    if usb.export_code:
        lines = (lines[-1], *lines[:-1])        # what is wrong leaves last where letters are large
    return StickView(
        key="stick-done", rail=maintenance_rail(), look=state.look, speech=(title, *(text for _icon, text in lines)),
        title=title, done=True, lines=lines, primary=Action(_("Về trang đầu"), GoHome(), "home"),
        secondary=_roll_back(state),
    )


def changes(usb: StickState) -> str:
    """"Thêm 3 bài mới, sửa 5 bài": what one sees of it in the lists."""
    said = [text.format(n=n) for n, text in (
        (usb.new, _("thêm {n} bài mới")), (usb.changed, _("sửa {n} bài")), (usb.removed, _("bớt {n} bài"))) if n]
    words = ", ".join(said) or _("bài vẫn như cũ")
    return words[:1].upper() + words[1:]


def _offered(usb: StickState, state: KioskState) -> StickView:
    title = _("USB này có bài mới")
    lines = (("seal-check", _("Đúng là USB của xã")), ("book", f"{usb.title}: {changes(usb)}" if usb.title
                                                       else changes(usb)))
    return StickView(
        key="stick-offered", rail=maintenance_rail(), look=state.look, speech=(title, *(text for _i, text in lines)),
        title=title, picture="usb-stick", lines=lines,
        primary=Action(_("Chép vào máy"), InstallPacks(), "download"),
        secondary=Action(_("Để sau"), Back(), "arrow-left"),
    )


def sentence(code: str) -> tuple[str, str]:
    """(what happened, what to do) for the person with the stick in the hand."""
    return {
        "P1": (_("USB này không phải của xã mình"), _("Mời lấy đúng USB của xã rồi cắm lại")),
        "P2": (_("USB này cũ hơn bài trong máy"), _("Mời lấy USB mới hơn, bài trong máy vẫn nguyên")),
        "P3": (_("USB này bị hỏng một chỗ"), _("Mời xã ghi lại USB, bài trong máy vẫn nguyên")),
        "P4": (_("USB bị rút ra giữa chừng"), _("Cắm lại là máy chép tiếp, không mất gì")),
        "P5": (_("USB này để lâu quá rồi"), _("Mời xã ghi lại USB mới")),
        "P6": (_("Máy hết chỗ cho bài mới"), _("Mời gọi người bảo trì dọn bớt chỗ")),
        "P7": (_("Bài này cần máy đời mới hơn"), _("Mời báo xã, bài trong máy vẫn nguyên")),
        "P10": (_("Có hai USB cùng cắm"), _("Mời rút bớt một USB")),
        "P11": (_("USB này không có bài học nào"), _("Mời lấy USB bài học của xã")),
    }.get(code, (_("Chưa chép được bài từ USB"), _("Mời rút ra, cắm lại một lần nữa")))


def _failed(usb: StickState, state: KioskState) -> StickView:
    title, line = sentence(usb.code)
    again = Action(_("Thử lại"), InstallPacks(), "undo") if usb.code in ("P3", "P4", "P6", "P0") else None
    home = Action(_("Về trang đầu"), GoHome(), "home")
    return StickView(
        key=f"stick-failed-{usb.code}", rail=maintenance_rail(), look=state.look, speech=(title, line), title=title,
        picture="usb-stick", lines=(("info", line), ("shield", _("Bài trong máy vẫn học được"))),
        primary=again or home, secondary=home if again else None,
        strip=_("Mã {code}").format(code=usb.code) if usb.code else "",
    )


def _resting(usb: StickState, state: KioskState) -> StickView:
    packs = state.ports.sticks.packs()
    title = _("Bài trong USB này máy có rồi") if usb.stage == "nothing_new" else _("Mời cắm USB bài học vào máy")
    lines = tuple(("book", _("{title}, bản {version}").format(title=x.title, version=x.version)) for x in packs[:3])
    return StickView(
        key=f"stick-{usb.stage}", rail=maintenance_rail(), look=state.look,
        speech=(title, *(text for _icon, text in lines)), title=title, picture="usb-stick",
        lines=lines or (("book", _("Máy đang dùng bài có sẵn")),),
        primary=Action(_("Về trang đầu"), GoHome(), "home"), secondary=_roll_back(state),
    )


def _roll_back(state: KioskState) -> Action | None:
    found = next((pack for pack in state.ports.sticks.packs() if pack.previous), None)
    return Action(_("Quay lại bản cũ"), AskRollBack(found.pack), "undo") if found else None
