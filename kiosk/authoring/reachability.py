"""Every place a learner can get to on the simulated phone of one step, and whether all of them have a way out.

Guarantees: pure; goes everything that opens, answers a dialog, fills a box or goes back, from the first screen on;
looks at no more than ``MAX_STATES`` states, and judges nothing where there are more.

    for sentence in unreachable_places(step): print(sentence)     # màn hình “Trang lạ”: không có đường tới đích.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kiosk.core.lessons.lesson import PhoneStep
from kiosk.core.lessons.phone_screen import Photos
from kiosk.core.phone.elements import screens
from kiosk.core.phone.guide import Guide
from kiosk.core.phone.state import PhoneState, screen

MAX_STATES: Final = 3_000


def unreachable_places(step: PhoneStep) -> Iterator[str]:
    """A sentence for each screen or right thing nobody can reach, and for each screen without a way to the goal."""
    goals: set[str] = set()
    doors = _doors(step, goals)
    if doors is None:
        return
    reached = {state.screen for state in doors}
    for name in step.screens:
        if name not in reached:
            yield f"không ai tới được màn hình “{name}”."
    chosen = {e.id for shown in screens(step).values() for e in shown.elements if isinstance(e, Photos)}
    for name in step.right:
        if name not in goals and name not in chosen:
            yield f"không ai chạm tới được “{name}” để xong bước này."
    out = _with_a_way_out(doors)
    dead = {state.screen: screen(step, state).title for state in doors if state not in out}
    for name, title in dead.items():
        yield f"màn hình “{name or title}”: vào rồi không có đường tới đích."


def _doors(step: PhoneStep, goals: set[str]) -> dict[PhoneState, list[PhoneState | None]] | None:
    """Where each state that can be reached leads to (None = done); None where there are too many. ``goals`` takes
    up what ends the step."""
    guide, start = Guide(step), PhoneState()
    doors: dict[PhoneState, list[PhoneState | None]] = {}
    waiting = [start]
    while waiting:
        state = waiting.pop()
        if state in doors:
            continue
        if len(doors) == MAX_STATES:
            return None
        turns = list(guide.turns(state))
        goals.update(name for name, after in turns if after is None)
        doors[state] = [after for _name, after in turns]
        waiting += (after for after in doors[state] if after is not None)
    return doors


def _with_a_way_out(doors: dict[PhoneState, list[PhoneState | None]]) -> set[PhoneState | None]:
    """All states from which the task can be done."""
    before: dict[PhoneState | None, list[PhoneState]] = defaultdict(list)
    for state, leads in doors.items():
        for after in leads:
            before[after].append(state)
    out: set[PhoneState | None] = {None}
    waiting: list[PhoneState | None] = [None]
    while waiting:
        for state in before[waiting.pop()]:
            if state not in out:
                out.add(state)
                waiting.append(state)
    return out
