"""Which lesson to offer next, from what somebody has learned.

Guarantees: pure; never a lesson that is done, nor the one just learned; a lesson whose ``after`` are installed and not
done waits, unless it was begun already. What was begun comes first, then the next of the path that holds the lesson
just learned, then the same need, then the pack's order.

    recommended(lessons, playlists, progress, last="tra-tien-qr")      # Lesson(id="ma-quay-hang", …)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kiosk.core.lessons.curriculum import Playlist
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.ports import LessonProgress


def recommended(lessons: Sequence[Lesson], playlists: Sequence[Playlist], progress: Mapping[str, LessonProgress],
                last: str = "") -> Lesson | None:
    """``progress`` by lesson id; ``last`` is the lesson just learned ('' = none). None where all is done."""
    done = {name for name, kept in progress.items() if kept.done}
    left = {lesson.id: lesson for lesson in lessons if lesson.id not in done and lesson.id != last}
    begun = (lesson for lesson in left.values() if _begun(progress.get(lesson.id)))
    waiting = ({lesson.id for lesson in lessons} - done) - {last}
    ready = (lesson for lesson in _in_order(left, lessons, playlists, last) if not waiting.intersection(lesson.after))
    return next(begun, None) or next(ready, None)


def _begun(kept: LessonProgress | None) -> bool:
    return kept is not None and not kept.done and kept.step > 0


def _in_order(left: Mapping[str, Lesson], lessons: Sequence[Lesson], playlists: Sequence[Playlist],
              last: str) -> Iterator[Lesson]:
    path = next((playlist.lessons for playlist in playlists if last in playlist.lessons), ())
    yield from (left[name] for name in path[path.index(last) + 1 if path else 0:] if name in left)
    need = next((lesson.need for lesson in lessons if lesson.id == last), None)
    yield from (lesson for lesson in left.values() if lesson.need == need)
    yield from left.values()
