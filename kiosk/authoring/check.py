"""``kiosk lessons check``: everything that can be known about lessons without a person.

Guarantees: reads only; a broken file costs findings, never a trace; a lesson with flaws of form is not played and not
measured before they are mended. The findings and their order depend neither on how many processes looked
(``parallel``) nor on what is kept from the last time (``findings_cache``). Steps are played by
``kiosk.authoring.playthrough``, words judged by ``kiosk.authoring.wording``, places measured by ``screen_fit``.

    findings = checked(Path("lessons"), assets)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from kiosk.authoring.citations import fact_findings
from kiosk.authoring.findings import Finding, has_errors, sorted_once
from kiosk.authoring.findings_cache import FindingsCache
from kiosk.authoring.pack_rules import Known, known_around, lesson_findings, pack_findings
from kiosk.authoring.parallel import findings_of_all
from kiosk.authoring.play_check import ProgressReport, silent_progress
from kiosk.authoring.wording import raw_findings, word_findings
from kiosk.authoring.workspace import Gathered, gather


def checked(place: Path, assets: Path, *, fit: bool = True, progress: ProgressReport = silent_progress,
            processes: int = 1, cache: FindingsCache | None = None) -> tuple[Gathered, list[Finding]]:
    """What is at ``place``, and everything found; ``fit`` also measures every screen (seconds a lesson, so
    ``told`` hears which lesson of how many begins). What playing a lesson found is taken from ``cache`` where
    nothing it depends on has changed."""
    gathered = gather(place, assets)
    findings = list(gathered.findings)
    for pack in gathered.packs:
        findings += raw_findings(pack.text.path, raw_text(pack.text.path))
        findings += word_findings(pack.text, pack.pack)
        findings += pack_findings(pack, _known(pack.text.path.resolve().parents[1]), assets)
    played = findings_of_all(gathered.lessons, fit=fit, progress=progress, processes=processes, cache=cache)
    for source, of_play in zip(gathered.lessons, played, strict=True):
        findings += raw_findings(source.path, raw_text(source.path))
        findings += word_findings(source.text, source.lesson)
        findings += fact_findings(source.text, source.lesson)
        findings += lesson_findings(source, _known(source.path.resolve().parents[2]))
        findings += of_play
    _known.cache_clear()
    return gathered, sorted_once(findings)


@lru_cache(maxsize=16)
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


def raw_text(path: Path) -> str:
    """The file as it is stored, without the first mark some editors write."""
    return path.read_text(encoding="utf-8-sig", errors="replace")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
