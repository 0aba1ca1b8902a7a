"""The sentences of a lesson: what is read aloud in it, by a machine's voice or a village's."""

from __future__ import annotations

from kiosk.core.lessons.lesson import CallStep, ChooseStep, DoStep, Lesson, PhoneStep, ScanStep, ShowStep, Step


def sentences(lesson: Lesson) -> tuple[str, ...]:
    """Every sentence a learner hears on the way that goes well, and the hints, each once."""
    lines = [lesson.title]
    for step in lesson.steps:
        lines += _of(step)
    return tuple(dict.fromkeys(line for line in (*lines, *lesson.learned) if line))


def _of(step: Step) -> tuple[str, ...]:
    match step:
        case ShowStep() | DoStep():
            return (step.title, *step.text)
        case PhoneStep() | ScanStep():
            return (step.say, step.ask, step.hints.again, step.hints.point, step.hints.show)
        case ChooseStep():
            answers = (line for answer in step.answers for line in (answer.label, answer.reply))
            return (step.title, *step.card, step.ask, *answers)
        case CallStep():
            return tuple(line for turn in step.turns for line in (
                *turn.says, turn.ask, *(part for a in turn.answers for part in (a.label, a.reply))))
    return ()
