"""Choosing a lesson by recognising it: picture, name, and how far one is. The unfinished one comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.i18n import _
from kiosk.core.intents import Back, GoHome, Intent, OpenLesson, OpenPlaylist, TurnPage
from kiosk.core.lessons.curriculum import Playlist
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.state import Room
from kiosk.core.views import Action, LessonListView, LessonRow

Tint = Literal["leaf", "clay", "indigo", "lamp"]


@dataclass(frozen=True)
class Need:
    label: Callable[[], str]
    picture: str
    tint: Tint


NEEDS: dict[str, Need] = {
    "tra-tien": Need(lambda: _("Trả tiền"), "need-pay", "leaf"),
    "suc-khoe": Need(lambda: _("Sức khỏe"), "need-health", "clay"),
    "giay-to": Need(lambda: _("Giấy tờ"), "need-paper", "indigo"),
    "tranh-lua": Need(lambda: _("Tránh lừa"), "need-shield", "lamp"),
    "hoc-them": Need(lambda: _("Học thêm"), "need-learn", "leaf"),
    "hoi-may": Need(lambda: _("Hỏi máy"), "need-ask", "indigo"),
}
_ORDER = {"started": 0, "new": 1, "done": 2}


PATHS_IN = "hoc-them"                   # the need that also offers the paths


class LessonListFlow(Flow):
    """``need`` is a key of NEEDS, or '' for all lessons; with ``path`` the lessons of that playlist, in its order."""

    def __init__(self, need: str, path: Playlist | None = None) -> None:
        self.need = need
        self.path = path
        self.page = 0

    def view(self, room: Room) -> LessonListView:
        rows = self._rows(room)
        need = NEEDS.get(self.need)
        title = (self.path.title if self.path
                 else _("{need}: bác chọn bài nhé").format(need=need.label()) if need else _("Bác chọn bài nhé"))
        back = (Action(_("Lùi lại"), Back(), "arrow-left") if rows
                else Action(_("Về trang đầu"), GoHome(), "home"))
        empty = "" if rows else _("Bài về việc này xã đang soạn, chưa có trong máy ạ")
        return LessonListView(
            key=f"lessons-{self.path.id if self.path else self.need}-{self.page}", rail=learner_rail(), look=room.look,
            speech=(title, empty, *(f"{r.title}. {r.state}" for r in rows)), title=title,
            picture=need.picture if need else "need-learn", rows=rows, page=self.page, more_label=_("Bài khác"),
            empty=empty, foot=_("Bài nào cũng học lại được, sai không sao ạ"),
            back=back,
        )

    def _rows(self, room: Room) -> tuple[LessonRow, ...]:
        """A path keeps its order; else tonight's lesson comes first, then what was begun. Short paths stand above,
        those of groups below."""
        lessons = self._lessons(room)
        if self.path is not None:
            return tuple(_row(lesson, room) for lesson in lessons)
        tonight = OpenLesson(room.session.topic) if room.session else None
        rows = sorted((_row(lesson, room) for lesson in lessons),
                      key=lambda r: (r.intent != tonight, _ORDER[r.state_kind]))
        paths = room.ports.catalogue.playlists() if self.need == PATHS_IN else ()
        above = (_path_row(path, room) for path in paths if path.group is None)
        below = (_path_row(path, room) for path in paths if path.group is not None)
        return (*above, *rows, *below)

    def _lessons(self, room: Room) -> list[Lesson]:
        offered = room.ports.catalogue.lessons()
        if self.path is not None:
            named = {lesson.id: lesson for lesson in offered}
            return [named[name] for name in self.path.lessons if name in named]
        return [x for x in offered if not self.need or x.need == self.need]

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case OpenLesson(lesson):
                open_lesson(lesson, room)
            case OpenPlaylist(playlist):
                path = next((x for x in room.ports.catalogue.playlists() if x.id == playlist), None)
                if path is not None:
                    room.push(LessonListFlow("", path))
            case TurnPage(page):
                self.page = page
            case Back():
                room.back()


def open_lesson(lesson: str, room: Room) -> None:
    from kiosk.core.flows.lesson.lesson import LessonFlow

    found = next((x for x in room.ports.catalogue.lessons() if x.id == lesson), None)
    if found is not None:
        room.push(LessonFlow(found))


def _path_row(path: Playlist, room: Room) -> LessonRow:
    offered = {lesson.id for lesson in room.ports.catalogue.lessons()}
    lessons = [name for name in path.lessons if name in offered]
    kept = [room.progress_of(name) for name in lessons]
    done = sum(1 for progress in kept if progress and progress.done)
    state = (_("Đường học {n} bài, bác xong {k} bài").format(n=len(lessons), k=done) if done
             else _("Đường học {n} bài").format(n=len(lessons)))
    finished = bool(lessons) and done == len(lessons)
    kind: Literal["started", "done", "new"] = "done" if finished else "started" if done else "new"
    return LessonRow(path.picture, "indigo", path.title, "check-circle" if finished else "list", state, kind,
                     OpenPlaylist(path.id))


def _row(lesson: Lesson, room: Room) -> LessonRow:
    progress, tint = room.progress_of(lesson.id), NEEDS[lesson.need].tint
    if progress is not None and progress.done:
        kind, icon, state = "done", "check-circle", _("Bác học xong rồi")
    elif progress is not None and progress.step > 0:
        left = len(lesson.steps) - min(progress.step, len(lesson.steps) - 1)
        kind, icon, state = "started", "play", _("Bác học dở, còn {n} bước nữa").format(n=left)
    else:
        kind, icon, state = "new", "clock", _("Bài mới, khoảng {n} phút").format(n=lesson.minutes)
    return LessonRow(lesson.picture, tint, lesson.title, icon, state, kind, OpenLesson(lesson.id))  # type: ignore[arg-type]
