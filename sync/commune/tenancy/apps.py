"""The commune that everything belongs to."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class TenancyConfig(AppConfig):
    name = "sync.commune.tenancy"
    label = "tenancy"
    verbose_name = gettext_lazy("Xã và điểm thực hành")
