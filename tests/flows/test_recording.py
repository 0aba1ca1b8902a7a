"""The facilitator lends a voice: sentence by sentence, kept only when wanted, never without a microphone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.core.controller import Controller
from kiosk.core.flows import routes
from kiosk.core.inputs import Input, Recorded, Tapped, Ticked
from kiosk.core.intents import StartRecording, StopRecording
from kiosk.core.lessons.sentences import sentences
from kiosk.core.views import ChoiceView, RecordView, View
from tests.support.fakes.core import demo_commune, fake_ports
from tests.support.journey import EVENING, FACILITATORS, actions, small_lesson

LESSON = small_lesson()


class FakeRecorder:
    def __init__(self) -> None:
        self.ready = True
        self.running = False
        self.starts = 0

    def start(self) -> None:
        self.running, self.starts = True, self.starts + 1

    def stop(self) -> None:
        self.running = False


class FakeVoices:
    def __init__(self) -> None:
        self.kept: set[tuple[str, str]] = set()
        self.full = False
        self.played = 0

    def has(self, language: str, text: str) -> bool:
        return (language, text) in self.kept

    def keep(self, language: str, text: str) -> bool:
        if not self.full:
            self.kept.add((language, text))
        return not self.full

    def play(self) -> None:
        self.played += 1

    def forget(self, language: str, text: str) -> None:
        self.kept.discard((language, text))


class Kiosk:
    def __init__(self) -> None:
        self.recorder, self.voices = FakeRecorder(), FakeVoices()
        ports = replace(fake_ports((LESSON,), demo_commune(FACILITATORS), EVENING), recorder=self.recorder,
                        voices=self.voices)
        self.controller = Controller(ports)
        self.controller.open(routes.VoiceRecording())
        self.on(Ticked(0))

    @property
    def view(self) -> View:
        return self.controller.view

    @property
    def page(self) -> RecordView:
        assert isinstance(self.view, RecordView)
        return self.view

    @property
    def state(self) -> str:
        return self.page.state

    def on(self, *events: Input) -> View:
        for event in events:
            self.controller.handle(event)
        return self.view

    def touch(self, label: str) -> View:
        return self.on(Tapped(next(intent for words, intent in actions(self.view) if words == label)))

    def reading(self) -> RecordView:
        assert isinstance(self.view, ChoiceView)
        self.touch(LESSON.title)
        return self.page


def test_each_sentence_of_the_lesson_is_offered_once() -> None:
    said = sentences(LESSON)
    assert said[0] == LESSON.title
    assert len(set(said)) == len(said)
    kiosk = Kiosk()
    page = kiosk.reading()
    assert page.count == f"Câu 1 trong {len(said)}"
    seen = [page.line]
    for _n in said[1:]:
        kiosk.touch("Câu sau")
        seen.append(kiosk.page.line)
    assert seen == list(said)
    assert isinstance(kiosk.touch("Câu sau"), ChoiceView)


def test_a_recording_is_heard_and_kept_only_when_wanted() -> None:
    kiosk = Kiosk()
    line = kiosk.reading().line
    kiosk.touch("Thu")
    assert (kiosk.state, kiosk.recorder.running) == ("recording", True)
    kiosk.touch("Dừng")
    kiosk.on(Recorded(2_000))
    assert kiosk.state == "recorded"
    assert kiosk.voices.kept == set()
    kiosk.touch("Nghe thử")
    assert kiosk.voices.played == 1
    kiosk.touch("Giữ lại")
    assert kiosk.voices.kept == {("vi", line)}
    assert "giọng xóm mình" in kiosk.page.state_line
    kiosk.touch("Câu sau")
    assert kiosk.state == "empty"
    kiosk.touch("Lùi lại")
    assert kiosk.state == "kept"


def test_silence_says_so_and_asks_again() -> None:
    kiosk = Kiosk()
    kiosk.reading()
    kiosk.touch("Thu")
    kiosk.on(Recorded(0))
    assert kiosk.state == "empty"
    assert "Chưa nghe thấy gì" in kiosk.page.state_line


def test_without_a_microphone_the_button_waits_and_says_what_for() -> None:
    kiosk = Kiosk()
    kiosk.recorder.ready = False
    page = kiosk.reading()
    assert page.state == "missing"
    assert page.primary is not None
    assert not page.primary.enabled
    kiosk.on(Tapped(StartRecording()))
    assert kiosk.recorder.starts == 0


def test_a_full_disk_keeps_the_recording_in_hand_and_gives_its_code() -> None:
    kiosk = Kiosk()
    kiosk.voices.full = True
    kiosk.reading()
    kiosk.touch("Thu")
    kiosk.on(Recorded(1_000))
    kiosk.touch("Giữ lại")
    assert kiosk.state == "recorded"
    assert "M3" in kiosk.page.state_line


@pytest.mark.parametrize("label", ["Câu sau", "Lùi lại"])
def test_leaving_a_sentence_ends_its_recording(label: str) -> None:
    kiosk = Kiosk()
    kiosk.reading()
    kiosk.touch("Thu")
    kiosk.touch(label)
    assert not kiosk.recorder.running
    kiosk.on(Recorded(900))
    assert not (isinstance(kiosk.view, RecordView) and kiosk.view.state == "recorded")


def test_a_recording_begun_once_is_not_begun_twice() -> None:
    kiosk = Kiosk()
    kiosk.reading()
    kiosk.on(Tapped(StartRecording()), Tapped(StartRecording()))
    assert kiosk.recorder.starts == 1
    kiosk.on(Tapped(StopRecording()), Tapped(StopRecording()))
    assert not kiosk.recorder.running


def test_the_voice_of_the_kiosk_stays_silent_while_somebody_reads() -> None:
    assert Kiosk().reading().speech == ()
