"""The facilitator's evening in one glance: how many came, who came last, who needs help.

Guarantees: the count and everybody who needs help are always on the screen (whoever has no row of their
own is there by picture). With larger text the arrivals shrink to the last one, and the camera and
the sending speak only when something is wrong.

    plan(SessionView("session", rail, look, title="Buổi học tối nay", count=23), m)
"""

from __future__ import annotations

from kiosk.core.views import Action, PersonRow, SessionView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Disc, Icon, Panel, Part, Text
from kiosk.ui.design.text_layout import height_of, width_of
from kiosk.ui.screens.components import (
    TWO_LINE,
    IconSide,
    balanced,
    button,
    divider,
    fits,
    narrowest,
    person_row,
    row_disc,
    sheet,
    title,
    words,
)
from kiosk.ui.screens.layout import columns, page

_SHARES = (292, 336, 356)               # of the three columns (05-session)
_SHARES_LOW = (302, 330, 352)
_STATE_MARK = 52                        # icon of a state and its air, reference px


def plan(view: SessionView, m: Metrics) -> tuple[Part, ...]:
    return _large(view, m) if m.percent > 100 else _usual(view, m)


def _usual(view: SessionView, m: Metrics) -> tuple[Part, ...]:
    """Three columns, three actions below."""
    area = page(m, bottom=756)
    head = Box(area.x, area.y, area.w, m.px(70))
    actions_h = m.px(127)
    body_y = area.y + m.px(82)
    body = Box(area.x, body_y, area.w, area.bottom - actions_h - m.px(25) - body_y)
    count, came, needing = columns(body, _SHARES_LOW if m.plan == "low" else _SHARES, m.gap)
    actions = columns(Box(area.x, area.bottom - actions_h, area.w, actions_h), [1.0] * 3, m.gap)
    return (*_head(view, m, head), *_count_column(view, m, count), *_arrivals(view, m, came),
            *_needing(view, m, needing), *_actions(view.actions, m, actions, "left", m.text(43)))


def _head(view: SessionView, m: Metrics, box: Box) -> tuple[Part, ...]:
    heading = title(view.title, m, box, size=m.text(54))
    x = box.x + width_of(view.title, m.text(54), 700) + m.px(26)
    topic = Box(x, box.y, box.right - x, box.h)
    if not view.topic or not fits(view.topic, m.text(36), 500, topic):
        return (heading,)
    return heading, words(topic, view.topic, m.text(36), weight=500, colour="ink2")


def _actions(actions: tuple[Action, ...], m: Metrics, places: tuple[Box, ...], side: IconSide,
             size: float) -> tuple[Part, ...]:
    """Three equal buttons; the one for the whole class is the facilitator's own colour."""
    styles = ("plain", "indigo", "plain")
    return tuple(button(place, action, m, style=style, size=size, icon_side=side, lines=2)
                 for place, action, style in zip(places, actions, styles, strict=False))


# --- how many ---------------------------------------------------------------------------------


def _digits(count: int, box: Box, m: Metrics, size: float = 0) -> Text:
    """176 px digits; four of them step down to the room there is."""
    size = size or m.size("count")
    while size > m.px(100) and width_of(str(count), size, 700) > box.w:
        size -= 4
    return Text(box, str(count), size, weight=700, colour="indigo-deep", align="center", leading=1.02, ground="sheet")


def _count_column(view: SessionView, m: Metrics, box: Box) -> tuple[Part, ...]:
    inner = Box(box.x + m.px(10), box.y, box.w - m.px(20), box.h)
    digits = Box(inner.x, box.y + m.px(10), inner.w, m.size("count") * 1.02)
    line = Box(inner.x, digits.bottom, inner.w, m.text(40) * 1.36)
    rule_y = line.bottom + m.px(17)
    left = Box(box.x + m.px(12), rule_y + m.px(10), box.w - m.px(14), box.bottom - rule_y - m.px(18))
    return (sheet(box, m), _digits(view.count, digits, m),
            words(line, view.count_line, m.text(40), weight=700, align="center", ground="sheet"),
            divider(box.x + m.px(20), rule_y, box.w - m.px(40)), *_states(view, m, left))


def _states(view: SessionView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """Camera and sending, an icon and its lines each. Too crowded: what is fine leaves, what is wrong stays."""
    words_of = _state_words(view)
    room = box.w - m.px(_STATE_MARK)
    lines = [len(balanced(text, m.text(32), 500, room)) for _, _, text in words_of]
    if view.camera_ok != view.sync_ok and sum(lines) * m.text(32) * 1.24 + m.px(20) > box.h:
        return _state(m, box, *words_of[0 if view.sync_ok else 1])
    high = min(m.px(110), box.h / 2) if lines[0] == lines[1] else box.h * (lines[0] + 0.5) / (sum(lines) + 1)
    low = high if lines[0] == lines[1] else box.h - high
    top = box.y + max(0.0, (box.h - high - low) / 2)
    return (*_state(m, Box(box.x, top, box.w, high), *words_of[0]),
            *_state(m, Box(box.x, top + high, box.w, low), *words_of[1]))


def _state_words(view: SessionView) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    camera = ("camera", "leaf", view.camera_line) if view.camera_ok else ("camera-slash", "clay", view.camera_line)
    sync = (("cloud-check", "indigo-deep", view.sync_line) if view.sync_ok
            else ("cloud-slash", "clay", view.sync_line))
    return camera, sync


def _state(m: Metrics, box: Box, icon: str, colour: str, text: str) -> tuple[Part, ...]:
    mark, size = m.px(42), m.text(32)
    room = Box(box.x + m.px(_STATE_MARK), box.y, box.w - m.px(_STATE_MARK), box.h)
    return (Icon(Box(box.x, box.y + (box.h - mark) / 2, mark, mark), icon, colour),
            words(room, text, size, weight=500, leading=1.24, lines=3, ground="sheet"))


# --- who came ---------------------------------------------------------------------------------


def _arrivals(view: SessionView, m: Metrics, box: Box) -> tuple[Part, ...]:
    head_h = m.px(70)
    heading = Box(box.x + m.px(20), box.y, box.w - m.px(40), head_h)
    parts: list[Part] = [sheet(box, m),
                         words(heading, view.arrivals_title, m.text(38), weight=700, ground="sheet")]
    if not view.arrivals:
        return (*parts, divider(box.x, box.y + head_h, box.w), *_empty(
            view.arrivals_empty, "user", m, Box(box.x, box.y + head_h, box.w, box.h - head_h), "sheet"))
    room = box.h - head_h
    shown = max(1, min(6, int(room // m.px(106))))
    pitch = room / shown
    people = view.arrivals[:shown]
    disc = row_disc(Box(box.x, box.y, box.w, pitch), [person.name for person in people], m)
    for at, person in enumerate(people):
        y = box.y + head_h + at * pitch
        parts.append(divider(box.x, y, box.w))
        parts += person_row(Box(box.x, y, box.w, pitch), _read_only(person), m, disc=disc)
    return tuple(parts)


def _read_only(person: PersonRow) -> PersonRow:
    return PersonRow(person.picture, person.name, person.line)


def _empty(text: str, icon: str, m: Metrics, box: Box, ground: str) -> tuple[Part, ...]:
    """Nobody yet: an icon and a quiet line in the middle."""
    size, mark = m.text(36), m.px(84)
    lines = balanced(text, size, 500, box.w - m.px(56))
    text_h = height_of(lines, size, 1.36)
    top = box.y + (box.h - mark - m.px(16) - text_h) / 2
    return (Icon(Box(box.x + (box.w - mark) / 2, top, mark, mark), icon, "ink2"),
            words(Box(box.x + m.px(28), top + mark + m.px(16), box.w - m.px(56), text_h), text, size, weight=500,
                  colour="ink2", align="center", lines=len(lines), ground=ground))


# --- who needs help ---------------------------------------------------------------------------


def _needing(view: SessionView, m: Metrics, box: Box) -> tuple[Part, ...]:
    head_h = m.text(36) * 1.36 + m.px(20)
    body = Box(box.x + m.px(16), box.y + head_h, box.w - m.px(32), box.h - head_h - m.px(14) - m.edge)
    heading = words(Box(box.x + m.px(80), box.y, box.w - m.px(86), head_h), view.help_title, m.text(36), weight=700,
                    ground="clay-soft" if view.needing_help else "sheet")
    hand = Icon(Box(box.x + m.px(20), box.y + (head_h - m.px(46)) / 2, m.px(46), m.px(46)), "hand",
                "clay" if view.needing_help else "ink2")
    if not view.needing_help:
        below = Box(box.x, box.y + head_h, box.w, box.h - head_h)
        return (sheet(box, m), hand, heading, divider(box.x, box.y + head_h, box.w),
                *_empty(view.help_empty, "check-circle", m, below, "sheet"))
    panel = Panel(box, fill="clay-soft", radius=m.radius_sheet, border="clay", border_width=3)
    return (panel, hand, heading, *_help_rows(view.needing_help, m, body))


def _help_rows(people: tuple[PersonRow, ...], m: Metrics, box: Box) -> tuple[Part, ...]:
    """Rows to touch; who has none stands below as a picture."""
    row_h = max(m.px(118), m.text(40) * TWO_LINE + m.text(32) * 1.3 + m.px(14), m.target)
    pitch = row_h + m.edge + max(m.px(13), 10)
    room = int((box.h + pitch - row_h) // pitch)
    shown = min(len(people), max(1, room))
    while shown > 1 and shown < len(people) and box.h - shown * pitch < m.px(50):
        shown -= 1
    parts: list[Part] = []
    disc = row_disc(Box(box.x, box.y, box.w, row_h), [person.name for person in people[:shown]], m)
    for at, person in enumerate(people[:shown]):
        row = Box(box.x, box.y + at * pitch, box.w, row_h)
        parts += person_row(row, person, m, ring="clay", disc=disc)
    below = Box(box.x, box.y + shown * pitch, box.w, box.h - shown * pitch)
    return (*parts, *_help_discs(people[shown:], m, below, min(m.px(70), below.h)))


def _help_discs(people: tuple[PersonRow, ...], m: Metrics, box: Box, disc: float) -> tuple[Part, ...]:
    if disc < m.px(40):
        return ()
    room = int((box.w + m.px(8)) // (disc + m.px(8)))
    y = box.y + max(0.0, box.h - disc) / 2
    return tuple(Disc(Box(box.x + at * (disc + m.px(8)), y, disc, disc), person.picture, border="clay",
                      border_width=m.px(4)) for at, person in enumerate(people[:room]))


# --- larger text ------------------------------------------------------------------------------


def _large(view: SessionView, m: Metrics) -> tuple[Part, ...]:
    """Count, last arrival and who needs help in one column, the actions in the other."""
    area = page(m, top=26, bottom=760)
    side_w = max(_widest(action, m) for action in view.actions) + m.px(40) if view.actions else 0.0
    main = Box(area.x, area.y, area.w - side_w - m.px(24), area.h)
    side = Box(main.right + m.px(24), area.y, side_w, area.h)
    count_h, last_h = m.size("count") * 0.94, m.text(40) * TWO_LINE + m.text(32) * 1.3 + m.px(24)
    count = Box(main.x, main.y, main.w, count_h)
    last = Box(main.x, count.bottom + m.px(16), main.w, last_h)
    needing = Box(main.x, last.bottom + m.px(16), main.w, main.bottom - last.bottom - m.px(16))
    pitch = (side.h + m.gap + m.edge) / 3
    places = tuple(Box(side.x, side.y + at * pitch, side.w, pitch - m.gap - m.edge) for at in range(3))
    return (*_large_count(view, m, count), *_last(view, m, last), *_needing(view, m, needing),
            *_actions(view.actions, m, places, "top", m.text(40)))


def _widest(action: Action, m: Metrics) -> float:
    return narrowest(action.label, m.text(40), 600, 2)


def _large_count(view: SessionView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """The digits with their words beside them."""
    size = m.text(43)
    width = max(width_of(line, size, 700) for line in balanced(view.count_line, size, 700, box.w * 0.45))
    text = Box(box.right - width - m.px(24), box.y, width + 2, box.h)
    digits = Box(box.x + m.px(16), box.y, text.x - box.x - m.px(32), box.h)
    return (sheet(box, m), _digits(view.count, digits, m),
            words(text, view.count_line, size, weight=700, leading=TWO_LINE, lines=2, ground="sheet"))


def _last(view: SessionView, m: Metrics, box: Box) -> tuple[Part, ...]:
    """What is wrong, or who came last."""
    wrong = [state for state, fine in zip(_state_words(view), (view.camera_ok, view.sync_ok), strict=True) if not fine]
    inner = Box(box.x + m.px(16), box.y, box.w - m.px(32), box.h)
    if wrong:
        return (Panel(box, fill="sheet", radius=m.radius_sheet, border="clay", border_width=3),
                *_state(m, inner, *wrong[0]))
    if view.arrivals:
        return (sheet(box, m), *person_row(box, _read_only(view.arrivals[0]), m))
    return (sheet(box, m), *_state(m, inner, *_state_words(view)[0]))
