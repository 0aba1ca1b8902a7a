"""What a badge does, wherever the camera sees it."""

from __future__ import annotations

from kiosk.core.badges import Badge
from kiosk.core.room import Room, Visitor


def greet_scan(badge: Badge, room: Room) -> None:
    """Learners are greeted (and counted, while a session is open); others are asked for their PIN."""
    from kiosk.core.flows.greeting import GreetingFlow
    from kiosk.core.flows.pin import PinFlow

    room.touched()
    if badge.role != "learner":
        room.home()
        room.push(PinFlow(badge.learner, badge.role, badge.secret))
        return
    if room.visitor != Visitor(badge.learner):
        room.forget()
    room.visitor = Visitor(badge.learner)
    del room.stack[1:]
    room.push(GreetingFlow(badge.learner))
