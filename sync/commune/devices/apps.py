"""The commune's kiosks and how they are enrolled."""

from __future__ import annotations

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    name = "sync.commune.devices"
    label = "devices"
    verbose_name = "Máy"
