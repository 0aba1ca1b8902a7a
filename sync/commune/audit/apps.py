"""Who saw or changed what."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AuditConfig(AppConfig):
    name = "sync.commune.audit"
    label = "audit"
    verbose_name = gettext_lazy("Nhật ký xem và sửa")

    def ready(self) -> None:
        from sync.commune.audit import logins  # models are there only now

        logins.connect()
