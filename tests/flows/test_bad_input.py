"""What bad input gets: a kind sentence, never an open door, never a stop."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.codes.recognise import recognise, sentence
from kiosk.core.i18n import addressed
from kiosk.core.inputs import Broke, Scanned, Tapped, Ticked, Touched
from kiosk.core.intents import GoHome, OpenNeed, OpenTextSize, Rest, SetContrast, SetTextSize, StartScan, StayHere
from kiosk.core.views import HomeView, IdleView, NoticeView, ScanView, TextSizeView
from sync.protocol import learner_id
from tests.support.fakes.core import NEIGHBOUR, NOBODY, badge, demo_commune, fake_signer, learner_badge
from tests.support.journey import FACILITATORS, Visit

SECRET = b"S" * 16
PAYMENT = b"00020101021138570010A00000072701270006970405011300000000000010208QRIBFTTA53037045802VN6304032F"
CITIZEN_CARD = "042048999001||NGUYỄN VĂN MẪU|01011948|Nam|Thôn Mẫu|10052021"
INVITATION = b'BDHVSEN1:{"url":"http://127.0.0.1:1","pin":"","token":"00112233445566778899aabbccddeeff"}'


@pytest.mark.parametrize(("payload", "said"), [
    (badge(SECRET, signature=NOBODY), "Thẻ này không phải xã mình làm ạ"),
    (badge(SECRET, signature=NEIGHBOUR), "Thẻ này của xã Bên, bác học ở đây vẫn được ạ"),
    (badge(SECRET)[:-3], "Thẻ này bị mờ rồi, bác nhờ xã in lại nhé"),
    (badge(SECRET, kind=9), "Thẻ này bị mờ rồi, bác nhờ xã in lại nhé"),
    (b"BDHVS1:\xff\xfe", "Thẻ này bị mờ rồi, bác nhờ xã in lại nhé"),
    (PAYMENT, "Đây là mã trả tiền, không phải thẻ học ạ"),
    (PAYMENT[:-1], "Mã trả tiền này không rõ, bác hỏi người bán nhé"),
    (CITIZEN_CARD.encode(), "Không cần căn cước đâu, bác giơ thẻ học nhé"),
    (CITIZEN_CARD[:30].encode(), "Căn cước máy đọc chưa rõ, bác giơ thẻ học nhé"),
    (b"https://vidu.example/x", "Mã này dẫn tới vidu.example, máy không mở đâu ạ"),
    ("xin chào".encode(), "Mã này không phải thẻ học ạ"),
    (b"\xff\xfe\x00", "Mã này máy không đọc được ạ"),
    (b"BDHVSTIME1:2026-11-22T19:30:00+07:00", "Đây là mã chỉnh giờ, không phải thẻ học ạ"),
    (b"BDHVSTAP1:Rau", "Mã này mờ rồi, bác nhờ người hướng dẫn nhé"),
    (b"BDHVSTAP1:rau-co-mau", "Đây là tờ mã để tập, không phải thẻ học ạ"),
    (INVITATION, "Đây là mã của cán bộ xã, không phải thẻ học ạ"),
])
def test_every_other_code_gets_its_own_kind_sentence(payload: bytes, said: str) -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(payload)
    view = visit.see(ScanView)
    assert (view.advice, view.advice_kind) == (said, "warning")
    assert visit.journal.events == []
    visit.wait(7)
    assert visit.see(ScanView).advice_kind == "kind"


def test_a_revoked_badge_is_told_whom_to_ask() -> None:
    visit = Visit(commune=demo_commune(FACILITATORS, revoked=frozenset({learner_id(SECRET)})))
    visit.tap(StartScan())
    visit.scan(badge(SECRET))
    assert visit.see(ScanView).advice == "Xã đổi thẻ mới rồi, bác hỏi người hướng dẫn nhé"


@given(st.binary(max_size=4000))
def test_no_payload_raises(payload: bytes) -> None:
    assert sentence(recognise(payload, fake_signer, frozenset()))


@given(st.binary(max_size=200))
def test_no_badge_like_payload_raises_or_passes(tail: bytes) -> None:
    assert sentence(recognise(b"BDHVS1:" + tail, lambda signed, signature: None, frozenset()))


def test_no_payload_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    visit = Visit()
    visit.tap(StartScan())
    for payload in (b"CANARY-PAYLOAD", badge(b"CANARY-SECRET-16"), b"BDHVS1:CANARY"):
        visit.scan(payload)
    assert "CANARY" not in caplog.text


def test_a_reading_that_comes_after_its_place_is_gone_is_dropped() -> None:
    visit = Visit()
    visit.tap(OpenNeed("tra-tien"))
    before = visit.view
    visit.scan(learner_badge(1))
    assert visit.view == before


def test_a_crash_in_a_flow_becomes_a_notice_and_then_home(caplog: pytest.LogCaptureFixture) -> None:
    visit = Visit()

    class Broken(Exception):
        pass

    def broken_lessons() -> list[object]:
        raise Broken

    visit.ports.catalogue.lessons = broken_lessons  # type: ignore[method-assign,assignment]
    visit.tap(OpenNeed("tra-tien"))
    assert visit.see(NoticeView).code == "U2"
    assert "U2" in caplog.text
    visit.tap(GoHome())
    visit.see(HomeView)


def test_a_broken_screen_becomes_a_notice() -> None:
    visit = Visit()
    visit.on(Broke("U1"))
    assert visit.see(NoticeView).code == "U1"


def test_idle_asks_with_twenty_blocks_and_then_forgets() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.wait(75.5)
    assert visit.see(IdleView).seconds == 20
    visit.wait(6)
    assert visit.see(IdleView).seconds == 14
    visit.wait(15)
    visit.see(HomeView)
    assert visit.controller.state.visitor is None


def test_any_touch_keeps_the_page() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.wait(80)
    visit.see(IdleView)
    visit.on(Touched())
    visit.see(ScanView)
    visit.wait(70)
    visit.see(ScanView)
    visit.wait(10)
    visit.tap(StayHere())
    visit.see(ScanView)
    visit.wait(80)
    visit.tap(Rest())
    visit.see(HomeView)


def test_home_never_asks() -> None:
    visit = Visit()
    visit.wait(200)
    visit.see(HomeView)


def test_text_size_contrast_and_calm_are_kept() -> None:
    visit = Visit()
    visit.tap(OpenTextSize(), OpenTextSize(), SetTextSize(150), SetContrast(True))
    view = visit.see(TextSizeView)
    assert (view.look.text_percent, view.look.high_contrast) == (150, True)
    assert visit.ports.settings.read().text_percent == 150
    visit.touch("Xong")
    assert visit.see(HomeView).look.text_percent == 150


def test_an_enrolled_machine_ignores_an_invitation_outside_maintenance() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.scan(INVITATION)
    assert visit.book.requested == []


def test_the_clock_running_backwards_changes_nothing() -> None:
    visit = Visit()
    visit.on(Ticked(10_000), Ticked(5_000))
    assert visit.controller.state.now_ms == 10_000


@given(st.lists(st.one_of(
    st.binary(max_size=60).map(Scanned), st.integers(0, 10**9).map(Ticked),
    st.sampled_from([GoHome(), StartScan(), OpenNeed("tra-tien"), OpenTextSize()]).map(Tapped),
), max_size=40))
def test_no_list_of_events_stops_the_kiosk(events: list[Scanned | Ticked | Tapped]) -> None:
    visit = Visit()
    visit.on(*events)
    visit.tap(GoHome())
    visit.see(HomeView)


def test_another_form_of_address_replaces_bac() -> None:
    assert addressed("Chào bác, Bác khỏe ạ?", "ông") == "Chào ông, Ông khỏe ạ?"
    assert addressed("Chào bác", "bác") == "Chào bác"


def test_the_commune_chooses_how_people_are_addressed() -> None:
    visit = Visit(commune=demo_commune(FACILITATORS, address="ông"))
    assert visit.see(HomeView).title == "Ông muốn làm gì ạ?"
    visit.tap(StartScan())
    visit.scan(learner_badge(1))
    assert visit.view.speech[0].startswith("Chào ông")


def test_one_part_of_several_and_a_text_in_another_charset_reach_their_sentence() -> None:
    visit = Visit()
    visit.tap(StartScan())
    visit.on(Scanned(b"BDHVS1:part", part_of=3))
    assert visit.see(ScanView).advice == "Mã này mới là một phần, máy chưa đọc được ạ"
    visit.on(Scanned("日本".encode("gb18030"), text="日本"))
    assert visit.see(ScanView).advice == "Mã này không phải thẻ học ạ"
