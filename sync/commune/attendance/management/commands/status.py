"""``commune status``: what has arrived, what is missing, who came. Shows no name of a learner."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec
from django.utils import timezone

from sync.commune.attendance.selectors import Session, latest
from sync.commune.base_command import CommuneCommand
from sync.commune.devices.contact import in_words
from sync.commune.events.models import QuarantinedEvent
from sync.commune.events.selectors import DeviceState, device_states
from sync.commune.packs.titles import title_of
from sync.commune.tenancy.current import current_commune
from sync.commune.tenancy.models import Commune

SESSIONS = 50  # the latest, at most


class Command(CommuneCommand):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="in cho máy đọc")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        """Raises Unknown where DIR has no commune yet."""
        status = read_status(current_commune())
        self.stdout.write(msgspec.json.encode(status).decode() if json else _words(status))


def read_status(commune: Commune) -> dict[str, Any]:
    """``events``, ``gaps``, ``quarantined``, ``devices`` are counts; the lists give them one by one."""
    states = device_states(commune)
    return {
        "commune": commune.name,
        "events": sum(state.stored for state in states),
        "gaps": sum(state.missing for state in states),
        "quarantined": QuarantinedEvent.objects.for_commune(commune).count(),
        "devices": len(states),
        "device_list": [_device(state) for state in states],
        "sessions": [_session(session) for session in latest(commune, SESSIONS)],
    }


def _device(state: DeviceState) -> dict[str, Any]:
    device = state.device
    return {
        "id": device.pk, "site": device.site.code, "events": state.stored, "gaps": state.missing,
        "quarantined": state.quarantined, "revoked": device.revoked_at is not None,
        "last_contact": device.last_contact,
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "session": session.ref, "thon": session.thon, "topic": session.topic, "day": session.day,
        "closed": session.closed is not None, "visits": session.tally.visits, "people": session.tally.people,
        "guests": session.tally.guests, "headcount": session.tally.headcount,
        "lessons": [{"lesson": one.lesson, "outcome": one.outcome} for one in session.lessons],
    }


def _words(status: dict[str, Any]) -> str:
    lines = [
        f"{status['commune']}: {status['events']} sự kiện, thiếu {status['gaps']}, "
        f"tạm giữ {status['quarantined']}, {status['devices']} máy."
    ]
    lines += [
        f"  {one['id']}: {one['events']} sự kiện, thiếu {one['gaps']}, tạm giữ {one['quarantined']}, "
        f"liên lạc {in_words(one['last_contact'], timezone.now())}{', đã thu hồi' if one['revoked'] else ''}"
        for one in status["device_list"]
    ]
    lines += [
        f"  Buổi {one['day'] or 'chưa rõ ngày'}, {one['thon']}, {title_of(one['topic'])}: {one['visits']} lượt, "
        f"{one['people']} người, {one['guests']} khách"
        for one in status["sessions"]
    ]
    return "\n".join(lines)
