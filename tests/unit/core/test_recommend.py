"""The lesson offered next is one that helps: begun first, then the path, then the need; never one that is done."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.core.lessons.curriculum import Playlist
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.lessons.recommend import recommended
from kiosk.core.ports import LessonProgress
from tests.support.journey import small_lesson


def lesson(name: str, need: str = "tra-tien", after: tuple[str, ...] = ()) -> Lesson:
    return replace(small_lesson(name, need), after=after)


def kept(*done: str, begun: str = "") -> dict[str, LessonProgress]:
    book = {name: LessonProgress(name, "1", 3, 4, done=True) for name in done}
    return book | ({begun: LessonProgress(begun, "1", 2, 4, done=False)} if begun else {})


def name_of(found: Lesson | None) -> str:
    return found.id if found else ""


A, B, C, D = lesson("a"), lesson("b", "suc-khoe"), lesson("c"), lesson("d", "giay-to")
ALL = (A, B, C, D)
PATH = Playlist(id="duong", title="Đường", picture="lesson", lessons=("d", "a", "b"))


def test_what_was_begun_comes_first() -> None:
    assert name_of(recommended(ALL, (PATH,), kept("a", begun="d"), "a")) == "d"


def test_then_the_next_of_the_path_just_walked() -> None:
    assert name_of(recommended(ALL, (PATH,), kept("a"), "a")) == "b"
    assert name_of(recommended(ALL, (), kept("a"), "a")) == "c"


def test_after_the_end_of_the_path_the_same_need_then_the_packs_order() -> None:
    assert name_of(recommended(ALL, (PATH,), kept("b"), "b")) == "a"
    assert name_of(recommended(ALL, (), kept("d"), "d")) == "a"


def test_a_lesson_waits_for_those_better_learned_before() -> None:
    later = lesson("c", after=("d",))
    assert name_of(recommended((A, later, D), (), kept("a"), "a")) == "d"
    assert name_of(recommended((A, later, D), (), kept("a", "d"), "a")) == "c"


def test_what_is_not_installed_is_not_waited_for() -> None:
    assert name_of(recommended((A, lesson("c", after=("x",))), (), kept("a"), "a")) == "c"


def test_where_all_is_done_nothing_is_offered() -> None:
    assert recommended(ALL, (PATH,), kept("a", "b", "c", "d"), "a") is None


@given(st.sets(st.sampled_from("abcd")), st.sampled_from(("", *"abcd")))
def test_what_is_offered_was_never_done_nor_just_learned(done: set[str], last: str) -> None:
    found = recommended(ALL, (PATH,), kept(*done), last)
    assert name_of(found) not in done | ({last} - {""})
    assert (found is None) == (set("abcd") <= done | {last})
