"""What goes down to the kiosks: one whole snapshot, numbered.

Guarantees: the version rises exactly when the content differs from what the last version said, whoever
changed it and however. Sends no learner's name: facilitators' labels, thôns, revoked badges, notes.

    snapshot(commune, today).version

Source of the rules: docs/protocol.md.
"""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec
from django.db import transaction

from sync.commune.models import Announcement, Badge, Commune, Facilitator, Site
from sync.protocol import BADGE_MAINTENANCE, Changes
from sync.protocol import Announcement as SentAnnouncement
from sync.protocol import Facilitator as SentFacilitator


def snapshot(commune: Commune, today: date) -> Changes:
    """The snapshot of ``commune`` with announcements from ``today`` on."""
    content = _content(commune, today)
    sha256 = hashlib.sha256(msgspec.json.encode(content)).hexdigest()
    version = commune.version if commune.snapshot == sha256 else _next_version(commune, sha256)
    return msgspec.structs.replace(content, version=version)


def _content(commune: Commune, today: date) -> Changes:
    thons = Site.objects.filter(commune=commune).order_by("pk").values_list("thon", flat=True)
    revoked = Badge.objects.filter(commune=commune, revoked_at__isnull=False)
    return Changes(
        version=0,
        thons=list(dict.fromkeys(thons)),
        facilitators=_facilitators(commune),
        revoked=list(revoked.order_by("learner").values_list("learner", flat=True)),
        announcements=_announcements(commune, today),
        address=commune.address,
    )


def _facilitators(commune: Commune) -> list[SentFacilitator]:
    serving = Facilitator.objects.filter(badge__commune=commune, badge__revoked_at__isnull=True)
    return [
        SentFacilitator(
            one.badge.learner, one.label, one.salt, one.unlock,
            "maintenance" if one.badge.kind == BADGE_MAINTENANCE else "facilitator",
        )
        for one in serving.select_related("badge").order_by("pk")
    ]


def _announcements(commune: Commune, today: date) -> list[SentAnnouncement]:
    coming = Announcement.objects.filter(commune=commune, day__gte=today).order_by("day", "pk")
    return [SentAnnouncement(one.day.isoformat(), one.when, one.text, one.short) for one in coming]


def _next_version(commune: Commune, sha256: str) -> int:
    with transaction.atomic():
        current = Commune.objects.select_for_update().get(pk=commune.pk)
        if current.snapshot != sha256:
            current.version, current.snapshot = current.version + 1, sha256
            current.save(update_fields=["version", "snapshot"])
        return current.version
