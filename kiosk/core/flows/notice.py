"""A notice: one page of comfort."""

from __future__ import annotations

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, JustLearn, NextStep
from kiosk.core.state import KioskState
from kiosk.core.views import NoticeView


class NoticeFlow(Flow[routes.Notice]):
    def view(self, state: KioskState) -> NoticeView:
        notice = self.route
        return NoticeView(
            key=f"notice-{notice.code}", rail=learner_rail(), look=state.look, speech=(notice.title, notice.line),
            picture=notice.picture, title=notice.title, line=notice.line, primary=notice.primary,
            secondary=notice.secondary, strip_bold=_("Người hướng dẫn:"), strip=notice.strip, code=notice.code,
        )

    def tap(self, intent: Intent, state: KioskState) -> None:
        if isinstance(intent, NextStep | JustLearn):
            state.navigation.home()
            state.navigation.push(routes.LessonList())
