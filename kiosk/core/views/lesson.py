"""Lessons: the list, every kind of step, the end, an answer to a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.i18n import N_
from kiosk.core.intents import Intent
from kiosk.core.lessons.lesson import Context
from kiosk.core.lessons.phone_screen import PhoneFace, PhoneScreen
from kiosk.core.views.common import Action, AimColour, Base, Choice, HintRung, Progress


@dataclass(frozen=True)
class LessonRow:
    picture: str
    tint: Literal["leaf", "clay", "indigo", "lamp"]
    title: str
    state_icon: str
    state: str
    state_kind: Literal["started", "done", "new"]
    intent: Intent


@dataclass(frozen=True)
class LessonListView(Base):
    """``rows`` are all lessons of the need; the screen shows as many as fit from ``page``."""

    title: str = ""
    picture: str = ""
    rows: tuple[LessonRow, ...] = ()
    page: int = 0
    more_label: str = ""
    empty: str = ""
    foot: str = ""
    back: Action | None = None


@dataclass(frozen=True)
class ShowStepView(Base):
    progress: Progress | None = None
    title: str = ""
    text: tuple[str, ...] = ()
    picture: str = ""
    primary: Action | None = None
    back: Action | None = None


@dataclass(frozen=True)
class PhoneStepView(Base):
    """Phone at the left, words at the right. ``target`` is the element to ring / point at;
    ``face`` is what changes on the phone's screen while it is used.
    ``wrong_spot`` (fractions of the phone's screen) keeps the dashed ring of a wrong tap;
    ``demo`` is True while "Làm mẫu" plays. ``camera`` is True where the viewfinder must show the
    real camera picture."""

    progress: Progress | None = None
    context: Context | None = None
    instruction: str = ""
    question: str = ""
    screen: PhoneScreen | None = None
    face: PhoneFace = field(default_factory=PhoneFace)
    rung: HintRung = "none"
    target: str = ""
    kind_title: str = ""                # "Không sao bác ạ!" ('' = no kind-words card)
    kind_text: str = ""
    wrong_spot: tuple[float, float] | None = None
    demo: bool = False
    camera: bool = False
    camera_line: str = ""
    camera_frame: AimColour = "lamp"
    back: Action | None = None
    hint: Action | None = None          # "Chỉ cho tôi" → "Chỉ rõ hơn" → "Làm mẫu"
    again: Action | None = None         # "Làm lại": the task from its first screen (only once it has left it)
    skip: Action | None = None          # "Để sau": only where the task is asked before the lesson
    badge: str = ""                     # flat sign over the words: "Bác tự làm nhé"
    sample: Action | None = None        # "Dùng mã mẫu" on a scan step


@dataclass(frozen=True)
class QuizView(Base):
    progress: Progress | None = None
    title: str = ""
    card: tuple[str, ...] = ()
    card_from: str = ""
    picture: str = ""
    ask: str = ""
    answers: tuple[Choice, ...] = ()
    reply_title: str = ""               # kind words after an answer ('' = not answered yet)
    reply: str = ""
    right: bool = False
    primary: Action | None = None       # "Tiếp" after the right answer
    practice: str = N_("TẬP LUYỆN")


@dataclass(frozen=True)
class CallView(Base):
    """A stranger calls or writes (look 09): the phone at the left with who it is and what is said, two or three equal
    answers at the right; after an answer its kind consequence and one way on."""

    progress: Progress | None = None
    way: Literal["call", "video", "chat"] = "call"
    who: str = ""
    note: str = ""
    says: tuple[str, ...] = ()
    loud: str = ""                      # "Loa đang bật"
    ask: str = ""
    answers: tuple[Choice, ...] = ()
    reply_title: str = ""
    reply: str = ""
    right: bool = False
    primary: Action | None = None       # "Tiếp theo", or "Chọn lại" after another answer
    back: Action | None = None
    practice: str = N_("TẬP LUYỆN")


@dataclass(frozen=True)
class DoView(Base):
    """Something to do on the own phone: what, a QR of the address, "Tôi làm xong". While ``confirming`` the camera
    waits for the facilitator's badge."""

    progress: Progress | None = None
    title: str = ""
    text: tuple[str, ...] = ()
    picture: str = ""
    qr: tuple[str, ...] = ()
    qr_line: str = ""
    confirming: bool = False
    advice: str = ""
    frame: AimColour = "lamp"
    primary: Action | None = None
    secondary: Action | None = None     # "Để sau"
    back: Action | None = None


@dataclass(frozen=True)
class AnswerView(Base):
    """What the machine found for a question, or that it does not know. ``lines`` are further finds."""

    question: str = ""
    title: str = ""                     # the lesson's title, or "Câu này cháu chưa biết…"
    line: str = ""                      # the sentence that answers best
    picture: str = ""
    primary: Action | None = None       # "Mở bài này"
    others: tuple[Choice, ...] = ()     # at most two other lessons
    secondary: Action | None = None     # "Hỏi câu khác"
    back: Action | None = None


@dataclass(frozen=True)
class DoneView(Base):
    picture: str = ""
    title: str = ""
    how: str = ""
    learned_title: str = ""
    learned: tuple[str, ...] = ()
    qr: tuple[str, ...] = ()            # rows of '1'/'0'
    qr_line: str = ""
    primary: Action | None = None
    secondary: Action | None = None
