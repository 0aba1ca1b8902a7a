"""Plays a lesson as each province sees it, and tells what was found at the author's own steps.

Guarantees: every form the lesson has is played once (repeated tasks in their places, other provinces' steps left
out); places count the steps of the file. Judges nothing itself: see ``kiosk.authoring.playthrough``.

    played = played_everywhere(lesson); played.stuck, played.seen
"""

from __future__ import annotations

from kiosk.authoring.playthrough import Playthrough, Stuck, solve
from kiosk.authoring.stub_ports import stub_qr
from kiosk.core.lessons.curriculum import shown_in, unfolded
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.ports import QrMaker
from kiosk.packs.format.lesson_rules import provinces_of


def forms(lesson: Lesson) -> list[Lesson]:
    """Each different lesson that some kiosk shows; none where a repeated task is not there."""
    try:
        whole = unfolded(lesson)
    except LookupError:
        return []
    found: list[Lesson] = []
    for province in provinces_of(lesson):
        form = shown_in(whole, province)
        if form is not None and form.steps and form not in found:
            found.append(form)
    return found


def played_everywhere(lesson: Lesson, make_qr: QrMaker = stub_qr) -> Playthrough:
    """What playing every form showed; ``make_qr`` draws the code to take home."""
    at = {step.id: number for number, step in enumerate(lesson.steps)}
    whole = Playthrough()
    for form in forms(lesson):
        played = solve(form, make_qr)
        for seen in played.seen:
            whole.see(at[form.steps[seen.step].id], seen.moment, seen.view)
        whole.stuck += (Stuck(at[form.steps[stuck.step].id], stuck.sentence) for stuck in played.stuck)
    whole.stuck = list(dict.fromkeys(whole.stuck))
    return whole
