"""A lesson as the engine sees it. Authors write YAML, ``kiosk.packs`` turns it into these records.

Every text is Vietnamese in NFC; other languages are catalogues beside it (``kiosk.core.lessons.curriculum``). Names of
pictures and icons are file names without ending in the lesson's folder or in ``assets/``. Bounds keep a screen
readable (lessons/README.md: four answers, short sentences). The simulated phone's parts: ``phone_screen``.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kiosk.core.i18n import N_
from kiosk.core.lessons.phone_screen import (
    Line,
    MaybeLine,
    MaybeWords,
    Name,
    Part,
    PhoneScreen,
    Words,
)

Variants = Annotated[tuple[Name, ...], Meta(max_length=8)]   # provinces; "khac" = any province no variant names
Cited = Annotated[tuple[Name, ...], Meta(max_length=6)]      # ids of the lesson's ``sources``
Moment = Literal["", "before", "after"]


class Context(Part, frozen=True, kw_only=True):
    """The note beside the phone that says why we do this."""

    picture: Name
    text: Line
    strong: MaybeLine = ""


class Hints(Part, frozen=True, kw_only=True):
    """The ladder's words: said again (1), arrow (2), finger (3)."""

    again: Line
    point: Line
    show: Line


# --- steps ------------------------------------------------------------------------------------


class ShowStep(Part, frozen=True, kw_only=True, tag="show"):
    """Something to see and hear, then "Tiếp"."""

    id: Name
    title: Line
    text: Annotated[tuple[Line, ...], Meta(max_length=3)] = ()
    picture: Name
    only: Variants = ()
    sources: Cited = ()


class PhoneStep(Part, frozen=True, kw_only=True, tag="phone"):
    """One task on the simulated phone, which begins on ``screen`` and may open ``screens`` (by name). The task is done
    when an element in ``right`` is touched (and its ``needs`` are met), on whatever screen it stands: several right
    ways are several names, or several routes of ``opens``. Any other touch is answered by ``wrong[id]`` or kindly in
    general, and loses nothing. ``alone``: the learner is given the goal, not the way. ``moment``: the same task
    asked before and after the lesson (see AgainStep)."""

    id: Name
    say: Line
    ask: MaybeLine = ""
    context: Context | None = None
    screen: PhoneScreen
    screens: Annotated[dict[Name, PhoneScreen], Meta(max_length=12)] = {}
    right: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=8)]
    wrong: dict[str, Line] = {}
    hints: Hints
    alone: bool = False
    moment: Moment = ""
    same_as: str = ""                   # set when an AgainStep is put in place: the step it repeats
    only: Variants = ()
    sources: Cited = ()


class ScanStep(Part, frozen=True, kw_only=True, tag="scan"):
    """The learner holds a practice code before the real camera; the phone shows a viewfinder.
    ``code`` is the practice code's name, ``BDHVSTAP1:<code>`` on paper."""

    id: Name
    say: Line
    ask: MaybeLine = ""
    context: Context | None = None
    screen: PhoneScreen
    code: Name
    hints: Hints
    only: Variants = ()
    sources: Cited = ()


class Answer(Part, frozen=True, kw_only=True):
    id: Name
    label: Words
    icon: Name
    right: bool = False
    reply: Line


class ChooseStep(Part, frozen=True, kw_only=True, tag="choose"):
    """A question with two to four equal answers."""

    id: Name
    title: Line
    card: Annotated[tuple[Line, ...], Meta(max_length=3)] = ()
    card_from: MaybeWords = ""
    picture: str = ""
    ask: Line
    answers: Annotated[tuple[Answer, ...], Meta(min_length=2, max_length=4)]
    only: Variants = ()
    sources: Cited = ()


class Turn(Part, frozen=True, kw_only=True):
    """What the other side says, and two or three equal answers; the right one leads to the next turn."""

    says: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=3)]
    ask: Line
    answers: Annotated[tuple[Answer, ...], Meta(min_length=2, max_length=3)]


class CallStep(Part, frozen=True, kw_only=True, tag="call"):
    """A simulated call or chat with a stranger: fear may be felt, nothing can be lost. ``way``: a call, a call with a
    blurred picture, or messages."""

    id: Name
    way: Literal["call", "video", "chat"] = "call"
    who: Words
    note: MaybeWords = N_("đang nói chuyện")
    turns: Annotated[tuple[Turn, ...], Meta(min_length=1, max_length=4)]
    only: Variants = ()
    sources: Cited = ()


class DoStep(Part, frozen=True, kw_only=True, tag="do"):
    """Something to do on the learner's own phone. ``address`` becomes a QR to photograph ('' = none). The facilitator
    confirms with the badge; without one the learner's word is kept as unconfirmed."""

    id: Name
    title: Line
    text: Annotated[tuple[Line, ...], Meta(max_length=3)] = ()
    picture: Name
    address: Annotated[str, Meta(pattern=r"^(https://[a-z0-9.-]+(/[A-Za-z0-9._~/?=&%-]*)?)?$", max_length=120)] = ""
    only: Variants = ()
    sources: Cited = ()


class AgainStep(Part, frozen=True, kw_only=True, tag="again"):
    """The task ``of`` (an earlier phone step of the lesson) once more, now that the lesson was learned. Put in place
    by ``kiosk.core.lessons.curriculum.unfolded``; the engine never meets it."""

    id: Name
    of: Name
    say: Line


Step = ShowStep | PhoneStep | ScanStep | ChooseStep | CallStep | DoStep | AgainStep

Need = Literal["tra-tien", "suc-khoe", "giay-to", "tranh-lua", "hoc-them", "hoi-may"]
Group = Literal["nguoi-dan", "hoc-sinh", "nguoi-lao-dong", "can-bo"]


class Source(Part, frozen=True, kw_only=True):
    """Where a fact comes from, so that somebody can look it up again."""

    id: Name
    title: Line
    on: MaybeWords = ""                 # as on the paper: "6/2025", "ngày 24/01/2025"


class Checked(Part, frozen=True, kw_only=True):
    """A person has walked the real thing. ``on`` is a day, ISO 8601."""

    by: Words
    on: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    app_version: MaybeWords = ""


class Lesson(Part, frozen=True, kw_only=True):
    """One lesson of a pack. ``learned`` are the sentences after "Từ nay bác biết:". ``keywords`` are how people ask for
    it. ``groups`` ('for' in the file) are the people it is meant for; ``checked`` stays empty until a person has
    walked the real application, and the facilitator sees that. ``after`` are lessons better learned before."""

    id: Name
    title: Words
    need: Need
    minutes: Annotated[int, Meta(ge=1, le=60)]
    picture: Name
    skills: tuple[Name, ...] = ()
    groups: Annotated[tuple[Group, ...], Meta(min_length=1)] = msgspec.field(name="for", default=("nguoi-dan",))
    keywords: Annotated[tuple[Words, ...], Meta(max_length=20)] = ()
    after: Annotated[tuple[Name, ...], Meta(max_length=6)] = ()
    only: Variants = ()
    checked: Checked | None = None
    sources: Annotated[tuple[Source, ...], Meta(max_length=20)] = ()
    learned: Annotated[tuple[Words, ...], Meta(min_length=1, max_length=4)]
    take_home: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=8)]
    steps: Annotated[tuple[Step, ...], Meta(min_length=1, max_length=40)]


PRACTICE_PREFIX = "BDHVSTAP1:"
