"""Plays and measures many lessons at once: one process a lesson at a time, each with its own Kivy.

Guarantees: the findings of each lesson in the order of the lessons, whatever finished first; few lessons
are looked at here without starting a process; where a process dies, what it had not told is looked at here.
Only this process writes what is remembered.

    of_play = findings_of_all(gathered.lessons, fit=True, told=told, processes=2, cache=None)
"""

from __future__ import annotations

import gc
import logging
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from typing import Final

from kiosk.authoring.findings import Finding
from kiosk.authoring.findings_cache import FindingsCache
from kiosk.authoring.play_check import ProgressReport, play_findings
from kiosk.authoring.workspace import LessonSource

MAX_PROCESSES: Final = 4               # 150 MB each
_WORTH: Final = 2                       # lessons for each process: opening Kivy takes as long as one
log = logging.getLogger(__name__)


def cores() -> int:
    """Processes worth starting here."""
    return min(MAX_PROCESSES, len(os.sched_getaffinity(0)))


def findings_of_all(sources: Sequence[LessonSource], *, fit: bool, progress: ProgressReport, processes: int,
                    cache: FindingsCache | None) -> list[list[Finding]]:
    """What playing each lesson found; nothing for one that is not sound. ``told`` hears which lesson begins."""
    found: dict[int, list[Finding]] = {}
    for number, source in enumerate(sources):
        known = cache.get(source, fit=fit) if cache and source.sound else None
        if known is not None or not source.sound:
            found[number] = known or []
    left = {number: source for number, source in enumerate(sources) if number not in found}
    for number, findings in _looked_at(left, fit, processes, partial(_report_progress, progress, found, len(sources))):
        found[number] = findings
        if cache:
            cache.put(sources[number], findings, fit=fit)
    return [found[number] for number in range(len(sources))]


def _report_progress(progress: ProgressReport, found: dict[int, list[Finding]], of: int) -> None:
    progress(min(len(found) + 1, of), of)


def _looked_at(left: dict[int, LessonSource], fit: bool, processes: int,
               begins: partial[None]) -> Iterator[tuple[int, list[Finding]]]:
    """Each lesson's findings, as they come."""
    waiting = dict(left)
    processes = min(processes, len(left) // _WORTH)
    if processes > 1:
        begins()
        try:
            for number, findings in _spread(left, fit, processes):
                del waiting[number]
                yield number, findings
                if waiting:
                    begins()
        except BrokenProcessPool:
            log.warning("a process that checked lessons died; %d lessons are checked here", len(waiting))
    for number, source in waiting.items():
        begins()
        yield number, play_findings(source, fit=fit)


def _spread(left: dict[int, LessonSource], fit: bool, processes: int) -> Iterator[tuple[int, list[Finding]]]:
    """In other processes, the longest lessons first. Raises BrokenProcessPool."""
    longest = sorted(left, key=lambda number: len(left[number].lesson.steps), reverse=True)
    with _pool(processes, fit) as pool:
        running = {pool.submit(play_findings, left[number], fit=fit): number for number in longest}
        for done in as_completed(running):
            yield running[done], done.result()


@contextmanager
def _pool(processes: int, fit: bool) -> Iterator[ProcessPoolExecutor]:
    """Fresh processes: a window cannot be inherited. Who leaves early waits for no lesson that has not begun."""
    pool = ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin, initargs=(fit,))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(fit: bool) -> None:
    """In the new process: Ctrl-C is for the one that waits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()                         # the program stays as it is; looking through it again and again costs a tenth
    if fit:
        from kiosk.authoring.screen_fit import prepare
        prepare()
