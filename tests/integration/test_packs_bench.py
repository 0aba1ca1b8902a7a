"""The figures of installing packs: every row is there, and the installations they come from really happened."""

from __future__ import annotations

from kiosk.commands.bench_packs import QUICK_FILES, packs_figures, packs_table


def test_a_quick_run_gives_every_figure() -> None:
    figures = packs_figures(quick=True)
    assert figures["files"] == QUICK_FILES
    assert figures["full_s"] > 0
    assert figures["update_s"] > 0
    assert set(figures["screen"]) == {"without", "with", "added"}
    assert figures["peak_mb"] > 10
    assert len(packs_table(figures)) == 3 + len(figures["goals"])
