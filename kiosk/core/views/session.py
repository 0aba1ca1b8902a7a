"""The facilitator's pages: the session, its end, the whole class, lending a voice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.core.intents import Intent
from kiosk.core.lessons.phone_screen import PhoneFace, PhoneScreen
from kiosk.core.views.common import Action, Base, HintRung, Progress


@dataclass(frozen=True)
class PersonRow:
    picture: str
    name: str
    line: str
    intent: Intent | None = None


@dataclass(frozen=True)
class SessionView(Base):
    title: str = ""
    topic: str = ""
    count: int = 0
    count_line: str = ""                # "người đã đến"
    camera_line: str = ""
    camera_ok: bool = True
    sync_line: str = ""                 # "Gửi xã rồi 18 / Còn chờ 5" (two lines by newline)
    sync_ok: bool = True
    arrivals_title: str = ""
    arrivals: tuple[PersonRow, ...] = ()
    arrivals_empty: str = ""
    help_title: str = ""
    needing_help: tuple[PersonRow, ...] = ()
    help_empty: str = ""
    actions: tuple[Action, ...] = ()    # three: add guest, hall, close


@dataclass(frozen=True)
class SummaryView(Base):
    """After closing: how many came, what was sent, and that everything is kept."""

    title: str = ""
    count: int = 0
    count_line: str = ""
    lines: tuple[tuple[str, str], ...] = ()     # (icon, text)
    primary: Action | None = None


@dataclass(frozen=True)
class HallView(Base):
    """The whole class before the big screen. Words are larger, controls in the lower right.
    For a question ``hands`` are (label, count, action to add one)."""

    progress: Progress | None = None
    title: str = ""
    text: tuple[str, ...] = ()
    picture: str = ""
    screen: PhoneScreen | None = None
    face: PhoneFace = field(default_factory=PhoneFace)
    rung: HintRung = "none"             # "Chỉ cho cả lớp" rings the right element
    says: tuple[str, ...] = ()          # a call's words, under who says them
    who: str = ""
    target: str = ""
    hands: tuple[tuple[str, int, Action], ...] = ()
    reply: str = ""
    next: Action | None = None
    back: Action | None = None
    point: Action | None = None         # "Chỉ cho cả lớp": on a phone step


@dataclass(frozen=True)
class RecordView(Base):
    """The facilitator reads one sentence of a lesson aloud. ``state``: what the microphone does."""

    title: str = ""
    line: str = ""                      # the sentence to read
    count: str = ""                     # "Câu 3 trong 41"
    state: Literal["empty", "recording", "recorded", "kept", "missing"] = "empty"
    state_line: str = ""
    primary: Action | None = None       # "Thu" / "Dừng" / "Giữ lại"
    hear: Action | None = None          # "Nghe thử"
    next: Action | None = None
    back: Action | None = None
