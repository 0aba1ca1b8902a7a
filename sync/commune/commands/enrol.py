"""``commune enrol``: one invitation for one kiosk, as text and as a QR."""

from __future__ import annotations

import argparse
import io

import segno
from django.db.models import Q
from django.utils import timezone

from sync.commune.commands.these import checked_url, this_commune
from sync.commune.enrolment import invite
from sync.commune.errors import Unknown
from sync.commune.folder import write_whole
from sync.commune.models import Site
from sync.protocol import encode_invitation


def run(chosen: argparse.Namespace) -> int:
    commune = this_commune()
    wanted = Q(code=chosen.site) | Q(thon=chosen.site) | Q(name=chosen.site)
    site = Site.objects.filter(wanted, commune=commune).first()
    if site is None:
        known = ", ".join(Site.objects.filter(commune=commune).values_list("code", flat=True))
        raise Unknown(f"Xã không có điểm thực hành “{chosen.site}”. Xã có: {known}.")
    text = encode_invitation(invite(site, timezone.now(), checked_url(chosen.url) or commune.url))
    if chosen.png:
        png = io.BytesIO()
        segno.make_qr(text, error="m").save(png, kind="png", scale=10, border=4)
        write_whole(chosen.png, png.getvalue())
    print(text)
    return 0
