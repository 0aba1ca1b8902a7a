"""The command ``kiosk`` where something is missing: one Vietnamese sentence, one code, no trace; and its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.__main__ import main
from sync.commune.base_command import DEFAULT_PORT
from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "kiosk"]


def kiosk(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    around = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "KIOSK_SOUND": "off", **environment}
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, env=around, capture_output=True, text=True, check=False,
                          timeout=PATIENCE_S)


@pytest.fixture
def refusal(capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[..., str]]:
    """The sentence with which the command refuses, run in this process: another one would only start slower."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}

    def refused(*arguments: str) -> str:
        status = main(arguments)
        return told(subprocess.CompletedProcess(arguments, status, *capfd.readouterr()))

    yield refused
    for number, handler in before.items():
        signal.signal(number, handler)


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The sentence on stderr (an imported library may write below it)."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return next(line for line in done.stderr.splitlines() if line.startswith("kiosk: "))


def test_a_data_folder_that_is_a_file_is_one_sentence_and_the_lessons_go_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    command = [*COMMAND, "run", "--windowed", "--data", str(tmp_path / "file"), "--camera", "/dev/video77"]
    with subprocess.Popen(command, cwd=ROOT, env=screenless(SDL_VIDEODRIVER="offscreen"), stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        assert any("không có sổ (K20)" in line for line in running.stderr)
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(2)
        running.terminate()
        assert running.wait(PATIENCE_S) == 128 + signal.SIGTERM
        assert "Traceback" not in running.stderr.read()


@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":77"}, {"SDL_VIDEODRIVER": "x11"}],
                         ids=["nothing", "a display that is gone", "asked for X11"])
def test_without_a_screen_the_kiosk_says_so_and_ends(tmp_path: Path, environment: dict[str, str]) -> None:
    done = subprocess.run([*COMMAND, "run", "--data", str(tmp_path)], cwd=ROOT, env=screenless(**environment),
                          capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert told(done).endswith("(M4)")
    assert len(done.stderr.splitlines()) == 1


def screenless(**environment: str) -> dict[str, str]:
    """The environment of a machine without a screen."""
    usual = {name: text for name, text in os.environ.items()
             if name not in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")}
    return {**usual, "KIOSK_SOUND": "off", **environment}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_without_a_camera_the_kiosk_says_so_goes_on_and_ends_without_a_word(
    tmp_path: Path, number: signal.Signals
) -> None:
    command = [*COMMAND, "run", "--windowed", "--data", str(tmp_path), "--camera", "/dev/video77"]
    with subprocess.Popen(command, cwd=ROOT, env=screenless(SDL_VIDEODRIVER="offscreen"), stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        line = running.stderr.readline()
        assert "/dev/video77" in line
        assert line.endswith("(M1).\n")
        with pytest.raises(subprocess.TimeoutExpired):
            running.wait(2)
        running.send_signal(number)
        assert running.wait(PATIENCE_S) == 128 + number
        assert running.stderr.read() == ""


@pytest.mark.parametrize("events", ["0", "-5", "1000001"])
def test_a_count_that_makes_no_sense_is_not_simulated(
    refusal: Callable[..., str], tmp_path: Path, events: str
) -> None:
    assert refusal("simulate", "--data", str(tmp_path), "--events", events).endswith("1000000 (K27)")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["nowhere", "file"])
def test_packs_of_a_folder_that_is_none_are_not_called_none_and_it_is_not_made(
    refusal: Callable[..., str], tmp_path: Path, place: str
) -> None:
    (tmp_path / "file").write_text("")
    for words in (["list"], ["rollback", "goi"]):
        assert refusal("packs", *words, "--data", str(tmp_path / place)).endswith("(K20)")
    assert not (tmp_path / "nowhere").exists()


def test_a_screen_that_nobody_knows_cannot_be_drawn(tmp_path: Path) -> None:
    assert told(kiosk("gallery", "--out", str(tmp_path), "--only", "khong-co")).endswith("khong-co (K27)")


def test_a_folder_that_is_a_file_is_told_in_vietnamese_and_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in (["tour", "--out"], ["demo", "--dir"]):
        sentence = told(kiosk(*words, str(tmp_path / "file")))
        assert "ở đó đã có thứ khác cùng tên" in sentence
        assert (sentence.count("kiosk: "), sentence.count("commune: "), sentence.count("(")) == (1, 0, 1)


def test_a_kiosk_that_is_not_enrolled_cannot_simulate(refusal: Callable[..., str], tmp_path: Path) -> None:
    assert "ghi danh" in refusal("simulate", "--data", str(tmp_path), "--events", "3")


def test_a_pitch_that_is_no_number_names_the_setting(
    refusal: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_MM_PER_PX", "abc")
    assert "KIOSK_MM_PER_PX" in refusal("run", "--data", str(tmp_path))


def test_a_tour_at_a_commune_that_is_not_there_says_so(tmp_path: Path) -> None:
    away = ["tour", "--out", str(tmp_path / "out"), "--commune", "http://127.0.0.1:1"]
    assert "--dir" in told(kiosk(*away))
    assert "xã Mẫu" in told(kiosk(*away, "--dir", str(tmp_path / "nowhere")))


@pytest.fixture
def usual_port_taken() -> Iterator[None]:
    """Somebody listens where a commune's server usually does (this test, or who was there before)."""
    with socket.socket() as taken:
        with suppress(OSError):
            taken.bind(("127.0.0.1", DEFAULT_PORT))
            taken.listen()
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("xa-mau")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.usefixtures("usual_port_taken")
def test_a_demo_needs_no_port_and_told_to_end_leaves_no_process_behind(place: Path, number: signal.Signals) -> None:
    around = screenless()
    demo = subprocess.Popen([*COMMAND, "demo", "--dir", str(place / "xa"), "--out", str(place / "out")], cwd=ROOT,
                            env=around, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                            start_new_session=True)
    assert demo.stdout is not None
    assert "Không có màn hình" in demo.stdout.readline()      # the commune's server answers by now
    assert processes_in(place) != []
    demo.send_signal(number)
    assert demo.wait(PATIENCE_S) == (130 if number == signal.SIGINT else 128 + number)
    assert processes_in(place) == []


def processes_in(folder: Path) -> list[str]:
    """Command lines that name ``folder``."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return [line for line in lines if str(folder) in line]
