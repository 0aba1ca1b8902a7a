"""A step's words for a room that sits three metres away."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.core.lessons.lesson import Answer, CallStep, ChooseStep, DoStep, PhoneStep, ScanStep, ShowStep, Step


@dataclass(frozen=True)
class RoomWords:
    """``says`` is what the stranger of a call says, ``who`` it is."""

    title: str = ""
    text: tuple[str, ...] = ()
    picture: str = ""
    says: tuple[str, ...] = ()
    who: str = ""


def room_words(step: Step, turn: int = 0) -> RoomWords:
    """``turn`` counts the turns of a call."""
    match step:
        case ShowStep() | DoStep():
            return RoomWords(step.title, step.text, step.picture)
        case PhoneStep():
            return RoomWords(step.say, (step.ask,) if step.ask else ())
        case ScanStep():
            return RoomWords(step.say, (step.ask,) if step.ask else (), "practice-sheet")
        case ChooseStep():
            return RoomWords(step.ask, step.card, step.picture)
        case CallStep():
            return RoomWords(step.turns[turn].ask, says=step.turns[turn].says, who=step.who)
        case _:
            return RoomWords()


def answers_of(step: Step, turn: int = 0) -> tuple[Answer, ...]:
    """What the room is asked to choose from."""
    match step:
        case ChooseStep():
            return step.answers
        case CallStep():
            return step.turns[turn].answers
    return ()
