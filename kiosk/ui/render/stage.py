"""The stage: draws ``controller.view`` and hands touches back. One ``show``, one listener.

Guarantees: a part equal to one already drawn keeps its instructions, so a press survives a redraw of
others and a new count touches only the count; a press shows in the next frame; a screen that breaks
leaves the last view standing and posts ``Broke("U1")``. Holds no rule of any flow and no clock: time
comes with ``advance``. Everything runs on Kivy's main loop.

    stage = Stage(on_event, metrics_of, narrator=narrator, sounds=sounds)
    stage.show(view); stage.advance(now_ms)
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kiosk.core.inputs import Broke, Input, Tapped, Touched
from kiosk.core.views import Cue, Look, View
from kiosk.ui import no_styles
from kiosk.ui.audio.narrator import Narrator
from kiosk.ui.audio.sounds import Player
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Drag, Hear, Part, Touch
from kiosk.ui.design.theme import rgba
from kiosk.ui.input.drag import Drags
from kiosk.ui.input.focus import Focus, words_of
from kiosk.ui.input.phone_touch import placed
from kiosk.ui.input.touch import Fingers, Target
from kiosk.ui.render.camera_texture import CameraPicture, Latest, shows_camera
from kiosk.ui.render.pictures import PictureOf, Pictures, no_picture
from kiosk.ui.render.renderer import PartRenderer
from kiosk.ui.screens import plan_all

from kivy.uix.widget import Widget  # isort: skip

assert no_styles.FOLDER
log = logging.getLogger(__name__)

MeasureFor = Callable[[int, int, Look], Metrics]
OnEvent = Callable[[Input], None]


class Stage(Widget):  # type: ignore[misc]  # Kivy has no annotations
    """``measure`` gives the metrics of a window; ``latest`` the newest camera picture; ``folders`` are
    looked through for pictures first; ``fades`` False shows a new view at once; ``scan_ms`` above 0 moves the ring
    by itself for a single switch."""

    def __init__(
        self, on_event: OnEvent, measure: MeasureFor, narrator: Narrator, sounds: Player, *,
        latest: Latest | None = None, folders: Sequence[Path] = (), fades: bool = True,
        scan_ms: int = 0, picture_of: PictureOf = no_picture,
    ) -> None:
        super().__init__()
        self._post = on_event
        self._measure = measure
        self._narrator = narrator
        self._sounds = sounds
        self._camera = CameraPicture(latest)
        self._parts = PartRenderer(self.canvas, Pictures(folders, picture_of), lambda: self._camera.texture, fades)
        self._focus = Focus(scan_ms)
        self._fingers: Fingers | None = None
        self._drags: Drags | None = None
        self._view: View | None = None
        self._broken: View | None = None        # the view that could not be drawn: not tried in every frame
        self._planned: tuple[Part, ...] = ()
        self._now_ms = 0
        self._cue: Cue | None = None
        self.bind(size=lambda *_: self._again())

    @property
    def view(self) -> View | None:
        return self._view

    @property
    def parts(self) -> tuple[Part, ...]:
        """What stands on the stage now, in drawing order."""
        return self._planned

    @property
    def targets(self) -> tuple[Target, ...]:
        """Everything that can be touched now."""
        return tuple(part for part in self._planned if isinstance(part, Touch | Hear))

    @property
    def drawn(self) -> int:
        """How many parts have been drawn since the start (equal parts are not drawn again)."""
        return self._parts.drawn

    @property
    def resting(self) -> bool:
        """Nothing moves by itself and no fade is under way."""
        return self._parts.resting

    def show(self, view: View) -> None:
        """Draws ``view``; an equal one is not drawn again."""
        if view in (self._view, self._broken):
            return
        fresh = self._view is None or view.key != self._view.key
        if not self._draw(view, fresh):
            self._broken = view
            return
        self._view, self._broken = view, None
        self._narrator.tune(slow=view.look.slow, language=view.look.language)
        self._narrator.show(view.key, view.speech, self._now_ms, view.aside)
        self._hear(view.cue)

    def advance(self, now_ms: int) -> None:
        """One frame: voice, camera picture, moving things."""
        self._now_ms = now_ms
        self._narrator.advance(now_ms)
        self._camera_frame()
        if self._fingers is not None and self._fingers.rest(now_ms):
            self._press()
        speaking = self._narrator.speaking
        self._parts.advance(now_ms, speaking)
        self._scan()

    def _draw(self, view: View, fresh: bool) -> bool:
        metrics = self._measure(round(self.width), round(self.height), view.look)
        try:
            parts = plan_all(view, metrics)
            self._parts.show(parts, metrics, self._now_ms, fresh)
        except Exception:               # a broken screen must not end the evening: log, notice, go on
            log.exception("U1 the screen of %s broke", type(view).__name__)
            self._post(Broke("U1"))
            return False
        self._planned = parts
        self._fingers = self._fingers or Fingers(metrics.mm_per_px)
        self._drags = self._drags or Drags(metrics.mm_per_px)
        if fresh:
            self._focus.leave()
        self._press()
        return True

    def _again(self) -> None:
        """The window has another size: everything is planned anew."""
        self._parts.clear()
        self._fingers = self._drags = None
        if self._view is not None:
            self._draw(self._view, fresh=False)

    def _hear(self, cue: Cue | None) -> None:
        if cue is not None and cue != self._cue:
            self._sounds.play(cue.sound)
        self._cue = cue or self._cue

    def _camera_frame(self) -> None:
        if not any(map(shows_camera, self._planned)):
            self._camera.forget()
            return
        change = self._camera.refresh()
        if change == "texture":
            self._parts.redraw_live()
        elif change == "pixels":
            self.canvas.ask_update()

    # --- touches --------------------------------------------------------------------------------

    def on_touch_down(self, touch: Any) -> bool:
        self._post(Touched())
        if self._fingers is None or self._drags is None:
            return True
        self._drags.down(touch.uid, touch.x, self.height - touch.y, [p for p in self._planned if isinstance(p, Drag)])
        rolled = self._fingers.down(touch.uid, touch.x, self.height - touch.y, self._now_ms, self.targets)
        held = self._fingers.pressed
        if held is not None:
            self._sounds.play("tick")
        if not isinstance(held, Hear):
            self._narrator.stop()
        self._press()
        if rolled is not None and rolled in self._planned:
            self._act(rolled, *self._fingers.acted_at)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if self._fingers is not None:
            self._fingers.move(touch.uid, touch.x, self.height - touch.y, self._now_ms)
            self._press()
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if self._fingers is None or self._drags is None:
            return True
        x, y = touch.x, self.height - touch.y
        dragged = self._drags.up(touch.uid, x, y)
        acts = self._fingers.up(touch.uid, x, y, self._now_ms)
        self._press()
        if dragged is not None:
            self._post(Tapped(dragged))
        elif acts is not None and acts in self._planned:
            self._act(acts, x, y)
        return True

    def _press(self) -> None:
        self._parts.press(self._fingers.pressed if self._fingers else None)

    def _act(self, target: Target, x: float, y: float) -> None:
        if isinstance(target, Hear):
            self._narrator.toggle(self._now_ms)
        elif not target.enabled:
            self._narrator.say((target.why,) if target.why else ())
        else:
            self._post(Tapped(placed(target, x, y, self._planned)))

    # --- button box and keyboard ------------------------------------------------------------------

    def on_key(self, key: str) -> bool:
        """'tab', an arrow or 'enter': the ring goes from target to target, enter touches."""
        self._post(Touched())
        chosen = self._focus.key(key, self.targets)
        self._parts.ring(chosen)
        if chosen is None:
            return False
        if key == "enter":
            self._sounds.play("tick")
            self._act(chosen, chosen.box.x + chosen.box.w / 2, chosen.box.y + chosen.box.h / 2)
        else:
            self._narrator.say((words_of(chosen),))
        return True

    def _scan(self) -> None:
        """One switch: the ring moves on by itself and says where it is."""
        chosen = self._focus.scan(self._now_ms, self.targets)
        if chosen is not None:
            self._parts.ring(chosen)
            self._narrator.say((words_of(chosen),))

    def ground(self) -> tuple[float, float, float, float]:
        """Colour of the window behind everything."""
        return rgba("paper", self._view.look.high_contrast if self._view else False)
