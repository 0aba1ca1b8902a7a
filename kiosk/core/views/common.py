"""What every view has, and the small parts several share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.intents import Intent

AimColour = Literal["lamp", "leaf", "clay"]     # aiming frame: usual, the place is right, another code
AdviceTone = Literal["kind", "busy", "warning"]


Sound = Literal["tick", "kept", "soft", "done", "look"]


@dataclass(frozen=True)
class Cue:
    """A sound to play once: a new ``serial`` plays it, the same serial does not."""

    serial: int
    sound: Sound


@dataclass(frozen=True)
class Action:
    """Something that can be touched. A disabled one still speaks: ``why`` says what it waits for."""

    label: str
    intent: Intent
    icon: str = ""
    help: str = ""
    enabled: bool = True
    why: str = ""


@dataclass(frozen=True)
class Rail:
    """The post at the right. Slots never move: 1 home or the thôn's name, 2 hear, 3 help or a sign,
    4 text size. ``post`` is its colour and says whose place this is."""

    post: Literal["leaf", "indigo", "wood"] = "leaf"
    place: str = ""                     # thôn's name in slot 1 on home; '' shows home
    home: Action | None = None
    help: Action | None = None
    sign: str = ""                      # flat sign in slot 3: "Hướng dẫn", "Bảo trì"
    sign_icon: str = ""
    text_size: Action | None = None


@dataclass(frozen=True)
class Look:
    """How to draw and speak, chosen by the person: text 100/125/150 %, high contrast, calm, slow voice, language."""

    text_percent: Literal[100, 125, 150] = 100
    high_contrast: bool = False
    calm: bool = False
    slow: bool = False
    language: str = "vi"


@dataclass(frozen=True)
class Base:
    """Common to all views. ``key`` names the place: the voice starts anew only when it changes.
    ``footer`` is a short passing line (e.g. "Cháu gọi chị Lúa rồi ạ"), '' for none. ``aside`` is said once
    when it changes, in the middle of a place."""

    key: str
    rail: Rail
    look: Look
    speech: tuple[str, ...] = ()
    cue: Cue | None = None
    footer: str = ""
    aside: str = ""


@dataclass(frozen=True)
class Choice:
    label: str
    intent: Intent
    icon: str = ""
    picture: str = ""
    note: str = ""


@dataclass(frozen=True)
class Progress:
    words: str                          # "Bước 5 trong 9"
    done: int
    total: int


HintRung = Literal["none", "again", "arrow", "finger"]
