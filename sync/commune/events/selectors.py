"""The commune's devices: how much came from each, and what is missing.

Guarantees: ``missing`` counts the numbers below the highest one seen in each epoch that are neither stored
nor in the quarantine. Cannot know about events after the last one that arrived.

    for state in device_states(commune): print(state.device, state.missing)

Source of the rules: docs/protocol.md: seq is gapless from 1 within an epoch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Value
from django.db.models.functions import Coalesce

from sync.commune.devices.models import Device
from sync.commune.events.models import EpochCount, Event, QuarantinedEvent
from sync.commune.tenancy.models import Commune


@dataclass(frozen=True)
class DeviceState:
    """Events of one device: stored, missing between them, set aside in the quarantine."""

    device: Device
    stored: int
    missing: int
    quarantined: int


def device_states(commune: Commune) -> list[DeviceState]:
    """Every device of ``commune`` in order of its number."""
    stored, beside = list(_stored(commune)), list(_beside(commune))
    expected = _expected([*stored, *beside])
    kept, aside = _count(stored), _count(beside)
    waiting = _count(
        QuarantinedEvent.objects.for_commune(commune).values("device_id").annotate(n=Count("pk")).order_by()
    )
    return [
        DeviceState(
            device, kept[device.pk], expected[device.pk] - kept[device.pk] - aside[device.pk],
            waiting[device.pk],
        )
        for device in Device.objects.for_commune(commune).select_related("site")
    ]


def _stored(commune: Commune) -> Iterable[Mapping[str, Any]]:
    rows = EpochCount.objects.for_commune(commune)
    return rows.values("device_id", "epoch", n=F("stored"), top=F("highest"))


def _beside(commune: Commune) -> Iterable[Mapping[str, Any]]:
    """Places held by quarantined events alone: they arrived, so they are not missing."""
    same = Event.objects.filter(
        commune_id=OuterRef("commune_id"), device_id=OuterRef("device_id"), epoch=OuterRef("epoch"),
        seq=OuterRef("seq"),
    )
    rows = QuarantinedEvent.objects.for_commune(commune).filter(~Exists(same), seq__gt=0)
    return rows.values("device_id", "epoch").order_by().annotate(
        n=Count("seq", distinct=True), top=Coalesce(Max("seq"), Value(0))
    )


def _expected(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """How many events each device has numbered, over all its epochs."""
    tops: dict[tuple[str, str], int] = {}
    for row in rows:
        place = (row["device_id"], row["epoch"])
        tops[place] = max(tops.get(place, 0), row["top"])
    expected: Counter[str] = Counter()
    for (device, _), top in tops.items():
        expected[device] += top
    return expected


def _count(rows: Iterable[Mapping[str, Any]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row["device_id"]] += row["n"]
    return counted
