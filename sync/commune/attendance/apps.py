"""Sessions and who came, computed from the log."""

from __future__ import annotations

from django.apps import AppConfig


class AttendanceConfig(AppConfig):
    name = "sync.commune.attendance"
    label = "attendance"
    verbose_name = "Buổi học"
