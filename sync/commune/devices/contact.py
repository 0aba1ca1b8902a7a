"""When a kiosk was last heard of.

    in_words(device.last_contact, timezone.now())  ->  "5 phút trước"
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

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
        return "chưa lần nào"
    seconds = (now - then).total_seconds()
    local = timezone.localtime(then)
    days = (timezone.localtime(now).date() - local.date()).days
    if seconds < JUST_NOW_S:
        return "vừa xong"
    if seconds < HOUR_S:
        return f"{int(seconds // 60)} phút trước"
    if days == 0:
        return f"hôm nay {local:%H:%M}"
    if days == 1:
        return f"hôm qua {local:%H:%M}"
    return f"{days} ngày trước ({local:%d/%m/%Y})"
