"""Somebody came: how every place that learns who it is goes on.

Guarantees: whoever came is greeted, and counted while a session is open; the person before is forgotten first.
"""

from __future__ import annotations

from kiosk.core.codes.badge import Badge
from kiosk.core.flows import routes
from kiosk.core.flows.notices import not_kept_notice, not_opened_notice
from kiosk.core.i18n import _
from kiosk.core.state import KioskState, Visitor


def greet(learner: str, method: routes.CheckInMethod, state: KioskState) -> None:
    """Greets (and counts) somebody who is known now; ``method`` as in ``CheckedIn``."""
    state.meet(Visitor(learner))
    state.navigation.start_over(routes.Greeting(learner, method))


def greet_guest(state: KioskState) -> None:
    """Greets (and counts) one more person without a name; asks for the facilitator where many came just now."""
    if state.session is not None and not state.guests.may_come(state.now_ms):
        state.navigation.push(routes.ManyGuests())
        return
    state.forget()
    greet("", "guest", state)


def greet_scan(badge: Badge, state: KioskState) -> None:
    """Learners are greeted (and counted); others are asked for their PIN."""
    state.touched()
    if state.nothing_kept and state.session is None:
        _without_database(badge, state)
        return
    if badge.role != "learner":
        state.go_home()
        state.navigation.push(routes.Pin(badge.learner, badge.role, badge.secret))
        return
    greet(badge.learner, "badge", state)


def _without_database(badge: Badge, state: KioskState) -> None:
    """Nobody can be written down, no session opened, no PIN judged: that is said at once, and the lessons go on."""
    state.go_home()
    state.play("look")
    if badge.role == "maintenance":
        state.navigation.push(routes.Maintenance())
    elif badge.role == "facilitator":
        state.navigation.push(not_opened_notice(state.nothing_kept))
    else:
        state.meet(Visitor(badge.learner))
        state.navigation.push(not_kept_notice(state.nothing_kept))


def just_learn(state: KioskState) -> None:
    """To the lessons, without any record."""
    state.forget()
    state.meet(Visitor())
    state.navigation.start_over(routes.LessonList())


def say_taken_back(state: KioskState) -> None:
    """A check-in is out of the book, and no power cut brings it back."""
    state.play("kept")
    state.say(_("Cháu bỏ khỏi sổ rồi ạ"))
