"""Typing a name: three letters, a touch on the own name, one question, and one is on the list."""

from __future__ import annotations

from kiosk.core.codes.badge import picture_name
from kiosk.core.intents import (
    AddGuest,
    Back,
    BeGuest,
    Choose,
    EraseLetter,
    GoHome,
    NoBadge,
    NotMyBadge,
    OpenTextSize,
    SearchName,
    TypeName,
)
from kiosk.core.views import (
    ChoiceView,
    GreetingView,
    HomeView,
    KeyboardView,
    LessonListView,
    SessionView,
)
from tests.support.fakes.core import demo_commune, learner_badge
from tests.support.journey import FACILITATORS, MAU, Visit


def at_keyboard() -> Visit:
    """A session is open; a learner without a badge chose to type."""
    visit = Visit()
    visit.open_session()
    visit.tap(GoHome(), NoBadge(), TypeName())
    visit.see(KeyboardView)
    return visit


def names(visit: Visit) -> list[str]:
    return [person.person for person in visit.see(KeyboardView).found]


def test_three_letters_a_touch_and_yes_write_the_name_down() -> None:
    visit = at_keyboard()
    visit.type_name("maaux")
    assert names(visit)[0] == "Nguyễn Thị Mẫu"
    visit.tap(Choose(MAU.learner))
    asked = visit.see(ChoiceView)
    assert "Nguyễn Thị Mẫu" in asked.title
    assert asked.line == "thôn Mẫu Đông"
    visit.tap(asked.choices[0].intent)
    assert visit.journal.events[-1].kind == "attendance.checked_in"
    assert visit.journal.events[-1].data == {"way": "name"}
    assert visit.journal.events[-1].learner == MAU.learner
    assert visit.see(GreetingView).kept == ""
    visit.keep()
    greeted = visit.see(GreetingView)
    assert greeted.kept == "Đã ghi tên bác ạ"
    assert greeted.greeting == f"Chào bác {picture_name(MAU.learner)}!"


def test_the_door_offers_three_equal_ways_while_a_session_is_open_and_no_typing_otherwise() -> None:
    visit = Visit()
    visit.tap(NoBadge())
    assert [choice.label for choice in visit.see(ChoiceView).choices] == ["Học luôn, không cần ghi"]
    visit.tap(TypeName())
    visit.see(ChoiceView)
    visit.tap(GoHome())
    visit.open_session()
    visit.tap(GoHome(), NoBadge())
    assert [type(choice.intent).__name__ for choice in visit.see(ChoiceView).choices] == [
        "TypeName", "BeGuest", "JustLearn"]


def test_two_letters_find_nobody_and_the_search_key_says_why() -> None:
    visit = at_keyboard()
    visit.type_name("ma")
    view = visit.see(KeyboardView)
    assert view.found == ()
    assert view.search is not None
    assert not view.search.enabled
    assert "3 chữ cái" in view.search.why
    visit.type_name("u")
    assert len(names(visit)) == 2


def test_people_of_the_sessions_thon_stand_first_and_never_more_than_three() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    assert names(visit) == ["Nguyễn Thị Mẫu", "Mẫu Thế Dụ"]
    visit.type_name(" t")
    assert names(visit) == ["Nguyễn Thị Mẫu", "Mẫu Thế Dụ"]


def test_what_is_typed_shows_with_its_marks_and_erasing_takes_back_one_key() -> None:
    visit = at_keyboard()
    visit.type_name("maaux t")
    assert visit.see(KeyboardView).typed == "Mẫu T"
    for shown in ("Mẫu ", "Mẫu", "Mâu", "Mâ", "Ma", "M", "", ""):
        visit.tap(EraseLetter())
        assert visit.see(KeyboardView).typed == shown


def test_an_unknown_name_gets_kind_words_and_the_guests_door_stays() -> None:
    visit = at_keyboard()
    visit.type_name("bijaf")
    assert visit.see(KeyboardView).line == "Chưa thấy tên này, bác gõ lại hoặc chạm Khách nhé"
    visit.touch("Khách")
    assert visit.journal.events[-1].data == {"way": "guest"}
    assert visit.see(GreetingView).picture == "waving"


def test_names_are_shown_but_never_read_out() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    visit.tap(SearchName())
    assert "Mẫu" not in " ".join(visit.see(KeyboardView).speech)


def test_pressing_search_says_again_what_to_do() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    before = visit.see(KeyboardView).key
    visit.tap(SearchName())
    assert visit.see(KeyboardView).key != before


def test_saying_no_goes_back_to_the_letters_and_writes_nothing() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    written = len(visit.journal.events)
    visit.tap(Choose(MAU.learner), Back())
    assert visit.see(KeyboardView).typed == "Mau"
    assert len(visit.journal.events) == written


def test_somebody_who_is_here_already_is_greeted_kindly_and_counted_once() -> None:
    visit = at_keyboard()
    for _time in range(2):
        visit.tap(GoHome(), NoBadge(), TypeName())
        visit.type_name("mau")
        visit.tap(Choose(MAU.learner), Choose(MAU.learner))
        visit.keep()
    assert visit.see(GreetingView).kept == "Cháu ghi tên bác từ nãy rồi ạ"
    assert visit.journal.kinds().count("attendance.checked_in") == 1


def test_a_wrong_name_is_taken_back_and_the_keyboard_is_empty_again() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    visit.tap(Choose(MAU.learner), Choose(MAU.learner))
    visit.keep()
    visit.touch("Không phải tên tôi")
    assert visit.journal.kinds()[-1] == "attendance.voided"
    assert visit.see(KeyboardView).typed == ""


def test_a_badge_voided_still_leads_back_to_the_camera() -> None:
    visit = at_keyboard()
    visit.scan(learner_badge(7))
    visit.keep()
    visit.tap(NotMyBadge())
    assert type(visit.view).__name__ == "ScanView"


def test_nobody_can_choose_who_was_not_found() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    visit.tap(Choose("f" * 32))
    visit.see(KeyboardView)


def test_idle_forgets_the_typed_letters() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    visit.wait(100)
    visit.see(HomeView)
    visit.tap(NoBadge(), TypeName())
    assert visit.see(KeyboardView).typed == ""


def test_bigger_letters_do_not_lose_what_was_typed() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    visit.tap(OpenTextSize(), Back())
    assert visit.see(KeyboardView).typed == "Mau"
    assert names(visit)


def test_a_badge_held_up_at_the_keyboard_is_quicker() -> None:
    visit = at_keyboard()
    visit.scan(learner_badge(7))
    visit.see(GreetingView)
    assert visit.journal.events[-1].data == {"way": "badge"}


def test_another_code_at_the_keyboard_gets_its_sentence_for_a_moment_and_the_letters_stay() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    visit.scan(b"hello")
    assert visit.see(KeyboardView).found == ()
    assert visit.see(KeyboardView).line
    visit.wait(7)
    assert len(names(visit)) == 2


def test_letters_have_an_end() -> None:
    visit = at_keyboard()
    visit.type_name("b" * 500)
    assert len(visit.see(KeyboardView).typed) == 40
    visit.type_name(" " * 3)
    assert len(visit.see(KeyboardView).typed) == 40


# --- the facilitator's keyboard -------------------------------------------------------------------


def test_the_facilitator_writes_a_name_down_and_is_back_on_the_page() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(AddGuest())
    visit.type_name("thuwr")
    person = visit.see(KeyboardView).found[0]
    visit.tap(person.intent, person.intent)
    page = visit.see(SessionView)
    assert visit.journal.events[-1].data == {"way": "name"}
    assert page.count == 0
    visit.keep()
    assert visit.see(SessionView).count == 1


def test_khach_on_the_facilitators_keyboard_counts_one_guest_and_is_back_on_the_page() -> None:
    visit = Visit()
    visit.open_session()
    for _guest in range(2):
        visit.tap(AddGuest(), BeGuest())
        visit.keep()
    assert visit.see(SessionView).count == 2
    assert [fact.data for fact in visit.journal.events[-2:]] == [{"way": "guest"}] * 2


def test_a_name_twice_on_the_facilitators_keyboard_is_counted_once() -> None:
    visit = Visit()
    visit.open_session()
    for _time in range(2):
        visit.tap(AddGuest())
        visit.type_name("thuwr")
        intent = visit.see(KeyboardView).found[0].intent
        visit.tap(intent, intent)
        visit.keep()
    assert visit.see(SessionView).count == 1
    assert "từ nãy" in visit.view.footer


def test_a_badge_held_up_at_the_facilitators_keyboard_is_counted_too() -> None:
    visit = Visit()
    visit.open_session()
    visit.tap(AddGuest())
    visit.scan(learner_badge(3))
    visit.keep()
    visit.see(KeyboardView)
    visit.tap(BeGuest())
    visit.keep()
    assert visit.see(SessionView).count == 2


# --- words ---------------------------------------------------------------------------------------


def test_a_form_of_address_never_changes_a_persons_name() -> None:
    visit = Visit(commune=demo_commune(FACILITATORS, address="bà"))
    visit.roster.people = (type(MAU)("0" * 31 + "9", "Nguyễn Văn Bác", "thôn Mẫu Đông"),)
    visit.open_session()
    visit.tap(GoHome(), NoBadge(), TypeName())
    visit.type_name("bacs")
    view = visit.see(KeyboardView)
    assert (view.typed, view.found[0].person) == ("Bác", "Nguyễn Văn Bác")
    assert view.prompt == "Bà gõ tên mình nhé"
    visit.tap(view.found[0].intent)
    assert "bà là" in visit.see(ChoiceView).title
    assert "Nguyễn Văn Bác" in visit.see(ChoiceView).title


def test_from_the_name_to_the_lessons() -> None:
    visit = at_keyboard()
    visit.type_name("mau")
    visit.tap(Choose(MAU.learner), Choose(MAU.learner))
    visit.keep()
    visit.touch("Vào học thôi")
    visit.see(LessonListView)
