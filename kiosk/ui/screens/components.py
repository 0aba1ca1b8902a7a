"""Pieces that several screens share: buttons, notes, sheets, rows. One look for one thing.

Guarantees: words stand inside their box at the size asked for, broken into lines of equal length;
a button always carries its icon beside its words. Does not know views: it takes words and places.

    button(Box(56, 534, 590, 131), view.primary, m, style="primary")
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from kiosk.core.views import Action, PersonRow
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Align, Box, Disc, Icon, Panel, Part, Picture, Text, Touch
from kiosk.ui.design.text_layout import height_of, width_of, wrap
from kiosk.ui.design.theme import STYLES
from kiosk.ui.screens.layout import columns as columns
from kiosk.ui.screens.layout import page as page
from kiosk.ui.screens.layout import stack as stack
from kiosk.ui.screens.layout import stands as stands

IconSide = Literal["left", "right", "top", "none"]
Weight = Literal[500, 600, 700]
NoteKind = Literal["kept", "kind", "warning", "strip", "plain"]

TWO_LINE = 1.22                         # line pitch of labels (look.md §3)
RUNNING = 1.36                          # line pitch of running text

# kind of a note -> (fill, border, width of the border, colour of its icon)
NOTES: dict[NoteKind, tuple[str, str, int, str]] = {
    "kept": ("leaf-soft", "leaf", 3, "leaf"),
    "kind": ("lamp-soft", "lamp-edge", 3, "clay"),
    "warning": ("clay-soft", "clay", 4, "clay-deep"),
    "strip": ("straw", "", 0, "indigo-deep"),
    "plain": ("sheet", "line", 1, "ink"),
}


def face(style: str) -> tuple[str, str]:
    """Colour of the words on a touchable of ``style``, and the ground below them."""
    return STYLES[style].on, STYLES[style].fill


@lru_cache(maxsize=1_000)
def balanced(text: str, size: float, weight: Weight, width: float) -> tuple[str, ...]:
    """Lines as few as ``width`` (px) allows: broken at the comma, else about equally long."""
    lines = wrap(text, size, weight, width)
    if len(lines) > 1 and ", " in text and "**" not in text:
        before, after = text.split(", ", 1)
        at_comma = (*balanced(f"{before},", size, weight, width), *balanced(after, size, weight, width))
        if len(at_comma) == len(lines) and _even(at_comma, size, weight, width):
            return at_comma
    low, high = width / max(1, len(lines)) * 0.8, width
    while len(lines) > 1 and high - low > 4:
        middle = (low + high) / 2
        tried = wrap(text, size, weight, middle)
        if len(tried) == len(lines) and broadest(tried, size, weight) <= middle:
            lines, high = tried, middle
        else:
            low = middle
    return lines


def narrowest(text: str, size: float, weight: Weight, lines: int) -> float:
    """The least width in px at which ``text`` takes no more than ``lines`` lines."""
    low, high = 0.0, width_of(text, size, weight)
    while high - low > 2:
        middle = (low + high) / 2
        made = wrap(text, size, weight, middle)
        if len(made) <= lines and broadest(made, size, weight) <= middle:
            high = middle
        else:
            low = middle
    return high + 2


def _even(lines: tuple[str, ...], size: float, weight: Weight, width: float) -> bool:
    """No line too broad, and none left with a lonely word."""
    widths = [width_of(line, size, weight) for line in lines]
    return max(widths) <= width and min(widths) >= 0.45 * max(widths)


def broadest(lines: tuple[str, ...], size: float, weight: Weight) -> float:
    """Width in px of the longest of ``lines``."""
    return max((width_of(line, size, weight) for line in lines), default=0.0)


def fits(text: str, size: float, weight: Weight, box: Box, *, lines: int = 1, leading: float = RUNNING) -> bool:
    """Whether ``text`` stands whole in ``box`` in at most ``lines`` lines."""
    made = wrap(text, size, weight, box.w)
    return (len(made) <= lines and broadest(made, size, weight) <= box.w
            and height_of(made, size, leading) <= box.h + 1)


def words(box: Box, text: str, size: float, *, weight: Weight = 600, colour: str = "ink",
          ground: str = "paper", align: Align = "left", leading: float = RUNNING, lines: int = 1) -> Text:
    """Text in equal lines; ``lines`` is the most it may take."""
    broken = "\n".join(balanced(text, size, weight, box.w))
    return Text(box, broken, size, weight=weight, colour=colour, align=align, leading=leading,
                max_lines=max(lines, broken.count("\n") + 1), ground=ground)


def title(text: str, m: Metrics, box: Box, *, size: float = 0, lines: int = 1, align: Align = "left") -> Text:
    """The heading of a screen, 700, on paper."""
    leading = 1.32 if lines > 1 else 1.24
    return words(box, text, size or m.size("title"), weight=700, align=align, leading=leading, lines=lines)


def sheet(box: Box, m: Metrics) -> Panel:
    """A flat sheet with its soft shadow: it lies, it cannot be touched."""
    return Panel(box, fill="sheet", radius=m.px(20), border="line", border_width=1, shadow=True)


def divider(x: float, y: float, width: float, colour: str = "line") -> Panel:
    """A drawn line, 2 px."""
    return Panel(Box(x, y, width, 2), fill=colour, radius=0)


# --- buttons ----------------------------------------------------------------------------------


def button(box: Box, action: Action, m: Metrics, *, style: str = "plain", size: float = 0, lines: int = 2,
           icon_side: IconSide = "left") -> Touch:
    """A button with icon and words centred on its face. ``size`` in px (0 = primary text); a label
    too long for one line breaks into equal ones, ``lines`` at most. Disabled ones say why."""
    style = style if action.enabled else "disabled"
    size = size or m.size("primary")
    side: IconSide = icon_side if action.icon else "none"
    parts = _above(box, action, m, style, size) if side == "top" else _beside(box, action, m, style, size, lines, side)
    return Touch(box, action.intent, parts, style=style, radius=m.px(24), enabled=action.enabled,
                 why=action.why, speak=action.label)


def button_width(action: Action, m: Metrics, size: float) -> float:
    """Width in px of a button with its label on one line."""
    return width_of(action.label, size, 600) + m.px(64 + 18 + 2 * 28)


def button_height(m: Metrics, size: float, lines: int, least: float = 132) -> float:
    """Height in px of a button with so many lines of words."""
    return max(m.px(least), lines * size * TWO_LINE + m.px(14))


def _beside(box: Box, action: Action, m: Metrics, style: str, size: float, lines: int,
            side: IconSide) -> tuple[Part, ...]:
    colour, ground = face(style)
    icon, gap, pad, broken = _measure(box, action.label, m, size, lines, side)
    width = broadest(broken, size, 600) + 2
    group = width + (icon + gap if icon else 0)
    left = max(box.x + pad, box.x + (box.w - group) / 2)
    text_x = left if side == "right" else left + group - width
    label = Text(Box(text_x, box.y, width, box.h), "\n".join(broken), size, weight=600, colour=colour,
                 leading=TWO_LINE if len(broken) > 1 else RUNNING, max_lines=len(broken), ground=ground)
    if side == "none":
        return (label,)
    icon_x = left + width + gap if side == "right" else left
    return Icon(Box(icon_x, box.y + (box.h - icon) / 2, icon, icon), action.icon, colour), label


def _measure(box: Box, label: str, m: Metrics, size: float, lines: int,
             side: IconSide) -> tuple[float, float, float, tuple[str, ...]]:
    """Icon, gap, padding and lines: the air goes first when a label is long, the words never."""
    roomy = (64.0, 18.0, 26.0) if size >= m.size("primary") else (56.0, 18.0, 22.0)
    broken: tuple[str, ...] = ()
    for icon, gap, pad in (roomy, (56.0, 14.0, 18.0), (44.0, 12.0, 14.0)):
        icon, gap, pad = (m.px(icon), m.px(gap), m.px(pad))
        icon, gap = (0.0, 0.0) if side == "none" else (icon, gap)
        room = box.w - 2 * pad - icon - gap
        broken = balanced(label, size, 600, room)
        if len(broken) <= lines and broadest(broken, size, 600) <= room:
            break
    return icon, gap, pad, broken


def _above(box: Box, action: Action, m: Metrics, style: str, size: float) -> tuple[Part, ...]:
    colour, ground = face(style)
    pad = m.px(16)
    broken = balanced(action.label, size, 600, box.w - 2 * pad)
    text_h = height_of(broken, size, TWO_LINE)
    icon = max(m.px(44), min(m.px(76), box.h - text_h - m.px(30)))
    top = box.y + max(m.px(8), (box.h - icon - m.px(10) - text_h) / 2)
    return (
        Icon(Box(box.x + (box.w - icon) / 2, top, icon, icon), action.icon, colour),
        Text(Box(box.x + pad, top + icon + m.px(10), box.w - 2 * pad, text_h), "\n".join(broken), size, weight=600,
             colour=colour, align="center", leading=TWO_LINE, max_lines=len(broken), ground=ground),
    )


# --- notes, cards, rows -----------------------------------------------------------------------


def note(box: Box, text: str, m: Metrics, *, kind: NoteKind = "kind", icon: str = "", picture: str = "",
         size: float = 0, weight: Weight = 600, lines: int = 2) -> tuple[Part, ...]:
    """A flat note with an icon or a drawing at its left and its words beside it."""
    fill, border, border_width, icon_colour = NOTES[kind]
    size = size or m.size("primary")
    mark_w = m.px(150) if picture else _mark(m) if icon else 0.0
    text_x = box.x + note_side(m, bool(icon), bool(picture)) - m.px(22)
    parts: list[Part] = [Panel(box, fill=fill, radius=m.px(18), border=border, border_width=border_width)]
    if picture:
        parts.append(Picture(Box(box.x + m.px(30), box.y + m.px(12), mark_w, box.h - m.px(24)), picture))
    elif icon:
        parts.append(Icon(Box(box.x + m.px(34), box.y + (box.h - mark_w) / 2, mark_w, mark_w), icon, icon_colour))
    room = Box(text_x, box.y, box.right - m.px(22) - text_x, box.h)
    parts.append(words(room, text, size, weight=weight, ground=fill, lines=lines,
                       leading=TWO_LINE if not fits(text, size, weight, room) else RUNNING))
    return tuple(parts)


def _mark(m: Metrics) -> float:
    """Side of a note's icon; it grows a little with the words."""
    return m.px(62 if m.percent == 100 else 74)


def note_side(m: Metrics, icon: bool = True, picture: bool = False) -> float:
    """What a note needs beside its words, px: borders, air and the mark."""
    mark = m.px(150) + m.px(28) if picture else _mark(m) + m.px(28) if icon else 0.0
    return m.px(34) + mark + m.px(22)


def note_height(text: str, m: Metrics, width: float, *, picture: bool = False, size: float = 0,
                least: float = 116) -> float:
    """Height in px of a note ``width`` px wide with an icon (or a picture), words and air."""
    size = size or m.size("primary")
    lines = balanced(text, size, 600, width - note_side(m, True, picture))
    return max(m.px(least), height_of(lines, size, TWO_LINE) + m.px(16))


def row_disc(box: Box, names: Sequence[str], m: Metrics) -> float:
    """Diameter of the picture in rows like ``box``: smaller where the longest of ``names`` needs room."""
    longest = broadest(tuple(names), m.text(40), 600)
    return max(m.px(56), min(m.px(88), box.h - m.px(18), box.w - m.px(16 + 14 + 8) - longest - 2))


def person_row(box: Box, person: PersonRow, m: Metrics, *, ring: str = "lamp", style: str = "urgent",
               disc: float = 0) -> tuple[Part, ...]:
    """Disc, picture name and time on a sheet; a button on its edge where the row can be touched."""
    disc = disc or row_disc(box, (person.name,), m)
    pad = (box.h - disc) / 2
    text_x = box.x + m.px(16) + disc + m.px(14)
    room = box.right - m.px(8) - text_x
    big, small = m.text(40), m.text(32)
    name_h, line_h = big * TWO_LINE, small * 1.3
    top = box.y + (box.h - name_h - line_h) / 2
    parts: tuple[Part, ...] = (
        Disc(Box(box.x + m.px(16), box.y + pad, disc, disc), person.picture, border=ring, border_width=m.px(4)),
        Text(Box(text_x, top, room, name_h), person.name, big, weight=600, leading=TWO_LINE, ground="sheet",
             min_size=m.text(34)),
        Text(Box(text_x, top + name_h, room, line_h), person.line, small, weight=500,
             colour="ink2" if person.intent is None else "ink", leading=1.3, ground="sheet"),
    )
    if person.intent is None:
        return parts
    return (Touch(box, person.intent, parts, style=style, radius=m.px(24), speak=person.name),)


def icon_line(box: Box, icon: str, text: str, m: Metrics, *, size: float = 0, weight: Weight = 600,
              colour: str = "ink", icon_colour: str = "", ground: str = "paper", lines: int = 1,
              mark: float = 0) -> tuple[Part, ...]:
    """An icon of ``mark`` px and a line of words beside it, the icon centred on the whole text."""
    size = size or m.size("secondary")
    mark = mark or size * 1.3
    x = box.x + mark + m.px(18)
    room = Box(x, box.y, box.right - x, box.h)
    leading = TWO_LINE if lines > 1 else RUNNING
    return (
        Icon(Box(box.x, box.y + (box.h - mark) / 2, mark, mark), icon, icon_colour or colour),
        words(room, text, size, weight=weight, colour=colour, ground=ground, leading=leading, lines=lines),
    )
