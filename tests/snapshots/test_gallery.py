"""Every screen, at every text step, contrast and panel, keeps the look's rules; and the check bites."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from kiosk.core.intents import Back, GoHome
from kiosk.core.views import View
from kiosk.ui import ASSETS
from kiosk.ui.design.metrics import Percent, metrics_for
from kiosk.ui.design.parts import Box, Disc, Hear, Icon, Panel, Part, Picture, Text, Touch
from kiosk.ui.screens import plan_all
from kiosk.ui.testing.gallery import PANELS, Gallery
from kiosk.ui.testing.layout_check import Fault, faults
from kiosk.ui.testing.png import save_png
from kiosk.ui.testing.samples.home import HOME
from tests.gallery_samples import SAMPLES
from tests.support.kivy import window_of_tests
from tests.support.layouts import faults_at_every_size

pytestmark = [pytest.mark.slow, pytest.mark.ui]

STEPS: tuple[Percent, ...] = (100, 125, 150)
DRAWN = ("home", "text-size")


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    return faults_at_every_size(SAMPLES, STEPS)


@pytest.mark.parametrize("name", SAMPLES)
def test_no_words_are_cut_off_overlap_or_hard_to_read_on(name: str, found: dict[str, set[str]]) -> None:
    assert not found[name], "\n".join(sorted(found[name]))


def test_every_kind_of_view_has_a_sample() -> None:
    shown = {type(view) for view in SAMPLES.values()}
    assert set(get_args(View)) - shown == set()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_drawing_is_there_for(name: str) -> None:
    view = SAMPLES[name]
    parts = plan_all(view, metrics_for(1280, 800, 0.1695, view.look))
    missing = [path.name for path in drawings(parts) if not path.is_file()]
    assert missing == []


def drawings(parts: tuple[Part, ...]) -> Iterator[Path]:
    for part in parts:
        if isinstance(part, Touch):
            yield from drawings(part.parts)
        elif isinstance(part, Icon):
            yield ASSETS / "icons" / f"{part.name}.png"
        elif isinstance(part, Picture | Disc):
            name = part.name if isinstance(part, Picture) else part.picture
            if name:
                yield ASSETS / "pictures" / f"{name}.png"


def test_the_real_stage_draws_every_sample_and_small_pictures_come_out(tmp_path: Path) -> None:
    window_of_tests()
    with Gallery(HOME) as gallery:
        for view in SAMPLES.values():
            gallery.show(view, PANELS["1280x800"])
        for name, panel in itertools.product(DRAWN, ("1024x600", "1920x1080")):
            gallery.show(SAMPLES[name], PANELS[panel])
            path = tmp_path / f"{name}-{panel}.png"
            save_png(gallery.pixels(), path)
            assert 4_000 < path.stat().st_size < 60_000
    window_of_tests()


# --- the check must bite ---------------------------------------------------------------------------

M = metrics_for(1280, 800, 0.1695, HOME.look)
GOOD: tuple[Part, ...] = (
    Text(Box(36, 30, 900, 80), "Bác muốn làm gì ạ?", 56, 700, ground="paper"),
    Touch(Box(36, 400, 300, 132), Back(), (Text(Box(36, 400, 300, 132), "Lùi lại", 50, align="center"),)),
    Touch(Box(354, 400, 300, 132), GoHome(), (
        Text(Box(354, 400, 300, 132), "Về đầu", 50, align="center", colour="on-leaf", ground="leaf"),),
        style="primary"),
)


def rules(*parts: Part) -> set[str]:
    return {fault.rule for fault in faults((*GOOD, *parts), M)}


def test_a_good_screen_has_no_faults() -> None:
    assert faults(GOOD, M) == []


BAD: dict[str, tuple[str, tuple[Part, ...]]] = {
    "a line wider than its box": ("cut-off", (Text(Box(36, 200, 200, 80), "Quét thẻ của bác", 60),)),
    "more lines than allowed": (
        "cut-off", (Text(Box(36, 200, 300, 300), "Bác bấm vào ô Trả tiền ở giữa nhé", 48, max_lines=2),)),
    "more lines than are high enough": (
        "cut-off", (Text(Box(36, 200, 300, 90), "Bác bấm ô Trả tiền nhé", 48, max_lines=3),)),
    "too wide even at its least size": (
        "cut-off", (Text(Box(36, 200, 150, 80), "Quét thẻ của bác", 60, min_size=40),)),
    "words that leave their button": ("cut-off", (
        Touch(Box(700, 400, 200, 132), Back(), (Text(Box(660, 400, 300, 132), "Không phải tôi", 40),)),)),
    "words over words": ("overlap", (Text(Box(300, 40, 600, 80), "Chào bác Sen Hồng!", 56, 700),)),
    "words over a foreign button": ("overlap", (Text(Box(36, 470, 600, 80), "Đã ghi tên bác ạ", 48),)),
    "letters of 28 px": ("small-text", (Text(Box(36, 200, 900, 60), "thôn Mẫu", 28),)),
    "letters that shrink below 30 px": (
        "small-text", (Text(Box(36, 200, 210, 60), "Nhà văn hóa thôn Mẫu", 36, min_size=18),)),
    "clay on paper": ("contrast", (Text(Box(36, 200, 900, 80), "Không sao ạ", 48, colour="clay"),)),
    "ink on leaf": ("contrast", (
        Panel(Box(30, 190, 900, 100), "leaf"), Text(Box(36, 200, 800, 80), "Đã ghi", 48))),
    "a ground that is claimed but pale": (
        "contrast", (Text(Box(36, 200, 800, 80), "Đã ghi", 48, colour="sheet", ground="lamp"),)),
    "a target of 110 px": ("small-target", (Touch(Box(36, 200, 110, 132), Back()),)),
    "a hear button too low": ("small-target", (Hear(Box(900, 200, 200, 100), "Nghe", "Dừng", 30),)),
    "targets that overlap": ("targets-overlap", (Touch(Box(320, 520, 200, 132), Back()),)),
    "a target on the edge of another": ("targets-overlap", (Touch(Box(36, 535, 200, 132), Back()),)),
    "a target out of the window": ("outside", (Touch(Box(1200, 600, 132, 132), Back()),)),
    "words out of the window": ("outside", (Text(Box(36, 760, 900, 80), "Chân trang", 36),)),
}


@pytest.mark.parametrize("case", BAD)
def test_the_check_reports(case: str) -> None:
    rule, parts = BAD[case]
    assert rule in rules(*parts)


def test_a_fault_names_what_is_wrong() -> None:
    found = faults((Touch(Box(36, 200, 110, 132), Back(), speak="Lùi lại"),), M)
    assert found == [Fault("small-target", "'Lùi lại' is 110 x 132 px, least 118")]


def test_high_contrast_is_checked_with_its_own_colours() -> None:
    look = replace(HOME.look, high_contrast=True)
    m = metrics_for(1280, 800, 0.1695, look)
    white_on_yellow = (Panel(Box(30, 190, 900, 100), "leaf"),
                       Text(Box(36, 200, 800, 80), "Đã ghi", 48, colour="ink", ground="leaf"))
    assert {fault.rule for fault in faults(white_on_yellow, m)} == {"contrast"}
