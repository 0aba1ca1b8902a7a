"""The append-only log of what kiosks sent."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class EventsConfig(AppConfig):
    name = "sync.commune.events"
    label = "events"
    verbose_name = gettext_lazy("Sự kiện từ máy")
