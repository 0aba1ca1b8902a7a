"""What the sync worker says of itself, to people (one Vietnamese line) and to programs (JSON).

Guarantees: reads the store and the enrolment only; shows no name, key or token. Does not touch the network.

    status = read_status(outbox, identity)
    print(say(status))                        # "Đã gửi 12, còn 3."

Source of the rules: docs/protocol.md (what each count means).
"""

from __future__ import annotations

from datetime import timedelta, timezone

import msgspec

from sync.protocol import Record
from sync.protocol.errors import Malformed, Refused, Revoked, Unproven, Unreachable
from sync.worker.clock import read_utc
from sync.worker.enrolment import Identity
from sync.worker.outbox import ENROL_PROBLEM, ENROL_REQUEST, LAST_CONTACT, LAST_PROBLEM, NEXT_TRY, PACKS, Outbox
from sync.worker.pack_fetcher import PacksStanding

_PACKS = {
    "fetching": "đang tải gói bài học, còn {files} tệp",
    "waiting": "đang chờ mạng để tải tiếp gói bài học",
    "no_room": "thẻ nhớ hết chỗ hoặc hỏng nên chưa tải được gói bài học",
    "refused": "gói bài học trên máy chủ của xã chưa dùng được, hãy báo cán bộ xã",
}
VIETNAM = timezone(timedelta(hours=7))  # no summer time


class Status(Record, frozen=True):
    """Counts are events; moments are UTC ISO 8601; problems are codes of ``sync.protocol.errors``."""

    pending: int
    sent: int
    quarantined: int
    last_contact: str | None
    enrolled: bool
    enrolling: bool
    enrol_problem: str | None
    revoked: bool
    last_problem: str | None
    next_try: str | None
    device: str | None
    server: str | None
    packs: PacksStanding | None = None      # None: nobody has asked the commune for lesson packs yet


def read_status(outbox: Outbox, identity: Identity) -> Status:
    """The status as the store has it now. Raises StoreUnusable."""
    counts = outbox.counts()
    enrolment = identity.read()
    problem = outbox.state(LAST_PROBLEM)
    return Status(
        pending=counts.pending,
        sent=counts.sent,
        quarantined=counts.quarantined,
        last_contact=outbox.state(LAST_CONTACT),
        enrolled=enrolment is not None,
        enrolling=outbox.state(ENROL_REQUEST) is not None,
        enrol_problem=outbox.state(ENROL_PROBLEM),
        revoked=problem == Revoked.code,
        last_problem=problem,
        next_try=outbox.state(NEXT_TRY),
        device=enrolment.reply.device if enrolment else None,
        server=enrolment.url if enrolment else None,
        packs=_packs(outbox.state(PACKS)),
    )


def _packs(stored: str | None) -> PacksStanding | None:
    if stored is None:
        return None
    try:
        return msgspec.json.decode(stored, type=PacksStanding)
    except (msgspec.ValidationError, msgspec.DecodeError):
        return None  # another release wrote it; the next turn writes it anew


def to_json(status: Status) -> str:
    return msgspec.json.encode(status).decode()


def say(status: Status) -> str:
    """One plain Vietnamese line."""
    parts = [f"Đã gửi {status.sent}, còn {status.pending}"]
    if status.quarantined:
        parts.append(f"{status.quarantined} cần cán bộ xã xem lại")
    parts.append(_standing(status))
    if status.packs is not None and status.packs.state in _PACKS:
        parts.append(_PACKS[status.packs.state].format(files=status.packs.files))
    return "; ".join(parts) + "."


def _standing(status: Status) -> str:
    if status.revoked:
        return "xã đã ngừng nhận từ máy này, bà con vẫn học được bình thường"
    if not status.enrolled:
        return "đang ghi danh với xã" if status.enrolling else "máy chưa được ghi danh với xã"
    if status.last_contact is None:
        return "chưa liên lạc được với xã lần nào"
    return f"{_trouble(status.last_problem)}lần cuối liên lạc với xã: {_local(status.last_contact)}"


def _trouble(problem: str | None) -> str:
    if problem == Unreachable.code:
        return "đang chờ mạng, "
    if problem == Unproven.code:
        return "nơi trả lời chưa chắc là máy chủ của xã (mạng lạ, máy chủ bản cũ) nên máy giữ lại tất cả, "
    if problem in (Refused.code, Malformed.code):
        return "máy chủ của xã chưa nhận, hãy báo cán bộ xã, "
    return ""


def _local(moment: str) -> str:
    """``19:05 ngày 22/11/2026`` in Vietnam, or the text itself where it is no moment."""
    try:
        return read_utc(moment).astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y")
    except Malformed:
        return moment
