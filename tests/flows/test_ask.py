""""Hỏi bác cần gì?": touched or typed, the lesson is found offline; what is not known is said plainly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kiosk.core.controller import Controller
from kiosk.core.inputs import Input, Tapped, Ticked
from kiosk.core.intents import (
    AskQuestion,
    EraseLetter,
    Intent,
    Letter,
    OpenLesson,
    OpenNeed,
    OpenPlaylist,
    SearchName,
    Space,
    TurnPage,
    TypeQuestion,
)
from kiosk.core.lessons.curriculum import Found, Playlist, Question
from kiosk.core.lessons.lesson import Lesson
from kiosk.core.ports import LessonProgress, OpenSession
from kiosk.core.views import (
    AnswerView,
    ChoiceView,
    HomeView,
    KeyboardView,
    LessonListView,
    ShowStepView,
    TextSizeView,
    View,
)
from tests.support.fakes.core import FakeCatalogue, demo_commune, fake_ports
from tests.support.journey import EVENING, FACILITATORS, LUA, actions, small_lesson

PAY, MACHINE = small_lesson(), small_lesson("hoi-tro-ly", "hoi-may")
LINE = "Bác giơ mã vào khung vàng."


class FakeFinder:
    """Knows one question: anything with "qr" in it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def find(self, text: str, limit: int) -> Sequence[Found]:
        self.asked.append(text)
        known = (Found(PAY.id, PAY.title, 1, LINE), Found(MACHINE.id, MACHINE.title, 0, "Hỏi máy."))
        return known[:limit] if "qr" in text.casefold() else ()


class Shelf(FakeCatalogue):
    def __init__(self, lessons: Sequence[Lesson], questions: Sequence[str] = (), paths: Sequence[Playlist] = (),
                 words: dict[str, str] | None = None) -> None:
        super().__init__(lessons)
        self._asked, self._paths, self._words = questions, paths, words or {}

    def questions(self) -> Sequence[Question]:
        return tuple(Question(ask=text) for text in self._asked)

    def playlists(self) -> Sequence[Playlist]:
        return self._paths

    def languages(self) -> Sequence[str]:
        return ("vi", "tyz") if self._words else ("vi",)

    def said(self, language: str, text: str) -> str:
        return self._words.get(text, text) if language == "tyz" else text


class Kiosk:
    def __init__(self, catalogue: Shelf | None = None, session: OpenSession | None = None) -> None:
        self.finder = FakeFinder()
        catalogue = catalogue or Shelf((PAY, MACHINE), ("Quét mã QR thế nào?", "Mai có mưa không?"))
        ports = replace(fake_ports((), demo_commune(FACILITATORS), EVENING), catalogue=catalogue, finder=self.finder)
        self.controller = Controller(ports, resumed=session)

    @property
    def view(self) -> View:
        return self.controller.view

    def tap(self, *intents: Intent) -> View:
        return self.on(*map(Tapped, intents))

    def on(self, *events: Input) -> View:
        for event in events:
            self.controller.handle(event)
        return self.view

    def touch(self, label: str) -> View:
        return self.tap(next(intent for words, intent in actions(self.view) if words == label))

    def type(self, keys: str) -> KeyboardView:
        self.tap(*(Space() if key == " " else Letter(key) for key in keys))
        assert isinstance(self.view, KeyboardView)
        return self.view


def asking(kiosk: Kiosk) -> ChoiceView:
    view = kiosk.tap(OpenNeed("hoi-may"))
    assert isinstance(view, ChoiceView)
    return view


def test_the_common_questions_stand_first_then_the_lessons_about_asking() -> None:
    kiosk = Kiosk()
    assert [choice.label for choice in asking(kiosk).choices] == [
        "Quét mã QR thế nào?", "Mai có mưa không?", MACHINE.title]


def test_a_touched_question_is_answered_with_the_best_sentence_and_opens_its_lesson() -> None:
    kiosk = Kiosk()
    asking(kiosk)
    answer = kiosk.touch("Quét mã QR thế nào?")
    assert isinstance(answer, AnswerView)
    assert (answer.title, answer.line) == (PAY.title, LINE)
    assert [choice.label for choice in answer.others] == [MACHINE.title]
    assert isinstance(kiosk.touch("Mở bài này"), ShowStepView)


def test_what_is_not_known_is_said_and_names_a_person() -> None:
    kiosk = Kiosk(session=OpenSession("k1/0/1", "tu-do", "thôn Mẫu", LUA, 0))
    asking(kiosk)
    answer = kiosk.touch("Mai có mưa không?")
    assert isinstance(answer, AnswerView)
    assert answer.title == "Câu này cháu chưa biết, bác hỏi chị Lúa nhé"
    assert answer.primary is None
    alone = Kiosk()
    asking(alone)
    answer = alone.touch("Mai có mưa không?")
    assert isinstance(answer, AnswerView)
    assert "cán bộ xã" in answer.title


def test_lessons_stand_there_while_one_types_by_telex() -> None:
    kiosk = Kiosk()
    asking(kiosk)
    kiosk.touch("Gõ câu hỏi")
    view = kiosk.type("quets max qr")
    assert view.typed == "Quét mã qr"
    assert [found.person for found in view.found] == [PAY.title, MACHINE.title]
    assert isinstance(kiosk.tap(view.found[0].intent), AnswerView)


def test_the_touched_lesson_is_the_one_that_is_answered_with() -> None:
    kiosk = Kiosk()
    asking(kiosk)
    kiosk.tap(TypeQuestion())
    view = kiosk.type("max qr")
    answer = kiosk.tap(view.found[1].intent)
    assert isinstance(answer, AnswerView)
    assert answer.primary is not None
    assert answer.primary.intent == OpenLesson(MACHINE.id)


def test_too_few_letters_ask_nothing_and_say_so() -> None:
    kiosk = Kiosk()
    asking(kiosk)
    kiosk.tap(TypeQuestion())
    view = kiosk.type("qr")
    assert view.search is not None
    assert not view.search.enabled
    assert kiosk.finder.asked == []
    kiosk.tap(EraseLetter(), EraseLetter(), EraseLetter())
    assert isinstance(kiosk.view, KeyboardView)
    assert kiosk.view.typed == ""


def test_typing_does_not_start_the_voice_anew_and_never_ends() -> None:
    kiosk = Kiosk()
    asking(kiosk)
    kiosk.tap(TypeQuestion())
    keys = {kiosk.type("m").key for _n in range(200)}
    assert len(keys) == 1
    assert isinstance(kiosk.view, KeyboardView)
    assert len(kiosk.view.typed) <= kiosk.controller.state.limits.question_keys


def test_a_typed_question_nothing_fits_leads_to_a_person_and_back_to_asking() -> None:
    kiosk = Kiosk()
    asking(kiosk)
    kiosk.tap(TypeQuestion())
    kiosk.type("con gaf")
    answer = kiosk.tap(SearchName())
    assert isinstance(answer, AnswerView)
    assert answer.question == "Con gà"
    assert isinstance(kiosk.touch("Hỏi câu khác"), KeyboardView)
    assert isinstance(kiosk.touch("Lùi lại"), ChoiceView)
    assert isinstance(kiosk.touch("Lùi lại"), HomeView)


def test_many_questions_become_pages() -> None:
    kiosk = Kiosk(Shelf((), tuple(f"Câu {n}?" for n in range(9))))
    view = asking(kiosk)
    assert (len(view.choices), view.pages) == (4, 3)
    view_two = kiosk.tap(TurnPage(2))
    assert isinstance(view_two, ChoiceView)
    assert [choice.label for choice in view_two.choices] == ["Câu 8?"]


def test_without_any_lessons_asking_still_has_a_way_to_type_and_back() -> None:
    kiosk = Kiosk(Shelf(()))
    view = asking(kiosk)
    assert view.choices == ()
    answer = kiosk.tap(AskQuestion("x"))
    assert isinstance(answer, AnswerView)


# --- paths ----------------------------------------------------------------------------------------

FIRST = Playlist(id="muoi-lam-phut", title="15 phút đầu tiên", picture="clock-idle",
                 lessons=("hoc-a", "khong-co", PAY.id))
PEOPLE = Playlist(id="nguoi-dan", title="Người dân", picture="crowd", group="nguoi-dan", lessons=(PAY.id,))
LEARN = small_lesson("hoc-a", "hoc-them")


def paths(kiosk: Kiosk) -> LessonListView:
    view = kiosk.tap(OpenNeed("hoc-them"))
    assert isinstance(view, LessonListView)
    return view


def test_short_paths_stand_above_the_lessons_and_those_of_groups_below() -> None:
    kiosk = Kiosk(Shelf((LEARN, PAY), paths=(PEOPLE, FIRST)))
    assert [row.title for row in paths(kiosk).rows] == ["15 phút đầu tiên", LEARN.title, "Người dân"]


def test_a_path_keeps_its_order_and_leaves_out_lessons_that_are_not_here() -> None:
    kiosk = Kiosk(Shelf((PAY, LEARN), paths=(FIRST,)))
    paths(kiosk)
    view = kiosk.tap(OpenPlaylist(FIRST.id))
    assert isinstance(view, LessonListView)
    assert view.title == "15 phút đầu tiên"
    assert [row.intent for row in view.rows] == [OpenLesson("hoc-a"), OpenLesson(PAY.id)]


def test_a_path_says_how_far_one_is() -> None:
    kiosk = Kiosk(Shelf((PAY, LEARN), paths=(FIRST,)))
    assert paths(kiosk).rows[0].state == "Đường học 2 bài"
    kiosk.controller.state.keep_progress(LessonProgress(PAY.id, "1", 0, 4, done=True))
    kiosk.on(Ticked(1))
    assert isinstance(kiosk.view, LessonListView)
    assert kiosk.view.rows[0].state == "Đường học 2 bài, bác xong 1 bài"


# --- language and a slow voice ---------------------------------------------------------------------


def settings(kiosk: Kiosk) -> TextSizeView:
    view = kiosk.touch("Cỡ chữ")
    assert isinstance(view, TextSizeView)
    return view


def test_a_slow_voice_is_kept() -> None:
    kiosk = Kiosk()
    settings(kiosk)
    kiosk.touch("Đọc chậm")
    assert kiosk.view.look.slow
    assert kiosk.controller.state.ports.settings.read().slow


def test_with_one_language_nothing_is_asked() -> None:
    assert settings(Kiosk()).language is None


@pytest.mark.parametrize("times", [1, 2])
def test_lessons_are_shown_in_the_chosen_language_string_by_string(times: int) -> None:
    words = {PAY.steps[0].title: "Nâư fưn hâu chìm"}  # type: ignore[union-attr]
    kiosk = Kiosk(Shelf((PAY,), words=words))
    settings(kiosk)
    for _n in range(times):
        kiosk.touch("Tiếng nói")
    kiosk.touch("Xong")
    kiosk.tap(OpenNeed("tra-tien"), OpenLesson(PAY.id))
    assert isinstance(kiosk.view, ShowStepView)
    shown = kiosk.view.title
    assert shown == ("Nâư fưn hâu chìm" if times == 1 else "Hôm nay mình tập trả tiền.")
    assert kiosk.view.speech[0] == shown
    assert kiosk.view.primary is not None
    assert kiosk.view.primary.label == "Tiếp theo"
