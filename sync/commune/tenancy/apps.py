"""The commune that everything belongs to."""

from __future__ import annotations

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "sync.commune.tenancy"
    label = "tenancy"
    verbose_name = "Xã và điểm thực hành"
