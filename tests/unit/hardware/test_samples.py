"""Recorded sentences: read at one rate, stretched without another pitch, refused where they are no sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped, unused-ignore]

from kiosk.hardware.audio.samples import (
    LOUDNESS,
    MAX_S,
    RATE_HZ,
    Samples,
    SoundUnreadable,
    encoded,
    pcm_of,
    read,
    stretched,
)


def hum(seconds: float, hz: float = 200.0, rate: int = RATE_HZ, loud: float = 0.3) -> Samples:
    return (loud * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def pitch(samples: Samples) -> float:
    """Loudest frequency in Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * RATE_HZ / len(samples))


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_any_rate_comes_out_at_one_rate_with_its_pitch(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, hum(1.0, 440.0, rate), rate)
    samples = read(path)
    assert len(samples) == pytest.approx(RATE_HZ, rel=0.01)
    assert pitch(samples) == pytest.approx(440, abs=5)


def test_two_channels_become_one(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.stack([hum(0.5), hum(0.5)], axis=1), RATE_HZ)
    assert read(path).ndim == 1


@pytest.mark.parametrize("speed", [0.6, 0.75, 0.9])
def test_slower_is_longer_at_the_same_pitch_and_loudness(speed: float) -> None:
    usual = hum(2.0, 180.0)
    slow = stretched(usual, speed)
    assert len(slow) == pytest.approx(len(usual) / speed, rel=0.01)
    middle = slow[len(slow) // 4:-len(slow) // 4]
    assert pitch(middle) == pytest.approx(180, abs=6)
    assert float(np.sqrt(np.mean(middle ** 2))) == pytest.approx(0.3 / np.sqrt(2), rel=0.15)


@pytest.mark.parametrize("content", [b"", b"OggS", b"RIFF" + bytes(60), bytes(2_000)])
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.ogg"
    path.write_bytes(content)
    with pytest.raises(SoundUnreadable):
        pcm_of(path)


def test_a_sound_that_is_too_long_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(int((MAX_S + 1) * 8_000), np.int16), 8_000)
    with pytest.raises(SoundUnreadable):
        pcm_of(path)


def test_a_recording_is_cut_and_evened(tmp_path: Path) -> None:
    quiet = np.zeros(RATE_HZ, np.float32)
    path = tmp_path / "a.ogg"
    path.write_bytes(encoded(np.concatenate([quiet, hum(1.0, loud=0.02), quiet])))
    heard = read(path)
    assert len(heard) < 1.4 * RATE_HZ
    assert float(np.sqrt(np.mean(heard ** 2))) == pytest.approx(LOUDNESS, rel=0.25)


def test_silence_is_no_recording() -> None:
    with pytest.raises(SoundUnreadable):
        encoded(np.zeros(RATE_HZ, np.float32))
