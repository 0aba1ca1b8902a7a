"""From a view to its parts. ``plan_all`` is what the stage shows: the screen, its passing line, the rail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.core import views
from kiosk.core.views import View
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Part
from kiosk.ui.screens import (
    answer,
    call,
    choice,
    date_entry,
    done,
    greeting,
    hall,
    home,
    idle,
    keyboard,
    lesson_list,
    maintenance,
    notice,
    own_phone,
    pin,
    record,
    scan,
    session,
    show_step,
    stick,
    summary,
    text_size,
)
from kiosk.ui.screens.phone import step
from kiosk.ui.screens.quiz import question
from kiosk.ui.screens.rail import plan_lying, plan_rail
from kiosk.ui.screens.toast import plan_passing

PLANS: dict[type, Callable[[Any, Metrics], tuple[Part, ...]]] = {
    views.HomeView: home.plan,
    views.ScanView: scan.plan,
    views.GreetingView: greeting.plan,
    views.PinView: pin.plan,
    views.ChoiceView: choice.plan,
    views.DateView: date_entry.plan,
    views.SessionView: session.plan,
    views.SummaryView: summary.plan,
    views.LessonListView: lesson_list.plan,
    views.ShowStepView: show_step.plan,
    views.PhoneStepView: step.plan,
    views.QuizView: question.plan,
    views.DoneView: done.plan,
    views.IdleView: idle.plan,
    views.NoticeView: notice.plan,
    views.TextSizeView: text_size.plan,
    views.HallView: hall.plan,
    views.MaintenanceView: maintenance.plan,
    views.KeyboardView: keyboard.plan,
    views.StickView: stick.plan,
    views.CallView: call.plan,
    views.DoView: own_phone.plan,
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
