"""``kiosk lessons check``: everything that can be known about lessons without a person.

Guarantees: reads only; a broken file costs findings, never a trace; a lesson with flaws of form is not played and not
measured before they are mended. Steps are played by ``kiosk.authoring.playthrough``,
words judged by ``kiosk.authoring.wording``, places measured by ``kiosk.authoring.screen_fit``.

    findings = checked(Path("lessons"), assets)
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from kiosk.authoring.citations import fact_findings
from kiosk.authoring.findings import Finding, has_errors, sorted_once
from kiosk.authoring.pack_rules import Known, known_around, lesson_findings, pack_findings
from kiosk.authoring.playthrough import Played
from kiosk.authoring.province_variants import played_everywhere
from kiosk.authoring.stub_ports import stand_in
from kiosk.authoring.wording import raw_findings, word_findings
from kiosk.authoring.workspace import Gathered, LessonSource, gather
from kiosk.core.ports import QrMaker


def nobody_told(_lesson: int, _of: int) -> None:
    """Nobody waits before the screen."""


def checked(place: Path, assets: Path, *, fit: bool = True,
            told: Callable[[int, int], None] = nobody_told) -> tuple[Gathered, list[Finding]]:
    """What is at ``place``, and everything found; ``fit`` also measures every screen (seconds a lesson, so
    ``told`` hears which lesson of how many begins)."""
    gathered = gather(place, assets)
    findings = list(gathered.findings)
    for pack in gathered.packs:
        findings += raw_findings(pack.text.path, raw_text(pack.text.path))
        findings += word_findings(pack.text, pack.pack)
        findings += pack_findings(pack, _known(pack.text.path.resolve().parents[1]), assets)
    for number, source in enumerate(gathered.lessons, 1):
        told(number, len(gathered.lessons))
        findings += raw_findings(source.path, raw_text(source.path))
        findings += word_findings(source.text, source.lesson)
        findings += fact_findings(source.text, source.lesson)
        findings += lesson_findings(source, _known(source.path.resolve().parents[2]))
        findings += _played(source, fit=fit) if source.sound else ()
    _known.cache_clear()
    return gathered, sorted_once(findings)


@cache
def _known(root: Path) -> Known:
    return known_around(root)


def report(findings: Sequence[Finding], gathered: Gathered, *, as_json: bool) -> int:
    """Prints the findings, one a line, and returns the exit status."""
    if as_json:
        _say(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            _say(str(finding))
        errors = sum(finding.level == "error" for finding in findings)
        steps = sum(len(source.lesson.steps) for source in gathered.lessons)
        _say(f"{len(gathered.lessons)} bài, {steps} bước: {errors} chỗ phải sửa, {len(findings) - errors} chỗ nên xem.")
        if unplayed := sum(not source.sound for source in gathered.lessons):
            _say(f"{unplayed} bài chưa tự học thử được: sửa các chỗ trên rồi kiểm tra lại.")
    return 1 if has_errors(findings) else 0


def quietly_solved(source: LessonSource, make_qr: QrMaker = stand_in) -> Played:
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


def raw_text(path: Path) -> str:
    """The file as it is stored, without the first mark some editors write."""
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _played(source: LessonSource, *, fit: bool) -> list[Finding]:
    played = quietly_solved(source)
    stuck = [Finding(source.path, source.text.line_of(f"$.steps[{stuck.step}]"), "bi-ket",
                     stuck.sentence, "error") for stuck in played.stuck]
    if not fit:
        return stuck
    from kiosk.authoring.screen_fit import fit_findings, prepare
    prepare()
    return [*stuck, *fit_findings(source, played.seen)]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
