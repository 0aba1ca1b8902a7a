"""The state stays whole, whatever order things happen in."""

from __future__ import annotations

import pytest

from kiosk.core.flows import routes
from kiosk.core.help_requests import HelpRequests
from kiosk.core.inputs import Kept
from kiosk.core.ports import LessonProgress, OpenSession
from kiosk.core.state import KioskState, Visitor
from kiosk.core.views import Look
from tests.support.fakes.core import FakeJournal, demo_commune, fake_ports
from tests.support.journey import EVENING, FACILITATORS, LUA

ANN = "a" * 32
SESSION = OpenSession("k1/00/1", "tu-do", "thôn Mẫu", LUA, 0)
HALF = LessonProgress("tra-tien-qr", "1", 2, 4, done=False)


def new_state(session: OpenSession | None = None) -> KioskState:
    return KioskState(fake_ports((), demo_commune(FACILITATORS), EVENING), resumed=session)


@pytest.mark.parametrize("name", sorted(n for n, v in vars(KioskState).items() if isinstance(v, property)))
def test_nothing_can_be_changed_from_outside_but_by_methods(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(new_state(), name, None)


def test_every_public_name_is_a_property_or_a_method() -> None:
    assert [name for name in vars(new_state()) if not name.startswith("_")] == []


def test_time_never_runs_back() -> None:
    state = new_state()
    state.advance(10_000)
    state.advance(4_000)
    assert state.now_ms == 10_000


def test_a_passing_line_goes_when_its_time_is_over() -> None:
    state = new_state()
    state.say("Máy biết ngày giờ rồi ạ")
    state.advance(state.limits.advice_ms - 1)
    assert state.footer
    state.advance(state.limits.advice_ms)
    assert state.footer == ""


def test_a_guest_leaves_nothing_behind_and_a_learner_comes_back_to_theirs() -> None:
    state = new_state(SESSION)
    state.meet(Visitor())
    state.keep_progress(HALF)
    state.struggled(("Trả tiền", 2, 2))
    state.call_help()
    state.meet(Visitor(ANN))
    assert state.help.calls == {}
    assert state.help.struggles == {}
    state.keep_progress(HALF)
    state.go_home()
    assert state.visitor is None
    assert state.progress_of(HALF.lesson) is None
    state.meet(Visitor(ANN))
    assert state.progress_of(HALF.lesson) == HALF


def test_meeting_the_same_guest_again_keeps_what_they_did() -> None:
    state = new_state()
    state.meet(Visitor())
    state.keep_progress(HALF)
    state.meet(Visitor())
    assert state.progress_of(HALF.lesson) == HALF


def test_struggles_are_told_only_to_the_facilitator_of_an_open_session() -> None:
    alone, taught = new_state(), new_state(SESSION)
    for state in (alone, taught):
        state.struggled(("Trả tiền", 2, 2))
    assert (len(alone.help.struggles), len(taught.help.struggles)) == (0, 1)


def test_how_the_screen_looks_is_what_is_stored() -> None:
    state = new_state()
    state.set_look(Look(text_percent=150, slow=True))
    assert (state.ports.settings.read().text_percent, state.ports.settings.read().slow) == (150, True)


def test_what_is_noted_belongs_to_the_open_session() -> None:
    state = new_state(SESSION)
    state.note("lesson.started", ANN, lesson="bai", pack="goi", version="1", mode="alone")
    state.attendance.close("", lambda session: None, lambda code: None)
    state.journal.answered(Kept(2, "k1/00/3"))
    state.note("lesson.started", lesson="bai", pack="goi", version="1", mode="alone")
    journal = state.ports.journal
    assert isinstance(journal, FakeJournal)
    assert [(event.session, event.learner) for event in journal.events] == [
        (SESSION.ref, ANN), (SESSION.ref, None), (None, None)]


def test_a_check_in_is_seen_in_the_session() -> None:
    state = new_state(SESSION)
    state.attendance.check_in(ANN, "badge", lambda ref: None, lambda code: None)
    state.journal.answered(Kept(1, "k1/00/2"))
    assert state.session is not None
    assert state.session.learners() == {ANN}


def test_going_home_forgets_and_the_navigations_own_way_home_does_not() -> None:
    state = new_state()
    state.meet(Visitor(ANN))
    state.navigation.push(routes.Scan())
    state.navigation.home()
    assert state.learner == ANN
    state.go_home()
    assert (state.learner, state.navigation.top.route) == ("", routes.Home())


def test_who_calls_twice_keeps_the_first_time_and_help_answers_both_lists() -> None:
    requests = HelpRequests()
    requests.call(ANN, 100)
    requests.call(ANN, 900)
    requests.struggled(ANN, ("Trả tiền", 2, 2))
    requests.struggled("b" * 32, ("Trả tiền", 3, 2))
    requests.struggled(ANN, ("Giấy tờ", 1, 2))
    assert requests.calls == {ANN: 100}
    assert list(requests.struggles) == ["b" * 32, ANN]
    requests.helped(ANN)
    assert (dict(requests.calls), list(requests.struggles)) == ({}, ["b" * 32])
    with pytest.raises(TypeError):
        requests.calls[ANN] = 1  # type: ignore[index]
