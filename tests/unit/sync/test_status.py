"""What the worker says of itself."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping

import msgspec
import pytest

from sync.worker.enrolment import b64
from sync.worker.outbox import ENROL_PROBLEM, ENROL_REQUEST, LAST_CONTACT, LAST_PROBLEM, PACKS, Judgement
from sync.worker.status import Status, read_status, say, to_json
from tests.support.fakes.sync import DEVICE_SEED, EPOCH, MemoryIdentity, MemoryOutbox, enrolled, make_events

CONTACT = "2026-11-22T17:30:00.000Z"


def status(state: Mapping[str, str] | None = None, is_enrolled: bool = True) -> Status:
    outbox = MemoryOutbox(make_events(6))
    outbox.judge([Judgement(EPOCH, 1, "stored"), Judgement(EPOCH, 2, "duplicate")], CONTACT)
    outbox.values.update(state or {})
    return read_status(outbox, MemoryIdentity(enrolled() if is_enrolled else None))


def test_counts_and_the_contact_in_vietnams_time() -> None:
    assert say(status()) == "Đã gửi 2, còn 4; lần cuối liên lạc với xã: 00:30 ngày 23/11/2026."


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({LAST_PROBLEM: "S1"}, "đang chờ mạng, lần cuối"),
        ({LAST_PROBLEM: "S2"}, "hãy báo cán bộ xã, lần cuối"),
        ({LAST_PROBLEM: "S4"}, "xã đã ngừng nhận từ máy này"),
        ({LAST_CONTACT: ""}, "chưa liên lạc được với xã lần nào"),
        ({LAST_CONTACT: "hôm qua"}, "hôm qua"),
    ],
)
def test_each_standing_has_its_words(state: dict[str, str], words: str) -> None:
    assert words in say(status(state))


def test_a_kiosk_being_enrolled_says_so() -> None:
    assert "chưa được ghi danh" in say(status(is_enrolled=False))
    assert "đang ghi danh" in say(status({ENROL_REQUEST: "{}"}, is_enrolled=False))


def test_what_needs_staff_is_counted() -> None:
    quarantined = msgspec.structs.replace(status(), quarantined=3)
    assert "3 cần cán bộ xã xem lại" in say(quarantined)


def test_the_json_has_the_agreed_fields_and_no_key() -> None:
    shown = to_json(status({ENROL_PROBLEM: "S5"}))
    fields = json.loads(shown)
    assert (fields["pending"], fields["sent"], fields["quarantined"]) == (4, 2, 0)
    assert (fields["enrolled"], fields["revoked"], fields["enrol_problem"]) == (True, False, "S5")
    assert fields["last_contact"] == CONTACT
    assert b64(DEVICE_SEED) not in shown


def test_what_is_said_is_nfc() -> None:
    line = say(status({LAST_PROBLEM: "S1"}))
    assert line == unicodedata.normalize("NFC", line)


@pytest.mark.parametrize(("told", "words"), [
    ('{"state":"fetching","files":7,"bytes":900}', "; đang tải gói bài học, còn 7 tệp."),
    ('{"state":"no_room","files":7,"bytes":900,"problem":"S8"}',
     "; thẻ nhớ hết chỗ hoặc hỏng nên chưa tải được gói bài học."),
    ('{"state":"refused","problem":"S6"}', "; gói bài học trên máy chủ của xã chưa dùng được, hãy báo cán bộ xã."),
    ('{"state":"ready"}', "ngày 23/11/2026."), ('{"state":"none"}', "ngày 23/11/2026."),
    ('{"state":"of another release"}', "ngày 23/11/2026."),
])
def test_packs_on_their_way_are_told_and_packs_at_rest_are_not(told: str, words: str) -> None:
    assert say(status({PACKS: told})).endswith(words)


def test_the_json_tells_how_much_of_the_packs_is_still_to_come() -> None:
    assert json.loads(to_json(status()))["packs"] is None
    shown = json.loads(to_json(status({PACKS: '{"state":"waiting","files":7,"bytes":900,"problem":"S1"}'})))
    assert shown["packs"] == {"state": "waiting", "files": 7, "bytes": 900, "problem": "S1"}
