"""Everything the API can refuse, in one table: RFC 9457 problem types, their status, one Vietnamese sentence.

Guarantees: the last word of a type never changes its meaning; no answer repeats what was sent.

    return refusal("revoked")       # 403 application/problem+json

Source of the rules: RFC 9457; docs/protocol.md.
"""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_noop

from sync.protocol import Problem

TYPE_PREFIX = "urn:bdhvs:problem:"

_PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed": (400, gettext_noop("Nội dung gửi lên không đúng mẫu.")),
    "malformed-event": (422, gettext_noop("Sự kiện này không đúng mẫu, xã tạm giữ để xem.")),
    "foreign-device": (422, gettext_noop("Sự kiện này mang tên máy khác, xã tạm giữ để xem.")),
    "conflict": (409, gettext_noop("Xã đã có sự kiện cùng số nhưng khác nội dung, xã tạm giữ bản này.")),
    "bad-signature": (401, gettext_noop("Chữ ký của máy không đúng.")),
    "unknown-device": (401, gettext_noop("Xã chưa ghi danh máy này.")),
    "revoked": (403, gettext_noop("Xã đã thu hồi máy này.")),
    "enrolment-refused": (403, gettext_noop("Mã ghi danh này không dùng được nữa, mời xin mã mới.")),
    "not-found": (404, gettext_noop("Không có địa chỉ này.")),
    "method-not-allowed": (405, gettext_noop("Địa chỉ này không nhận cách gọi đó.")),
    "bad-range": (416, gettext_noop("Tệp này không có đoạn đó.")),
    "too-large": (413, gettext_noop("Nội dung gửi lên quá lớn.")),
    "unavailable": (500, gettext_noop("Máy chủ đang trục trặc, mời gửi lại sau.")),
    "busy": (503, gettext_noop("Máy chủ đang bận, mời gửi lại sau.")),
}
BUSY_RETRY_S = 30  # seconds a kiosk is asked to wait


def problem(word: str) -> Problem:
    """The problem named by its stable ``word``; KeyError is a defect of ours."""
    status, title = _PROBLEMS[word]
    return Problem(TYPE_PREFIX + word, title, status)


def refusal(word: str) -> HttpResponse:
    """The whole answer for ``word``."""
    answer = problem(word)
    response = HttpResponse(
        msgspec.json.encode(answer), status=answer.status, content_type="application/problem+json"
    )
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(BUSY_RETRY_S)
    return response
