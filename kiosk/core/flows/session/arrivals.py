"""People who come while the facilitator's page is open: counted without leaving it.

Guarantees: a badge held up, or a name typed by the facilitator, is counted once and said so; a badge of another
facilitator or of maintenance goes on to its PIN.
"""

from __future__ import annotations

from kiosk.core.codes.badge import Badge
from kiosk.core.codes.own import TimeCode
from kiosk.core.codes.recognise import Recognised, sentence
from kiosk.core.flows.arrival.greet import greet_scan
from kiosk.core.flows.maintenance.time_code import take_time
from kiosk.core.i18n import _
from kiosk.core.state import KioskState, Visitor


def check_in_here(learner: str, method: str, state: KioskState) -> None:
    """Counts somebody ('' = a guest); says so where they are here already."""
    def refused(code: str) -> None:
        state.play("look")
        state.say(_("Chưa ghi được, mời ghi ra giấy ({code})").format(code=code))

    token = state.attendance.check_in(learner, method, lambda ref: state.play("kept"), refused)
    if token is None:
        state.play("soft")
        if state.attendance.phase != "open":
            state.say(_("Sổ chưa mở, chưa ghi được ạ"))
            return
        state.say(_("{name} có tên từ nãy rồi ạ").format(name=Visitor(learner).name()))


def scanned_here(found: Recognised, state: KioskState) -> None:
    """A code was held up before the facilitator's page."""
    state.touched()
    if isinstance(found, Badge) and found.role == "learner":
        check_in_here(found.learner, "badge", state)
    elif isinstance(found, Badge) and state.session and found.learner == state.session.facilitator:
        state.play("soft")
    elif isinstance(found, Badge):
        greet_scan(found, state)
    elif isinstance(found, TimeCode):
        take_time(found, state)
    else:
        state.play("look")
        state.say(sentence(found))
