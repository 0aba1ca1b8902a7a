"""The facilitator lends a voice: sentence by sentence of a lesson, in the language that is set, as often as wanted.

Only sentences of lessons are recorded, and only what the reader chose to keep stays. Reached from the choice of a
lesson for the whole class.
"""

from __future__ import annotations

from typing import Literal

from kiosk.core.flows import routes
from kiosk.core.flows.base import Flow, IdleRule, facilitator_rail
from kiosk.core.flows.lesson.lookup import installed_lesson
from kiosk.core.flows.session.lesson_picker import LessonPick
from kiosk.core.i18n import LANGUAGE_NAMES, _
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
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.lessons.sentences import sentences
from kiosk.core.state import KioskState
from kiosk.core.views import Action, RecordView, View

Phase = Literal["empty", "recording", "recorded", "kept", "missing"]


class VoiceRecordingFlow(Flow[routes.VoiceRecording]):
    def __init__(self, route: routes.VoiceRecording, state: KioskState) -> None:
        super().__init__(route, state)
        self._pick = LessonPick()
        self._lesson = installed_lesson(route.lesson, state) if route.lesson else None
        self._lines = sentences(self._lesson) if self._lesson else ()
        self._at = 0
        self._phase: Phase = "empty"
        self._note = ""

    def idle(self) -> IdleRule:
        return IdleRule.NEVER

    def view(self, state: KioskState) -> View:
        if self._lesson is None:
            return self._pick.view(state, "record-choose", _("Thu giọng cho bài nào ạ?"))
        return self._read(self._lesson, state)

    def _read(self, lesson: Lesson, state: KioskState) -> RecordView:
        phase: Phase = "missing" if not state.ports.recorder.ready and self._phase == "empty" else self._phase
        line = self._line(state)
        return RecordView(
            key=f"record-{lesson.id}-{self._at}", rail=facilitator_rail(), look=state.look, speech=(),
            title=_("Mời đọc to câu này"), line=line,
            count=_("Câu {n} trong {total}").format(n=self._at + 1, total=len(self._lines)),
            state=phase, state_line=self._note or self._phase_line(phase, state),
            primary=self._primary(phase),
            hear=Action(_("Nghe thử"), HearRecording(), "speaker") if phase == "recorded" else None,
            next=Action(_("Câu sau"), NextStep(), "arrow-right"), back=Action(_("Lùi lại"), Back(), "arrow-left"),
        )

    def _line(self, state: KioskState) -> str:
        return state.ports.catalogue.said(state.look.language, self._lines[self._at])

    def _phase_line(self, phase: Phase, state: KioskState) -> str:
        language = LANGUAGE_NAMES.get(state.look.language, state.look.language)
        return {
            "empty": _("Chưa thu câu này ({language})").format(language=language),
            "recording": _("Đang thu, đọc xong thì chạm Dừng"), "recorded": _("Thu xong, chưa giữ"),
            "kept": _("Câu này có giọng xóm mình rồi"), "missing": _("Chưa thấy mi-crô, mời cắm vào máy"),
        }[phase]

    def _primary(self, phase: Phase) -> Action:
        if phase == "recording":
            return Action(_("Dừng"), StopRecording(), "stop")
        if phase == "recorded":
            return Action(_("Giữ lại"), KeepRecording(), "check")
        label = _("Thu lại") if phase == "kept" else _("Thu")
        return Action(label, StartRecording(), "microphone", enabled=phase != "missing",
                      why=_("Mời cắm mi-crô vào máy trước ạ"))

    def tap(self, intent: Intent, state: KioskState) -> None:
        self._note = ""
        if self._lesson is None:
            found = self._pick.tap(intent, state)
            if found is not None:
                state.navigation.push(routes.VoiceRecording(found.id))
            return
        match intent:
            case StartRecording() if self._phase != "recording" and state.ports.recorder.ready:
                self._phase = "recording"
                state.ports.recorder.start()
            case StopRecording() if self._phase == "recording":
                state.ports.recorder.stop()
            case HearRecording() if self._phase == "recorded":
                state.ports.voices.play()
            case KeepRecording() if self._phase == "recorded":
                self._keep(state)
            case NextStep():
                self._go(self._at + 1, state)
            case Back():
                self._go(self._at - 1, state)

    def recorded(self, recording: Recorded, state: KioskState) -> None:
        if self._phase != "recording":
            return
        self._phase = "recorded" if recording.ms else "empty"
        self._note = "" if recording.ms else _("Chưa nghe thấy gì, mời đọc to hơn ạ")
        state.play("soft")

    def entered(self, state: KioskState) -> None:
        if self._lesson is not None:
            self._phase = "kept" if state.ports.voices.has(state.look.language, self._line(state)) else "empty"

    def _keep(self, state: KioskState) -> None:
        kept = state.ports.voices.keep(state.look.language, self._line(state))
        self._phase = "kept" if kept else "recorded"
        self._note = "" if kept else _("Chưa giữ được, mời thử lại (M3)")
        state.play("kept" if kept else "look")

    def _go(self, at: int, state: KioskState) -> None:
        if self._phase == "recording":
            state.ports.recorder.stop()
        if 0 <= at < len(self._lines):
            self._at = at
            self.entered(state)
        else:
            state.navigation.back()
