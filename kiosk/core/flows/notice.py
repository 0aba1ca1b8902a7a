"""Notices: what happened, whose fault it is not, and a way on."""

from __future__ import annotations

from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import GoHome, Intent, JustLearn, NextStep
from kiosk.core.state import Room
from kiosk.core.views import Action, NoticeView


class NoticeFlow(Flow):
    """One page of comfort. ``title`` and ``line`` are for the person, ``strip`` for the facilitator."""

    def __init__(self, title: str, line: str, *, picture: str, code: str, strip: str,
                 primary: Action, secondary: Action | None = None) -> None:
        self.title, self.line, self.picture = title, line, picture
        self.code, self.strip = code, strip
        self.primary, self.secondary = primary, secondary

    def view(self, room: Room) -> NoticeView:
        return NoticeView(
            key=f"notice-{self.code}", rail=learner_rail(), look=room.look, speech=(self.title, self.line),
            picture=self.picture, title=self.title, line=self.line, primary=self.primary,
            secondary=self.secondary, strip_bold=_("Người hướng dẫn:"), strip=self.strip, code=self.code,
        )

    def tap(self, intent: Intent, room: Room) -> None:
        from kiosk.core.flows.lesson.lesson_list import LessonListFlow

        if isinstance(intent, (NextStep, JustLearn)):
            room.home(forget=False)
            room.push(LessonListFlow(""))


def not_kept_notice(code: str) -> NoticeFlow:
    """The check-in could not be written: say so honestly, the lessons go on."""
    strips = {
        "K21": _("sổ trong máy đầy rồi, gọi bảo trì"),
        "K22": _("sổ đang bận, thử lại sau một phút"),
        "K25": _("máy chưa ghi danh với xã"),
    }
    return NoticeFlow(
        _("Cháu chưa ghi được tên bác ạ"), _("Bác nói với người hướng dẫn ghi ra giấy nhé."),
        picture="disk-full", code=code, strip=strips.get(code, _("ghi tên ra giấy, gọi bảo trì")),
        primary=Action(_("Học bài như thường"), NextStep(), "play"),
        secondary=Action(_("Về trang đầu"), GoHome(), "home"),
    )


def crash_notice(code: str) -> NoticeFlow:
    """A defect of ours: nothing is lost, back to the first page."""
    return NoticeFlow(
        _("Máy vừa bị vấp một chút ạ"), _("Không phải lỗi của bác đâu."), picture="tools", code=code,
        strip=_("máy tự chạy tiếp, báo bảo trì mã này"), primary=Action(_("Về trang đầu"), GoHome(), "home"),
    )


def not_opened_notice(code: str) -> NoticeFlow:
    """The session could not be written down, so it is not open."""
    return NoticeFlow(
        _("Chưa mở được sổ buổi học ạ"), _("Bà con vẫn học bài được như thường."), picture="disk-full", code=code,
        strip=_("ghi tên ra giấy, gọi bảo trì"), primary=Action(_("Học bài như thường"), NextStep(), "play"),
        secondary=Action(_("Về trang đầu"), GoHome(), "home"),
    )


def not_closed_notice(code: str) -> NoticeFlow:
    """The end could not be written: the session stays open, everything recorded is there."""
    return NoticeFlow(
        _("Chưa khép được sổ ạ"), _("Tên bà con đã ghi vẫn còn nguyên."), picture="disk-full", code=code,
        strip=_("thử lại sau, hoặc gọi bảo trì"), primary=Action(_("Về trang đầu"), GoHome(), "home"),
    )
