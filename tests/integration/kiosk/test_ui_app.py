"""The application around the stage: events from threads, ticks, keys, several in one process."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.inputs import CameraChanged
from kiosk.ui.audio.sounds import Sounds
from kiosk.ui.testing.driver import NotFound
from kiosk.ui.testing.samples.home import HOME
from tests.support.kivy import stage
from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.ui


def test_events_posted_by_other_threads_are_handled_in_their_order() -> None:
    with stage(HOME) as shown:
        def flood() -> None:
            for _ in range(200):
                shown.app.post(CameraChanged("ok"))
            shown.app.post(CameraChanged("missing"))

        threads = [threading.Thread(target=flood) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        shown.driver.frames(1)
        assert len(shown.events) == 603
        assert shown.events[-1] == CameraChanged("missing")


def test_the_controller_is_ticked_four_times_a_second() -> None:
    with stage(HOME) as shown:
        before = len(shown.controller.ticks)
        for _ in range(100):
            shown.clock.ms += 10
            shown.driver.frames(1)
        assert len(shown.controller.ticks) - before == 4


def test_each_drawn_frame_is_reported_to_the_watchdog() -> None:
    with stage(HOME) as shown:
        before = len(shown.frames_drawn)
        shown.show(replace(HOME, page=1))
        assert len(shown.frames_drawn) > before


def test_a_still_screen_is_drawn_every_two_seconds_as_proof_of_life() -> None:
    with stage(replace(HOME, speech=())) as shown:
        shown.wait(2100)
        before = len(shown.frames_drawn)
        shown.wait(1000)
        assert len(shown.frames_drawn) == before
        shown.wait(1000)
        assert len(shown.frames_drawn) == before + 1


def test_many_applications_live_one_after_another_in_one_process() -> None:
    for _ in range(5):
        with stage(HOME) as shown:
            assert shown.driver.has("Trả tiền")
            shown.tap("Trả tiền")
            assert len(shown.events) == 2


def test_f1_opens_no_settings_and_escape_does_not_quit() -> None:
    with stage(HOME) as shown:
        from kivy.config import Config
        window = shown.driver.window
        window.dispatch("on_keyboard", 282, 58, "", [])
        window.dispatch("on_keyboard", 27, 41, "", [])
        shown.driver.frames(2)
        assert shown.app.stage in window.children
        assert Config.getint("kivy", "exit_on_escape") == 0
        assert shown.app.open_settings() is False


def test_a_missing_button_is_named_with_what_is_there() -> None:
    with stage(HOME) as shown, pytest.raises(NotFound, match="Trả tiền"):
        shown.driver.tap("Đăng nhập")


def test_what_never_comes_is_named_after_so_many_frames() -> None:
    with stage(HOME) as shown, pytest.raises(TimeoutError, match="buổi học"):
        shown.driver.until(lambda: False, "buổi học", patience=20)


def test_a_shot_is_a_picture_of_the_window(tmp_path: Path) -> None:
    with stage(HOME) as shown:
        path = shown.driver.shot(tmp_path / "new" / "home.png")
        head = path.read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", head[16:24]) == (1280, 800)


def test_without_sound_files_the_kiosk_is_silent(tmp_path: Path) -> None:
    Sounds(tmp_path).play("tick")


LOCKED = """
from kiosk.ui import window
from kiosk.ui.testing import driver
driver.offscreen()
window.prepare(fullscreen=True, size=(1280, 800))
from kivy.config import Config
opened = window.open_window(locked=True)
assert dict(Config.items("input")) == {"mouse": "mouse,disable_multitouch"}, Config.items("input")
assert Config.items("modules") == []
for name, value in {"show_cursor": "0", "borderless": "1", "fullscreen": "auto", "resizable": "0"}.items():
    assert Config.get("graphics", name) == value, name
assert opened.dispatch("on_request_close") is True
try:
    window.prepare(fullscreen=False, size=(800, 480))
except RuntimeError:
    print("locked")
"""


def test_a_locked_window_listens_to_the_mouse_alone_and_cannot_be_closed() -> None:
    ran = subprocess.run([sys.executable, "-c", LOCKED], capture_output=True, text=True, timeout=PATIENCE_S)
    assert (ran.stdout, ran.stderr) == ("locked\n", "")
