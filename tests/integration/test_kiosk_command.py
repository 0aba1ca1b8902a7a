"""The command ``kiosk`` where something is missing: one Vietnamese sentence, one code, no trace; and its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "kiosk"]


def kiosk(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    around = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "KIOSK_SOUND": "off", **environment}
    return subprocess.run([*COMMAND, *arguments], cwd=ROOT, env=around, capture_output=True, text=True, check=False,
                          timeout=60)


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The sentence on stderr (an imported library may write below it)."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return next(line for line in done.stderr.splitlines() if line.startswith("kiosk: "))


def test_a_data_folder_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert told(kiosk("run", "--windowed", "--data", str(tmp_path / "file"))).endswith("quyền ghi (K20)")


def test_a_kiosk_that_is_not_enrolled_cannot_simulate(tmp_path: Path) -> None:
    assert "ghi danh" in told(kiosk("simulate", "--data", str(tmp_path), "--events", "3"))


def test_a_pitch_that_is_no_number_names_the_setting(tmp_path: Path) -> None:
    assert "KIOSK_MM_PER_PX" in told(kiosk("run", "--data", str(tmp_path), KIOSK_MM_PER_PX="abc"))


def test_a_tour_at_a_commune_that_is_not_there_says_so(tmp_path: Path) -> None:
    away = ["tour", "--out", str(tmp_path / "out"), "--commune", "http://127.0.0.1:1"]
    assert "--dir" in told(kiosk(*away))
    assert "xã Mẫu" in told(kiosk(*away, "--dir", str(tmp_path / "nowhere")))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("xa-mau")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_demo_that_is_told_to_end_leaves_no_process_behind(place: Path, number: signal.Signals) -> None:
    around = {name: text for name, text in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    demo = subprocess.Popen([*COMMAND, "demo", "--dir", str(place / "xa"), "--out", str(place / "out")], cwd=ROOT,
                            env=around, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                            start_new_session=True)
    assert demo.stdout is not None
    assert "Không có màn hình" in demo.stdout.readline()      # the commune's server answers by now
    assert processes_in(place) != []
    demo.send_signal(number)
    assert demo.wait(20) == (130 if number == signal.SIGINT else 128 + number)
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
