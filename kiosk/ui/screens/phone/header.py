"""The simulated phone's header: back arrow, title, and the address bar of a web page.

Guarantees: the arrow is as large as the header allows; a long address is broken at its dots, never shortened.
"""

from __future__ import annotations

from kiosk.core.i18n import _
from kiosk.core.lessons.phone_screen import ADDRESS, BACK, PhoneScreen
from kiosk.ui.design.parts import Box, Icon, Panel, Part, Text
from kiosk.ui.screens.components import balanced
from kiosk.ui.screens.phone.touch_targets import Placed, Rest, spot
from kiosk.ui.screens.phone.type_sizes import Lines, Scale, size_for

HEAD = 92                               # reference px of status and title bar together


def plan_head(screen: PhoneScreen, s: Scale, rest: Rest) -> tuple[Part, ...]:
    """Status bar and title; the sign gives its place to the back arrow."""
    glass, back = rest.glass, rest.face.back
    bar = Box(glass.x, glass.y, glass.w, s(HEAD))
    icon = Box(bar.x + s(16), bar.y + s(41), s(44), s(44))
    left = bar.x + s(84) if back else icon.right + s(11)
    title = Box(left, bar.y + s(34), bar.right - left - s(12), s(58))
    size = size_for(screen.title, 700, title.w, [s.text(n) for n in (36, 35, 34, 32, 30)])
    return (
        Panel(bar, fill="phone-header", corners=(s(30), s(30), 0, 0)),
        Icon(Box(bar.right - s(88), bar.y + s(6), s(24), s(24)), "signal", "on-phone-header"),
        Icon(Box(bar.right - s(54), bar.y + s(3), s(30), s(30)), "battery", "on-phone-header"),
        *(() if back else (Icon(icon, screen.icon, "on-phone-header"),)),
        Text(title, "\n".join(balanced(screen.title, size, 700, title.w)), size, weight=700,
             colour="on-phone-header", ground="phone-header"),
    )


def place_head(screen: PhoneScreen, s: Scale, rest: Rest) -> tuple[Placed, ...]:
    """What can be touched up there."""
    placed: list[Placed] = []
    if rest.face.back:
        placed.append(_arrow(s, rest))
    if screen.address:
        placed.append(_address(screen.address, s, rest))
    return tuple(placed)


def _arrow(s: Scale, rest: Rest) -> Placed:
    glass, mark = rest.glass, s(48)
    box = Box(glass.x + s(2), glass.y + s(20), s(80), s(HEAD - 20))
    sign = Box(box.x + (box.w - mark) / 2, glass.y + s(63) - mark / 2, mark, mark)
    ground = Panel(Box(box.x, glass.y + s(34), box.w, s(HEAD - 36)), fill="phone-header", radius=s(14))
    face: tuple[Part, ...] = (ground, Icon(sign, "arrow-left", "on-phone-header"))
    return Placed((spot(BACK, box, rest, "phone-over", face, _("Lùi lại")),))


def _address_lines(address: str, s: Scale, rest: Rest) -> Lines:
    return Lines.of(s, address, rest.glass.w - s(24) - s(62), (32, 30), 600, most=3, leading=1.2)


def address_height(address: str, s: Scale, rest: Rest) -> float:
    """Height in px of the bar and its air; 0 without an address."""
    return _address_lines(address, s, rest).height + s(26) if address else 0.0


def _address(address: str, s: Scale, rest: Rest) -> Placed:
    lines, glass, mark = _address_lines(address, s, rest), rest.glass, s(32)
    box = Box(glass.x + s(12), glass.y + s(HEAD + 6), glass.w - s(24), lines.height + s(16))
    face: tuple[Part, ...] = (
        Icon(Box(box.x + s(12), box.y + (box.h - mark) / 2, mark, mark), "lock", "phone-label"),
        *lines.text(box.x + s(52), box.y + s(8), box.w - s(60), ground="phone-field"),
    )
    return Placed((spot(ADDRESS, box, rest, "phone-field", face, address, radius=min(s(26), box.h / 2)),))
