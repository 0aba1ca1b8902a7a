"""The append-only log of what kiosks sent."""

from __future__ import annotations

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "sync.commune.events"
    label = "events"
    verbose_name = "Sự kiện từ máy"
