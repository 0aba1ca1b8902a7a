"""The vocabulary of a screen: flat, frozen parts with absolute places in pixels.

A screen is a pure function ``plan(view, metrics) -> tuple[Part, ...]`` in ``kiosk/ui/screens``; the
stage draws the parts and hands touches back. Origin is the top left corner, y grows downwards.
Colours are token names of ``theme.PALETTE`` (never hex), so that high contrast is one table.
Equal parts are not drawn again: keep them frozen and built only from the view and the metrics.

    Text(Box(36, 22, 1020, 84), "Bác muốn làm gì ạ?", size=m.size("title"), weight=700)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.core.intents import Intent

Align = Literal["left", "center", "right"]
VAlign = Literal["top", "middle", "bottom"]


@dataclass(frozen=True)
class Box:
    """Pixels from the top left corner of the window."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def inset(self, dx: float, dy: float | None = None) -> Box:
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, self.w - 2 * dx, self.h - 2 * dy)


@dataclass(frozen=True)
class Text:
    """Wrapped words. ``**bold**`` inside ``text`` raises the weight to 700. ``size`` in px; where
    the words do not fit ``box`` in ``max_lines`` lines the stage goes down to ``min_size`` step by
    step (0 = never); what still does not fit is a defect the gallery reports. ``leading`` is the
    line pitch as a multiple of ``size``."""

    box: Box
    text: str
    size: float
    weight: Literal[500, 600, 700] = 600
    colour: str = "ink"
    align: Align = "left"
    valign: VAlign = "middle"
    leading: float = 1.36
    max_lines: int = 1
    min_size: float = 0
    underline: bool = False
    ground: str = ""                    # token of the ground it stands on, for the contrast check


@dataclass(frozen=True)
class Picture:
    """A drawing of ``assets/pictures`` (or of the lesson's folder) fitted whole into ``box``."""

    box: Box
    name: str
    opacity: float = 1.0


@dataclass(frozen=True)
class Icon:
    """A one-colour icon of ``assets/icons``."""

    box: Box
    name: str
    colour: str = "ink"


@dataclass(frozen=True)
class Panel:
    """A flat rounded field: sheet, note, tape, bar. Not touchable, so it has no edge.
    ``corners`` = radius of (top left, top right, bottom right, bottom left) where they differ."""

    box: Box
    fill: str = "sheet"
    radius: float = 20
    border: str = ""
    border_width: float = 2
    shadow: bool = False
    dashed: bool = False
    corners: tuple[float, float, float, float] | None = None
    opacity: float = 1.0


@dataclass(frozen=True)
class Ring:
    """An outlined shape without filling: hint ring, dashed ring of a wrong tap, disc border."""

    box: Box
    colour: str
    width: float
    radius: float
    dashed: bool = False
    pulse: bool = False                 # 1 Hz, three times; still when calm


@dataclass(frozen=True)
class Disc:
    """A filled circle with a border and a picture in it (badge pictures)."""

    box: Box
    picture: str
    border: str = "lamp"
    border_width: float = 4
    fill: str = "sheet"


@dataclass(frozen=True)
class Dots:
    """A row of ``total`` round dots, the first ``filled`` ones full."""

    box: Box
    filled: int
    total: int
    size: float
    gap: float
    colour: str = "ink"


@dataclass(frozen=True)
class QrCode:
    """Rows of '1' and '0', drawn sharp on whole pixels, ink on sheet (black on white in contrast)."""

    box: Box
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """The live camera picture (mirrored), filling ``box``; a quiet grey field while there is none."""

    box: Box
    radius: float = 20


@dataclass(frozen=True)
class Corners:
    """The aiming frame: four open rounded brackets at the corners of ``box``, with an outline so that they show
    on any camera picture. ``length`` of an arm from its corner, ``thick``, ``radius`` outside, ``outline``
    around: px."""

    box: Box
    colour: str
    thick: float
    length: float
    radius: float
    outline: float


@dataclass(frozen=True)
class Petals:
    """The carved petal edge along the top."""

    box: Box


@dataclass(frozen=True)
class Finger:
    """The pointing hand; its finger tip is at (x, y). Taps twice, then stays (still when calm)."""

    x: float
    y: float
    size: float
    press: bool = False                 # "Làm mẫu": presses once


@dataclass(frozen=True)
class Arrow:
    """The lamp-yellow arrow with ink outline that points at (x, y) from ``side``."""

    x: float
    y: float
    size: float
    side: Literal["left", "right", "top", "bottom"] = "right"


@dataclass(frozen=True)
class Watermark:
    """Slanted words over the simulated phone (clay, 10 %; on a dark one white), clipped to ``box``."""

    box: Box
    text: str
    size: float
    dark: bool = False


@dataclass(frozen=True)
class Touch:
    """Something that can be touched: it stands up on its edge, sinks when pressed, acts on release
    inside (with slop). ``parts`` are drawn on its face and sink with it. ``style`` names fill, edge,
    border and pressed fill in ``theme.STYLES`` (primary, plain, lamp, help, hint, indigo, key,
    key-straw, answer, tile, phone-primary, phone-plain, phone-flat, clear, disabled …).
    ``answer_to_phone`` = the element's id where it stands in the simulated phone."""

    box: Box
    intent: Intent
    parts: tuple[Part, ...] = ()
    style: str = "plain"
    radius: float = 24
    enabled: bool = True
    why: str = ""
    in_phone: bool = False              # its own flat look; smaller least size does not apply
    speak: str = ""                     # what focus by button box reads


@dataclass(frozen=True)
class Hear:
    """The "Nghe lại" button. The stage owns it, because only the stage knows whether the voice is
    speaking: then it shows "Dừng đọc" and moving waves."""

    box: Box
    label: str
    stop_label: str
    size: float


@dataclass(frozen=True)
class Drag:
    """A field that can also be dragged; nothing needs it. A finger that goes up at least 12 mm from where it began in
    ``box`` means ``up`` (the list's next rows), down means ``down``. Draws nothing."""

    box: Box
    up: Intent
    down: Intent


Part = (
    Text | Picture | Icon | Panel | Ring | Disc | Dots | QrCode | Preview | Corners | Petals | Finger | Arrow
    | Watermark | Touch | Hear | Drag
)
