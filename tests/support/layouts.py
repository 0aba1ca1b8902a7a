"""Measures many screens at many sizes, each size once for all of them.

Guarantees: the same findings as one screen after another. Kivy keeps 64 open fonts, and opening one again costs a
hundred times what measuring a line does: all screens of one size follow one another.

    faults_at_every_size({"home": HOME})["home"]        # {"1024x600 150 normal: cut-off 'Quét thẻ của bác'"}
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kiosk.core.views import View
from kiosk.ui.design.metrics import Percent, metrics_for
from kiosk.ui.screens import plan_all
from kiosk.ui.testing.gallery import PANELS
from kiosk.ui.testing.layout_check import faults


def faults_at_every_size(views: Mapping[str, View], percents: Sequence[Percent]) -> dict[str, set[str]]:
    """What is wrong with each view, at every panel, text step and contrast; an empty set is a good one."""
    found: dict[str, set[str]] = {name: set() for name in views}
    for (panel_name, panel), percent, high in itertools.product(PANELS.items(), percents, (False, True)):
        where = f"{panel_name} {percent} {'contrast' if high else 'normal'}"
        for name, view in views.items():
            look = replace(view.look, text_percent=percent, high_contrast=high)
            m = metrics_for(panel.width, panel.height, panel.mm_per_px, look)
            found[name].update(f"{where}: {fault.rule} {fault.what}"
                               for fault in faults(plan_all(replace(view, look=look), m), m))
    return found
