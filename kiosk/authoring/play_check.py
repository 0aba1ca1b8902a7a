"""What playing and measuring one lesson finds: where people get stuck, which words have no room.

Guarantees: depends on the lesson, the lines of its file, the program and its assets, on nothing else: what was found
once holds until one of them changes. ``fit=False`` opens no window.

    of_play = play_findings(source, fit=True)
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TypeAlias

from kiosk.authoring.findings import Finding
from kiosk.authoring.playthrough import Playthrough
from kiosk.authoring.province_variants import played_everywhere
from kiosk.authoring.stub_ports import stub_qr
from kiosk.authoring.workspace import LessonSource
from kiosk.core.ports import QrMaker

ProgressReport: TypeAlias = Callable[[int, int], None]    # which one of how many begins


def silent_progress(_lesson: int, _of: int) -> None:
    """Nobody waits before the screen."""


def lesson_shown(lesson: int, of: int) -> None:
    """One line of a terminal that counts."""
    sys.stderr.write(f"\r  đang kiểm bài {lesson} / {of}" + ("\n" if lesson == of else ""))
    sys.stderr.flush()


def play_findings(source: LessonSource, *, fit: bool) -> list[Finding]:
    """Of one sound lesson."""
    played = solved_by_name(source)
    stuck = [Finding(source.path, source.text.line_of(f"$.steps[{stuck.step}]"), "bi-ket",
                     stuck.sentence, "error") for stuck in played.stuck]
    if not fit:
        return stuck
    from kiosk.authoring.screen_fit import fit_findings, prepare
    prepare()
    return [*stuck, *fit_findings(source, played.seen)]


def solved_by_name(source: LessonSource, make_qr: QrMaker = stub_qr) -> Playthrough:
    """``solve`` with one line of the log for what breaks, without its trace: the finding tells it."""
    logs = [logging.getLogger(name) for name in ("kiosk.core.controller", "kiosk.authoring.playthrough")]
    for log in logs:
        log.addFilter(_without_trace)
    try:
        return played_everywhere(source.lesson, make_qr)
    finally:
        for log in logs:
            log.removeFilter(_without_trace)


def _without_trace(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True
