"""The least that Kivy can show: one button in a window. What the kiosk's own start is measured against.

Guarantees: loads nothing of the kiosk but Kivy's settings (``kiosk.ui``); opens an off-screen window, and ends when
the button's press by a real motion event is drawn and finished.

    python -m kiosk.ui.bare_window BEGUN_NS         # milliseconds since then, by the monotonic clock
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence

SIZE = (1280, 800)


def main(arguments: Sequence[str]) -> int:
    begun_ns = int(arguments[0])
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from kivy.config import Config
    Config.set("graphics", "width", str(SIZE[0]))
    Config.set("graphics", "height", str(SIZE[1]))
    Config.set("graphics", "maxfps", "0")
    from kivy.app import App
    from kivy.base import EventLoop, runTouchApp
    from kivy.graphics.opengl import glFinish
    from kivy.uix.button import Button

    app, button = App(), Button(text="Chạm vào đây")
    app.build = lambda: button
    app._run_prepare()
    runTouchApp(embedded=True)
    EventLoop.idle()
    _press()
    EventLoop.idle()
    glFinish()
    if button.state != "down":
        print("nút không trả lời", file=sys.stderr)
        return 1
    print(round((time.monotonic_ns() - begun_ns) / 1e6, 2))
    return 0


def _press() -> None:
    """A finger comes down in the middle."""
    from kivy.base import EventLoop
    from kivy.input.motionevent import MotionEvent

    class Finger(MotionEvent):  # type: ignore[misc]  # Kivy has no annotations
        def depack(self, args: Sequence[float]) -> None:
            self.sx, self.sy = args
            self.profile = ["pos"]
            super().depack(args)

    finger = Finger("bare", "finger", (0.5, 0.5), is_touch=True, type_id="touch")
    EventLoop.post_dispatch_input("begin", finger)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
