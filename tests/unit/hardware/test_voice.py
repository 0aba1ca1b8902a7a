"""The machine voice, with a program in the place of espeak-ng that writes down how it was called."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped, unused-ignore]

from kiosk.hardware.audio import voice as voices
from kiosk.hardware.audio.voice import SILENT_S, SLOW, SilentVoice, SpeakingVoice, loudspeaker_there, voice_from
from tests.support.fakes.hardware import until

SAYS = """#!/bin/sh
echo "$@" >> "$0.args"
cat > "$0.text.tmp"; mv "$0.text.tmp" "$0.text"
"""
TALKS_ON = SAYS + 'echo $$ >> "$0.pid"\nexec sleep 600\n'
FAILS = SAYS + "exit 3\n"


def program(place: Path, script: str) -> Path:
    path = place / "voice"
    path.write_text(script)
    path.chmod(0o755)
    return path


def lines(path: Path, suffix: str) -> list[str]:
    noted = Path(f"{path}.{suffix}")
    return noted.read_text().splitlines() if noted.exists() else []


def gone(pid: str) -> bool:
    return not Path(f"/proc/{pid}").exists()


def heard() -> bool:
    return True


def test_speakable_text_goes_in_by_stdin_and_never_on_the_command_line(tmp_path: Path) -> None:
    path = program(tmp_path, SAYS)
    voice = SpeakingVoice((str(path),), heard)
    voice.speak(("Bác trả 20.000 đ.", "Cảm ơn bác!"), rate=0.9)
    until(lambda: not voice.speaking)
    assert lines(path, "text") == ["Bác trả hai mươi nghìn đồng.", "", "Cảm ơn bác!"]
    assert lines(path, "args") == ["-v vi -s 150 -b 1 --stdin"]


def test_a_new_sentence_ends_the_old_one(tmp_path: Path) -> None:
    path = program(tmp_path, TALKS_ON)
    voice = SpeakingVoice((str(path),), heard)
    voice.speak(("một",))
    until(lambda: len(lines(path, "pid")) == 1)
    voice.speak(("hai",))
    until(lambda: len(lines(path, "pid")) == 2)
    first, _ = lines(path, "pid")
    assert gone(first)
    assert lines(path, "text") == ["hai"]
    assert voice.speaking
    voice.stop()
    until(lambda: not voice.speaking)


def test_stop_is_silence_at_once(tmp_path: Path) -> None:
    path = program(tmp_path, TALKS_ON)
    voice = SpeakingVoice((str(path),), heard)
    voice.speak(("một",))
    until(lambda: bool(lines(path, "pid")))
    voice.stop()
    until(lambda: not voice.speaking)
    assert all(gone(pid) for pid in lines(path, "pid"))


def test_only_the_newest_of_many_sentences_is_said_to_its_end(tmp_path: Path) -> None:
    path = program(tmp_path, SAYS)
    voice = SpeakingVoice((str(path),), heard)
    for number in range(30):
        voice.speak((f"câu {number}",))
    until(lambda: not voice.speaking)
    assert lines(path, "text") == ["câu hai mươi chín"]


def test_without_a_loudspeaker_nothing_is_started_and_it_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = program(tmp_path, SAYS)
    voice = SpeakingVoice((str(path),), lambda: False)
    for _ in range(5):
        voice.speak(("một",))
        until(lambda: not voice.speaking)
    assert lines(path, "args") == []
    assert [record.getMessage()[:2] for record in caplog.records] == ["M3"]


def test_a_loudspeaker_plugged_in_later_is_used(tmp_path: Path) -> None:
    path, cards = program(tmp_path, SAYS), tmp_path / "snd"
    cards.mkdir()
    voice = SpeakingVoice((str(path),), lambda: loudspeaker_there(cards))
    voice.speak(("một",))
    until(lambda: not voice.speaking)
    (cards / "pcmC0D0c").touch()   # a microphone is no loudspeaker
    voice.speak(("hai",))
    until(lambda: not voice.speaking)
    assert lines(path, "text") == []
    (cards / "pcmC1D0p").touch()
    voice.speak(("ba",))
    until(lambda: not voice.speaking)
    assert lines(path, "text") == ["ba"]


def test_a_failing_program_is_not_started_again_and_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, clock = program(tmp_path, FAILS), [1000.0]
    voice = SpeakingVoice((str(path),), heard, lambda: clock[0])
    for _ in range(5):
        voice.speak(("một",))
        until(lambda: not voice.speaking)
    assert len(lines(path, "args")) == 1
    clock[0] += SILENT_S
    voice.speak(("hai",))
    until(lambda: not voice.speaking)
    assert len(lines(path, "args")) == 2
    assert [record.getMessage()[:2] for record in caplog.records] == ["M3"]


def test_a_program_that_cannot_be_started_is_silence_with_a_code(caplog: pytest.LogCaptureFixture) -> None:
    voice = SpeakingVoice(("/nowhere/espeak-ng",), heard)
    voice.speak(("một",))
    until(lambda: not voice.speaking)
    voice.stop()
    assert [record.getMessage()[:2] for record in caplog.records] == ["M3"]


def test_a_program_that_does_not_listen_is_no_error(tmp_path: Path) -> None:
    path = program(tmp_path, "#!/bin/sh\nexec 0<&-\nexit 0\n")
    voice = SpeakingVoice((str(path),), heard)
    voice.speak(("một câu rất dài. " * 20_000,))
    until(lambda: not voice.speaking)


def test_nothing_to_say_starts_nothing(tmp_path: Path) -> None:
    path = program(tmp_path, SAYS)
    voice = SpeakingVoice((str(path),), heard)
    voice.speak(())
    voice.speak(("", "“”"))
    voice.stop()
    assert not voice.speaking
    assert lines(path, "args") == []


def test_sound_off_and_a_missing_program_are_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert isinstance(voice_from("off"), SilentVoice)
    assert caplog.records == []
    voice = voice_from("on")
    assert isinstance(voice, SilentVoice)
    assert [record.getMessage()[:2] for record in caplog.records] == ["M3"]
    voice.speak(("một",))
    voice.stop()
    assert not voice.speaking


def test_what_is_said_is_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    voice = SpeakingVoice((str(program(tmp_path, FAILS)),), heard)
    voice.speak(("Chào bà Hường",))
    until(lambda: not voice.speaking)
    assert "Hường" not in caplog.text


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_espeak_ng_itself_speaks_vietnamese_with_these_options(tmp_path: Path) -> None:
    """The real program, writing a sound file instead of playing."""
    sound = tmp_path / "said.wav"
    real = program(tmp_path, f'#!/bin/sh\nexec {shutil.which(voices.PROGRAM)} -w {sound} "$@"\n')
    voice = SpeakingVoice((str(real),), heard)
    voice.speak(("Bác đưa thẻ lên đây.",))
    until(lambda: not voice.speaking)
    assert sound.read_bytes()[:4] == b"RIFF"
    assert sound.stat().st_size > 22_050   # more than half a second of 16 bit at 22 kHz


# --- recordings ---------------------------------------------------------------------------------


def tone(path: Path, seconds: float = 0.3, hz: float = 220.0, rate: int = 22_050) -> Path:
    """A recording of a hum."""
    at = np.arange(int(seconds * rate)) / rate
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * hz * at), rate)
    return path


PLAYS = '#!/bin/sh\necho "play $(wc -c)" >> "$0.log"\n'
READS = '#!/bin/sh\necho "read $(tr "\\n" " ")" >> "$(dirname "$0")/player.log"\n'


def mixed(place: Path, recordings: dict[tuple[str, str], Path]) -> SpeakingVoice:
    """A voice whose player and reading program write into one log, ``player.log``."""
    player = place / "player"
    player.write_text(PLAYS)
    player.chmod(0o755)
    return SpeakingVoice((str(program(place, READS)),), heard, player=(str(player),),
                         sound_of=lambda language, sentence: recordings.get((language, sentence)))


def log_of(place: Path) -> list[str]:
    log = place / "player.log"
    return [" ".join(line.split()) for line in log.read_text().splitlines()] if log.exists() else []


def test_a_recorded_sentence_is_played_and_the_others_are_read_in_their_order(tmp_path: Path) -> None:
    voice = mixed(tmp_path, {("vi", "hai"): tone(tmp_path / "hai.ogg")})
    voice.speak(("một", "hai", "ba", "bốn"))
    until(lambda: not voice.speaking)
    said = log_of(tmp_path)
    assert said[0] == "read một"
    assert said[1].startswith("play ")
    assert said[2] == "read ba bốn"


def test_a_damaged_recording_is_read_by_the_machine(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = tmp_path / "hai.ogg"
    broken.write_bytes(b"OggS and then nothing")
    voice = mixed(tmp_path, {("vi", "hai"): broken})
    voice.speak(("hai",))
    until(lambda: not voice.speaking)
    assert log_of(tmp_path) == ["read hai"]
    assert [record.getMessage()[:2] for record in caplog.records] == ["M3"]


def test_the_chosen_language_is_asked_for(tmp_path: Path) -> None:
    voice = mixed(tmp_path, {("tyz", "hai"): tone(tmp_path / "hai.ogg")})
    voice.speak(("hai",))
    until(lambda: not voice.speaking)
    voice.tune(slow=False, language="tyz")
    voice.speak(("hai",))
    until(lambda: not voice.speaking)
    assert [line.split()[0] for line in log_of(tmp_path)] == ["read", "play"]


def test_slowly_said_is_longer(tmp_path: Path) -> None:
    voice = mixed(tmp_path, {("vi", "hai"): tone(tmp_path / "hai.ogg", 1.0)})
    voice.speak(("hai",))
    until(lambda: not voice.speaking)
    voice.tune(slow=True, language="vi")
    voice.speak(("hai",))
    until(lambda: not voice.speaking)
    usual, slow = (int(line.split()[1]) for line in log_of(tmp_path))
    assert usual == pytest.approx(44_100, rel=0.01)
    assert slow == pytest.approx(usual / SLOW, rel=0.01)


def test_without_a_reading_program_recordings_are_still_heard(tmp_path: Path) -> None:
    player = program(tmp_path, '#!/bin/sh\nwc -c > "$0.log"\n')
    sound = tone(tmp_path / "hai.ogg")
    voice = SpeakingVoice((), heard, player=(str(player),), sound_of=lambda _l, s: sound if s == "hai" else None)
    voice.speak(("một", "hai"))
    until(lambda: not voice.speaking)
    assert int(lines(player, "log")[0]) > 0
