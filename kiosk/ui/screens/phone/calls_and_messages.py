"""What speaks on the simulated phone: chat, incoming call, waiting sign, dialog, a message over the top.

Guarantees: bubbles stand left (theirs) and right (mine), a link is underlined; the two buttons of a call are equal in
size and colour; behind a dialog everything steps back and only its buttons answer. Does not decide what they do.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.lessons.phone_screen import Bubble, Chat, Dialog, Loading, Notification, PhoneButton, Ringing
from kiosk.ui.design.parts import Box, Icon, Panel, Part
from kiosk.ui.design.parts import Dots as DotRow
from kiosk.ui.screens.components import broadest
from kiosk.ui.screens.phone.element_faces import button_face, button_style
from kiosk.ui.screens.phone.touch_targets import Placed, Rest, Spot, spot, standing
from kiosk.ui.screens.phone.type_sizes import Lines, Scale

BODY = (36, 34, 32, 30)
SMALLS = (32, 30)


# --- chat -----------------------------------------------------------------------------------------


def _bubble_lines(bubble: Bubble, width: float, s: Scale, tight: int) -> Lines:
    return Lines.of(s, bubble.text, width * 0.9 - s(28), BODY[min(tight, 3):][:1], 500, most=9, leading=1.24)


def _bubble_height(bubble: Bubble, width: float, s: Scale, tight: int) -> float:
    least = s(84) if bubble.id and tight < 3 else s(40)
    return max(least, _bubble_lines(bubble, width, s, tight).height + s(20 if tight < 3 else 12))


def chat_height(chat: Chat, width: float, s: Scale, tight: int) -> float:
    gaps = s(10 if tight < 3 else 6) * len(chat.bubbles)
    return _who_height(chat, width, s) + gaps + sum(
        _bubble_height(bubble, width, s, tight) for bubble in chat.bubbles)


def _who(chat: Chat, width: float, s: Scale) -> Lines:
    return Lines.of(s, chat.who, width - s(52), (34, 32, 30), 700, most=2, leading=1.22)


def _who_height(chat: Chat, width: float, s: Scale) -> float:
    """With the air below it; a chat whose sender stands in the phone's header has none."""
    return _who(chat, width, s).height + s(8) if chat.who else 0.0


def place_chat(chat: Chat, box: Box, s: Scale, rest: Rest, tight: int) -> Placed:
    spots = list(_place_who(chat, box, s, rest))
    drawn: list[Part] = []
    y, gap = box.y + _who_height(chat, box.w, s), s(10 if tight < 3 else 6)
    for bubble in chat.bubbles:
        place = _bubble_place(bubble, box, y, s, tight)
        y = place.bottom + gap
        if bubble.id:
            style = "phone-mine" if bubble.mine else "phone-bubble"
            words = _bubble_words(bubble, place, box.w, s, tight)
            spots.append(spot(bubble.id, place, rest, style, words, bubble.text, radius=s(22)))
        else:
            drawn += _still(bubble, place, box.w, s, tight)
    return Placed(tuple(spots), tuple(drawn))


def _place_who(chat: Chat, box: Box, s: Scale, rest: Rest) -> tuple[Spot, ...]:
    """Who writes. Where the header says it, the whole chat is what is touched, or its bubbles by themselves."""
    if not chat.who:
        whole = spot(chat.id, box, rest, "clear", (), chat.bubbles[0].text)
        return () if any(bubble.id for bubble in chat.bubbles) else (whole,)
    who, mark = _who(chat, box.w, s), s(40)
    sign = Box(box.x, box.y + (who.height - mark) / 2, mark, mark)
    face: tuple[Part, ...] = (
        Icon(sign, "user-circle", "phone-label"), *who.text(box.x + s(50), box.y, box.w - s(52)))
    return (spot(chat.id, Box(box.x, box.y, box.w, who.height + s(4)), rest, "phone-flat", face, chat.who),)


def _bubble_place(bubble: Bubble, box: Box, y: float, s: Scale, tight: int) -> Box:
    lines = _bubble_lines(bubble, box.w, s, tight)
    width = max(s(96), broadest(lines.lines, lines.size, 500) + s(30))
    x = box.right - width if bubble.mine else box.x
    return Box(x, y, width, _bubble_height(bubble, box.w, s, tight))


def _bubble_words(bubble: Bubble, place: Box, width: float, s: Scale, tight: int) -> tuple[Part, ...]:
    lines = _bubble_lines(bubble, width, s, tight)
    ground = "phone-green" if bubble.mine else "phone-field"
    colour = "on-phone-green" if bubble.mine else "indigo-deep" if bubble.link else "phone-name"
    return lines.text(place.x + s(14), place.y + (place.h - lines.height) / 2, place.w - s(26), colour, ground,
                     underline=bubble.link)


def _still(bubble: Bubble, place: Box, width: float, s: Scale, tight: int) -> tuple[Part, ...]:
    fill = "phone-green" if bubble.mine else "phone-field"
    low = s(6)
    corners = (s(22), s(22), low, s(22)) if bubble.mine else (s(22), s(22), s(22), low)
    return (Panel(place, fill=fill, radius=s(22), corners=corners, border="phone-line", border_width=1),
            *_bubble_words(bubble, place, width, s, tight))


# --- waiting --------------------------------------------------------------------------------------


def loading_height(loading: Loading, width: float, s: Scale) -> float:
    return s(96 + 24 + 40) + Lines.of(s, loading.text, width, BODY, 600, most=3).height


def place_loading(loading: Loading, box: Box, s: Scale, rest: Rest) -> Placed:
    words, mark = Lines.of(s, loading.text, box.w, BODY, 600, most=3), s(96)
    top = box.y + max(0.0, (box.h - mark - words.height - s(64)) / 2)
    below = top + mark + s(14)
    face: tuple[Part, ...] = (
        Icon(Box(box.x + (box.w - mark) / 2, top, mark, mark), "hourglass", "phone-label"),
        *words.text(box.x, below, box.w, align="center"),
        DotRow(Box(box.x, below + words.height + s(8), box.w, s(40)), 3, 3, s(18), s(16), "phone-label"),
    )
    return Placed((spot(loading.id, box, rest, "phone-flat", face, loading.text),))


# --- a call comes in ------------------------------------------------------------------------------


def place_ringing(ringing: Ringing, s: Scale, rest: Rest) -> Placed:
    """The whole glass: who calls, and two buttons of one size and colour."""
    glass = rest.glass
    x, width = glass.x + s(16), glass.w - s(32)
    who = Lines.of(s, ringing.who, width, (50, 46, 42, 38, 34), 700, most=2)
    note = Lines.of(s, ringing.note, width, (34, 32, 30), 500, most=2)
    disc = s(132)
    top = glass.y + s(104)
    below = top + disc + s(16)
    dark: tuple[Part, ...] = (
        Panel(glass, fill="phone-dark", radius=s(30)),
        Panel(Box(glass.x + (glass.w - disc) / 2, top, disc, disc), fill="grey", radius=disc / 2),
        Icon(Box(glass.x + (glass.w - disc) / 2, top, disc, disc).inset(s(26)), "user", "on-phone-dark"),
        *who.text(x, below, width, "on-phone-dark", "phone-dark", "center"),
        *note.text(x, below + who.height, width, "on-phone-dark", "phone-dark", "center"),
    )
    wide, tall = (glass.w - s(28) - s(18)) / 2, s(190)
    foot = glass.bottom - s(28) - tall
    pair = [(ringing.refuse, glass.x + s(14)), (ringing.take, glass.right - s(14) - wide)]
    spots = tuple(_call_button(button, Box(left, foot, wide, tall), s, rest) for button, left in pair)
    seen = Box(glass.x + s(14), top, glass.w - s(28), below + who.height + note.height - top)
    return Placed((spot(ringing.id, seen, rest, "clear", (), f"{ringing.who} {ringing.note}"), *spots), dark)


def _call_button(button: PhoneButton, box: Box, s: Scale, rest: Rest) -> Spot:
    words = Lines.of(s, button.label, box.w - s(16), (36, 34, 32, 30), 600, most=2, leading=1.2)
    mark = s(68)
    top = box.y + (box.h - mark - s(8) - words.height) / 2
    face: tuple[Part, ...] = (
        Icon(Box(box.x + (box.w - mark) / 2, top, mark, mark), button.icon or "phone", "phone-name"),
        *words.text(box.x + s(8), top + mark + s(8), box.w - s(16), align="center"),
    )
    return spot(button.id, box, rest, "phone-plain", face, button.label, radius=s(36))


# --- dialog ---------------------------------------------------------------------------------------


def place_dialog(dialog: Dialog, s: Scale, rest: Rest) -> Placed:
    """A veil over the phone and a sheet in its middle."""
    glass, pad = rest.glass, s(18)
    width = glass.w - s(24)
    for title_sizes, text_sizes, button_h in (((40, 36), (34, 32), 112), ((34, 30), (30,), 100), ((30,), (30,), 84)):
        title = Lines.of(s, dialog.title, width - 2 * pad, title_sizes, 700, most=3)
        text = Lines.of(s, dialog.text, width - 2 * pad, text_sizes, 500, most=6, leading=1.28)
        mark = s(64) if dialog.icon and button_h > 84 else 0.0
        words = (mark + s(8) if mark else 0) + title.height + (s(8) + text.height if text.lines else 0)
        high = words + 2 * pad + len(dialog.buttons) * (s(button_h) + s(14))
        if high <= glass.h - s(60):
            break
    sheet = Box(glass.x + s(12), glass.y + s(30) + (glass.h - s(30) - high) / 2, width, high)
    y = sheet.y + pad
    parts: list[Part] = [Panel(glass, fill="veil", radius=s(30)),
                         Panel(sheet, fill="phone-screen", radius=s(28), border="phone-line", border_width=2)]
    if mark:
        parts.append(Icon(Box(sheet.x + (width - mark) / 2, y, mark, mark), dialog.icon, "phone-label"))
        y += mark + s(8)
    parts += title.text(sheet.x + pad, y, width - 2 * pad, align="center")
    parts += text.text(sheet.x + pad, y + title.height + s(8), width - 2 * pad, "phone-label", align="center")
    return Placed(_dialog_buttons(dialog.buttons, sheet, s(button_h), s, rest), tuple(parts))


def _dialog_buttons(buttons: Sequence[PhoneButton], sheet: Box, high: float, s: Scale, rest: Rest) -> tuple[Spot, ...]:
    """One under another, of one form: two answers to a question are equal."""
    spots: list[Spot] = []
    y = sheet.bottom - s(18) - len(buttons) * (high + s(14)) + s(14)
    for button in buttons:
        box = Box(sheet.x + s(18), y, sheet.w - s(36), high)
        style = button_style(button) if len(buttons) == 1 else "phone-plain"
        spots.append(spot(button.id, box, rest, style, button_face(button, box, s, style), button.label))
        y += high + s(14)
    return tuple(spots)


# --- a message over the top -----------------------------------------------------------------------


def _note_lines(note: Notification, s: Scale, rest: Rest) -> tuple[Lines, Lines, float]:
    width = rest.glass.w - s(16) - s(80)
    return (Lines.of(s, note.title, width, (32, 30), 700, most=2, leading=1.22),
            Lines.of(s, note.text, rest.glass.w - s(16) - s(32), (34, 32, 30), 500, most=4, leading=1.24), width)


def notification_height(note: Notification, s: Scale, rest: Rest) -> float:
    title, text, _width = _note_lines(note, s, rest)
    return max(s(44), title.height) + text.height + s(26)


def place_notification(note: Notification, top: float, s: Scale, rest: Rest) -> Placed:
    """A banner ``top`` px down; what stood there is pushed below it or covered."""
    title, text, width = _note_lines(note, s, rest)
    glass, mark = rest.glass, s(44)
    box = Box(glass.x + s(8), top, glass.w - s(16), notification_height(note, s, rest))
    head = max(mark, title.height)
    face: tuple[Part, ...] = (
        Icon(Box(box.x + s(14), box.y + s(10) + (head - mark) / 2, mark, mark), note.icon, "phone-label"),
        *title.text(box.x + s(70), box.y + s(10) + (head - title.height) / 2, width, ground="lamp-soft"),
        *text.text(box.x + s(16), box.y + s(12) + head, box.w - s(30), ground="lamp-soft"),
    )
    sheet = Panel(box, fill="lamp-soft", radius=s(22), border="lamp-edge", border_width=3, shadow=True)
    touch = standing(note.id, box, rest, "phone-over", face, f"{note.title}. {note.text}", s(22))
    return Placed((Spot(note.id, box, (sheet, *touch)),))
