"""The end of a lesson: the learner goes home able to say what they now can do."""

from __future__ import annotations

from kiosk.core.codes.badge import picture_of
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.flows.lesson.lesson_list import LessonListFlow, open_lesson
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, OpenLesson, OpenNeed, Rest
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.lessons.recommend import recommended
from kiosk.core.state import Room
from kiosk.core.views import Action, DoneView


class DoneFlow(Flow):
    def __init__(self, lesson: Lesson, outcome: str, helps: int) -> None:
        self.lesson, self.outcome, self.helps = lesson, outcome, helps
        self._qr: tuple[str, ...] | None = None

    def view(self, room: Room) -> DoneView:
        title, how, learned_title = _("Bác làm được rồi!"), self._how(), _("Từ nay bác biết:")
        if self._qr is None:
            self._qr = room.ports.make_qr("\n".join((self.lesson.title.upper(), *self.lesson.take_home)))
        learner = room.visitor.learner if room.visitor else ""
        qr_line = _("Chụp mã này, về nhà xem lại")
        return DoneView(
            key=f"done-{self.lesson.id}", rail=learner_rail(), look=room.look,
            speech=(title, how, learned_title, *self.lesson.learned, qr_line),
            picture=picture_of(learner) if learner else self.lesson.picture, title=title, how=how,
            learned_title=learned_title, learned=self.lesson.learned, qr=self._qr, qr_line=qr_line,
            primary=self._next_action(room), secondary=Action(_("Nghỉ thôi"), Rest(), "hand-waving"),
        )

    def _how(self) -> str:
        """Tells truly whether help was used."""
        if self.outcome == "unaided":
            return _("Bác tự làm, không cần ai nhắc")
        if self.outcome == "gave_up":
            return _("Còn bước để lần sau, bác học lại lúc nào cũng được")
        if self.helps == 1:
            return _("Bác làm được, có nhờ chỉ một lần")
        return _("Bác làm được, có nhờ chỉ {n} lần").format(n=self.helps)

    def _next_action(self, room: Room) -> Action:
        following = self._following(room)
        if following is None:
            return Action(_("Xem các bài khác"), OpenNeed(""), "book")
        return Action(_("Học bài tiếp theo"), OpenLesson(following.id), "arrow-right")

    def _following(self, room: Room) -> Lesson | None:
        lessons = room.ports.catalogue.lessons()
        kept = {lesson.id: room.progress_of(lesson.id) for lesson in lessons}
        known = {name: progress for name, progress in kept.items() if progress is not None}
        return recommended(lessons, room.ports.catalogue.playlists(), known, self.lesson.id)

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case OpenLesson(lesson):
                room.home(forget=False)
                open_lesson(lesson, room)
            case OpenNeed():
                room.home(forget=False)
                room.push(LessonListFlow(""))
            case Rest():
                room.home()
