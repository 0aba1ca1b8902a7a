"""The sentences of notices: what happened, whose fault it is not, and a way on."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.i18n import _
from kiosk.core.intents import GoHome, NextStep
from kiosk.core.views import Action


def not_kept_notice(code: str) -> routes.Notice:
    """The check-in could not be written: say so honestly, the lessons go on."""
    strips = {
        "K21": _("sổ trong máy đầy rồi, gọi bảo trì"),
        "K22": _("sổ đang bận, thử lại sau một phút"),
        "K25": _("máy chưa ghi danh với xã"),
        "K28": _("thẻ nhớ chỉ đọc được, gọi bảo trì"),
    }
    return routes.Notice(
        _("Cháu chưa ghi được tên bác ạ"), _("Bác nói với người hướng dẫn ghi ra giấy nhé."),
        picture="disk-full", code=code, strip=strips.get(code, _("ghi tên ra giấy, gọi bảo trì")),
        primary=Action(_("Học bài như thường"), NextStep(), "play"),
        secondary=Action(_("Về trang đầu"), GoHome(), "home"),
    )


def crash_notice(code: str) -> routes.Notice:
    """A defect of ours: nothing is lost, back to the first page."""
    return routes.Notice(
        _("Máy vừa bị vấp một chút ạ"), _("Không phải lỗi của bác đâu."), picture="tools", code=code,
        strip=_("máy tự chạy tiếp, báo bảo trì mã này"), primary=Action(_("Về trang đầu"), GoHome(), "home"),
    )


def not_opened_notice(code: str) -> routes.Notice:
    """The session could not be written down, so it is not open."""
    return routes.Notice(
        _("Chưa mở được sổ buổi học ạ"), _("Bà con vẫn học bài được như thường."), picture="disk-full", code=code,
        strip=_("ghi tên ra giấy, gọi bảo trì"), primary=Action(_("Học bài như thường"), NextStep(), "play"),
        secondary=Action(_("Về trang đầu"), GoHome(), "home"),
    )


def not_closed_notice(code: str) -> routes.Notice:
    """The end could not be written: the session stays open, everything recorded is there."""
    return routes.Notice(
        _("Chưa khép được sổ ạ"), _("Tên bà con đã ghi vẫn còn nguyên."), picture="disk-full", code=code,
        strip=_("thử lại sau, hoặc gọi bảo trì"), primary=Action(_("Về trang đầu"), GoHome(), "home"),
    )
