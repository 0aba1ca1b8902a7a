"""The lesson packs that kiosks fetch from here."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PacksConfig(AppConfig):
    name = "sync.commune.packs"
    label = "packs"
    verbose_name = gettext_lazy("Gói bài học")
