"""What a badge does, wherever the camera sees it; and how somebody who came is greeted."""

from __future__ import annotations

from kiosk.core.codes.badge import Badge
from kiosk.core.state import Room, Visitor


def greet(learner: str, way: str, room: Room) -> None:
    """Greets and counts (while a session is open) somebody who is known now; ``way`` as in ``CheckedIn``."""
    from kiosk.core.flows.arrival.greeting import GreetingFlow

    if room.visitor != Visitor(learner):
        room.forget()
    room.visitor = Visitor(learner)
    del room.stack[1:]
    room.push(GreetingFlow(learner, way))


def greet_guest(room: Room) -> None:
    """Greets and counts one more person without a name."""
    room.forget()
    greet("", "guest", room)


def greet_scan(badge: Badge, room: Room) -> None:
    """Learners are greeted (and counted, while a session is open); others are asked for their PIN."""
    from kiosk.core.flows.session.pin import PinFlow

    room.touched()
    if badge.role != "learner":
        room.home()
        room.push(PinFlow(badge.learner, badge.role, badge.secret))
        return
    greet(badge.learner, "badge", room)
