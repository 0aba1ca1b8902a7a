"""What goes down to the kiosks: one whole snapshot, numbered.

Guarantees: the version rises exactly when the content differs from what the last version said, whoever
changed it and however. In the clear go facilitators' labels, thôns, revoked badges, notes; learners' names
go only sealed under the roster key, which no kiosk keeps. The same people give the same sealed bytes.

    snapshot(commune, today, data_dir.key("roster")).version

Source of the rules: docs/protocol.md, docs/adr/0012-roster-in-ram.md; RFC 5297 (SIV) for the nonce's making.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import date

import msgspec
from django.db import transaction
from nacl.secret import SecretBox

from sync.commune.people.models import Badge, Facilitator
from sync.commune.tenancy.models import Announcement, Commune, Site
from sync.protocol import BADGE_LEARNER, BADGE_MAINTENANCE, Changes, RosterPerson, encode_roster
from sync.protocol import Announcement as SentAnnouncement
from sync.protocol import Facilitator as SentFacilitator


def snapshot(commune: Commune, today: date, roster_key: bytes) -> Changes:
    """The snapshot of ``commune`` with announcements from ``today`` on, names sealed under ``roster_key``."""
    content = msgspec.structs.replace(_content(commune, today), roster=sealed_roster(_people(commune), roster_key))
    sha256 = hashlib.sha256(msgspec.json.encode(content)).hexdigest()
    version = commune.version if commune.snapshot == sha256 else _next_version(commune, sha256)
    return msgspec.structs.replace(content, version=version)


def _content(commune: Commune, today: date) -> Changes:
    thons = Site.objects.for_commune(commune).order_by("pk").values_list("thon", flat=True)
    revoked = Badge.objects.for_commune(commune).filter(revoked_at__isnull=False)
    return Changes(
        version=0,
        thons=list(dict.fromkeys(thons)),
        facilitators=_facilitators(commune),
        revoked=list(revoked.order_by("learner").values_list("learner", flat=True)),
        announcements=_announcements(commune, today),
        address=commune.address,
        province=commune.province,
    )


def sealed_roster(people: list[RosterPerson], roster_key: bytes) -> str:
    """``Changes.roster``: base64 of nonce and SecretBox; "" for nobody.

    The nonce is keyed BLAKE2b of what is sealed, so equal people give equal bytes (the snapshot's version
    stands still) and a nonce never serves two different rosters. It tells only whether the roster changed.
    """
    if not people:
        return ""
    plain = encode_roster(people)
    nonce = hashlib.blake2b(
        plain, digest_size=SecretBox.NONCE_SIZE, key=roster_key, person=b"bdhvs-roster"
    ).digest()
    return base64.b64encode(SecretBox(roster_key).encrypt(plain, nonce)).decode()


def _people(commune: Commune) -> list[RosterPerson]:
    """Everybody of the commune with a learner's badge in force, once: by the newest badge."""
    badges = Badge.objects.for_commune(commune).filter(
        kind=BADGE_LEARNER, revoked_at__isnull=True, person__isnull=False
    )
    rows = badges.order_by("pk").values_list("person_id", "learner", "person__name", "person__site__thon")
    newest = {person: RosterPerson(learner, name, thon) for person, learner, name, thon in rows}
    return [newest[person] for person in sorted(newest)]


def _facilitators(commune: Commune) -> list[SentFacilitator]:
    serving = Facilitator.objects.for_commune(commune).filter(badge__revoked_at__isnull=True)
    return [
        SentFacilitator(
            one.badge.learner, one.label, one.salt, one.unlock,
            "maintenance" if one.badge.kind == BADGE_MAINTENANCE else "facilitator",
        )
        for one in serving.select_related("badge").order_by("pk")
    ]


def _announcements(commune: Commune, today: date) -> list[SentAnnouncement]:
    coming = Announcement.objects.for_commune(commune).filter(day__gte=today).order_by("day", "pk")
    return [SentAnnouncement(one.day.isoformat(), one.when, one.text, one.short) for one in coming]


def _next_version(commune: Commune, sha256: str) -> int:
    with transaction.atomic():
        current = Commune.objects.select_for_update().get(pk=commune.pk)
        if current.snapshot != sha256:
            current.version, current.snapshot = current.version + 1, sha256
            current.save(update_fields=["version", "snapshot"])
        return current.version
