"""The facilitator sees who needed much help, and where."""

from __future__ import annotations

from msgspec.structs import replace

from kiosk.core.intents import CallHelp, CloseSession, GoHome, HelpGiven, ShowMe, SkipStep, StartScan
from kiosk.core.views import PersonRow, SessionView
from tests.support import phone_steps
from tests.support.fakes.core import facilitator_badge
from tests.support.journey import Visit
from tests.support.phone_journey import begin, begin_in_session, follow, ladder, own_phone


def helped(visit: Visit) -> tuple[PersonRow, ...]:
    """What the facilitator's page shows now."""
    visit.tap(GoHome(), StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    return visit.see(SessionView).needing_help


def test_who_needed_two_hints_is_shown_with_the_step() -> None:
    visit = begin_in_session(own_phone(), phone_steps.paying())
    visit.tap(SkipStep())
    visit.controller.state.help.clear()
    ladder(visit, 1)
    assert visit.controller.state.help.struggles == {}
    ladder(visit, 1)
    rows = helped(visit)
    assert [row.line for row in rows] == ["Trả tiền bằng mã QR, bước 2"]
    assert rows[0].intent is not None
    visit.tap(rows[0].intent)
    assert visit.see(SessionView).needing_help == ()


def test_who_was_shown_it_or_gave_up_is_shown_too() -> None:
    visit = begin_in_session(phone_steps.paying())
    ladder(visit, 1)
    visit.tap(ShowMe())
    assert len(visit.controller.state.help.struggles) == 1
    other = begin_in_session(own_phone())
    other.tap(SkipStep())
    assert len(other.controller.state.help.struggles) == 1


def test_who_did_it_alone_is_not_shown() -> None:
    visit = begin_in_session(phone_steps.paying())
    follow(visit)
    assert helped(visit) == ()


def test_who_calls_stands_first_and_only_once() -> None:
    visit = begin_in_session(phone_steps.paying())
    ladder(visit, 2)
    learner = next(iter(visit.controller.state.help.struggles))
    visit.controller.state.help.struggled("f" * 32, ("Bài khác", 3, 2))
    visit.tap(CallHelp())
    rows = helped(visit)
    assert [row.intent for row in rows] == [HelpGiven(learner), HelpGiven("f" * 32)]
    assert rows[0].line == "vừa gọi"


def test_nothing_is_remembered_without_a_session_or_after_it() -> None:
    alone = begin(phone_steps.paying())
    ladder(alone, 3)
    assert alone.controller.state.help.struggles == {}
    visit = begin_in_session(phone_steps.paying())
    ladder(visit, 2)
    helped(visit)
    visit.touch("Kết thúc buổi học")
    visit.tap(CloseSession())
    visit.keep()
    assert visit.controller.state.help.struggles == {}


def test_what_was_asked_before_the_lesson_is_nobodys_struggle() -> None:
    visit = begin_in_session(replace(phone_steps.paying(), moment="before", alone=True))
    ladder(visit, 3)
    visit.tap(SkipStep())
    assert visit.controller.state.help.struggles == {}
