"""Colours and forms by name: the tokens of the look in two palettes, and the styles of touchables.

Guarantees: every token exists in both palettes, so high contrast is one table; pressed high contrast
is the same table with black and white exchanged. Does not know places or sizes; imports no Kivy.

    rgba("leaf", high=False)      # (0.114, 0.353, 0.243, 1.0)
    STYLES["primary"].on          # "on-leaf": the colour for words on it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

Rgba = tuple[float, float, float, float]

PALETTE: Final[Mapping[str, str]] = {
    "paper": "#F6EDD9", "sheet": "#FFFAEF", "straw": "#EADBBC", "ink": "#2A2017", "ink2": "#4F4032",
    "leaf": "#1D5A3E", "leaf-deep": "#113A27", "leaf-soft": "#DCE9D2", "leaf-pressed": "#174A33",
    "clay": "#933718", "clay-deep": "#642209", "clay-soft": "#F8DFCF", "clay-pressed": "#F0C9B2",
    "lamp": "#F3B93A", "lamp-edge": "#8A5D07", "lamp-soft": "#FCEBBF", "lamp-pressed": "#DFA422",
    "lamp-soft-pressed": "#F5DC9C",
    "indigo": "#25456B", "indigo-deep": "#16304F", "indigo-soft": "#DCE5EE", "indigo-pressed": "#1C3757",
    "wood": "#5B4632", "wood-deep": "#3E2E1F", "edge": "#8C7444", "line": "#CDB78A",
    "tint-leaf": "#E4EAD0", "tint-clay": "#F8DFCF", "tint-indigo": "#DCE5EE", "tint-lamp": "#FCEBBF",
    "on-leaf": "#FFFAEF", "on-lamp": "#2A2017", "on-clay": "#FFFAEF", "on-indigo": "#FFFAEF",
    "on-wood": "#FFFAEF", "white": "#FFFFFF", "black": "#000000",
    "phone-bezel": "#2A2320", "phone-screen": "#F7FAFA", "phone-header": "#0F4A55",
    "on-phone-header": "#FFFFFF", "phone-field": "#EAF2F2", "phone-label": "#2B3F42",
    "phone-name": "#10292D", "phone-green": "#14623E", "on-phone-green": "#FFFFFF",
    "phone-line": "#56706F", "veil": "#2A201761", "grey": "#4A4640", "field": "#FFFFFF",
    "phone-dark": "#332F2B", "on-phone-dark": "#FFFFFF", "phone-board": "#D5DEDE",
    "petal": "#FFFFFF", "post-leaf": "#1D5A3E", "post-leaf-deep": "#113A27", "post-indigo": "#25456B",
    "post-indigo-deep": "#16304F", "post-wood": "#5B4632", "post-wood-deep": "#3E2E1F",
    "on-post": "#FFFAEF",
}

_BLACK: Final = "#000000"
_WHITE: Final = "#FFFFFF"
_YELLOW: Final = "#FFD84D"

CONTRAST: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("paper", "sheet", "straw", "leaf-soft", "clay-soft", "lamp-soft", "indigo-soft", "wood-deep",
         "phone-screen", "phone-header", "phone-field", "on-leaf", "on-lamp", "on-phone-green",
         "black", "phone-dark", "phone-board",
         "clay-pressed", "lamp-soft-pressed", "on-clay", "wood", "indigo", "post-leaf",
         "post-indigo", "post-wood"), _BLACK),
    **dict.fromkeys(
        ("ink", "ink2", "edge", "line", "leaf-deep", "clay-deep", "indigo-deep", "lamp-edge", "white",
         "tint-leaf", "tint-clay", "tint-indigo", "tint-lamp", "on-wood", "on-indigo", "phone-bezel",
         "on-phone-header", "on-phone-dark", "phone-label", "phone-name", "phone-line", "field", "leaf-pressed",
         "lamp-pressed", "indigo-pressed", "on-post", "post-leaf-deep", "post-indigo-deep",
         "post-wood-deep"), _WHITE),
    **dict.fromkeys(("leaf", "lamp", "clay", "phone-green"), _YELLOW),
    "veil": "#000000A0", "grey": "#3A3A3A", "petal": "#8A8A8A",
}

_INVERTED: Final[Mapping[str, str]] = {
    token: {_BLACK: _WHITE, _WHITE: _BLACK, _YELLOW: _BLACK}.get(value, value)
    for token, value in CONTRAST.items()
}


@dataclass(frozen=True)
class Style:
    """How a touchable stands: tokens of its face, pressed face, edge and border ('' = none); ``on`` is
    the colour for words on it. A flat style has no edge and does not sink."""

    fill: str
    pressed: str
    edge: str = ""
    border: str = ""
    border_width: float = 2
    on: str = "ink"
    dashed: bool = False
    flat: bool = False


STYLES: Final[Mapping[str, Style]] = {
    "primary": Style("leaf", "leaf-pressed", "leaf-deep", "leaf-deep", on="on-leaf"),
    "plain": Style("sheet", "straw", "edge", "edge"),
    "tile": Style("sheet", "straw", "edge", "edge"),
    "row": Style("sheet", "straw", "edge", "edge"),
    "answer": Style("sheet", "straw", "edge", "edge", border_width=4),
    "lamp": Style("lamp", "lamp-pressed", "lamp-edge", "lamp-edge", on="on-lamp"),
    "hint": Style("lamp-soft", "lamp-soft-pressed", "lamp-edge", "lamp-edge"),
    "help": Style("clay-soft", "clay-pressed", "clay", "clay"),
    "urgent": Style("sheet", "clay-soft", "clay", "clay"),
    "indigo": Style("indigo", "indigo-pressed", "indigo-deep", "indigo-deep", on="on-indigo"),
    "wood": Style("wood", "wood-deep", "wood-deep", "wood-deep", on="on-wood"),
    "chosen": Style("leaf-soft", "leaf-soft", "leaf", "leaf", border_width=4),
    "key": Style("sheet", "indigo-soft", "edge", "edge"),
    "key-primary": Style("leaf", "leaf-pressed", "leaf-deep", "leaf-deep", on="on-leaf"),
    "key-straw": Style("straw", "indigo-soft", "edge", "edge"),
    "disabled": Style("straw", "straw", "", "edge", 3, on="ink2", dashed=True, flat=True),
    "phone-primary": Style("phone-green", "phone-name", "", "phone-green", on="on-phone-green", flat=True),
    "phone-plain": Style("phone-screen", "phone-field", "", "phone-label", 3, on="phone-name", flat=True),
    "phone-field": Style("phone-field", "phone-field", "", "phone-line", 2, on="phone-name", flat=True),
    "phone-card": Style("phone-screen", "phone-field", "", "phone-line", 2, on="phone-name", flat=True),
    "phone-asleep": Style("phone-field", "phone-field", "", "phone-line", 2, on="phone-label", dashed=True, flat=True),
    "phone-bubble": Style("phone-field", "phone-screen", "", "phone-line", 2, on="phone-name", flat=True),
    "phone-mine": Style("phone-green", "phone-name", "", "phone-green", on="on-phone-green", flat=True),
    "phone-over": Style("", "", flat=True, on="phone-name"),
    "key-phone": Style("phone-screen", "indigo-soft", "", "phone-line", 1, on="phone-name", flat=True),
    "key-phone-done": Style("phone-green", "phone-name", "", "phone-green", 1, on="on-phone-green", flat=True),
    "phone-flat": Style("", "", flat=True, on="phone-name"),
    "clear": Style("", "", flat=True),
}

SOFT_FILLS: Final = frozenset(
    {"sheet", "straw", "leaf-soft", "clay-soft", "lamp-soft", "indigo-soft", "phone-screen"})
_YELLOW_FILLS: Final = frozenset({"leaf", "lamp", "phone-green", "clay"})


def hex_of(token: str, high: bool, pressed: bool = False) -> str:
    """'#RRGGBB' or '#RRGGBBAA' of a token. Raises KeyError for a name that is no token."""
    if not high:
        return PALETTE[token]
    return _INVERTED[token] if pressed else CONTRAST[token]


def rgba(token: str, high: bool, pressed: bool = False, opacity: float = 1.0) -> Rgba:
    """A token as four numbers 0..1."""
    value = hex_of(token, high, pressed)[1:]
    red, green, blue = (int(value[at:at + 2], 16) / 255 for at in (0, 2, 4))
    alpha = int(value[6:8], 16) / 255 if len(value) == 8 else 1.0
    return red, green, blue, alpha * opacity


def style_of(name: str, high: bool) -> Style:
    """The style to draw: in high contrast no edges, white 4 px outlines, yellow faces without any."""
    style = STYLES[name]
    if not high:
        return style
    if not style.fill:
        return style
    outline = "" if style.fill in _YELLOW_FILLS else "white"
    width = 6.0 if style.border_width >= 4 else 4.0
    return Style(style.fill, style.fill, "", outline, width, style.on, style.dashed, style.flat)


@cache
def ratio(first: str, second: str) -> float:
    """Contrast of two '#RRGGBB' colours by WCAG 2.2, 1..21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(value: str) -> float:
    channels = [int(value[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
