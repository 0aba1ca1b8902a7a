"""Choosing a lesson by recognising it: picture, name, and how far one is. The unfinished one comes first."""

from __future__ import annotations

from typing import Literal

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.flows.lesson.lookup import open_lesson
from kiosk.core.flows.lesson.needs import NEEDS, PATHS_IN
from kiosk.core.i18n import _
from kiosk.core.intents import Back, GoHome, Intent, OpenLesson, OpenPlaylist, TurnPage
from kiosk.core.lessons.curriculum import Playlist
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.state import KioskState
from kiosk.core.views import Action, LessonListView, LessonRow

_ORDER = {"started": 0, "new": 1, "done": 2}




class LessonListFlow(Flow[routes.LessonList]):
    def __init__(self, route: routes.LessonList, state: KioskState) -> None:
        super().__init__(route, state)
        playlists = state.ports.catalogue.playlists()
        self.path = next((x for x in playlists if x.id == route.playlist), None)
        self.page = 0

    def view(self, state: KioskState) -> LessonListView:
        rows = self._rows(state)
        need = NEEDS.get(self.route.need)
        title = (self.path.title if self.path
                 else _("{need}: bác chọn bài nhé").format(need=need.label()) if need else _("Bác chọn bài nhé"))
        back = (Action(_("Lùi lại"), Back(), "arrow-left") if rows
                else Action(_("Về trang đầu"), GoHome(), "home"))
        empty = "" if rows else _("Bài về việc này xã đang soạn, chưa có trong máy ạ")
        return LessonListView(
            key=f"lessons-{self.path.id if self.path else self.route.need}-{self.page}", rail=learner_rail(),
            look=state.look, speech=(title, empty, *(f"{r.title}. {r.state}" for r in rows)), title=title,
            picture=need.picture if need else "need-learn", rows=rows, page=self.page, more_label=_("Bài khác"),
            empty=empty, foot=_("Bài nào cũng học lại được, sai không sao ạ"),
            back=back,
        )

    def _rows(self, state: KioskState) -> tuple[LessonRow, ...]:
        """A path keeps its order; else tonight's lesson comes first, then what was begun. Short paths stand above,
        those of groups below."""
        lessons = self._lessons(state)
        if self.path is not None:
            return tuple(_row(lesson, state) for lesson in lessons)
        tonight = OpenLesson(state.session.topic) if state.session else None
        rows = sorted((_row(lesson, state) for lesson in lessons),
                      key=lambda r: (r.intent != tonight, _ORDER[r.state_kind]))
        paths = state.ports.catalogue.playlists() if self.route.need == PATHS_IN else ()
        above = (_path_row(path, state) for path in paths if path.group is None)
        below = (_path_row(path, state) for path in paths if path.group is not None)
        return (*above, *rows, *below)

    def _lessons(self, state: KioskState) -> list[Lesson]:
        offered = state.ports.catalogue.lessons()
        if self.path is not None:
            named = {lesson.id: lesson for lesson in offered}
            return [named[name] for name in self.path.lessons if name in named]
        return [x for x in offered if not self.route.need or x.need == self.route.need]

    def tap(self, intent: Intent, state: KioskState) -> None:
        match intent:
            case OpenLesson(lesson):
                open_lesson(lesson, state)
            case OpenPlaylist(playlist):
                if any(x.id == playlist for x in state.ports.catalogue.playlists()):
                    state.navigation.push(routes.LessonList(playlist=playlist))
            case TurnPage(page):
                self.page = page
            case Back():
                state.navigation.back()


def _path_row(path: Playlist, state: KioskState) -> LessonRow:
    offered = {lesson.id for lesson in state.ports.catalogue.lessons()}
    lessons = [name for name in path.lessons if name in offered]
    kept = [state.progress_of(name) for name in lessons]
    done = sum(1 for progress in kept if progress and progress.done)
    line = (_("Đường học {n} bài, bác xong {k} bài").format(n=len(lessons), k=done) if done
            else _("Đường học {n} bài").format(n=len(lessons)))
    finished = bool(lessons) and done == len(lessons)
    kind: Literal["started", "done", "new"] = "done" if finished else "started" if done else "new"
    return LessonRow(path.picture, "indigo", path.title, "check-circle" if finished else "list", line, kind,
                     OpenPlaylist(path.id))


def _row(lesson: Lesson, state: KioskState) -> LessonRow:
    progress, tint = state.progress_of(lesson.id), NEEDS[lesson.need].tint
    if progress is not None and progress.done:
        kind, icon, line = "done", "check-circle", _("Bác học xong rồi")
    elif progress is not None and progress.step > 0:
        left = len(lesson.steps) - min(progress.step, len(lesson.steps) - 1)
        kind, icon, line = "started", "play", _("Bác học dở, còn {n} bước nữa").format(n=left)
    else:
        kind, icon, line = "new", "clock", _("Bài mới, khoảng {n} phút").format(n=lesson.minutes)
    return LessonRow(lesson.picture, tint, lesson.title, icon, line, kind, OpenLesson(lesson.id))  # type: ignore[arg-type]
