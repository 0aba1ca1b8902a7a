"""A sentence read aloud: recorded in memory, kept whole or not at all, heard again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from kiosk.core.inputs import Input, Recorded
from kiosk.hardware.audio.recorded_voices import INDEX, RecordedVoices
from kiosk.hardware.audio.recorder import MicrophoneRecorder, microphone_there
from kiosk.hardware.audio.samples import RATE_HZ, read
from tests.support.fakes.hardware import until

SENTENCE = "Bác chạm nút xanh nhé"


def microphone(place: Path, samples: bytes, *, lasts: bool = False) -> tuple[str, ...]:
    """A program in the place of arecord: gives ``samples``, then ends, or goes on until it is told to end."""
    (place / "heard.raw").write_bytes(samples)
    path = place / "arecord"
    ending = "exec sleep 600" if lasts else ""
    path.write_text(f'#!/bin/sh\ncat "{place}/heard.raw"\ntouch "{place}/given"\n{ending}\n')
    path.chmod(0o755)
    return (str(path),)


def hum(seconds: float = 1.0) -> bytes:
    at = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    return (8_000 * np.sin(2 * np.pi * 200 * at)).astype("<i2").tobytes()


def recorded(place: Path, samples: bytes) -> tuple[MicrophoneRecorder, list[Input]]:
    events: list[Input] = []
    recorder = MicrophoneRecorder(events.append, microphone(place, samples), lambda: True)
    recorder.start()
    until(lambda: bool(events))
    return recorder, events


def test_what_was_said_is_told_once_with_its_length(tmp_path: Path) -> None:
    recorder, events = recorded(tmp_path, hum(1.5))
    assert events == [Recorded(1500)]
    assert recorder.latest is not None
    assert len(recorder.latest) == int(1.5 * RATE_HZ)


@pytest.mark.parametrize("samples", [b"", bytes(3 * RATE_HZ), hum(0.1)])
def test_nothing_silence_and_a_slip_are_no_recording(tmp_path: Path, samples: bytes) -> None:
    recorder, events = recorded(tmp_path, samples)
    assert events == [Recorded(0)]
    assert recorder.latest is None


def test_stop_ends_a_recording_that_would_go_on(tmp_path: Path) -> None:
    events: list[Input] = []
    recorder = MicrophoneRecorder(events.append, microphone(tmp_path, hum(), lasts=True), lambda: True)
    recorder.start()
    until((tmp_path / "given").exists)
    assert events == []
    recorder.stop()
    until(lambda: bool(events))
    assert events == [Recorded(1000)]


def test_a_second_start_while_recording_begins_nothing_new(tmp_path: Path) -> None:
    events: list[Input] = []
    recorder = MicrophoneRecorder(events.append, microphone(tmp_path, hum(), lasts=True), lambda: True)
    recorder.start()
    recorder.start()
    until((tmp_path / "given").exists)
    recorder.stop()
    until(lambda: bool(events))
    assert events == [Recorded(1000)]


def test_a_program_that_cannot_be_started_is_told_as_nothing_heard() -> None:
    events: list[Input] = []
    MicrophoneRecorder(events.append, ("/nowhere/arecord",), lambda: True).start()
    assert events == [Recorded(0)]


def test_it_is_ready_only_with_a_microphone_and_a_program(tmp_path: Path) -> None:
    program = microphone(tmp_path, b"")
    assert not MicrophoneRecorder(print, program, lambda: False).ready
    assert not MicrophoneRecorder(print, ("no-such-program",), lambda: True).ready
    assert MicrophoneRecorder(print, program, lambda: True).ready
    (tmp_path / "pcmC0D0p").touch()
    assert not microphone_there(tmp_path)
    (tmp_path / "pcmC0D0c").touch()
    assert microphone_there(tmp_path)


# --- keeping ------------------------------------------------------------------------------------


def voices(place: Path) -> RecordedVoices:
    recorder, _events = recorded(place, hum())
    return RecordedVoices(place / "voices", recorder, lambda path: None)


def test_a_kept_sentence_is_found_again_after_a_restart_in_its_language_only(tmp_path: Path) -> None:
    book = voices(tmp_path)
    assert not book.has("tyz", SENTENCE)
    assert book.keep("tyz", SENTENCE)
    again = RecordedVoices(tmp_path / "voices", MicrophoneRecorder(print), lambda path: None)
    path = again.path("tyz", SENTENCE)
    assert path is not None
    assert len(read(path)) == pytest.approx(RATE_HZ, rel=0.05)
    assert not again.has("vi", SENTENCE)
    assert list(again.all()) == [("tyz", SENTENCE, path)]


def test_a_forgotten_sentence_is_gone_from_the_disk(tmp_path: Path) -> None:
    book = voices(tmp_path)
    book.keep("vi", SENTENCE)
    book.forget("vi", SENTENCE)
    assert not book.has("vi", SENTENCE)
    assert list((tmp_path / "voices").rglob("*.ogg")) == []


def test_what_cannot_be_kept_is_told_and_nothing_half_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "voices").write_text("a file where the folder should be")
    recorder, _events = recorded(tmp_path, hum())
    book = RecordedVoices(tmp_path / "voices", recorder, lambda path: None)
    assert not book.keep("vi", SENTENCE)
    assert not book.has("vi", SENTENCE)
    assert SENTENCE not in caplog.text


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"../x/a.ogg": "b", "vi/none.ogg": "c", "vi/a.ogg": 3})])
def test_a_damaged_index_or_foreign_paths_count_as_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "voices" / "vi").mkdir(parents=True)
    (tmp_path / "voices" / INDEX).write_text(content)
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.ogg").touch()
    book = RecordedVoices(tmp_path / "voices", MicrophoneRecorder(print), lambda path: None)
    assert list(book.all()) == []


def test_the_newest_recording_can_be_heard_before_it_is_kept(tmp_path: Path) -> None:
    heard: list[int] = []
    recorder, _events = recorded(tmp_path, hum())
    book = RecordedVoices(tmp_path / "voices", recorder, lambda path: heard.append(len(read(path))))
    book.play()
    assert heard == [pytest.approx(RATE_HZ, rel=0.05)]
    assert list(book.all()) == []
