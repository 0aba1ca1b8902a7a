"""Immutable views: everything a screen needs to draw, already in words. Screens add only places.

A view is compared by value: an equal view is not drawn again. ``rail`` and ``speech`` are on every
view; ``speech`` is what "Nghe lại" reads, in order.
"""

from __future__ import annotations

from kiosk.core.views.arrival import (
    ChoiceView,
    DateView,
    FoundPerson,
    GreetingView,
    HomeView,
    Key,
    KeyboardView,
    PinView,
    ScanView,
    Tile,
)
from kiosk.core.views.common import (
    Action,
    AdviceTone,
    AimColour,
    Base,
    Choice,
    Cue,
    HintRung,
    Look,
    Progress,
    Rail,
    Sound,
)
from kiosk.core.views.lesson import (
    AnswerView,
    CallView,
    DoneView,
    DoView,
    LessonListView,
    LessonRow,
    PhoneStepView,
    QuizView,
    ShowStepView,
)
from kiosk.core.views.maintenance import (
    HealthRow,
    IdleView,
    MaintenanceView,
    NoticeView,
    StepState,
    StickView,
    TextSizeView,
)
from kiosk.core.views.session import HallView, PersonRow, RecordView, SessionView, SummaryView

View = (
    HomeView | ScanView | GreetingView | PinView | ChoiceView | SessionView | SummaryView
    | LessonListView | ShowStepView | PhoneStepView | QuizView | DoneView | IdleView | NoticeView
    | TextSizeView | HallView | MaintenanceView | KeyboardView | CallView | DoView | AnswerView | RecordView
    | StickView | DateView
)

__all__ = [
    "Action",
    "AdviceTone",
    "AimColour",
    "AnswerView",
    "Base",
    "CallView",
    "Choice",
    "ChoiceView",
    "Cue",
    "DateView",
    "DoView",
    "DoneView",
    "FoundPerson",
    "GreetingView",
    "HallView",
    "HealthRow",
    "HintRung",
    "HomeView",
    "IdleView",
    "Key",
    "KeyboardView",
    "LessonListView",
    "LessonRow",
    "Look",
    "MaintenanceView",
    "NoticeView",
    "PersonRow",
    "PhoneStepView",
    "PinView",
    "Progress",
    "QuizView",
    "Rail",
    "RecordView",
    "ScanView",
    "SessionView",
    "ShowStepView",
    "Sound",
    "StepState",
    "StickView",
    "SummaryView",
    "TextSizeView",
    "Tile",
    "View",
]
