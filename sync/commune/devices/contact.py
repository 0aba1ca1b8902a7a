"""When a kiosk was last heard of.

    in_words(device.last_contact, timezone.now())  ->  "5 phút trước"
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sync.commune.devices.models import Device

EXACT_TO = timedelta(seconds=60)    # how exact "last contact" is between batches
JUST_NOW_S = 90
HOUR_S = 3600


def record_contact(device: Device, now: datetime) -> None:
    """Notes that ``device`` was here, at most once a minute: a question is not worth a write each."""
    if device.last_contact is None or now - device.last_contact > EXACT_TO:
        Device.objects.filter(pk=device.pk).update(last_contact=now)


def in_words(then: datetime | None, now: datetime) -> str:
    """"vừa xong", "5 phút trước", "hôm qua 19:30"; ``then`` and ``now`` are aware."""
    if then is None:
        return _("chưa lần nào")
    seconds = (now - then).total_seconds()
    local = timezone.localtime(then)
    days = (timezone.localtime(now).date() - local.date()).days
    if seconds < JUST_NOW_S:
        return _("vừa xong")
    if seconds < HOUR_S:
        return _("{minutes} phút trước").format(minutes=int(seconds // 60))
    if days == 0:
        return _("hôm nay {time}").format(time=f"{local:%H:%M}")
    if days == 1:
        return _("hôm qua {time}").format(time=f"{local:%H:%M}")
    return _("{days} ngày trước ({date})").format(days=days, date=f"{local:%d/%m/%Y}")
