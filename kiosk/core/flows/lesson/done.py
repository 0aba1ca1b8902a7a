"""The end of a lesson: the learner goes home able to say what they now can do."""

from __future__ import annotations

from kiosk.core.codes.badge import picture_of
from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.flows.lesson.lookup import open_lesson
from kiosk.core.i18n import _
from kiosk.core.intents import Intent, OpenLesson, OpenNeed, Rest
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.lessons.recommend import recommended
from kiosk.core.state import KioskState
from kiosk.core.views import Action, DoneView


class DoneFlow(Flow[routes.Done]):
    def __init__(self, route: routes.Done, state: KioskState) -> None:
        super().__init__(route, state)
        self._qr: tuple[str, ...] | None = None

    def view(self, state: KioskState) -> DoneView:
        title, how, learned_title = _("Bác làm được rồi!"), self._how(), _("Từ nay bác biết:")
        if self._qr is None:
            self._qr = state.ports.make_qr("\n".join((self.route.title.upper(), *self.route.take_home)))
        learner = state.learner
        qr_line = _("Chụp mã này, về nhà xem lại")
        return DoneView(
            key=f"done-{self.route.lesson}", rail=learner_rail(), look=state.look,
            speech=(title, how, learned_title, *self.route.learned, qr_line),
            picture=picture_of(learner) if learner else self.route.picture, title=title, how=how,
            learned_title=learned_title, learned=self.route.learned, qr=self._qr, qr_line=qr_line,
            primary=self._next_action(state), secondary=Action(_("Nghỉ thôi"), Rest(), "hand-waving"),
        )

    def _how(self) -> str:
        """Tells truly whether help was used."""
        if self.route.outcome == "unaided":
            return _("Bác tự làm, không cần ai nhắc")
        if self.route.outcome == "gave_up":
            return _("Còn bước để lần sau, bác học lại lúc nào cũng được")
        if self.route.helps == 1:
            return _("Bác làm được, có nhờ chỉ một lần")
        return _("Bác làm được, có nhờ chỉ {n} lần").format(n=self.route.helps)

    def _next_action(self, state: KioskState) -> Action:
        following = self._following(state)
        if following is None:
            return Action(_("Xem các bài khác"), OpenNeed(""), "book")
        return Action(_("Học bài tiếp theo"), OpenLesson(following.id), "arrow-right")

    def _following(self, state: KioskState) -> Lesson | None:
        lessons = state.ports.catalogue.lessons()
        kept = {lesson.id: state.progress_of(lesson.id) for lesson in lessons}
        known = {name: progress for name, progress in kept.items() if progress is not None}
        return recommended(lessons, state.ports.catalogue.playlists(), known, self.route.lesson)

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case OpenLesson(lesson):
                state.navigation.home()
                open_lesson(lesson, state)
            case OpenNeed():
                state.navigation.home()
                state.navigation.push(routes.LessonList())
            case Rest():
                state.go_home()
