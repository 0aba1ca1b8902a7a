"""Which pictures a path means, and their grey pixels.

Guarantees: a folder's pictures come in the order of their names, whatever its depth, links to folders are not
followed; nothing larger than ``MAX_MEGAPIXELS`` is unpacked; a transparent picture lies on the
paper on which it can be seen.

    for path in files_of(Path("photos")):
        grey = load_grey(path)

PictureError
├── PictureMissing    Q1    nothing there, or not allowed to look
├── PictureUnreadable Q2    not a picture, or a damaged one
├── PictureTooLarge   Q3    more pixels than are unpacked
└── VideoUnreadable   Q4    not a video that can be played
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from kiosk.core.errors import KioskError
from kiosk.hardware.camera.image_files import PICTURE_SUFFIXES, on_paper
from kiosk.vision.pixels import Pixels, as_pixels

MAX_MEGAPIXELS = 64
VIDEO_SUFFIXES = frozenset({".avi", ".mp4", ".m4v", ".mkv", ".mov", ".webm", ".mpg", ".mpeg", ".3gp"})
MORE_PICTURES = frozenset({".gif", ".jfif", ".jpe", ".pnm", ".pbm", ".tga", ".jp2"})


class PictureError(KioskError):
    """Said in Vietnamese: it is printed as it stands."""

    code = "Q0"


class PictureMissing(PictureError):
    code = "Q1"


class PictureUnreadable(PictureError):
    code = "Q2"


class PictureTooLarge(PictureError):
    code = "Q3"


class VideoUnreadable(PictureError):
    code = "Q4"


def files_of(path: Path) -> Iterator[Path | PictureError]:
    """``path`` itself, or every picture and video below it; an error where a folder cannot be listed, or has none."""
    if not path.is_dir():
        yield path
        return
    refused: list[OSError] = []
    nothing = True
    for folder, below, names in os.walk(path, onerror=refused.append):
        below.sort()
        for name in sorted(names):
            found = Path(folder, name)
            if found.suffix.lower() in PICTURE_SUFFIXES | MORE_PICTURES | VIDEO_SUFFIXES:
                nothing = False
                yield found
    for error in refused:
        yield PictureMissing(f"không mở được thư mục {error.filename}")
    if nothing and not refused:
        yield PictureMissing("thư mục này không có ảnh hay video nào")


def is_video(path: Path) -> bool:
    return path.suffix.lower() in VIDEO_SUFFIXES


def load_grey(path: Path) -> Pixels:
    """Height x width, 8 bit.

    Raises:
        PictureMissing: nothing to read there.
        PictureUnreadable: not a picture, or damaged.
        PictureTooLarge: more than ``MAX_MEGAPIXELS``.
    """
    if not path.is_file():
        raise PictureMissing("không có tệp này")
    try:
        return _loaded(path)
    except (Image.DecompressionBombError, MemoryError) as bomb:
        raise PictureTooLarge(f"ảnh lớn quá {MAX_MEGAPIXELS} triệu điểm ảnh") from bomb
    except PermissionError as refused:
        raise PictureMissing("không được phép mở tệp này") from refused
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, cv2.error) as broken:
        raise PictureUnreadable("tệp này không phải ảnh hoặc đã hỏng") from broken


def _loaded(path: Path) -> Pixels:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")     # what PIL warns of is refused below, or harmless
        with Image.open(path) as picture:
            if picture.width * picture.height > MAX_MEGAPIXELS * 1_000_000:
                raise PictureTooLarge(f"ảnh lớn quá {MAX_MEGAPIXELS} triệu điểm ảnh")
            if _is_transparent(picture):
                return _on_paper(picture)
            packed = np.fromfile(path, np.uint8)    # OpenCV crashes on names that are no UTF-8
            grey = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION)
            return as_pixels(picture.convert("L")) if grey is None else as_pixels(grey)


def _is_transparent(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


def _on_paper(picture: Image.Image) -> Pixels:
    layer = np.asarray(picture.convert("RGBA"), dtype=np.uint8)
    return as_pixels(cv2.cvtColor(on_paper(layer), cv2.COLOR_RGB2GRAY))


def frames_of(path: Path) -> Iterator[Pixels]:
    """The grey frames of a video, first to last.

    Raises:
        PictureMissing, VideoUnreadable: no frame can be had.
    """
    if not path.is_file():
        raise PictureMissing("không có tệp này")
    if not os.access(path, os.R_OK):
        raise PictureMissing("không được phép mở tệp này")
    shown = 0
    with path.open("rb") as opened, _playing(opened.fileno()) as video:
        while (frame := _next_frame(video)) is not None:
            shown += 1
            yield frame
    if not shown:
        raise VideoUnreadable("tệp này không phải video hoặc đã hỏng")


@contextmanager
def _playing(descriptor: int) -> Iterator[cv2.VideoCapture]:
    """OpenCV gets the open file's number for a name: it crashes on names that are no UTF-8."""
    video = cv2.VideoCapture(f"/proc/self/fd/{descriptor}")
    try:
        yield video
    finally:
        video.release()


def _next_frame(video: cv2.VideoCapture) -> Pixels | None:
    try:
        got, frame = video.read()
        if not got:
            return None
        return as_pixels(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY) if frame.ndim == 3 else frame)
    except cv2.error as broken:
        raise VideoUnreadable("video này bị hỏng giữa chừng") from broken
