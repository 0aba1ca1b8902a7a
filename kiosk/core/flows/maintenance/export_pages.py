"""The pages of an export: what the importer says of it, in words for whoever holds the stick.

The heaviest sentence is what keeps the stick in, or lets it out; and every page that failed says that the book in the
machine is whole. Two flows show them: that of the export, and that of a lesson stick with which the events went along.
"""

from __future__ import annotations

from kiosk.core.flows.base import maintenance_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Back, ExportEvents, GoHome, InstallPacks
from kiosk.core.ports import StickState
from kiosk.core.state import KioskState
from kiosk.core.views import Action, StickView

EXPORT_STAGES = ("exporting", "exported", "export_failed")
PACK_BUSY = ("reading", "copying", "keeping")
AGAIN = ("P0", "P3", "P4", "P12", "P13", "K20", "K21", "K22")  # a second try may help


def ask_export(state: KioskState) -> None:
    """A second press while it is being written asks for nothing."""
    if state.commune.enrolled and state.ports.sticks.state().stage != "exporting":
        state.ports.sticks.export()


def export_view(usb: StickState, state: KioskState) -> StickView:
    """The page of an export that goes on, is done, or failed."""
    if usb.stage == "exporting":
        return _busy(usb, state)
    return _done(usb, state) if usb.stage == "exported" else _failed(usb, state)


def export_lines(usb: StickState) -> tuple[tuple[str, str], ...]:
    """What became of the events that went along with lessons; nothing where there was nothing to tell."""
    if usb.export_code and usb.export_code != "P14":
        return (("tray", _("Sổ chưa ra USB được, mã {code}").format(code=usb.export_code)),)
    return (("tray", _("{n} dòng sổ đã ra USB").format(n=_count(usb.written))),) if usb.written else ()


def export_sentence(code: str) -> tuple[str, str]:
    """(what happened, what to do) for the person with the stick in the hand."""
    return {
        "P3": (_("USB này không giữ được sổ"), _("Mời lấy USB khác")),
        "P4": (_("USB bị rút ra giữa chừng"), _("Cắm lại là máy ghi tiếp, không mất gì")),
        "P12": (_("USB này đang khóa ghi"), _("Mời gạt nấc khóa trên USB, hoặc lấy USB khác")),
        "P13": (_("USB hết chỗ"), _("Mời xóa bớt trên USB, hoặc lấy USB khác")),
        "P15": (_("Xã đã ngừng nhận từ máy này"), _("Mời hỏi lại cán bộ xã")),
        "K25": (_("Máy chưa ghi danh với xã"), _("Mời ghi danh máy trước, rồi mới xuất được")),
    }.get(code, (_("Chưa ghi được sổ ra USB"), _("Mời rút ra, cắm lại một lần nữa")))


# --- what the pages show --------------------------------------------------------------------------


def waiting_view(usb: StickState, state: KioskState) -> StickView:
    if not state.commune.enrolled:
        return _failed(StickState("export_failed", code="K25"), state)
    reading = usb.stage in PACK_BUSY
    title = _("Máy đang chép bài, xong sẽ ghi sổ") if reading else _("Mời cắm USB vào máy")
    n = state.sync.pending
    lines = (
        ("tray", _("{n} dòng sổ đang chờ ra USB").format(n=_count(n)) if n else _("Sổ gửi xã hết rồi")),
        ("lock", _("Sổ ra USB được khóa, chỉ xã mở được")),
        ("shield", _("Sổ trong máy vẫn giữ nguyên")))
    return StickView(
        key=f"export-waiting-{reading}", rail=maintenance_rail(), look=state.look,
        speech=(title, *(text for _icon, text in lines)), title=title, picture="usb-stick", lines=lines,
        primary=Action(_("Lùi lại"), Back(), "arrow-left"))


def _busy(usb: StickState, state: KioskState) -> StickView:
    title, warning = _("Đang ghi sổ ra USB"), _("Xin đừng rút USB vội")
    line = _("Đang xem USB")
    if usb.events:
        line = _("{n} trong {total} dòng sổ").format(n=_count(usb.written), total=_count(usb.events))
    return StickView(
        key="export-busy", rail=maintenance_rail(), look=state.look, speech=(title, warning), title=title,
        picture="usb-stick", percent=usb.percent, percent_words=_("{n} phần trăm").format(n=usb.percent),
        lines=(("tray", line), ("lock", _("Sổ ra USB được khóa, chỉ xã mở được"))), warning=warning)


def _done(usb: StickState, state: KioskState) -> StickView:
    title = _("Xong, rút USB được rồi")
    foreign = [("info", _("Giấy báo trên USB không phải của xã (P14)"))] if usb.export_code == "P14" else []
    lines = [*foreign, ("tray", _written(usb))]     # what is wrong leaves last where letters are large
    if usb.received:
        lines.append(("seal-check", _("Xã báo đã nhận {n} dòng").format(n=_count(usb.received))))
    kept = _("Mang USB về xã, sổ trong máy còn nguyên") if usb.written else _("Sổ trong máy còn nguyên")
    lines.append(("users", kept))
    return StickView(
        key="export-done", rail=maintenance_rail(), look=state.look, speech=(title, *(text for _icon, text in lines)),
        title=title, done=True, lines=tuple(lines), primary=Action(_("Về trang đầu"), GoHome(), "home"),
        secondary=Action(_("Bài trong USB"), InstallPacks(), "usb"))


def _written(usb: StickState) -> str:
    if not usb.written:
        return _("Sổ gửi xã hết rồi, không còn dòng nào")
    if usb.written < usb.events:
        return _("{n} dòng sổ đã ra USB, lần sau {rest} dòng nữa").format(
            n=_count(usb.written), rest=_count(usb.events - usb.written))
    return _("{n} dòng sổ đã ra USB").format(n=_count(usb.written))


def _count(n: int) -> str:
    return f"{n:,}".replace(",", ".")


def _failed(usb: StickState, state: KioskState) -> StickView:
    title, line = export_sentence(usb.code)
    again = Action(_("Thử lại"), ExportEvents(), "undo") if usb.code in AGAIN else None
    back = Action(_("Lùi lại"), Back(), "arrow-left")      # to where a machine is enrolled
    home = back if usb.code == "K25" else Action(_("Về trang đầu"), GoHome(), "home")
    return StickView(
        key=f"export-failed-{usb.code}", rail=maintenance_rail(), look=state.look, speech=(title, line), title=title,
        picture="usb-stick", lines=(("info", line), ("shield", _("Sổ trong máy còn nguyên"))), primary=again or home,
        secondary=home if again else None, strip=_("Mã {code}").format(code=usb.code))
