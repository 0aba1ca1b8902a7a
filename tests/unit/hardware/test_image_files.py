"""Pictures, folders and sources as cameras."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.hardware.camera.image_files import FolderCamera, ImageCamera, fit
from kiosk.hardware.camera.opencv import VideoCamera
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH, Camera, Frame, empty_frame
from kiosk.hardware.camera.preview import preview_of
from kiosk.hardware.camera.source import PacedCamera, camera_from
from kiosk.vision.decoder import decode
from kiosk.vision.pixels import as_pixels
from tests.support import card_images
from tests.support.fakes.hardware import FakeCamera

A, B = card_images.qr("card a"), card_images.qr("card b")


def shown(camera: Camera, reads: int = 1) -> list[str]:
    """What can be read in the next ``reads`` frames; "" is the quiet room."""
    texts: list[str] = []
    for _ in range(reads):
        found = decode(camera.read().grey)
        texts.append(found[0].payload.decode() if found else "")
    return texts


@pytest.fixture
def folder(tmp_path: Path) -> FolderCamera:
    camera = FolderCamera(tmp_path, reads_each=2)
    camera.open()
    return camera


def test_an_empty_folder_is_a_quiet_room(folder: FolderCamera) -> None:
    assert np.array_equal(folder.read().bgr, empty_frame())


def test_a_card_is_held_up_when_its_file_comes_and_taken_away_when_it_goes(
    folder: FolderCamera, tmp_path: Path
) -> None:
    assert shown(folder, 2) == ["", ""]
    card = card_images.save(A, tmp_path / "a.png")
    assert shown(folder, 5) == ["card a"] * 5
    card.unlink()
    assert shown(folder, 2) == ["", ""]


def test_several_cards_are_shown_in_turn_in_the_order_of_their_names(folder: FolderCamera, tmp_path: Path) -> None:
    card_images.save(B, tmp_path / "2.png")
    card_images.save(A, tmp_path / "1.png")
    assert shown(folder, 6) == ["card a", "card a", "card b", "card b", "card a", "card a"]


def test_another_card_under_the_same_name_is_shown_at_once(folder: FolderCamera, tmp_path: Path) -> None:
    card_images.save(A, tmp_path / "card.png")
    assert shown(folder) == ["card a"]
    card_images.save(card_images.qr("a longer text of another card"), tmp_path / "card.png")
    assert shown(folder) == ["a longer text of another card"]


def test_without_looping_every_card_is_shown_once_and_then_the_room(tmp_path: Path) -> None:
    camera = FolderCamera(tmp_path, loops=False, reads_each=2)
    card_images.save(A, tmp_path / "a.png")
    camera.open()
    assert shown(camera, 4) == ["card a", "card a", "", ""]
    card_images.save(B, tmp_path / "0.png")
    assert shown(camera, 3) == ["card b", "card b", ""]


def test_a_half_written_picture_is_the_quiet_room_until_it_is_whole(folder: FolderCamera, tmp_path: Path) -> None:
    whole = card_images.save(A, tmp_path / "whole.png").read_bytes()
    (tmp_path / "whole.png").unlink()
    (tmp_path / "card.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert shown(folder, 2) == ["", ""]
    (tmp_path / "card.png").write_bytes(whole)
    assert shown(folder) == ["card a"]


def test_files_that_are_no_pictures_are_not_held_up(folder: FolderCamera, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("card a")
    (tmp_path / "folder.png").mkdir()
    assert shown(folder, 3) == ["", "", ""]


def test_files_whose_names_are_no_utf8_do_no_harm(folder: FolderCamera, tmp_path: Path) -> None:
    name = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), b"th\xe1\xba")))
    os.rename(card_images.save(A, tmp_path / "a.png"), name.with_suffix(".png"))
    assert shown(folder) == ["card a"]
    os.rename(card_images.save_video([empty_frame(64, 48)], tmp_path / "a.avi"), name.with_suffix(".avi"))
    with pytest.raises(CameraMissing):
        VideoCamera(name.with_suffix(".avi")).open()


def test_a_folder_that_goes_away_is_a_lost_camera(tmp_path: Path) -> None:
    place = tmp_path / "shown"
    place.mkdir()
    camera = FolderCamera(place)
    camera.open()
    place.rmdir()
    with pytest.raises(CameraLost):
        camera.read()


@pytest.mark.parametrize("size", [(40, 30), (300, 300), (1280, 720), (4000, 3000), (10, 3000), (3000, 10), (1, 1)])
def test_any_picture_fits_into_a_frame_with_its_proportions(size: tuple[int, int]) -> None:
    frame = fit(np.full((size[1], size[0], 3), 255, np.uint8))
    assert frame.shape == (FRAME_HEIGHT, FRAME_WIDTH, 3)
    bright = np.argwhere(frame[:, :, 0] > 200)
    assert len(bright) > 0
    high, wide = bright.max(axis=0) - bright.min(axis=0) + 1
    if min(size) > 100:
        assert wide / high == pytest.approx(size[0] / size[1], rel=0.02)
        assert wide in {FRAME_WIDTH, size[0] * 3} or high in {FRAME_HEIGHT, size[1] * 3}


@pytest.mark.parametrize("scale", [0.5, 1.0, 8.0])
def test_a_card_of_any_size_can_be_read_from_its_file(tmp_path: Path, scale: float) -> None:
    size = round(A.shape[0] * scale)
    camera = ImageCamera(card_images.save(as_pixels(cv2.resize(A, (size, size))), tmp_path / "a.png"))
    camera.open()
    assert shown(camera) == ["card a"]


@pytest.mark.parametrize("kind", ["grey.png", "alpha.png", "deep.png", "card.jpg", "card.bmp"])
def test_every_kind_of_picture_file_is_read(tmp_path: Path, kind: str) -> None:
    grey = card_images.grey(A)
    made = {"grey": grey, "alpha": cv2.cvtColor(A, cv2.COLOR_BGR2BGRA), "deep": grey.astype(np.uint16) * 257, "card": A}
    path = tmp_path / kind
    assert cv2.imwrite(str(path), made[path.stem])
    camera = ImageCamera(path)
    camera.open()
    assert shown(camera) == ["card a"]


def test_a_file_that_is_no_picture_is_a_missing_camera(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("not a picture")
    with pytest.raises(CameraMissing):
        ImageCamera(tmp_path / "a.png").open()


def test_a_video_begins_again_at_its_end(tmp_path: Path) -> None:
    pictures = [card_images.held_up(A), card_images.held_up(B)]
    camera = VideoCamera(card_images.save_video(pictures, tmp_path / "two.avi"))
    camera.open()
    assert shown(camera, 5) == ["card a", "card b", "card a", "card b", "card a"]


def test_a_video_that_is_deleted_is_lost_at_its_end(tmp_path: Path) -> None:
    path = card_images.save_video([empty_frame(64, 48)], tmp_path / "one.avi")
    camera = VideoCamera(path)
    camera.open()
    camera.read()
    path.unlink()
    with pytest.raises(CameraLost):
        camera.read()


def test_files_and_folders_come_at_a_pace(tmp_path: Path) -> None:
    video = card_images.save_video([empty_frame(64, 48)], tmp_path / "evening.avi")
    picture = card_images.save(A, tmp_path / "badge.png")
    for source in (video, picture, tmp_path):
        camera = camera_from(str(source))
        assert isinstance(camera, PacedCamera)
        camera.open()
        assert isinstance(camera.read(), Frame)
        camera.close()


ABSENT = ["", "/nowhere", "nowhere.png", "nowhere.mp4", "99999", "98765,99999", "pi", "pi:1", ",", "/dev/null", "²"]


@pytest.mark.parametrize("source", ABSENT)
def test_a_source_that_is_not_there_is_a_missing_camera(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CameraMissing):
        camera_from(source).open()


def test_files_come_at_the_pace_of_a_camera_and_never_catch_up() -> None:
    clock = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))
        clock[0] += seconds

    camera = PacedCamera(FakeCamera(), frames_per_s=10, now=lambda: clock[0], sleep=sleep)
    camera.open()
    camera.read()
    camera.read()
    clock[0] += 0.04
    camera.read()
    clock[0] += 5.0
    camera.read()
    camera.read()
    assert slept == [0.1, 0.06, 0.1]


def test_the_preview_is_small_and_left_for_the_screen_to_mirror() -> None:
    picture = empty_frame()
    picture[:, :640] = (10, 20, 30)   # blue, green, red on the left half
    preview = preview_of(Frame(picture, 5))
    assert (preview.width, preview.height, preview.number) == (700, 394, 5)
    assert len(preview.rgba) == 700 * 394 * 4
    assert preview.rgba[:4] == bytes([30, 20, 10, 255])
    assert preview.rgba[699 * 4:700 * 4] == bytes([112, 112, 112, 255])


def test_a_small_picture_is_not_enlarged_for_the_preview() -> None:
    preview = preview_of(Frame(empty_frame(320, 240), 1))
    assert (preview.width, preview.height) == (320, 240)
