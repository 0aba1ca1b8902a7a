"""Who came: lượt, người, khách and headcounts are four figures; what is missing is counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from sync.protocol import canonical
from tests.support.commune import (
    EPOCH,
    Badge,
    Commune,
    Device,
    Kiosk,
    QuarantinedEvent,
    arrive,
    came,
    device_states,
    enrolled,
    evening,
    facilitator,
    fresh_commune,
    person_with_badge,
    sessions,
    taken_back,
)

CLOSED = {"kind": "session.closed", "data": {"people": 3, "seconds": 3600}}


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def kiosk(commune: Commune) -> Kiosk:
    return enrolled("http://testserver", commune)


@pytest.fixture
def helper(commune: Commune) -> str:
    return facilitator(commune, "chị Lúa").learner


def today(commune: Commune) -> sessions.Session:
    (session,) = sessions.of_day(commune, timezone.localdate())
    return session


def test_visits_people_guests_and_headcount_are_never_mixed(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    first, second = (person_with_badge(commune, name, n).learner for n, name in enumerate(("A", "B"), 1))
    arrive(kiosk, evening(kiosk, [
        came(first), came(second), came(first), came(None, "guest"), came(None, "guest"),
        {"kind": "headcount.recorded", "data": {"people": 30, "group": "học sinh"}},
    ], helper))
    tally = today(commune).tally
    assert (tally.visits, tally.people, tally.guests, tally.headcount) == (5, 2, 2, 30)


def test_a_check_in_taken_back_is_shown_and_not_counted(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    learner = person_with_badge(commune, "A", 1).learner
    arrive(kiosk, evening(kiosk, [came(learner), taken_back(kiosk.ref(2))], helper))
    session = today(commune)
    assert (session.tally.visits, session.tally.people) == (0, 0)
    assert [one.voided for one in session.came] == [True]


def test_who_checks_in_again_after_a_void_counts_once(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    learner = person_with_badge(commune, "A", 1).learner
    arrive(kiosk, evening(kiosk, [came(learner), taken_back(kiosk.ref(2)), came(learner)], helper))
    assert (today(commune).tally.visits, today(commune).tally.people) == (1, 1)


def test_a_facilitators_own_badge_is_no_learner(commune: Commune, kiosk: Kiosk, helper: str) -> None:
    arrive(kiosk, evening(kiosk, [came(helper)], helper))
    session = today(commune)
    assert (session.tally.visits, session.tally.people, len(session.came)) == (0, 0, 1)


def test_two_badges_of_one_person_are_one_person(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    lost = person_with_badge(commune, "A", 1)
    new = person_with_badge(commune, "A", 2)
    Badge.objects.filter(pk=new.pk).update(person=lost.person)
    arrive(kiosk, evening(kiosk, [came(lost.learner), came(new.learner)], helper))
    assert (today(commune).tally.visits, today(commune).tally.people) == (2, 1)


def test_a_learner_the_commune_does_not_know_is_still_one_person(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    arrive(kiosk, evening(kiosk, [came("ab" * 16), came("ab" * 16)], helper))
    assert (today(commune).tally.visits, today(commune).tally.people) == (2, 1)


def test_another_kiosk_cannot_void_or_fill_this_session(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    learner = person_with_badge(commune, "A", 1).learner
    arrive(kiosk, evening(kiosk, [came(learner)], helper))
    other = enrolled("http://testserver", commune)
    arrive(other, [
        canonical(other.event(seq, session=kiosk.ref(1), **parts))
        for seq, parts in enumerate([taken_back(kiosk.ref(2)), came("cd" * 16)], 1)
    ])
    assert (today(commune).tally.visits, today(commune).tally.people) == (1, 1)


def test_events_that_arrive_out_of_order_count_the_same(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    events = evening(kiosk, [came("ab" * 16), taken_back(kiosk.ref(2)), came("cd" * 16), CLOSED], helper)
    arrive(kiosk, events[::-1])
    session = today(commune)
    assert (session.tally.visits, session.tally.people) == (1, 1)
    assert session.closed is not None


@pytest.mark.parametrize(("reason", "word"), [
    ("", ""), ("next_day", "máy tự khép: sang ngày khác"), ("replaced", "mở buổi khác"),
    ("idle", "máy tự khép: không còn ai"), ("long", "máy tự khép: mở quá nửa ngày")])
def test_why_a_session_ended_is_told_where_its_facilitator_did_not_end_it(
    commune: Commune, kiosk: Kiosk, helper: str, reason: str, word: str
) -> None:
    data = {"people": 1, "seconds": 60, **({"reason": reason} if reason else {})}
    arrive(kiosk, evening(kiosk, [came("ab" * 16), {"kind": "session.closed", "data": data}], helper))
    shown = render_to_string("attendance/_state.html", {"session": today(commune)})
    assert f"đã kết thúc{f' ({word})' if word else ''}<" in shown
    assert today(commune).closed is not None


def test_a_guessed_clock_is_marked_and_the_session_still_found(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    arrive(kiosk, evening(kiosk, [CLOSED], helper, wall="1970-01-01T00:10:00.000Z", clock="guess"))
    assert sessions.of_day(commune, timezone.localdate()) == []
    (session,) = sessions.arrived_on(commune, timezone.localdate())
    assert session.opened.estimated


def test_the_date_a_facilitator_confirmed_is_the_sessions_day(
    commune: Commune, kiosk: Kiosk, helper: str
) -> None:
    opened = {
        "topic": "tu-do", "thon": "thôn Mẫu Đông", "facilitator": helper,
        "date_confirmed": timezone.localdate().isoformat(),
    }
    event = kiosk.event(1, "session.opened", data=opened, wall="1970-01-01T00:10:00.000Z", clock="guess")
    arrive(kiosk, [canonical(event)])
    assert today(commune).opened.estimated
    assert sessions.arrived_on(commune, timezone.localdate()) == []


@pytest.mark.parametrize("wall", ["", "hôm nay", "2026-11-22", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z"])
def test_no_wall_clock_can_break_a_page(
    commune: Commune, kiosk: Kiosk, helper: str, wall: str
) -> None:
    assert arrive(kiosk, evening(kiosk, [came("ab" * 16)], helper, wall=wall, clock="guess")) == ["stored"] * 2
    assert len(sessions.latest(commune, 10)) == 1
    sessions.arrived_on(commune, timezone.localdate())


def test_an_evening_belongs_to_its_vietnamese_day(commune: Commune, kiosk: Kiosk, helper: str) -> None:
    arrive(kiosk, evening(kiosk, [], helper, wall="2026-11-21T18:30:00.000Z"))  # 01:30 on the 22nd
    assert len(sessions.of_day(commune, datetime(2026, 11, 22, tzinfo=UTC).date())) == 1


def test_missing_numbers_are_counted_until_they_arrive(commune: Commune, kiosk: Kiosk) -> None:
    events = {seq: canonical(kiosk.event(seq)) for seq in range(1, 8)}
    arrive(kiosk, [events[seq] for seq in (1, 2, 6, 7)])
    assert device_states(commune)[0].missing == 3
    arrive(kiosk, [events[seq] for seq in (3, 4, 5)])
    assert device_states(commune)[0].missing == 0


def test_a_new_epoch_starts_its_own_count(commune: Commune, kiosk: Kiosk) -> None:
    arrive(kiosk, [canonical(kiosk.event(2)), canonical(kiosk.event(1, epoch="ff00ff00ff00ff00"))])
    assert (device_states(commune)[0].stored, device_states(commune)[0].missing) == (2, 1)


def test_a_quarantined_event_is_not_missing(commune: Commune, kiosk: Kiosk) -> None:
    poison = canonical(kiosk.event(2)).replace(b'"free_mb":100', b'"free_mb":-1')
    arrive(kiosk, [canonical(kiosk.event(1)), poison, canonical(kiosk.event(3))])
    state = device_states(commune)[0]
    assert (state.stored, state.missing, state.quarantined) == (2, 0, 1)


def test_a_conflict_does_not_hide_a_gap(commune: Commune, kiosk: Kiosk) -> None:
    arrive(kiosk, [canonical(kiosk.event(1)), canonical(kiosk.event(3))])
    arrive(kiosk, [canonical(kiosk.event(1, wall="2026-01-01T00:00:00.000Z"))])
    state = device_states(commune)[0]
    assert (state.missing, state.quarantined) == (1, 1)
    assert QuarantinedEvent.objects.get().epoch == EPOCH


def test_last_contact_moves_with_every_batch(commune: Commune, kiosk: Kiosk) -> None:
    Device.objects.update(last_contact=timezone.now() - timedelta(days=3))
    arrive(kiosk, [])
    arrive(kiosk, [canonical(kiosk.event(1))])
    last = Device.objects.get().last_contact
    assert last is not None
    assert timezone.now() - last < timedelta(minutes=1)
