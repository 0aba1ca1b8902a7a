"""Who got how far in which lesson.

Guarantees: what was kept is answered at once and survives a restart; newest wins; what the file knows is read as soon
as it can be. Not a record for the
commune (events are), so nobody waits for its COMMIT.

    book = SqliteProgress(reader, writer)
    book.keep(learner, LessonProgress("tra-tien-qr", "1.0", step=3, steps=8, done=False))
    book.of(learner)["tra-tien-qr"].step
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from kiosk.core.errors import StoreError
from kiosk.core.ports import LessonProgress
from kiosk.store.reader import Reader
from kiosk.store.writer import SmallWrite, Writer

_log = logging.getLogger(__name__)


class SqliteProgress:
    """``kiosk.core.ports.ProgressStore``: memory for reading, the writer for keeping."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer
        self._kept: dict[str, dict[str, LessonProgress]] = {}
        self._filed = False
        self._read()

    def of(self, learner: str) -> Mapping[str, LessonProgress]:
        if not self._filed:
            self._read()
        return dict(self._kept.get(learner, {}))

    def _read(self) -> None:
        """What was noted meanwhile is newer than what the file knows."""
        try:
            rows = self._reader.rows("SELECT learner, lesson, version, step, steps, done FROM progress")
        except StoreError as error:
            _log.debug("%s: progress cannot be read yet", error.code)
            return
        self._filed, newer = True, self._kept
        self._kept = {}
        for learner, lesson, version, step, steps, done in rows:
            self._note(learner, LessonProgress(lesson, version, step, steps, bool(done)))
        for learner, lessons in newer.items():
            self._kept.setdefault(learner, {}).update(lessons)

    def keep(self, learner: str, progress: LessonProgress) -> None:
        self._note(learner, progress)
        values = (
            learner, progress.lesson, progress.version, progress.step, progress.steps, int(progress.done)
        )
        self._writer.submit(
            SmallWrite("INSERT OR REPLACE INTO progress VALUES (?, ?, ?, ?, ?, ?)", values)
        )

    def _note(self, learner: str, progress: LessonProgress) -> None:
        self._kept.setdefault(learner, {})[progress.lesson] = progress
