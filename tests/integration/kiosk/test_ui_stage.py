"""The stage draws what changed and nothing else, speaks when it should, and survives a broken screen."""

from __future__ import annotations

import logging
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.inputs import Broke, Tapped, Touched
from kiosk.core.views import Cue, HomeView, PersonRow, ScanView, SessionView, View
from kiosk.hardware.camera.port import Frame, empty_frame
from kiosk.hardware.camera.preview import preview_of
from kiosk.ui import screens
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Part
from kiosk.ui.render.pictures import Pictures
from kiosk.ui.testing.samples.home import HOME, LEARNER_RAIL
from tests.support.kivy import Shown, stage

pytestmark = pytest.mark.ui

SESSION = SessionView(
    key="session", rail=LEARNER_RAIL, look=HOME.look, title="Buổi học tối nay", topic="Trả tiền",
    count=22, count_line="người đã đến", camera_line="Máy ảnh\nđang chờ thẻ", sync_line="Gửi xã rồi 18",
    arrivals_title="Mới đến", arrivals=(PersonRow("badge-sen", "Sen Hồng", "vừa xong"),),
    help_title="Đang cần giúp", help_empty="Chưa ai gọi",
)
SCAN = ScanView(key="scan", rail=LEARNER_RAIL, look=HOME.look, title="Bác giơ thẻ vào khung vàng nhé",
                advice="Đưa thẻ lại gần hơn một chút ạ", speech=("Bác giơ thẻ vào khung vàng nhé",))


def test_an_equal_view_draws_nothing() -> None:
    with stage(HOME) as shown:
        before = shown.app.stage.drawn
        shown.show(replace(HOME))
        assert shown.app.stage.drawn == before


def test_one_more_arrival_draws_only_what_changed() -> None:
    with stage(SESSION) as shown:
        before = shown.app.stage.drawn
        shown.show(replace(SESSION, count=23))
        assert 1 <= shown.app.stage.drawn - before <= 2
        assert len(shown.app.stage.parts) > 15


def test_parts_that_stay_keep_the_order_of_the_plan() -> None:
    with stage(SESSION) as shown:
        shown.show(replace(SESSION, camera_ok=False, camera_line="Máy ảnh\nbị tuột dây"))
        after = shown.driver.pixels()[0]
        shown.show(HOME)
        shown.show(replace(SESSION, camera_ok=False, camera_line="Máy ảnh\nbị tuột dây"))
        assert shown.driver.pixels()[0] == after


def test_the_voice_starts_after_300_ms_and_only_at_a_new_place() -> None:
    with stage(HOME) as shown:
        shown.wait(290)
        assert shown.voice.said == []
        shown.wait(20)
        assert shown.voice.said == [HOME.speech]
        shown.show(replace(HOME, page=1))
        shown.wait(1000)
        assert len(shown.voice.said) == 1
        shown.show(SCAN)
        shown.wait(310)
        assert shown.voice.said[-1] == SCAN.speech


def test_an_aside_is_said_once_at_once_and_does_not_begin_the_place_anew() -> None:
    with stage(SCAN) as shown:
        shown.wait(310)
        advised = replace(SCAN, aside="Đưa thẻ lại gần hơn một chút ạ")
        shown.show(advised)
        shown.show(replace(advised, advice="Giữ yên thẻ một chút ạ"))
        assert shown.voice.said == [SCAN.speech, (advised.aside,)]
        shown.show(SCAN)
        shown.show(advised)
        assert shown.voice.said[2:] == [(advised.aside,)]
        shown.show(replace(HOME, aside=advised.aside))
        shown.wait(310)
        assert shown.voice.said[-1] == HOME.speech


def test_a_touch_stops_the_voice() -> None:
    with stage(HOME) as shown:
        shown.wait(310)
        assert shown.voice.speaking
        shown.driver.tap_at(800, 160)
        assert not shown.voice.speaking


def test_a_touch_before_the_voice_starts_keeps_it_silent() -> None:
    with stage(HOME) as shown:
        shown.driver.tap_at(800, 160)
        shown.wait(1000)
        assert shown.voice.said == []


def test_hear_again_stops_the_voice_and_then_starts_from_the_beginning() -> None:
    with stage(HOME) as shown:
        shown.wait(310)
        speaking = shown.driver.pixels()[0]
        shown.tap("Nghe lại")
        assert not shown.voice.speaking
        assert shown.driver.pixels()[0] != speaking
        shown.tap("Nghe lại")
        assert shown.voice.speaking
        assert shown.voice.said == [HOME.speech, HOME.speech]
        assert not any(isinstance(event, Tapped) for event in shown.events)


def test_a_disabled_button_says_why_instead_of_acting() -> None:
    assert HOME.scan is not None
    waiting = replace(HOME, scan=replace(HOME.scan, enabled=False, why="Máy ảnh bị tuột dây rồi ạ"))
    with stage(waiting) as shown:
        shown.tap("Quét thẻ của bác")
        assert shown.events == [Touched()]
        assert shown.voice.said[-1] == ("Máy ảnh bị tuột dây rồi ạ",)


def test_a_cue_is_played_once_for_its_serial() -> None:
    with stage(HOME) as shown:
        kept = replace(SESSION, cue=Cue(1, "kept"))
        shown.show(kept)
        shown.show(replace(kept, count=23))
        assert shown.sounds.played == ["kept"]
        shown.show(replace(kept, count=24, cue=Cue(2, "kept")))
        shown.show(replace(kept, count=25, cue=None))
        assert shown.sounds.played == ["kept", "kept"]


def test_a_screen_that_breaks_leaves_the_last_view_and_posts_its_code(
        monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(view: View, m: Metrics) -> tuple[Part, ...]:
        raise ZeroDivisionError("a defect in a screen")

    with stage(HOME) as shown:
        before = shown.driver.pixels()[0]
        monkeypatch.setitem(screens.PLANS, ScanView, broken)
        with caplog.at_level(logging.ERROR):
            shown.show(SCAN)
        assert Broke("U1") in shown.events
        assert shown.app.stage.view == HOME
        assert shown.driver.pixels()[0] == before
        assert "U1" in caplog.text
        shown.tap("Trả tiền")
        assert isinstance(shown.events[-1], Tapped)


def test_a_broken_screen_is_reported_once_not_in_every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(view: View, m: Metrics) -> tuple[Part, ...]:
        raise ZeroDivisionError("a defect in a screen")

    with stage(HOME) as shown:
        monkeypatch.setitem(screens.PLANS, ScanView, broken)
        shown.show(SCAN)
        shown.driver.frames(20)
        assert shown.events.count(Broke("U1")) == 1


def test_the_camera_picture_fills_its_box_and_goes_grey_when_the_camera_is_gone() -> None:
    frames: list[tuple[bytes, int, int, int] | None] = [None]
    with stage(SCAN, latest=lambda: frames[0]) as shown:
        x, y = preview_middle(shown)
        grey = colour_at(shown, x, y)
        frames[0] = (bytes((10, 200, 30, 255)) * (64 * 48), 64, 48, 1)
        shown.driver.frames(2)
        assert near(colour_at(shown, x, y), (10, 200, 30))
        frames[0] = (bytes((200, 20, 30, 255)) * (64 * 48), 64, 48, 2)
        shown.driver.frames(2)
        assert near(colour_at(shown, x, y), (200, 20, 30))
        frames[0] = None
        shown.driver.frames(2)
        assert colour_at(shown, x, y) == grey


def test_the_camera_picture_is_mirrored_and_upright() -> None:
    red, blue, white = bytes((255, 0, 0, 255)), bytes((0, 0, 255, 255)), bytes((255, 255, 255, 255))
    rows = [(red + blue) * 1, white * 2]
    image = b"".join(b"".join(row[at:at + 4] * 32 for at in (0, 4)) * 24 for row in rows)
    with stage(SCAN, latest=lambda: (image, 64, 48, 1)) as shown:
        x, y = preview_middle(shown)
        assert near(colour_at(shown, x - 60, y - 60), (0, 0, 255))
        assert near(colour_at(shown, x + 60, y - 60), (255, 0, 0))
        assert near(colour_at(shown, x, y + 60), (255, 255, 255))


def test_the_camera_picture_is_cut_to_its_box_and_never_stretched() -> None:
    """Columns are told apart by red, rows by green: a square in the room stays a square on the glass."""
    image = b"".join(bytes((x, y, 9, 255)) for y in range(90) for x in range(160))
    with stage(SCAN, latest=lambda: (image, 160, 90, 1)) as shown:
        x, y = preview_middle(shown)
        middle, left, below = (colour_at(shown, *at) for at in ((x, y), (x - 200, y), (x, y + 200)))
        across, down = (left[0] - middle[0]) / 200, (below[1] - middle[1]) / 200
        assert across == pytest.approx(down, rel=0.06)
        assert down > 0.15


def test_what_the_camera_sees_at_its_right_stands_at_the_left_of_the_glass() -> None:
    """From the camera's frame to the pixels: mirrored once, neither twice nor never."""
    frame = empty_frame()
    frame[:, 640:] = (20, 60, 240)
    seen = preview_of(Frame(frame, 1))
    with stage(SCAN, latest=lambda: (seen.rgba, seen.width, seen.height, seen.number)) as shown:
        x, y = preview_middle(shown)
        assert near(colour_at(shown, x - 60, y), (240, 60, 20))
        assert near(colour_at(shown, x + 60, y), (112, 112, 112))


def test_new_places_fade_in_without_delaying_a_touch_and_calm_ones_do_not() -> None:
    with stage(HOME, fades=True) as shown:
        shown.wait(130)
        assert shown.app.stage.resting
        shown.show(SCAN)
        assert not shown.app.stage.resting
        shown.driver.tap("Về đầu")
        assert isinstance(shown.events[-1], Tapped)
        shown.wait(130)
        assert shown.app.stage.resting
        calm: HomeView = replace(HOME, look=replace(HOME.look, calm=True))
        shown.show(calm)
        assert shown.app.stage.resting


def test_a_drawing_that_is_missing_or_too_large_is_left_out(tmp_path: Path) -> None:
    huge = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 5000, 40)
    (tmp_path / "huge.png").write_bytes(huge)
    (tmp_path / "text.png").write_bytes(b"not a picture")
    with stage(HOME):
        pictures = Pictures([tmp_path])
        assert [pictures.picture(name) for name in ("huge", "text", "nowhere")] == [None, None, None]
        assert pictures.picture("need-pay") is not None
        assert pictures.icon("home") is not None


def preview_middle(shown: Shown) -> tuple[float, float]:
    from kiosk.ui.design.parts import Preview
    box = next(part.box for part in shown.app.stage.parts if isinstance(part, Preview))
    return box.x + box.w / 2, box.y + box.h / 2


def colour_at(shown: Shown, x: float, y: float) -> tuple[int, int, int]:
    raw, width, _height = shown.driver.pixels()
    at = (round(y) * width + round(x)) * 4
    return raw[at], raw[at + 1], raw[at + 2]


def near(found: tuple[int, int, int], wanted: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(found, wanted, strict=True))
