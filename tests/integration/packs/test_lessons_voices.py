"""Voices recorded on one kiosk, carried to another as an add-on pack."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kiosk.authoring.voices import export
from kiosk.cli.lessons import main
from kiosk.config import Config
from kiosk.core.errors import PackUnknown
from kiosk.hardware.audio.recorded_voices import RecordedVoices
from kiosk.hardware.audio.recorder import MicrophoneRecorder
from kiosk.hardware.audio.samples import RATE_HZ, read
from kiosk.packs.catalogue.live_catalogue import LiveCatalogue
from kiosk.packs.catalogue.loader import load_lessons

PACK, TITLE = "ky-nang-so-co-ban", "Trả tiền bằng mã QR"


def recorded(data: Path, *sentences: tuple[str, str]) -> Config:
    """A kiosk on which these sentences were read aloud."""
    recorder = MicrophoneRecorder(lambda _event: None)
    recorder.latest = (0.3 * np.sin(np.arange(RATE_HZ) / 20)).astype(np.float32)
    voices = RecordedVoices(data / "voices", recorder, lambda _path: None)
    for language, text in sentences:
        assert voices.keep(language, text)
    return Config(data=data)


def test_recorded_sentences_travel_and_are_heard_on_the_other_kiosk(tmp_path: Path) -> None:
    config = recorded(tmp_path / "here", ("vi", TITLE), ("tyz", TITLE), ("vi", "câu không bài nào nói"))
    place = export(config, PACK, "1.0.0", tmp_path / "out")
    there = LiveCatalogue(lambda: load_lessons(config.lessons, config.assets, [place]))
    heard = there.sound_of("vi", TITLE)
    assert heard is not None
    assert len(read(heard)) == pytest.approx(RATE_HZ, rel=0.05)
    assert there.sound_of("tyz", TITLE) is not None
    assert there.sound_of("vi", "câu không bài nào nói") is None


def test_without_the_add_on_nothing_is_heard(tmp_path: Path) -> None:
    config = Config(data=tmp_path)
    assert LiveCatalogue(lambda: load_lessons(config.lessons, config.assets)).sound_of("vi", TITLE) is None


def test_nothing_recorded_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PackUnknown):
        export(replace(Config(data=tmp_path)), PACK, "1.0.0", tmp_path / "out")
    assert main(["voices", PACK, "--data", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "chưa thu câu nào" in capsys.readouterr().err


def test_a_damaged_recording_is_named_and_left_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = recorded(tmp_path / "here", ("vi", TITLE), ("tyz", TITLE))
    next((tmp_path / "here" / "voices" / "tyz").glob("*.ogg")).write_bytes(b"OggS")
    export(config, PACK, "1.0.0", tmp_path / "out")
    told = capsys.readouterr()
    assert "1 câu giọng xóm" in told.out
    assert "Bỏ lại một câu" in told.err
