"""The facilitator lends a voice: sentence by sentence of a lesson, in the language that is set, as often as wanted.

Only sentences of lessons are recorded, and only what the reader chose to keep stays. Reached from the choice of a
lesson for the whole class.
"""

from __future__ import annotations

from typing import Literal

from kiosk.core.flows.base import Flow, facilitator_rail
from kiosk.core.flows.session.lesson_picker import LessonPick
from kiosk.core.flows.text_size import NAMES
from kiosk.core.i18n import _
from kiosk.core.inputs import Recorded
from kiosk.core.intents import (
    Back,
    HearRecording,
    Intent,
    KeepRecording,
    NextStep,
    StartRecording,
    StopRecording,
)
from kiosk.core.lessons.lesson import CallStep, ChooseStep, DoStep, Lesson, PhoneStep, ScanStep, ShowStep, Step
from kiosk.core.state import Room
from kiosk.core.views import Action, RecordView, View

State = Literal["empty", "recording", "recorded", "kept", "missing"]


class RecordFlow(Flow):
    idle_ms = None

    def __init__(self, lesson: Lesson | None = None) -> None:
        self._pick = LessonPick()
        self._lesson = lesson
        self._lines: tuple[str, ...] = sentences(lesson) if lesson else ()
        self._at = 0
        self._state: State = "empty"
        self._note = ""

    def view(self, room: Room) -> View:
        if self._lesson is None:
            return self._pick.view(room, "record-choose", _("Thu giọng cho bài nào ạ?"))
        return self._read(self._lesson, room)

    def _read(self, lesson: Lesson, room: Room) -> RecordView:
        state: State = "missing" if not room.ports.recorder.ready and self._state == "empty" else self._state
        line = self._line(room)
        return RecordView(
            key=f"record-{lesson.id}-{self._at}", rail=facilitator_rail(), look=room.look, speech=(),
            title=_("Mời đọc to câu này"), line=line,
            count=_("Câu {n} trong {total}").format(n=self._at + 1, total=len(self._lines)),
            state=state, state_line=self._note or self._state_line(state, room),
            primary=self._primary(state),
            hear=Action(_("Nghe thử"), HearRecording(), "speaker") if state == "recorded" else None,
            next=Action(_("Câu sau"), NextStep(), "arrow-right"), back=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def _line(self, room: Room) -> str:
        return room.ports.catalogue.said(room.look.language, self._lines[self._at])

    def _state_line(self, state: State, room: Room) -> str:
        language = NAMES.get(room.look.language, room.look.language)
        return {
            "empty": _("Chưa thu câu này ({language})").format(language=language),
            "recording": _("Đang thu, đọc xong thì chạm Dừng"), "recorded": _("Thu xong, chưa giữ"),
            "kept": _("Câu này có giọng xóm mình rồi"), "missing": _("Chưa thấy mi-crô, mời cắm vào máy"),
        }[state]

    def _primary(self, state: State) -> Action:
        if state == "recording":
            return Action(_("Dừng"), StopRecording(), "stop")
        if state == "recorded":
            return Action(_("Giữ lại"), KeepRecording(), "check")
        label = _("Thu lại") if state == "kept" else _("Thu")
        return Action(label, StartRecording(), "microphone", enabled=state != "missing",
                      why=_("Mời cắm mi-crô vào máy trước ạ"))

    def tap(self, intent: Intent, room: Room) -> None:
        self._note = ""
        if self._lesson is None:
            found = self._pick.tap(intent, room)
            if found is not None:
                room.push(RecordFlow(found))
            return
        match intent:
            case StartRecording() if self._state != "recording" and room.ports.recorder.ready:
                self._state = "recording"
                room.ports.recorder.start()
            case StopRecording() if self._state == "recording":
                room.ports.recorder.stop()
            case HearRecording() if self._state == "recorded":
                room.ports.voices.play()
            case KeepRecording() if self._state == "recorded":
                self._keep(room)
            case NextStep():
                self._go(self._at + 1, room)
            case Back():
                self._go(self._at - 1, room)

    def recorded(self, recording: Recorded, room: Room) -> None:
        if self._state != "recording":
            return
        self._state = "recorded" if recording.ms else "empty"
        self._note = "" if recording.ms else _("Chưa nghe thấy gì, mời đọc to hơn ạ")
        room.play("soft")

    def entered(self, room: Room) -> None:
        if self._lesson is not None:
            self._state = "kept" if room.ports.voices.has(room.look.language, self._line(room)) else "empty"

    def _keep(self, room: Room) -> None:
        kept = room.ports.voices.keep(room.look.language, self._line(room))
        self._state = "kept" if kept else "recorded"
        self._note = "" if kept else _("Chưa giữ được, mời thử lại (M3)")
        room.play("kept" if kept else "look")

    def _go(self, at: int, room: Room) -> None:
        if self._state == "recording":
            room.ports.recorder.stop()
        if 0 <= at < len(self._lines):
            self._at = at
            self.entered(room)
        else:
            room.back()


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
