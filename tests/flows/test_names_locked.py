"""Who may read names, and when: only while a session is open, and only after its facilitator's PIN."""

from __future__ import annotations

import pytest

from kiosk.core.inputs import PinJudged, Scanned, Tapped
from kiosk.core.intents import (
    AskClose,
    BeGuest,
    CloseSession,
    Digit,
    EnterPin,
    GoHome,
    Letter,
    NoBadge,
    StartScan,
    TypeName,
)
from kiosk.core.ports import OpenSession
from kiosk.core.views import GreetingView, KeyboardView, MaintenanceView, PinView, SessionView
from tests.support.fakes.core import facilitator_badge, learner_badge, maintenance_badge
from tests.support.journey import LUA, Visit

POWER_CUT = OpenSession("k1/00/1", "tu-do", "thôn Mẫu Đông", LUA, 0)


def test_the_roster_is_open_only_between_opening_and_closing_a_session() -> None:
    visit = Visit()
    assert not visit.roster.open
    visit.open_session()
    visit.tap(GoHome())
    assert visit.roster.open
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    visit.tap(AskClose(), CloseSession())
    assert visit.roster.open
    visit.keep()
    assert not visit.roster.open


@pytest.mark.parametrize("leave", [[Tapped(GoHome())], [Scanned(maintenance_badge())], [Scanned(learner_badge(1))]])
def test_a_session_that_was_not_opened_after_all_leaves_the_roster_locked(leave: list[Tapped | Scanned]) -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.type_pin()
    assert visit.roster.open
    visit.on(Tapped(GoHome()), Tapped(StartScan()), *leave)
    assert not visit.roster.open


def test_a_key_that_arrives_after_its_place_is_gone_is_forgotten_at_once() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(facilitator_badge())
    visit.tap(*(Digit(1) for _digit in range(6)), EnterPin(), GoHome())
    visit.roster.unlock()
    visit.on(PinJudged(LUA, "right", 5, 0))
    assert not visit.roster.open


def test_maintenance_opens_no_names() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(maintenance_badge())
    visit.type_pin()
    visit.see(MaintenanceView)
    assert not visit.roster.open


def test_after_a_power_cut_names_stay_locked_until_the_facilitator_is_back() -> None:
    visit = Visit(resumed=POWER_CUT)
    visit.tap(NoBadge(), TypeName())
    visit.type_name("mau")
    view = visit.see(KeyboardView)
    assert view.found == ()
    assert view.line == "Mời người hướng dẫn quét thẻ để tìm tên"
    assert view.guest is not None
    visit.scan(facilitator_badge())
    visit.see(PinView)
    visit.type_pin()
    visit.see(SessionView)
    visit.tap(GoHome(), NoBadge(), TypeName())
    visit.type_name("mau")
    assert visit.see(KeyboardView).found


def test_a_locked_keyboard_still_counts_guests() -> None:
    visit = Visit(resumed=POWER_CUT)
    visit.tap(NoBadge(), TypeName(), BeGuest())
    visit.keep()
    assert visit.see(GreetingView).kept == "Đã ghi bác là khách ạ"


def test_whatever_happens_names_are_not_open_without_a_session() -> None:
    visit = Visit()
    visit.roster.unlock()
    visit.on(Tapped(Letter("a")))
    assert not visit.roster.open
