"""Hall mode: the whole class before the screen, led by the facilitator. Hands are counted by taps."""

from __future__ import annotations

from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.opening import FREE
from kiosk.core.flows.step_views import progress
from kiosk.core.intents import Back, Choose, HandRaised, Intent, NextStep, TurnPage
from kiosk.core.lesson import ChooseStep, Lesson, PhoneScreen, PhoneStep, ScanStep, ShowStep
from kiosk.core.room import Room
from kiosk.core.views import Action, Choice, ChoiceView, HallView, View
from kiosk.core.words import _


class HallFlow(Flow):
    """Everybody checked in is credited as attending, never as having done the task alone."""

    idle_ms = None

    def __init__(self) -> None:
        self.lesson: Lesson | None = None
        self.index = 0
        self.page = 0
        self.hands: dict[str, int] = {}
        self.answered = False
        self._started_ms = 0

    def entered(self, room: Room) -> None:
        topic = room.session.topic if room.session else FREE
        found = next((x for x in room.ports.catalogue.lessons() if x.id == topic), None)
        if found is not None and self.lesson is None:
            self._start(found, room)

    def _start(self, lesson: Lesson, room: Room) -> None:
        self.lesson, self.index, self._started_ms = lesson, 0, room.now_ms
        self._note(room, "lesson.started", mode="hall")
        self._arrive()

    def _arrive(self) -> None:
        self.hands, self.answered = {}, False

    def view(self, room: Room) -> View:
        return self._choose_lesson(room) if self.lesson is None else self._step_view(self.lesson, room)

    def _choose_lesson(self, room: Room) -> ChoiceView:
        lessons, per_page = room.ports.catalogue.lessons(), room.limits.choices_per_page
        pages = max(1, -(-len(lessons) // per_page))
        page = self.page % pages
        shown = lessons[page * per_page:(page + 1) * per_page]
        title = _("Cả lớp học bài nào ạ?")
        return ChoiceView(
            key=f"hall-choose-{page}", rail=facilitator_rail(), look=room.look, speech=(title,), title=title,
            choices=tuple(Choice(x.title, Choose(x.id), picture=x.picture) for x in shown), page=page, pages=pages,
            turn=Action(_("Xem thêm"), TurnPage(page + 1), "arrow-right") if pages > 1 else None,
            secondary=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def _step_view(self, lesson: Lesson, room: Room) -> HallView:
        step, last = lesson.steps[self.index], self.index + 1 == len(lesson.steps)
        title, text, picture, screen, target = _room_words(step)
        hands = self._hands(step)
        reply = next((a.reply for a in step.answers if a.right), "") if isinstance(step, ChooseStep) else ""
        return HallView(
            key=f"hall-{lesson.id}-{self.index}-{self.answered}", rail=facilitator_rail(), look=room.look,
            speech=(reply,) if self.answered else (title, *text), progress=progress(lesson, self.index), title=title,
            text=text, picture=picture, screen=screen, target=target, hands=hands,
            reply=reply if self.answered else "",
            next=Action(_("Xong") if last else _("Tiếp"), NextStep(), "check" if last else "arrow-right"),
            back=Action(_("Lùi"), Back(), "arrow-left"),
        )

    def _hands(self, step: object) -> tuple[tuple[str, int, Action], ...]:
        if not isinstance(step, ChooseStep):
            return ()
        return tuple(
            (a.label, self.hands.get(a.id, 0), Action(a.label, HandRaised(a.id), a.icon)) for a in step.answers
        )

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case Choose(key) if self.lesson is None:
                found = next((x for x in room.ports.catalogue.lessons() if x.id == key), None)
                if found is not None:
                    self._start(found, room)
            case TurnPage(page):
                self.page = page
            case HandRaised(key, by) if not self.answered:
                self.hands[key] = max(0, self.hands.get(key, 0) + by)
            case NextStep():
                self._next(room)
            case Back():
                self._back(room)

    def _next(self, room: Room) -> None:
        if self.lesson is None:
            return
        step = self.lesson.steps[self.index]
        if isinstance(step, ChooseStep) and not self.answered:
            self._answer(self.lesson, step, room)
        elif self.index + 1 == len(self.lesson.steps):
            seconds = (room.now_ms - self._started_ms) // 1000
            self._note(room, "lesson.completed", mode="hall", outcome="helped", seconds=seconds)
            room.play("done")
            room.back()
        else:
            self.index += 1
            self._arrive()

    def _answer(self, lesson: Lesson, step: ChooseStep, room: Room) -> None:
        """Shows the answer to the room, and keeps how many hands were right."""
        self.answered = True
        right = next((a.id for a in step.answers if a.right), "")
        most = max(self.hands, key=lambda key: self.hands[key], default="")
        room.play("soft")
        room.note("quiz.answered", "", lesson=lesson.id, step=step.id, right=most == right, tries=1,
                  hands=self.hands.get(right, 0))

    def _back(self, room: Room) -> None:
        if self.lesson is None or self.index == 0:
            room.back()
        elif self.answered:
            self.answered = False
        else:
            self.index -= 1
            self._arrive()

    def _note(self, room: Room, kind: str, **fields: object) -> None:
        if self.lesson is not None:
            pack, version = room.ports.catalogue.pack_of(self.lesson.id)
            room.note(kind, "", lesson=self.lesson.id, pack=pack, version=version, **fields)


def _room_words(step: object) -> tuple[str, tuple[str, ...], str, PhoneScreen | None, str]:
    """(title, text, picture, phone screen, target) of a step for a room that sits three metres away."""
    match step:
        case ShowStep():
            return step.title, step.text, step.picture, None, ""
        case PhoneStep():
            return step.say, (step.ask,) if step.ask else (), "", step.screen, step.right[0]
        case ScanStep():
            return step.say, (step.ask,) if step.ask else (), "practice-sheet", None, ""
        case ChooseStep():
            return step.ask, step.card, step.picture, None, ""
    return "", (), "", None, ""
