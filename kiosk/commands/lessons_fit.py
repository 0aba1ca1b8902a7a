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
from dataclasses import replace
from itertools import product
from typing import Final, Literal

from kiosk.commands.lessons_unshown import unshown
from kiosk.core.intents import TapElement
from kiosk.core.views import PhoneStepView, View
from kiosk.packs.findings import Finding
from kiosk.packs.solve import Seen
from kiosk.packs.sources import LessonSource
from kiosk.packs.texts import texts
from kiosk.ui import window
from kiosk.ui.metrics import metrics_for
from kiosk.ui.parts import Part, Touch
from kiosk.ui.screens import plan_all
from kiosk.ui.testing import driver
from kiosk.ui.testing.gallery import PANELS
from kiosk.ui.testing.layout_check import Fault, faults

log = logging.getLogger(__name__)
PERCENTS: Final[tuple[Literal[100, 150], ...]] = (100, 150)
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


def fit_findings(source: LessonSource, seen: Sequence[Seen]) -> list[Finding]:
    """One finding for each text that has no room somewhere, each screen that cannot be shown at all, and each goal
    that cannot be touched."""
    found: dict[tuple[int, str, str], list[str]] = {}
    unplanned: dict[int, str] = {}
    for shown in seen:
        try:
            for panel, fault in _faults(shown.view):
                found.setdefault((shown.step, *_place(source, shown.step, fault)), []).append(panel)
        except (TypeError, KeyError, AttributeError, ValueError) as broken:
            log.warning("step %d cannot be drawn: %s", shown.step, type(broken).__name__)
            unplanned[shown.step] = type(broken).__name__
    named = {step for step, where, _said in found if where}
    overflowing = [Finding(source.path, source.text.line_of(where or f"$.steps[{step}]"), "tran-chu",
                           f"{said} ({_worst(panels)}).", "error")
                   for (step, where, said), panels in found.items() if where or step not in named]
    broken_ones = [Finding(source.path, source.text.line_of(f"$.steps[{step}]"), "tran-chu",
                           f"màn hình ở bước này máy không vẽ được ({name}).", "error")
                   for step, name in unplanned.items()]
    sound = [one for one in seen if one.step not in unplanned]
    return [*overflowing, *broken_ones, *_untouchable(source, sound), *unshown(source, sound)]


def _faults(view: View) -> Iterator[tuple[str, Fault]]:
    for (name, panel), percent in product(PANELS.items(), PERCENTS):
        look = replace(view.look, text_percent=percent)
        m = metrics_for(panel.width, panel.height, panel.mm_per_px, look)
        for fault in faults(plan_all(replace(view, look=look), m), m):
            yield f"{name}, {percent} %", fault


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


def _untouchable(source: LessonSource, seen: Sequence[Seen]) -> Iterator[Finding]:
    """The next thing to touch stands in the file, but no finger can reach it on the glass."""
    told: set[tuple[int, str]] = set()
    for shown in seen:
        target = shown.view.target if isinstance(shown.view, PhoneStepView) and not shown.view.camera else ""
        if not target or (shown.step, target) in told or _reachable(shown.view, target):
            continue
        told.add((shown.step, target))
        line = source.text.line_of(f"$.steps[{shown.step}]")
        yield Finding(source.path, line, "bi-ket", f"không chạm được “{target}” trên màn hình.", "error")


def _reachable(view: View, target: str) -> bool:
    """On every panel."""
    measured = (metrics_for(panel.width, panel.height, panel.mm_per_px, view.look) for panel in PANELS.values())
    return all(target in set(_touched(plan_all(view, m))) for m in measured)


def _touched(parts: Iterable[Part]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Touch) and isinstance(part.intent, TapElement):
            yield part.intent.element
