"""A bare SDL2 window with an OpenGL picture in it, by ctypes on the SDL2 that Kivy brings along: the floor of a start.

Guarantees: imports nothing of Kivy; ends when its first frame is drawn and finished and one event was asked for.

    python -m kiosk.bench.sdl_window BEGUN_NS       # milliseconds since then; 1 and a sentence where there is no SDL2
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

INIT_VIDEO, WINDOW_OPENGL = 0x20, 0x2
GL_COLOR_BUFFER_BIT = 0x4000
EVENT_BYTES = 128               # more than an SDL_Event
SIZE = (1280, 800)


def main(arguments: Sequence[str]) -> int:
    begun_ns = int(arguments[0])
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    path = sdl_path()
    if path is None:
        print("không tìm thấy SDL2", file=sys.stderr)
        return 1
    sdl = ctypes.CDLL(path)
    for name in ("SDL_CreateWindow", "SDL_GL_CreateContext", "SDL_GL_GetProcAddress", "SDL_GetError"):
        getattr(sdl, name).restype = ctypes.c_void_p
    sdl.SDL_GetError.restype = ctypes.c_char_p
    if sdl.SDL_Init(INIT_VIDEO) != 0:
        return _refused(sdl)
    window = sdl.SDL_CreateWindow(b"bare", 0, 0, *SIZE, WINDOW_OPENGL)
    context = window and sdl.SDL_GL_CreateContext(ctypes.c_void_p(window))
    if not context:
        return _refused(sdl)
    _draw(sdl, window)
    print(round((time.monotonic_ns() - begun_ns) / 1e6, 2))
    return 0


def sdl_path() -> str | None:
    """Kivy's own SDL2, else the system's."""
    kivy = importlib.util.find_spec("kivy")
    folder = Path(kivy.origin).parents[1] if kivy and kivy.origin else Path()
    for bundled in sorted(folder.glob("Kivy.libs/libSDL2-2*")) + sorted(folder.glob("kivy.libs/libSDL2-2*")):
        return str(bundled)
    return ctypes.util.find_library("SDL2-2.0") or ctypes.util.find_library("SDL2")


def _draw(sdl: ctypes.CDLL, window: int) -> None:
    """One frame of one colour, finished, and a look for events."""
    address = {name: sdl.SDL_GL_GetProcAddress(name) for name in (b"glClearColor", b"glClear", b"glFinish")}
    ctypes.CFUNCTYPE(None, *[ctypes.c_float] * 4)(address[b"glClearColor"])(0.9, 0.9, 0.8, 1.0)
    ctypes.CFUNCTYPE(None, ctypes.c_uint)(address[b"glClear"])(GL_COLOR_BUFFER_BIT)
    sdl.SDL_GL_SwapWindow(ctypes.c_void_p(window))
    ctypes.CFUNCTYPE(None)(address[b"glFinish"])()
    sdl.SDL_PollEvent(ctypes.create_string_buffer(EVENT_BYTES))


def _refused(sdl: ctypes.CDLL) -> int:
    print(f"SDL2: {sdl.SDL_GetError().decode('utf-8', 'replace')}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
