"""From a view to its parts. ``plan_all`` is what the stage shows: the screen, its passing line, the rail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.core import views
from kiosk.core.views import View
from kiosk.ui.metrics import Metrics
from kiosk.ui.parts import Part
from kiosk.ui.screens import (
    answer,
    call,
    choice,
    do,
    done,
    greeting,
    hall,
    home,
    idle,
    keyboard,
    lesson_list,
    maintenance,
    notice,
    phone_step,
    pin,
    quiz,
    record,
    scan,
    session,
    show_step,
    stick,
    summary,
    text_size,
)
from kiosk.ui.screens.passing import plan_passing
from kiosk.ui.screens.rail import plan_lying, plan_rail

PLANS: dict[type, Callable[[Any, Metrics], tuple[Part, ...]]] = {
    views.HomeView: home.plan,
    views.ScanView: scan.plan,
    views.GreetingView: greeting.plan,
    views.PinView: pin.plan,
    views.ChoiceView: choice.plan,
    views.SessionView: session.plan,
    views.SummaryView: summary.plan,
    views.LessonListView: lesson_list.plan,
    views.ShowStepView: show_step.plan,
    views.PhoneStepView: phone_step.plan,
    views.QuizView: quiz.plan,
    views.DoneView: done.plan,
    views.IdleView: idle.plan,
    views.NoticeView: notice.plan,
    views.TextSizeView: text_size.plan,
    views.HallView: hall.plan,
    views.MaintenanceView: maintenance.plan,
    views.KeyboardView: keyboard.plan,
    views.StickView: stick.plan,
    views.CallView: call.plan,
    views.DoView: do.plan,
    views.AnswerView: answer.plan,
    views.RecordView: record.plan,
}


def plan(view: View, m: Metrics) -> tuple[Part, ...]:
    """Parts of a view without the rail."""
    return PLANS[type(view)](view, m)


def plan_all(view: View, m: Metrics) -> tuple[Part, ...]:
    """Everything on the stage for a view."""
    page = plan_passing(view.footer, m) if view.footer else plan(view, m)
    if isinstance(view, views.KeyboardView):
        return (*page, *plan_lying(view.rail, keyboard.board(m).rail, m))
    return (*page, *plan_rail(view.rail, m))
