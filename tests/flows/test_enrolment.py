"""An enrolment code is held up: one judge, one question with a deliberate press, no waiting for a lock."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.core.inputs import EnrolmentRequested, SyncChanged
from kiosk.core.intents import Enrol, StartEnrolment, StartScan
from kiosk.core.ports import Commune
from kiosk.core.views import HomeView, MaintenanceView, NoticeView, ScanView
from sync.protocol import ENROLMENT_PREFIX, Invitation, encode_invitation
from tests.support.fakes.core import learner_badge
from tests.support.journey import Visit

BLURRED = "Mã này mờ rồi, bác nhờ người hướng dẫn nhé"
TOKEN = "00112233445566778899aabbccddeeff"
INVITATION = Invitation("https://xa-mau.example:8443", "", TOKEN, "xã Mẫu")
MALFORMED = {
    "unknown field": f'{{"url":"https://xa-mau.example","pin":"","token":"{TOKEN}","more":1}}',
    "token not hex": '{"url":"https://xa-mau.example","pin":"","token":"%s"}' % ("g" * 32),
    "token too short": '{"url":"https://xa-mau.example","pin":"","token":"00"}',
    "no pin": f'{{"url":"https://xa-mau.example","token":"{TOKEN}"}}',
    "pin of another length": f'{{"url":"https://xa-mau.example","pin":"cGlu","token":"{TOKEN}"}}',
    "url too long": '{{"url":"https://{}.example","pin":"","token":"{}"}}'.format("a" * 200, TOKEN),
    "url of no server": f'{{"url":"ftp://xa-mau.example","pin":"","token":"{TOKEN}"}}',
    "url with a name in front": f'{{"url":"https://xa-mau.example@ke-gian.example","pin":"","token":"{TOKEN}"}}',
    "plain http elsewhere": f'{{"url":"http://192.0.2.7","pin":"","token":"{TOKEN}"}}',
    "look-alike letters": f'{{"url":"https://xã-mẫu.example","pin":"","token":"{TOKEN}"}}',
    "a name that turns the writing round":
        f'{{"url":"https://xa-mau.example","pin":"","token":"{TOKEN}","commune":"\u202euam"}}',
}


def new_machine() -> Visit:
    visit = Visit(commune=Commune())
    visit.tap(StartScan())
    return visit


def hold_up(visit: Visit, invitation: Invitation = INVITATION) -> None:
    visit.scan(encode_invitation(invitation).encode())


def enrolment_row(visit: Visit) -> tuple[str, str]:
    row = visit.see(MaintenanceView).rows[0]
    return row.text, row.state


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_code_gets_a_kind_sentence_on_both_pages(text: str) -> None:
    code = (ENROLMENT_PREFIX + text).encode()
    visit = new_machine()
    visit.scan(code)
    assert (visit.see(ScanView).advice, visit.see(ScanView).advice_kind) == (BLURRED, "warning")
    hold_up(visit)
    visit.tap(Enrol(), StartEnrolment())
    visit.scan(code)
    assert visit.see(MaintenanceView).advice == BLURRED
    assert visit.book.requested == [INVITATION]


def test_a_strangers_code_alone_never_enrols_the_machine() -> None:
    visit = new_machine()
    hold_up(visit)
    view = visit.see(NoticeView)
    assert (view.title, view.strip) == ("Ghi danh với xã Mẫu ạ?", "xa-mau.example:8443")
    visit.touch("Thôi, về trang đầu")
    visit.see(HomeView)
    assert visit.book.requested == []


def test_nobody_answering_leads_home_without_enrolling() -> None:
    visit = new_machine()
    hold_up(visit)
    visit.wait(600)
    visit.see(HomeView)
    assert visit.book.requested == []


def test_a_deliberate_press_asks_the_commune_once() -> None:
    visit = new_machine()
    hold_up(visit)
    visit.touch("Đúng, ghi danh")
    assert visit.book.requested == [INVITATION]
    assert enrolment_row(visit) == ("Đang cất mã, chờ chút nhé", "warning")
    visit.on(EnrolmentRequested())
    assert enrolment_row(visit) == ("Đang xin xã ghi danh, máy tự làm tiếp", "warning")


def test_the_maintenance_page_asks_the_same_question() -> None:
    visit = new_machine()
    hold_up(visit)
    visit.tap(Enrol(), StartEnrolment())
    other = msgspec.structs.replace(INVITATION, url="https://ke-gian.example")
    hold_up(visit, other)
    assert visit.see(NoticeView).strip == "ke-gian.example"
    visit.touch("Thôi, về trang đầu")
    assert visit.book.requested == [INVITATION]


def test_a_locked_book_is_told_when_the_answer_comes_and_the_code_may_be_held_up_again() -> None:
    visit = new_machine()
    hold_up(visit)
    visit.tap(Enrol())
    visit.on(EnrolmentRequested("K22"))
    assert enrolment_row(visit) == ("Sổ đang bận, mời giơ mã lần nữa (K22)", "bad")
    visit.tap(StartEnrolment())
    hold_up(visit)
    visit.tap(Enrol())
    visit.on(EnrolmentRequested())
    assert enrolment_row(visit)[1] == "warning"


def test_the_answer_may_come_after_everybody_left() -> None:
    visit = new_machine()
    hold_up(visit)
    visit.tap(Enrol())
    visit.wait(600)
    visit.see(HomeView)
    visit.on(EnrolmentRequested("K22"))
    visit.see(HomeView)


def test_a_used_code_is_said_after_the_request_was_kept() -> None:
    visit = new_machine()
    hold_up(visit)
    visit.tap(Enrol())
    visit.on(EnrolmentRequested(), SyncChanged(0, 0, 0, None, problem="S5"))
    assert enrolment_row(visit) == ("Mã ghi danh đã dùng hoặc hết hạn", "bad")


def test_a_code_without_a_name_still_shows_the_host_and_a_long_one_its_end() -> None:
    visit = new_machine()
    hold_up(visit, Invitation(f"https://{'xa-mau.' * 12}ke-gian.example", "", TOKEN))
    view = visit.see(NoticeView)
    assert view.title == "Ghi danh máy này ạ?"
    assert view.strip.startswith("…")
    assert view.strip.endswith("ke-gian.example")


def test_an_enrolled_machine_takes_no_other_communes_code() -> None:
    visit = Visit()
    visit.tap(StartScan())
    hold_up(visit)
    assert visit.see(ScanView).advice == "Đây là mã của cán bộ xã, không phải thẻ học ạ"
    visit.scan(learner_badge(1))
    assert visit.book.requested == []
