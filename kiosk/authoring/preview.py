"""``kiosk lessons preview``: one lesson in a window that reads the file again whenever it is saved.

Guarantees: a file that is broken while somebody types shows its sentence instead of the lesson, and the
lesson comes back at the same step once it is mended. Without a display, or with ``--out``, every screen
that playing the lesson shows is written as a PNG: each step, each hint, each answer. Keeps no record.

    preview(Path("lessons/goi/bai"), assets, out=None, panel="1280x800", percent=100)
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from kiosk.authoring.findings import of_refusal
from kiosk.authoring.play_check import solved_by_name
from kiosk.authoring.playthrough import ViewSeen
from kiosk.authoring.province_variants import forms
from kiosk.authoring.step_actions import ActionPath, wrong_paths
from kiosk.authoring.stub_ports import stub_ports
from kiosk.authoring.workspace import LESSON, LessonSource, read_source
from kiosk.core.controller import Controller
from kiosk.core.errors import LessonRefused
from kiosk.core.flows import routes
from kiosk.core.inputs import CameraChanged, Input, Tapped, Ticked
from kiosk.core.intents import GoHome, TapElement
from kiosk.core.lessons.lesson import Lesson, PhoneStep
from kiosk.core.lessons.phone_screen import BACKGROUND
from kiosk.core.limits import Limits
from kiosk.core.views import Action, Look, PhoneStepView, Progress, View
from kiosk.vision.qr_encode import qr_matrix

if TYPE_CHECKING:
    from kiosk.ui.design.parts import Part

LOOK_EVERY_MS: Final = 1000
_PATIENT: Final = Limits(idle_ms=10**9)     # an author reads and writes for long: never ask who is there
Percent = Literal[100, 125, 150]


def preview(place: Path, assets: Path, out: Path | None, panel: str, percent: Percent) -> int:
    """In a window, or as pictures. Raises LessonRefused for a lesson that cannot be opened at all."""
    path = place if place.name == LESSON else place / LESSON
    if out is None and _display():
        return _window(path, assets, panel, percent)
    source = read_source(path, assets)
    folder = out or Path("out") / "preview" / source.lesson.id
    written = pictures(source, folder, panel, percent)
    sys.stdout.write(f"{len(written)} ảnh trong {folder}\n")
    return 0


def _display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- pictures ------------------------------------------------------------------------------------


def pictures(source: LessonSource, out: Path, panel: str, percent: Percent) -> list[Path]:
    """Draws every screen once, named by step and moment: ``05-doc-ten-sai-2.png``."""
    from kiosk.authoring.screen_fit import prepare
    prepare()
    from kiosk.ui.testing.gallery import PANELS, Gallery
    from kiosk.ui.testing.png import save_png
    seen = solved_by_name(source, qr_matrix).seen
    steps = {step.id: step for form in forms(source.lesson) for step in form.steps}
    out.mkdir(parents=True, exist_ok=True)
    names = file_names(source.lesson, seen)
    with Gallery(seen[0].view, folders=(source.path.parent,)) as gallery:
        for name, shown in zip(names, seen, strict=True):
            view = replace(shown.view, look=Look(text_percent=percent), cue=None)
            way = _astray(steps.get(source.lesson.steps[shown.step].id), shown.moment)
            gallery.show(ringed(view, way, panel), PANELS[panel])
            save_png(gallery.pixels(), out / name)
    return [out / name for name in names]


def ringed(view: View, way: ActionPath, panel: str) -> View:
    """The ring of a wrong touch lies where the last thing touched on ``way`` is drawn; without one where that is not
    on the screen: the play knows what was touched, not where."""
    from kiosk.ui.design.metrics import metrics_for
    from kiosk.ui.screens import plan_all
    from kiosk.ui.testing.gallery import PANELS
    if not isinstance(view, PhoneStepView) or view.wrong_spot is None:
        return view
    size = PANELS[panel]
    m = metrics_for(size.width, size.height, size.mm_per_px, view.look)
    last = way[-1] if way else None
    intent = last.intent if isinstance(last, Tapped) else None
    name = intent.element if isinstance(intent, TapElement) and intent.element != BACKGROUND else ""
    return replace(view, wrong_spot=dict(touched_spots(plan_all(view, m))).get(name))


def touched_spots(parts: Iterable[Part]) -> Iterator[tuple[str, tuple[float, float]]]:
    """(name, its middle in fractions of the phone's screen) of what can be touched on the phone."""
    from kiosk.ui.design.parts import Touch
    for part in parts:
        if isinstance(part, Touch) and isinstance(part.intent, TapElement):
            yield part.intent.element, (part.intent.x, part.intent.y)


def _astray(step: object, moment: str) -> ActionPath:
    """What was touched before a picture called ``sai-2``; () for all other pictures."""
    number = int(moment.removeprefix("sai-")) if moment.startswith("sai-") else 0
    return wrong_paths(step)[number - 1] if number and isinstance(step, PhoneStep) else ()


def file_names(lesson: Lesson, seen: Sequence[ViewSeen]) -> list[str]:
    """In the order of the lesson; a moment that comes again gets a number."""
    used: dict[str, int] = {}
    names = []
    for shown in seen:
        name = f"{shown.step + 1:02d}-{lesson.steps[shown.step].id}-{shown.moment}"
        used[name] = used.get(name, 0) + 1
        names.append(f"{name}.png" if used[name] == 1 else f"{name}-{used[name]}.png")
    return names


# --- a window ------------------------------------------------------------------------------------


class Previewing:
    """A controller that reads the lesson again when its file changes. ``stamp`` gives what changes;
    ``now_ms`` is the clock that ticks go on from."""

    def __init__(self, path: Path, assets: Path, percent: Percent = 100,
                 stamp: Callable[[Path], object] | None = None, now_ms: int = 0) -> None:
        self._path, self._assets, self._percent = path, assets, percent
        self._stamp = stamp or _stamp
        self._stamped = self._stamp(path)
        self._looked_ms = self._now_ms = now_ms
        self._step = 0
        self._controller = self._opened()

    @property
    def view(self) -> View:
        return self._controller.view

    def handle(self, event: Input) -> None:
        """Everything the kiosk would do; once a second also a look at the file."""
        self._controller.handle(event)
        progress = getattr(self.view, "progress", None)
        if isinstance(progress, Progress):
            self._step = progress.done
        if isinstance(event, Ticked):
            self._now_ms = event.ms
            if event.ms - self._looked_ms >= LOOK_EVERY_MS:
                self._looked_ms = event.ms
                self._look()

    def _look(self) -> None:
        stamp = self._stamp(self._path)
        if stamp != self._stamped:
            self._stamped = stamp
            self._controller = self._opened()

    def _opened(self) -> Controller:
        try:
            lesson = forms(read_source(self._path, self._assets).lesson)[0]
        except LessonRefused as refused:
            return self._refused(refused)
        controller = Controller(stub_ports(lesson, make_qr=qr_matrix), _PATIENT, now_ms=self._now_ms)
        controller.open(routes.Lesson(lesson.id, self._step))
        self._show(controller)
        return controller

    def _refused(self, refused: LessonRefused) -> Controller:
        """The first thing to mend, in words; the step of before is kept."""
        found = of_refusal(self._path, refused)[0]
        controller = Controller(stub_ports(), _PATIENT, now_ms=self._now_ms)
        controller.open(routes.Notice(
            "Bài đang viết dở", _short(f"Dòng {found.line}: {found.fix}" if found.line else found.sentence),
            picture="tools", code=refused.code, strip="sửa tệp rồi lưu lại, bài tự hiện ra",
            primary=Action("Về trang đầu", GoHome(), "home")))
        self._show(controller)
        return controller

    def _show(self, controller: Controller) -> None:
        controller.state.set_look(Look(text_percent=self._percent))
        controller.handle(CameraChanged("missing"))


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def _stamp(path: Path) -> object:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _short(sentence: str) -> str:
    """What a notice has room for."""
    plain = re.sub(r"[\[\]]", " ", " ".join(sentence.split()))
    return plain if len(plain) <= 120 else plain[:119] + "…"


def _window(path: Path, assets: Path, panel: str, percent: Percent) -> int:
    from kiosk.ui import window
    width, height = (int(side) for side in panel.split("x"))
    window.prepare(fullscreen=False, size=(width, height))
    window.open_window(locked=False)
    from kiosk.hardware.audio.voice import voice_from
    from kiosk.ui.app import AppDependencies, KioskApp, measure
    from kiosk.ui.testing.gallery import PANELS
    controller = Previewing(path, assets, percent, now_ms=_now_ms())
    KioskApp(controller, AppDependencies(
        measure(PANELS[panel].mm_per_px), _now_ms,
        voice_from(os.environ.get("KIOSK_SOUND", "on")), folders=(path.parent,))).run()
    return 0
