"""Who got how far in which lesson.

Guarantees: what was kept is answered at once and survives a restart; newest wins. Not a record for the
commune (events are), so nobody waits for its COMMIT.

    book = SqliteProgress(reader, writer)
    book.keep(learner, LessonProgress("tra-tien-qr", "1.0", step=3, steps=8, done=False))
    book.of(learner)["tra-tien-qr"].step
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.core.ports import LessonProgress
from kiosk.store.reader import Reader
from kiosk.store.writer import SmallWrite, Writer


class SqliteProgress:
    """``kiosk.core.ports.ProgressStore``: memory for reading, the writer for keeping."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        """Raises StoreError where the file cannot be read."""
        self._writer = writer
        self._kept: dict[str, dict[str, LessonProgress]] = {}
        rows = reader.rows("SELECT learner, lesson, version, step, steps, done FROM progress")
        for learner, lesson, version, step, steps, done in rows:
            self._note(learner, LessonProgress(lesson, version, step, steps, bool(done)))

    def of(self, learner: str) -> Mapping[str, LessonProgress]:
        return dict(self._kept.get(learner, {}))

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
