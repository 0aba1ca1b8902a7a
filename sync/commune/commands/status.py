"""``commune status``: what has arrived, what is missing, who came. Shows no name of a learner."""

from __future__ import annotations

import argparse
from typing import Any

import msgspec
from django.utils import timezone

from sync.commune.clock import in_words
from sync.commune.commands.these import this_commune
from sync.commune.fleet import DeviceState, fleet
from sync.commune.models import Commune, Event, Quarantine
from sync.commune.sessions import Sitting, latest
from sync.commune.titles import title_of

SESSIONS = 50  # the latest, at most


def run(chosen: argparse.Namespace) -> int:
    status = read_status(this_commune())
    print(msgspec.json.encode(status).decode() if chosen.json else _words(status))
    return 0


def read_status(commune: Commune) -> dict[str, Any]:
    """``events``, ``gaps``, ``quarantined``, ``devices`` are counts; the lists give them one by one."""
    states = fleet(commune)
    return {
        "commune": commune.name,
        "events": Event.objects.filter(commune=commune).count(),
        "gaps": sum(state.missing for state in states),
        "quarantined": Quarantine.objects.filter(commune=commune).count(),
        "devices": len(states),
        "device_list": [_device(state) for state in states],
        "sessions": [_session(sitting) for sitting in latest(commune, SESSIONS)],
    }


def _device(state: DeviceState) -> dict[str, Any]:
    device = state.device
    return {
        "id": device.pk, "site": device.site.code, "events": state.stored, "gaps": state.missing,
        "quarantined": state.quarantined, "revoked": device.revoked_at is not None,
        "last_contact": device.last_contact,
    }


def _session(sitting: Sitting) -> dict[str, Any]:
    return {
        "session": sitting.ref, "thon": sitting.thon, "topic": sitting.topic, "day": sitting.day,
        "closed": sitting.closed is not None, "visits": sitting.tally.visits, "people": sitting.tally.people,
        "guests": sitting.tally.guests, "headcount": sitting.tally.headcount,
        "lessons": [{"lesson": one.lesson, "outcome": one.outcome} for one in sitting.lessons],
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
