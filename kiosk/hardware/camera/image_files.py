"""Picture files as cameras: one image, or a folder in which pictures are held up and taken away.

Guarantees: a picture of any size and kind (grey, palette, alpha, 16 bit) arrives as a frame of 1280x720, whole, on a
grey background (transparent ones on the paper on which they can be seen), so that decoding it is as hard as on a
camera; a file that is half written or no picture gives the quiet room, never an error. Does not wait between frames:
see ``PacedCamera``.

    camera = FolderCamera(Path("shown"))        # empty: the quiet room
    shutil.copy("badge.png", "shown")           # held up
    (Path("shown") / "badge.png").unlink()      # taken away
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from kiosk.core.errors import CameraLost, CameraMissing
from kiosk.hardware.camera.port import FRAME_HEIGHT, FRAME_WIDTH, Frame, empty_frame
from kiosk.vision.pixels import Pixels, as_pixels

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".pgm", ".ppm", ".tif", ".tiff"})
TRANSPARENT_SUFFIXES = frozenset({".png", ".webp", ".tif", ".tiff"})
VISIBLE = 32           # alpha from which a pixel is seen
DARKEST_PERCENT = 5    # of the pixels that are seen; where even they are ...
LIGHT = 160            # ... lighter than this grey level, nothing would be seen on white paper
READS_A_PICTURE = 15   # frames for which a folder shows one of its pictures before the next
MAX_ENLARGE = 3.0  # a small picture is not blown up beyond this


def load_picture(path: Path) -> Pixels | None:
    """The picture as height x width x 3, or None where the file is not (yet) a picture."""
    try:
        packed = np.fromfile(path, np.uint8)        # imread crashes on names not UTF-8
        picture = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        layer = cv2.imdecode(packed, cv2.IMREAD_UNCHANGED) if path.suffix.lower() in TRANSPARENT_SUFFIXES else None
    except (OSError, cv2.error):
        return None
    if layer is not None and layer.ndim == 3 and layer.shape[2] == 4:
        return on_paper(as_pixels(layer if layer.dtype == np.uint8 else np.asarray(layer, np.uint16) >> 8))
    return None if picture is None else as_pixels(picture)


def on_paper(layer: Pixels) -> Pixels:
    """A transparent picture (height x width x 4, alpha last) on the paper on which it can be seen: height x width x 3.

    On white, as everybody looks at it; on black where all that can be seen of it is light (white modules alone).
    """
    alpha = layer[:, :, 3:].astype(np.uint16)
    shown = layer[:, :, :3][layer[:, :, 3] >= VISIBLE]
    paper = 0 if shown.size and float(np.percentile(shown.mean(axis=1), DARKEST_PERCENT)) > LIGHT else 255
    return as_pixels((layer[:, :, :3] * alpha + paper * (255 - alpha) + 127) // 255)


def fit(picture: Pixels, width: int = FRAME_WIDTH, height: int = FRAME_HEIGHT) -> Pixels:
    """The whole picture, as large as it goes, in the middle of a ``width`` x ``height`` quiet room."""
    high, wide = picture.shape[:2]
    if (wide, high) == (width, height):
        return picture
    scale = min(width / wide, height / high, MAX_ENLARGE)
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    drawn = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    room = empty_frame(width, height)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    room[top:top + size[1], left:left + size[0]] = as_pixels(drawn)
    return room


class ImageCamera:
    """Shows one image file for ever."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shown: Pixels | None = None
        self._number = 0

    def open(self) -> None:
        picture = load_picture(self._path)
        if picture is None:
            raise CameraMissing(f"{self._path} is not a picture")
        self._shown = fit(picture)

    def read(self) -> Frame:
        if self._shown is None:
            raise CameraLost("read before open")
        self._number += 1
        return Frame(self._shown, self._number)

    def close(self) -> None:
        self._shown = None


@dataclass(frozen=True)
class _Version:
    """A file as it was when it was loaded; another one under the same name is another version."""

    path: Path
    modified_ns: int
    size: int


class FolderCamera:
    """Shows the pictures of a folder in the order of their names, each for ``reads_each`` frames.

    ``loops``: begin again after the last one, so that a single picture stays held up until its file is
    removed. Without it every file is shown once and then the quiet room; files added later come next.
    """

    def __init__(self, folder: Path, *, loops: bool = True, reads_each: int = READS_A_PICTURE) -> None:
        self._folder, self._loops, self._reads_each = folder, loops, reads_each
        self._open = False
        self._number = 0
        self._current: _Version | None = None
        self._picture: Pixels = empty_frame()
        self._left = 0
        self._done: set[_Version] = set()

    def open(self) -> None:
        if not self._folder.is_dir():
            raise CameraMissing(f"{self._folder} is not a folder")
        self._open = True
        self._current, self._left, self._done = None, 0, set()

    def read(self) -> Frame:
        if not self._open:
            raise CameraLost("read before open")
        self._number += 1
        return Frame(self._next_picture(self._files()), self._number)

    def close(self) -> None:
        self._open = False

    def _files(self) -> list[_Version]:
        """Raises ``CameraLost`` when the folder itself went away."""
        try:
            paths = sorted(p for p in self._folder.iterdir() if p.suffix.lower() in PICTURE_SUFFIXES)
        except OSError as gone:
            raise CameraLost(f"{self._folder} went away") from gone
        return [version for version in map(_version, paths) if version is not None]

    def _next_picture(self, files: list[_Version]) -> Pixels:
        if self._current not in files or self._left == 0:
            self._turn_to(self._chosen(files))
        self._left -= 1
        return self._picture

    def _chosen(self, files: list[_Version]) -> _Version | None:
        """The file after the current one; without ``loops`` the first that was not shown yet."""
        if not self._loops:
            return next((f for f in files if f not in self._done), None)
        after = (f for f in files if self._current is None or f.path > self._current.path)
        return next(after, files[0] if files else None)

    def _turn_to(self, file: _Version | None) -> None:
        loaded = load_picture(file.path) if file else None
        self._picture = empty_frame() if loaded is None else fit(loaded)
        self._left = self._reads_each if loaded is not None else 1
        self._current = file
        if file and loaded is not None:
            self._done.add(file)


def _version(path: Path) -> _Version | None:
    try:
        known = path.stat()
    except OSError:  # removed between listing and asking: not held up any more
        return None
    return _Version(path, known.st_mtime_ns, known.st_size)
