"""Who saw or changed what."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "sync.commune.audit"
    label = "audit"
    verbose_name = "Nhật ký xem và sửa"
