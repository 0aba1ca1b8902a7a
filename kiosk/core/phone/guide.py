"""The way to the goal on the simulated phone, from wherever the learner is.

Guarantees: pure; ``next_touch`` is the first touch of a shortest way (fewest turns; filling a box is one turn), so that
who always follows it is done; ``walk`` is that whole way. Off the way it leads back, wrong letters are taken away
first, a row that is not seen is scrolled to. It is '' while there is only waiting to do, and where no way leads on
(``way_on`` tells the two apart; the authors' tools refuse such a task).

    guide = Guide(step)
    guide.next_touch(state, now_ms)     # "app-ngan-hang"
    walk(step)                          # ("app-ngan-hang", "", "phim-m", "phim-a", "phim-xong", "xong")
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.lessons.lesson import PhoneStep
from kiosk.core.lessons.phone_screen import (
    ADDRESS,
    BACK,
    BACKGROUND,
    DIGIT,
    DOWN,
    ROWS_SHOWN,
    UP,
    Dialog,
    Input,
    Notification,
    PhoneButton,
    Photos,
    PinPad,
    Ringing,
    Rows,
    TextBox,
    Toggle,
)
from kiosk.core.phone.elements import PAD_ERASE, busy, inputs, inputs_of, screens, things, touchables
from kiosk.core.phone.rules import opened, touched, waited
from kiosk.core.phone.state import Done, PhoneState, as_asked, face, fresh, screen, value_of
from kiosk.core.phone.typing import CLOSE, keys_left, next_key

WAIT: Final = ""                        # nothing to touch: the phone is busy, or a message is on its way
WAIT_MS: Final = 1_000
_LATER: Final = 10**9                   # every message has come in by then
_MAX_STATES: Final = 4_000             # looked at before a task counts as having no way
_MAX_TOUCHES: Final = 400
_OWN: Final = (BACKGROUND, ADDRESS)     # the phone's own that may be the goal
_MADE_UP: Final = "274905"              # digits shown where any will do

Turn = tuple[str, PhoneState | None]    # what is touched or filled, and the phone after it (None = done)


def next_touch(step: PhoneStep, state: PhoneState, now_ms: int) -> str:
    """Id of the element to touch next."""
    return Guide(step).next_touch(state, now_ms)


def walk(step: PhoneStep, state: PhoneState | None = None, now_ms: int = 0) -> tuple[str, ...] | None:
    """Every touch of the way from ``state`` to the goal, '' for each second to wait; None where it never ends."""
    guide, now, touches = Guide(step), now_ms, list[str]()
    at = fresh(now_ms) if state is None else state
    while len(touches) < _MAX_TOUCHES:
        name = guide.next_touch(at, now)
        touches.append(name)
        if name:
            at, verdict = touched(step, at, name, now)
            if isinstance(verdict, Done):
                return tuple(touches)
        elif not guide.way_on(at):
            return None
        else:
            now += WAIT_MS
            at = waited(step, at, now)
    return None


def plain(state: PhoneState) -> PhoneState:
    """Without what makes no difference to the way."""
    return replace(state, focus="", first=(), entered_ms=0)


@dataclass(frozen=True)
class _Node:
    state: PhoneState
    first: str


class Guide:
    """Ways of one step; what was found once is remembered."""

    def __init__(self, step: PhoneStep) -> None:
        self.step = step
        self._boxes = inputs_of(step)
        self._wanted = _wanted(step)
        self._ways: dict[PhoneState, str | None] = {}

    def way_on(self, state: PhoneState) -> bool:
        """Can the goal be reached from here?"""
        return self._turn(self._plain(state)) is not None

    def next_touch(self, state: PhoneState, now_ms: int) -> str:
        turn = self._turn(self._plain(state))
        shown = screen(self.step, state)
        if turn is None or busy(shown):
            return WAIT
        coming = [e for e in shown.elements if isinstance(e, Notification)
                  and e.id not in face(self.step, state, now_ms).arrived]
        box = self._boxes.get(turn)
        if any(e.id == turn or _brings(e, box) for e in coming):
            return WAIT
        return self._touch(turn, box, state, now_ms)

    def _touch(self, turn: str, box: Input | None, state: PhoneState, now_ms: int) -> str:
        """The first touch of a turn."""
        if isinstance(box, TextBox) and state.focus == box.id:
            return next_key(box, value_of(state, box))
        shown = screen(self.step, state)
        names = touchables(shown, face(self.step, state, now_ms))
        if state.focus and (turn not in names or isinstance(box, TextBox)):
            return CLOSE
        if isinstance(box, PinPad):
            return _digit(box, value_of(state, box))
        if turn in names:
            return turn
        return next((_scroll(e, turn, dict(state.first).get(e.id, 0)) for e in shown.elements
                     if isinstance(e, Rows) and any(row.id == turn for row in e.rows)), WAIT)

    def _plain(self, state: PhoneState) -> PhoneState:
        """Without what makes no difference to the way: letters and digits that are not yet as asked."""
        kept: list[tuple[str, str]] = []
        for name, value in state.values:
            box = self._boxes[name]
            if not isinstance(box, TextBox | PinPad):
                kept.append((name, value))
            elif as_asked(state, box):
                kept.append((name, _asked_value(box) or value))
        return replace(plain(state), values=tuple(kept))

    def _turn(self, state: PhoneState) -> str | None:
        if state not in self._ways:
            self._ways[state] = self._search(state)
        return self._ways[state]

    def _search(self, start: PhoneState) -> str | None:
        waiting, known = deque([_Node(start, "")]), {start}
        while waiting and len(known) < _MAX_STATES:
            node = waiting.popleft()
            for name, after in self.turns(node.state):
                first = node.first or name
                if after is None:
                    return first
                if after not in known:
                    known.add(after)
                    waiting.append(_Node(after, first))
        return None

    # --- turns --------------------------------------------------------------------------------

    def turns(self, state: PhoneState) -> Iterator[Turn]:
        """Everything worth doing on the screen in front, in its order; back comes last."""
        shown = screen(self.step, state)
        if busy(shown):
            yield "cho", plain(waited(self.step, state, _LATER))
            return
        if not any(isinstance(e, Dialog) for e in shown.elements):
            for box in inputs(shown):
                yield from self._filled(state, box)
        for name in self._leading(state):
            after, verdict = touched(self.step, _seen(shown.elements, state, name), name, _LATER)
            if isinstance(verdict, Done):
                yield name, None
            elif plain(after) != state:
                yield name, plain(after)

    def _filled(self, state: PhoneState, box: Input) -> Iterator[Turn]:
        """The box as asked, all at once."""
        leads = isinstance(box, PinPad) and box.opens
        asked = as_asked(state, box) and box.id not in self.step.right
        if not leads and (box.id not in self._wanted or asked):
            return
        value = _asked_value(box)
        if value is None:
            return
        after = state.with_value(box.id, value)
        if box.id in self.step.right:
            yield _name(box), None
        elif isinstance(box, PinPad) and box.opens:
            yield box.id, plain(opened(self.step, after, box.opens, 0))
        else:
            yield _name(box), after

    def _leading(self, state: PhoneState) -> Iterator[str]:
        """What leads to another screen, answers a dialog, or is the goal."""
        shown, right = screen(self.step, state), self.step.right
        dialog = next((e for e in shown.elements if isinstance(e, Dialog)), None)
        if dialog is not None:
            yield from (button.id for button in dialog.buttons)
            return
        for element in shown.elements:
            if isinstance(element, Toggle | TextBox):
                continue
            yield from (x.id for x in things(element) if getattr(x, "opens", "") or x.id in right)
        arrows = face(self.step, state, _LATER)
        yield from (name for name in touchables(shown, arrows) if name == BACK or (name in right and name in _OWN))


def _wanted(step: PhoneStep) -> frozenset[str]:
    """Inputs some button waits for, or that are the goal themselves."""
    buttons = [button for shown in screens(step).values() for e in shown.elements for button in _buttons(e)]
    return frozenset(step.right).union(*(button.needs for button in buttons))


def _buttons(element: object) -> tuple[PhoneButton, ...]:
    match element:
        case PhoneButton():
            return (element,)
        case Dialog():
            return element.buttons
        case Ringing():
            return element.take, element.refuse
    return ()


def _name(box: Input) -> str:
    """What is touched first to fill it."""
    return box.want if isinstance(box, Photos) else box.id


def _asked_value(box: Input) -> str | None:
    """What fills it as asked; None where no keys make it."""
    match box:
        case TextBox():
            return keys_left(box)
        case PinPad():
            return (box.expect or _MADE_UP[:box.digits]) if len(box.expect) in (0, box.digits) else None
        case Toggle():
            return "on" if box.want else "off"
        case Photos():
            return box.want if any(photo.id == box.want for photo in box.photos) else None


def _digit(pad: PinPad, held: str) -> str:
    wanted = pad.expect or held + _MADE_UP[len(held):len(held) + 1]
    return DIGIT + wanted[len(held)] if wanted.startswith(held) and len(wanted) > len(held) else PAD_ERASE


def _brings(message: Notification, box: Input | None) -> bool:
    """Does the message bring what is to be typed?"""
    return isinstance(box, TextBox | PinPad) and bool(box.expect) and box.expect in message.text


def _scroll(rows: Rows, name: str, first: int) -> str:
    place = next(at for at, row in enumerate(rows.rows) if row.id == name)
    return rows.id + UP if place < first else rows.id + DOWN


def _seen(elements: tuple[object, ...], state: PhoneState, name: str) -> PhoneState:
    """The lists scrolled so that row ``name`` is seen."""
    for rows in elements:
        if isinstance(rows, Rows):
            at = next((at for at, row in enumerate(rows.rows) if row.id == name), 0)
            first = max(0, min(at, len(rows.rows) - ROWS_SHOWN))
            state = replace(state, first=((rows.id, first),) if first else ())
            if at:
                return state
    return state
