"""Coming in: the first page, the scan, the greeting, secret digits, one's own name, one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.intents import Intent
from kiosk.core.views.common import Action, AdviceTone, AimColour, Base, Choice


@dataclass(frozen=True)
class Tile:
    picture: str
    label: str
    intent: Intent
    tint: Literal["leaf", "clay", "indigo", "lamp"]


@dataclass(frozen=True)
class HomeView(Base):
    """``note`` is (bold, text, short text) of tonight's announcement or None. ``tiles`` are all six
    needs; the screen shows ``tiles_per_page`` of them from ``page``, turning by TurnPage."""

    title: str = ""
    note: tuple[str, str, str] | None = None
    scan: Action | None = None
    tiles: tuple[Tile, ...] = ()
    page: int = 0
    more_label: str = ""
    greeting_picture: str = ""          # badge picture of who is here, '' for nobody


@dataclass(frozen=True)
class ScanView(Base):
    """Live preview with an aiming frame. ``advice`` is the coaching line under it. ``way_out``: nothing was
    read for long, the door without a badge comes forward and ``card_text`` says so."""

    title: str = ""
    advice: str = ""
    advice_picture: str = ""
    advice_kind: AdviceTone = "kind"
    card_text: str = ""                 # "Cách máy một gang tay, giữ yên thẻ"
    no_badge: Action | None = None
    frame: AimColour = "lamp"
    way_out: bool = False


@dataclass(frozen=True)
class GreetingView(Base):
    """``kept`` is the line in the green note (shown only after COMMIT); '' while it is being kept,
    then ``waiting`` shows instead."""

    greeting: str = ""
    picture: str = ""
    kept: str = ""
    waiting: str = ""
    count_line: str = ""
    primary: Action | None = None
    secondary: Action | None = None
    foot: str = ""
    repeat: bool = False                # second scan: softer note instead of the green one


@dataclass(frozen=True)
class PinView(Base):
    greeting: str = ""
    role: str = ""
    picture: str = ""
    prompt: str = ""
    filled: int = 0
    shield_line: str = ""
    tries_line: str = ""
    erase: Action | None = None
    enter: Action | None = None
    locked: bool = False


@dataclass(frozen=True)
class Key:
    """One letter of the keyboard; ``mark`` shows what it adds in Telex ("ả" on R)."""

    letter: str
    intent: Intent
    mark: str = ""


@dataclass(frozen=True)
class FoundPerson:
    """Somebody the typed letters may mean. ``person`` is the name, ``picture`` the badge's."""

    picture: str
    person: str
    thon: str
    intent: Intent


@dataclass(frozen=True)
class KeyboardView(Base):
    """Typing one's own name. ``found`` are all that go with ``typed``; the screen shows as many as fit from
    ``page``, turning by TurnPage. ``line`` stands in their place while there are none. The rail lies down
    along the top right; its slot 3 stays empty."""

    prompt: str = ""                    # in the empty field: "Bác gõ tên mình nhé"
    typed: str = ""
    line: str = ""
    line_icon: str = ""
    found: tuple[FoundPerson, ...] = ()
    page: int = 0
    more_label: str = ""
    keys: tuple[tuple[Key, ...], ...] = ()      # three rows
    erase: Action | None = None
    guest: Action | None = None
    space: Action | None = None
    search: Action | None = None


@dataclass(frozen=True)
class DateView(Base):
    """A date in at most three touches. ``stage``: what ``choices`` are (31 days, the months, eleven years); ``likely``
    is a whole date, to be taken by one touch."""

    title: str = ""
    line: str = ""                      # the other way: a time code
    stage: str = "day"
    likely: Choice | None = None
    choices: tuple[Choice, ...] = ()
    turn: Action | None = None          # "Năm khác"
    secondary: Action | None = None     # "Lùi lại"


@dataclass(frozen=True)
class ChoiceView(Base):
    """One question, at most four equal answers a page: topic, thôn, date, guest door."""

    title: str = ""
    line: str = ""
    picture: str = ""
    choices: tuple[Choice, ...] = ()
    page: int = 0
    pages: int = 1
    turn: Action | None = None          # "Xem thêm"
    secondary: Action | None = None     # "Lùi lại"
    extra: Action | None = None         # one more way beside it: "Gõ câu hỏi", "Thu giọng"
