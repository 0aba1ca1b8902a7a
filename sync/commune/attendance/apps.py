"""Sessions and who came, computed from the log."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AttendanceConfig(AppConfig):
    name = "sync.commune.attendance"
    label = "attendance"
    verbose_name = gettext_lazy("Buổi học")
