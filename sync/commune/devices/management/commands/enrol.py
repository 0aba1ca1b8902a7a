"""``commune enrol``: one invitation for one kiosk, as text and as a QR."""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import Any

import segno
from django.db.models import Q
from django.utils import timezone

from sync.commune.base_command import CommuneCommand
from sync.commune.devices.enrolment import invite
from sync.commune.errors import Unknown
from sync.commune.tenancy.current import checked_url, current_commune, kiosk_url
from sync.commune.tenancy.models import Commune, Site
from sync.durable import write_whole
from sync.protocol import encode_invitation


class Command(CommuneCommand):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--site", required=True, help="mã điểm thực hành hoặc tên thôn")
        parser.add_argument("--png", type=Path, help="ghi mã thành ảnh ở đây")
        parser.add_argument("--url", help="địa chỉ máy chủ mà máy mới sẽ gọi; bỏ trống thì địa chỉ của xã")

    def handle(self, *args: Any, site: str, png: Path | None, url: str | None, **options: Any) -> None:
        """Raises Unknown for a site that is not the commune's, OptionRefused, OSError."""
        commune = current_commune()
        place, address = _site(commune, site), kiosk_url(checked_url(url) or commune.url)
        text = encode_invitation(invite(place, timezone.now(), address))
        if png:
            _save_qr(text, png)
        self.stdout.write(text)


def _site(commune: Commune, wanted: str) -> Site:
    sites = Site.objects.for_commune(commune)
    site = sites.filter(Q(code=wanted) | Q(thon=wanted) | Q(name=wanted)).first()
    if site is None:
        known = ", ".join(sites.values_list("code", flat=True))
        raise Unknown(f"Xã không có điểm thực hành “{wanted}”. Xã có: {known}.")
    return site


def _save_qr(text: str, path: Path) -> None:
    drawn = io.BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="png", scale=10, border=4)
    write_whole(path, drawn.getvalue())
