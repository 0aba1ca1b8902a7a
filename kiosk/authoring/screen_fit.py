"""Does every screen of a lesson hold its words, on every panel, up to 150 %? Can its goal be touched?

Guarantees: every view that playing the lesson showed is planned and measured by the same rules as the
kiosk's own screens (``kiosk.ui.testing.layout_check``); nothing is drawn, no display is needed. ``prepare`` must run
before anything else opens Kivy's window.

    prepare(); fit_findings(source, solve(source.lesson).seen)
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Final, Literal

from kiosk.authoring.dropped_text import unshown
from kiosk.authoring.findings import Finding
from kiosk.authoring.playthrough import ViewSeen
from kiosk.authoring.workspace import LessonSource
from kiosk.core.intents import TapElement
from kiosk.core.views import PhoneStepView
from kiosk.packs.format.text_fields import texts
from kiosk.ui import window
from kiosk.ui.design.metrics import metrics_for
from kiosk.ui.design.parts import Part, Touch
from kiosk.ui.screens import plan_all
from kiosk.ui.testing import driver
from kiosk.ui.testing.gallery import PANELS
from kiosk.ui.testing.layout_check import Fault, faults

log = logging.getLogger(__name__)
USUAL: Final = 100
PERCENTS: Final[tuple[Literal[100, 150], ...]] = (USUAL, 150)
_SAID: Final = {
    "cut-off": "không đủ chỗ", "overlap": "đè lên chỗ khác", "outside": "ra ngoài màn hình",
    "small-text": "bị thu nhỏ quá", "contrast": "khó đọc trên nền", "small-target": "là nút nhỏ quá",
    "targets-overlap": "là hai nút đè nhau",
}


def prepare() -> None:
    """Opens Kivy's one window off-screen, where letters can be measured."""
    if "kivy.core.window" not in sys.modules:
        driver.offscreen()
        window.prepare(fullscreen=False, size=(1920, 1080), frame_rate=0)
        window.open_window(locked=False)


def fit_findings(source: LessonSource, seen: Sequence[ViewSeen]) -> list[Finding]:
    """One finding for each text that has no room somewhere, each screen that cannot be shown at all, and each goal
    that cannot be touched."""
    found: dict[tuple[int, str, str], list[str]] = {}
    unplanned: dict[int, str] = {}
    measured = _measured(seen)
    for shown, one in zip(seen, measured, strict=True):
        for panel, fault in one.faults:
            found.setdefault((shown.step, *_place(source, shown.step, fault)), []).append(panel)
        if one.broken:
            unplanned[shown.step] = one.broken
    named = {step for step, where, _said in found if where}
    overflowing = [Finding(source.path, source.text.line_of(where or f"$.steps[{step}]"), "tran-chu",
                           f"{said} ({_worst(panels)}).", "error")
                   for (step, where, said), panels in found.items() if where or step not in named]
    broken_ones = [Finding(source.path, source.text.line_of(f"$.steps[{step}]"), "tran-chu",
                           f"màn hình ở bước này máy không vẽ được ({name}).", "error")
                   for step, name in unplanned.items()]
    sound = [(shown, one) for shown, one in zip(seen, measured, strict=True) if shown.step not in unplanned]
    return [*overflowing, *broken_ones, *_untouchable(source, sound),
            *unshown(source, [shown for shown, _one in sound])]


@dataclass
class _Measured:
    """What one view showed on all panels: faults with their panel, what can be touched on each panel at 100 %;
    ``broken`` names why it could not be planned."""

    faults: list[tuple[str, Fault]] = field(default_factory=list)
    touched: list[frozenset[str]] = field(default_factory=list)
    broken: str = ""


def _measured(seen: Sequence[ViewSeen]) -> list[_Measured]:
    """Every view at every size. All views of one size follow one another: Kivy keeps 64 open fonts, and opening one
    again costs a hundred times what measuring a line does."""
    results = [_Measured() for _one in seen]
    for (name, panel), percent in product(PANELS.items(), PERCENTS):
        for shown, measured in zip(seen, results, strict=True):
            if measured.broken:
                continue
            look = replace(shown.view.look, text_percent=percent)
            m = metrics_for(panel.width, panel.height, panel.mm_per_px, look)
            try:
                parts = plan_all(replace(shown.view, look=look), m)
                measured.faults += ((f"{name}, {percent} %", fault) for fault in faults(parts, m))
            except (TypeError, KeyError, AttributeError, ValueError) as broken:
                log.warning("step %d cannot be drawn: %s", shown.step, type(broken).__name__)
                measured.broken = type(broken).__name__
                continue
            if percent == USUAL and isinstance(shown.view, PhoneStepView):
                measured.touched.append(frozenset(_touched(parts)))
    return results


def _place(source: LessonSource, step: int, fault: Fault) -> tuple[str, str]:
    """Where the longest text of the lesson stands that the fault names, '' for none; and what is wrong."""
    where = f"$.steps[{step}]"
    plain = fault.what.replace("\\n", " ").replace("**", "")
    named = [said for said in texts(source.lesson)
             if said.text.replace("**", "") in plain and said.where.startswith((where, "$.learned", "$.title"))]
    wrong = _SAID.get(fault.rule, fault.rule)
    if not named:
        return "", f"ở bước này có chữ {wrong}"
    longest = max(named, key=lambda said: (len(said.text), said.where.startswith(where)))
    return longest.where, f"“{longest.text}” {wrong}"


def _worst(panels: Sequence[str]) -> str:
    kinds = list(dict.fromkeys(panels))
    return f"màn hình {kinds[0]}" + (f", và {len(kinds) - 1} cỡ khác" if len(kinds) > 1 else "")


def _untouchable(source: LessonSource, seen: Sequence[tuple[ViewSeen, _Measured]]) -> Iterator[Finding]:
    """The next thing to touch stands in the file, but no finger can reach it on the glass of some panel."""
    reported: set[tuple[int, str]] = set()
    for shown, measured in seen:
        target = shown.view.target if isinstance(shown.view, PhoneStepView) and not shown.view.camera else ""
        if not target or (shown.step, target) in reported or all(target in names for names in measured.touched):
            continue
        reported.add((shown.step, target))
        line = source.text.line_of(f"$.steps[{shown.step}]")
        yield Finding(source.path, line, "bi-ket", f"không chạm được “{target}” trên màn hình.", "error")


def _touched(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Touch) and isinstance(part.intent, TapElement):
            yield part.intent.element
