"""Which words of a lesson leave the screen for want of room at the usual text size?

Guarantees: every line of a step to see or to do is looked for among what is really drawn at 100 %: one that is not
there on the kiosk's own panel has to be mended, one that is missing on the small panel only should be looked at; so
should a note beside the phone that is not shown. With larger text lines may leave: they are still spoken. Needs a
window for measuring letters (``kiosk.authoring.screen_fit.prepare``).

    unshown(source, solve(source.lesson).seen)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from kiosk.authoring.findings import Finding, Level
from kiosk.authoring.playthrough import ViewSeen
from kiosk.authoring.workspace import LessonSource
from kiosk.core.views import DoView, PhoneStepView, ShowStepView, View
from kiosk.ui.design.metrics import metrics_for
from kiosk.ui.design.parts import Part, Text
from kiosk.ui.screens import plan_all
from kiosk.ui.testing.gallery import PANELS

OWN: Final = "1280x800"                 # the kiosk's panel
SMALL: Final = "1024x600"


def unshown(source: LessonSource, seen: Sequence[ViewSeen]) -> Iterator[Finding]:
    """One finding for each line that cannot be read anywhere but heard."""
    reported: set[str] = set()
    for shown in (one for one in seen if one.moment == "dau"):
        for place, line, level, panel in _left_out(shown.view):
            where = f"$.steps[{shown.step}]{place}"
            if where not in reported:
                reported.add(where)
                yield _finding(source, where, line, level, panel)


def _finding(source: LessonSource, where: str, line: str, level: Level, panel: str) -> Finding:
    if where.endswith(".context"):
        return Finding(source.path, source.text.line_of(where), "tran-chu",
                       f"lời bên cạnh điện thoại không đủ chỗ nên không hiện: “{line}” (màn hình {panel}).", level,
                       "viết ngắn lại, hoặc viết vào say.")
    return Finding(source.path, source.text.line_of(where), "tran-chu",
                   f"“{line}” không đủ chỗ nên không hiện (màn hình {panel}, 100 %).", level,
                   "viết ngắn lại, hoặc tách sang một bước show nữa.")


def _left_out(view: View) -> Iterator[tuple[str, str, Level, str]]:
    """(place in the step, words, how grave, on which panel), the graver ones first."""
    if isinstance(view, ShowStepView | DoView):
        panels: tuple[tuple[str, Level], ...] = ((OWN, "error"), (SMALL, "warning"))
        for panel, level in panels:
            drawn = _drawn(view, panel)
            yield from ((f".text[{number}]", line, level, panel) for number, line in enumerate(view.text)
                        if _plain(line) not in drawn)
    elif isinstance(view, PhoneStepView) and view.context is not None and not view.kind_title:
        context = view.context
        if _plain(context.text) not in _drawn(view, OWN):
            yield ".context", f"{context.text} {context.strong}".strip(), "warning", OWN


def _drawn(view: View, panel: str) -> frozenset[str]:
    """All texts on the screen at 100 %."""
    size, look = PANELS[panel], replace(view.look, text_percent=100)
    m = metrics_for(size.width, size.height, size.mm_per_px, look)
    return frozenset(_written(plan_all(replace(view, look=look), m)))


def _written(parts: Iterable[Part]) -> Iterator[str]:
    return (_plain(part.text) for part in parts if isinstance(part, Text))


def _plain(text: str) -> str:
    return " ".join(text.replace("**", "").split())
