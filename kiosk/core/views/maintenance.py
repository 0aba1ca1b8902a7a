"""Nobody there, something happened, how to show it, and maintenance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.views.common import Action, AdviceTone, AimColour, Base


@dataclass(frozen=True)
class IdleView(Base):
    title: str = ""
    before: str = ""                    # "Còn "
    seconds: int = 0
    unit: str = ""                      # "giây"
    after: str = ""                     # " nữa máy về trang đầu"
    total: int = 20
    stay: Action | None = None
    leave: Action | None = None


@dataclass(frozen=True)
class NoticeView(Base):
    """What happened, whose fault it is not, one or two ways on, a strip for the facilitator."""

    picture: str = ""
    title: str = ""
    line: str = ""
    primary: Action | None = None
    secondary: Action | None = None
    strip_bold: str = ""                # "Người hướng dẫn:"
    strip: str = ""
    code: str = ""


@dataclass(frozen=True)
class TextSizeView(Base):
    """Panel: three sizes shown as they are, contrast, calm."""

    title: str = ""
    sizes: tuple[tuple[Action, bool], ...] = ()     # (action, chosen)
    contrast: Action | None = None
    contrast_on: bool = False
    calm: Action | None = None
    calm_on: bool = False
    slow: Action | None = None          # "Đọc chậm"
    slow_on: bool = False
    language: Action | None = None      # turns to the next language; None where there is only one
    language_name: str = ""
    primary: Action | None = None


StepState = Literal["done", "now", "ahead"]


@dataclass(frozen=True)
class StickView(Base):
    """Lesson packs by USB (look 14a, 14b). ``percent`` None = no bar. ``steps`` with their state stand on a sheet, or
    ``lines`` (icon, text) do; ``warning`` is the heaviest sentence: "Xin đừng rút USB vội"."""

    title: str = ""
    picture: str = ""
    done: bool = False                  # 14b: the big tick and the big sentence
    percent: int | None = None
    percent_words: str = ""
    steps: tuple[tuple[str, StepState], ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    primary: Action | None = None
    secondary: Action | None = None
    strip: str = ""                     # at the foot, for the telephone: "Mã P3"


@dataclass(frozen=True)
class HealthRow:
    icon: str
    text: str
    state: Literal["ok", "warning", "bad"]


@dataclass(frozen=True)
class MaintenanceView(Base):
    """Entry for maintenance: enrolled or not, outbox, camera, lessons, broken files."""

    title: str = ""
    rows: tuple[HealthRow, ...] = ()
    primary: Action | None = None
    secondary: Action | None = None
    more: tuple[Action, ...] = ()
    camera: bool = False                # scanning an enrolment QR: preview shown
    advice: str = ""
    advice_picture: str = ""
    advice_kind: AdviceTone = "kind"
    frame: AimColour = "lamp"
