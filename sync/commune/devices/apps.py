"""The commune's kiosks and how they are enrolled."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class DevicesConfig(AppConfig):
    name = "sync.commune.devices"
    label = "devices"
    verbose_name = gettext_lazy("Máy")
