"""Lesson packs by USB: what the stick holds, that it must not be pulled yet, and that it may be pulled now.

The copying is another process's work; this page only shows what that process wrote down, and asks. Whoever learns is
never interrupted: the page comes by itself only where nobody is (the first page, no session).
"""

from __future__ import annotations

from kiosk.core.flows.arrival.home import HomeFlow
from kiosk.core.flows.base import Flow, maintenance_rail
from kiosk.core.i18n import _
from kiosk.core.intents import AskRollBack, Back, GoHome, InstallPacks, Intent, RollBack
from kiosk.core.ports import InstalledPack, StickState
from kiosk.core.state import Room
from kiosk.core.views import Action, Choice, ChoiceView, StepState, StickView, View

BUSY = ("reading", "copying", "keeping")
_ORDER = ("reading", "copying", "keeping", "done")


class StickFlow(Flow):
    """``unasked``: it came by itself, so it goes by itself once the stick is out or done for a minute."""

    def __init__(self, *, unasked: bool = False) -> None:
        self._unasked = unasked
        self._since_ms = -1
        self._seen: StickState | None = None

    @property
    def idle_ms(self) -> int | None:  # type: ignore[override]
        return None

    def view(self, room: Room) -> StickView:
        state = room.ports.sticks.state()
        if state.stage in BUSY:
            return _busy(state, room)
        if state.stage == "done":
            return _done(state, room)
        if state.stage == "offered":
            return _offered(state, room)
        if state.stage == "failed":
            return _failed(state, room)
        return _resting(state, room)

    def tap(self, intent: Intent, room: Room) -> None:
        state = room.ports.sticks.state()
        match intent:
            case InstallPacks() if state.stage in ("offered", "failed"):
                room.ports.sticks.install()
            case AskRollBack(pack):
                found = next((x for x in room.ports.sticks.packs() if x.pack == pack), None)
                if found is not None:
                    room.push(RollBackFlow(found))
            case Back():
                room.back()

    def tick(self, room: Room) -> None:
        """Sounds once when it is done or failed; a page nobody asked for leaves by itself."""
        state = room.ports.sticks.state()
        if self._seen is None or state.stage != self._seen.stage:
            if self._seen is not None and state.stage in ("done", "failed"):
                room.play("done" if state.stage == "done" else "look")
            self._seen, self._since_ms = state, room.now_ms
        over = state.stage == "none" or room.now_ms - self._since_ms >= room.limits.summary_ms
        if self._unasked and state.stage not in BUSY and over:
            room.home()


def stick_changed(room: Room) -> None:
    """A stick came, or its copying went on. The page opens by itself only where nobody is learning."""
    state = room.ports.sticks.state()
    alone = isinstance(room.top, HomeFlow) and room.session is None and room.visitor is None
    if alone and state.stage in ("copying", "keeping", "done", "failed"):
        room.push(StickFlow(unasked=True))


class RollBackFlow(Flow):
    """Asked once more, with both answers equal."""

    def __init__(self, pack: InstalledPack) -> None:
        self._pack = pack

    def view(self, room: Room) -> View:
        pack = self._pack
        title = _("Quay lại bản cũ của bài?")
        line = _("{title}: bản {version} về bản {previous}").format(
            title=pack.title, version=pack.version, previous=pack.previous)
        yes = Choice(_("Quay lại bản cũ"), RollBack(pack.pack), "undo")
        no = Choice(_("Giữ bản này"), Back(), "check")
        return ChoiceView(
            key=f"roll-back-{pack.pack}", rail=maintenance_rail(), look=room.look,
            speech=(title, line, yes.label, no.label), title=title, line=line, picture="usb-stick", choices=(yes, no))

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case RollBack(pack):
                room.ports.sticks.roll_back(pack)
                room.play("kept")
                room.back()
                room.say(_("Máy đang quay lại bản cũ"))
            case Back():
                room.back()


# --- what the page shows --------------------------------------------------------------------------


def _busy(state: StickState, room: Room) -> StickView:
    title = _("Đang xem USB") if state.stage == "reading" else _("Đang chép bài mới")
    at = _ORDER.index(state.stage)
    texts = (_("Đúng là USB của xã") if at else _("Đang xem USB của ai"), _copying(state), _("Cất bài vào máy"))
    warning = _("Xin đừng rút USB vội")
    words = _("{n} phần trăm").format(n=state.percent)
    return StickView(
        key=f"stick-{state.stage}", rail=maintenance_rail(), look=room.look, speech=(title, warning, texts[1]),
        title=title, picture="usb-stick", percent=state.percent if at else None, percent_words=words,
        steps=tuple((text, _state(number, at)) for number, text in enumerate(texts)), warning=warning,
    )


def _copying(state: StickState) -> str:
    if state.stage != "copying" or not state.lessons:
        return _("Chép bài mới")
    if state.minutes:
        return _("Chép bài {n} trong {total}, còn {minutes} phút").format(
            n=state.lesson, total=state.lessons, minutes=state.minutes)
    return _("Đang chép bài {n} trong {total}").format(n=state.lesson, total=state.lessons)


def _state(number: int, at: int) -> StepState:
    return "done" if number < at else "now" if number == at else "ahead"


def _done(state: StickState, room: Room) -> StickView:
    title, lines = _("Xong, rút USB được rồi"), (
        ("book", changes(state)), ("shield", _("Bài cũ vẫn giữ, quay lại được")),
        ("users", _("Sổ điểm danh còn nguyên")))
    return StickView(
        key="stick-done", rail=maintenance_rail(), look=room.look, speech=(title, *(text for _icon, text in lines)),
        title=title, done=True, lines=lines, primary=Action(_("Về trang đầu"), GoHome(), "home"),
        secondary=_roll_back(room),
    )


def changes(state: StickState) -> str:
    """"Thêm 3 bài mới, sửa 5 bài": what one sees of it in the lists."""
    said = [text.format(n=n) for n, text in (
        (state.new, _("thêm {n} bài mới")), (state.changed, _("sửa {n} bài")), (state.removed, _("bớt {n} bài"))) if n]
    words = ", ".join(said) or _("bài vẫn như cũ")
    return words[:1].upper() + words[1:]


def _offered(state: StickState, room: Room) -> StickView:
    title = _("USB này có bài mới")
    lines = (("seal-check", _("Đúng là USB của xã")), ("book", f"{state.title}: {changes(state)}" if state.title
                                                       else changes(state)))
    return StickView(
        key="stick-offered", rail=maintenance_rail(), look=room.look, speech=(title, *(text for _i, text in lines)),
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


def _failed(state: StickState, room: Room) -> StickView:
    title, line = sentence(state.code)
    again = Action(_("Thử lại"), InstallPacks(), "undo") if state.code in ("P3", "P4", "P6", "P0") else None
    home = Action(_("Về trang đầu"), GoHome(), "home")
    return StickView(
        key=f"stick-failed-{state.code}", rail=maintenance_rail(), look=room.look, speech=(title, line), title=title,
        picture="usb-stick", lines=(("info", line), ("shield", _("Bài trong máy vẫn học được"))),
        primary=again or home, secondary=home if again else None,
        strip=_("Mã {code}").format(code=state.code) if state.code else "",
    )


def _resting(state: StickState, room: Room) -> StickView:
    packs = room.ports.sticks.packs()
    title = _("Bài trong USB này máy có rồi") if state.stage == "nothing_new" else _("Mời cắm USB bài học vào máy")
    lines = tuple(("book", _("{title}, bản {version}").format(title=x.title, version=x.version)) for x in packs[:3])
    return StickView(
        key=f"stick-{state.stage}", rail=maintenance_rail(), look=room.look,
        speech=(title, *(text for _icon, text in lines)), title=title, picture="usb-stick",
        lines=lines or (("book", _("Máy đang dùng bài có sẵn")),),
        primary=Action(_("Về trang đầu"), GoHome(), "home"), secondary=_roll_back(room),
    )


def _roll_back(room: Room) -> Action | None:
    found = next((pack for pack in room.ports.sticks.packs() if pack.previous), None)
    return Action(_("Quay lại bản cũ"), AskRollBack(found.pack), "undo") if found else None
