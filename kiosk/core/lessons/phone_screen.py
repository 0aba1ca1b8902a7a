"""The simulated phone as authors declare it: screens made of a few elements, and what changes while it is used.

Guarantees: records are immutable and bounded. Everything touchable has an ``id`` that is the same thing all over
one step. ``opens`` names the screen of the step that a touch leads to ('' = it leads nowhere by itself). Holds no
rule: what a touch does is decided in ``kiosk.core.phone.rules``.

    PhoneScreen(title="Tin nhắn", icon="chat-text", elements=(Chat(id="tin", who="Số lạ", bubbles=(...)),))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from kiosk.core.i18n import N_

Name = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,59}$")]
MaybeName = Annotated[str, Meta(pattern="^([a-z0-9][a-z0-9-]{0,59})?$")]
Line = Annotated[str, Meta(min_length=1, max_length=140)]
Words = Annotated[str, Meta(min_length=1, max_length=60)]
MaybeWords = Annotated[str, Meta(max_length=60)]
MaybeLine = Annotated[str, Meta(max_length=140)]

Tone = Literal["plain", "primary", "strong", "quiet"]

# Names the phone itself gives; no element of an author may be called so.
BACKGROUND: Final = "nen"               # the phone's empty ground
BACK: Final = "lui"                     # the arrow in the phone's header: one screen back
ADDRESS: Final = "dia-chi"              # the address bar of a web page
KEY: Final = "phim-"                    # phim-a … phim-z, phim-0 … phim-9, phim-cach, phim-xoa, phim-xong
DIGIT: Final = "so-"                    # so-0 … so-9, so-xoa: the keys of a PIN pad
UP: Final = "-len"                      # <list id>-len: the list's rows go up …
DOWN: Final = "-xuong"                  # … and down

ROWS_SHOWN: Final = 3                   # rows of a list that are seen at once


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything in a lesson file: immutable, strict."""


class Field(Part, frozen=True, kw_only=True, tag="field"):
    """Read-only box: label, value, note (e.g. bank)."""

    id: Name
    label: Words
    value: Words
    note: MaybeWords = ""
    tone: Tone = "plain"
    opens: MaybeName = ""


class PhoneButton(Part, frozen=True, kw_only=True, tag="button"):
    """``needs``: inputs of the step (text, pin, toggle, photos) that must be as asked before the button works;
    until then it says ``unmet``."""

    id: Name
    label: Words
    icon: MaybeName = ""
    tone: Tone = "plain"
    opens: MaybeName = ""
    needs: Annotated[tuple[Name, ...], Meta(max_length=6)] = ()
    unmet: MaybeLine = ""


class App(Part, frozen=True, kw_only=True):
    id: Name
    label: Words
    icon: Name
    colour: Literal["leaf", "clay", "indigo", "lamp"] = "leaf"
    opens: MaybeName = ""


class AppIcons(Part, frozen=True, kw_only=True, tag="apps"):
    """Home screen of a phone: at most four apps, two in a row."""

    id: Name
    apps: Annotated[tuple[App, ...], Meta(min_length=2, max_length=4)]


class Message(Part, frozen=True, kw_only=True, tag="message"):
    """Big sign with a line under it: "Chuyển tiền xong". ``mood`` says in colour and form how it went."""

    id: Name
    icon: Name
    text: Words
    note: MaybeLine = ""
    mood: Literal["good", "plain", "bad"] = "good"
    opens: MaybeName = ""


class Viewfinder(Part, frozen=True, kw_only=True, tag="viewfinder"):
    """The phone's camera: shows the kiosk's real camera picture."""

    id: Name


class Dots(Part, frozen=True, kw_only=True, tag="dots"):
    """Secret digits already typed, shown as dots."""

    id: Name
    label: Words
    filled: Annotated[int, Meta(ge=0, le=6)] = 6


class Card(Part, frozen=True, kw_only=True, tag="card"):
    """A sheet with a sign, a title and up to four lines: a paper, an article, an offer in a shop.
    ``picture`` names a drawing shown small at its left instead of the sign."""

    id: Name
    title: Words
    icon: MaybeName = ""
    picture: MaybeName = ""
    lines: Annotated[tuple[Words, ...], Meta(max_length=4)] = ()
    opens: MaybeName = ""


class Row(Part, frozen=True, kw_only=True):
    id: Name
    title: Words
    icon: MaybeName = ""
    note: MaybeWords = ""
    opens: MaybeName = ""


class Rows(Part, frozen=True, kw_only=True, tag="list"):
    """A list; with more than ROWS_SHOWN rows it scrolls, by its two buttons or by dragging."""

    id: Name
    rows: Annotated[tuple[Row, ...], Meta(min_length=1, max_length=12)]


class TextBox(Part, frozen=True, kw_only=True, tag="text"):
    """A box to type in with the phone's own keyboard. A touch on it opens the keyboard. It is filled as asked when
    the letters are those of ``expect``: capitals never count, marks only where ``marks`` is set (Telex keys)."""

    id: Name
    label: Words
    expect: Annotated[str, Meta(min_length=1, max_length=24)]
    keys: Literal["letters", "digits"] = "letters"
    marks: bool = False
    hidden: bool = False


class PinPad(Part, frozen=True, kw_only=True, tag="pin"):
    """Digits on a big pad. ``expect`` '' = any digits will do (a number the learner makes up, never a real one).
    Once full it opens ``opens``, or simply stays full for a button's ``needs``."""

    id: Name
    label: Words
    digits: Annotated[int, Meta(ge=4, le=6)] = 6
    expect: Annotated[str, Meta(pattern=r"^([0-9]{4,6})?$")] = ""
    hidden: bool = True
    opens: MaybeName = ""


class Notification(Part, frozen=True, kw_only=True, tag="notification"):
    """A message that comes in over the screen, ``after`` seconds from when the screen was opened: the OTP, a stranger's
    offer."""

    id: Name
    icon: Name
    title: Words
    text: Line
    after: Annotated[int, Meta(ge=0, le=10)] = 0
    opens: MaybeName = ""


class Toggle(Part, frozen=True, kw_only=True, tag="toggle"):
    """A switch. It is as asked when it stands as ``want`` says."""

    id: Name
    label: Words
    note: MaybeWords = ""
    on: bool = False
    want: bool = True


class Photo(Part, frozen=True, kw_only=True):
    id: Name
    picture: Name
    label: Words


class Photos(Part, frozen=True, kw_only=True, tag="photos"):
    """The photo picker: one is chosen by a touch. It is as asked when ``want`` (an id) is chosen."""

    id: Name
    photos: Annotated[tuple[Photo, ...], Meta(min_length=2, max_length=4)]
    want: Name


class Dialog(Part, frozen=True, kw_only=True, tag="dialog"):
    """A question that lies over the screen until one of its buttons is touched."""

    id: Name
    title: Words
    text: MaybeLine = ""
    icon: MaybeName = ""
    buttons: Annotated[tuple[PhoneButton, ...], Meta(min_length=1, max_length=2)]


class Bubble(Part, frozen=True, kw_only=True):
    """``link`` draws the text as a link; only a bubble with an ``id`` can be touched by itself."""

    text: Line
    id: MaybeName = ""
    mine: bool = False
    link: bool = False
    opens: MaybeName = ""


class Chat(Part, frozen=True, kw_only=True, tag="chat"):
    id: Name
    who: Words
    bubbles: Annotated[tuple[Bubble, ...], Meta(min_length=1, max_length=4)]


class Ringing(Part, frozen=True, kw_only=True, tag="ringing"):
    """A call that comes in: who, and two equal buttons."""

    id: Name
    who: Words
    note: MaybeWords = N_("đang gọi đến")
    take: PhoneButton
    refuse: PhoneButton


class Loading(Part, frozen=True, kw_only=True, tag="loading"):
    """The phone is busy for ``seconds``, then opens ``opens`` by itself."""

    id: Name
    text: Words
    seconds: Annotated[int, Meta(ge=1, le=10)] = 2
    opens: Name


Element = (
    Field | PhoneButton | AppIcons | Message | Viewfinder | Dots | Card | Rows | TextBox | PinPad | Notification
    | Toggle | Photos | Dialog | Chat | Ringing | Loading
)
Input = TextBox | PinPad | Toggle | Photos


class PhoneScreen(Part, frozen=True, kw_only=True):
    """``address`` makes it a web page with an address bar."""

    title: Words
    icon: Name = "bank"
    address: MaybeWords = ""
    elements: Annotated[tuple[Element, ...], Meta(min_length=1, max_length=6)]


@dataclass(frozen=True)
class PhoneFace:
    """What of a screen changes while the phone is used; the screens draw it, ``kiosk.core.phone.rules`` makes it.

    ``values``: (input's id, what it holds): typed text as composed, digits, "on"/"off", the chosen photo's id.
    ``focus``: the text box whose keyboard is open ('' = none). ``first``: (list's id, its first row seen).
    ``arrived``: notifications that have come in. ``back``: the header has its arrow (there is a screen to go back
    to).
    """

    values: tuple[tuple[str, str], ...] = ()
    focus: str = ""
    first: tuple[tuple[str, int], ...] = ()
    arrived: tuple[str, ...] = ()
    back: bool = False

    def value(self, name: str) -> str:
        return dict(self.values).get(name, "")

    def first_row(self, name: str) -> int:
        return dict(self.first).get(name, 0)
