"""Choosing a lesson by recognising it: picture, name, and how far one is. The unfinished one comes first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.core.flows.base import Flow, learner_rail
from kiosk.core.intents import Back, GoHome, Intent, OpenLesson, TurnPage
from kiosk.core.lesson import Lesson
from kiosk.core.room import Room
from kiosk.core.views import Action, LessonListView, LessonRow
from kiosk.core.words import _

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


class LessonListFlow(Flow):
    """``need`` is a key of NEEDS, or '' for all lessons."""

    def __init__(self, need: str) -> None:
        self.need = need
        self.page = 0

    def view(self, room: Room) -> LessonListView:
        rows = tuple(sorted((_row(x, room) for x in self._lessons(room)), key=lambda r: _ORDER[r.state_kind]))
        need = NEEDS.get(self.need)
        title = (_("{need}: bác chọn bài nhé").format(need=need.label()) if need else _("Bác chọn bài nhé"))
        back = (Action(_("Lùi lại"), Back(), "arrow-left") if rows
                else Action(_("Về trang đầu"), GoHome(), "home"))
        empty = "" if rows else _("Bài về việc này xã đang soạn, chưa có trong máy ạ")
        return LessonListView(
            key=f"lessons-{self.need}-{self.page}", rail=learner_rail(), look=room.look,
            speech=(title, empty, *(f"{r.title}. {r.state}" for r in rows)), title=title,
            picture=need.picture if need else "need-learn", rows=rows, page=self.page, more_label=_("Bài khác"),
            empty=empty, foot=_("Bài nào cũng học lại được, sai không sao ạ"),
            back=back,
        )

    def _lessons(self, room: Room) -> list[Lesson]:
        return [x for x in room.ports.catalogue.lessons() if not self.need or x.need == self.need]

    def tap(self, intent: Intent, room: Room) -> None:
        match intent:
            case OpenLesson(lesson):
                open_lesson(lesson, room)
            case TurnPage(page):
                self.page = page
            case Back():
                room.back()


def open_lesson(lesson: str, room: Room) -> None:
    from kiosk.core.flows.lesson import LessonFlow

    found = next((x for x in room.ports.catalogue.lessons() if x.id == lesson), None)
    if found is not None:
        room.push(LessonFlow(found))


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
