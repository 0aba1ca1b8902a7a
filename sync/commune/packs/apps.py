"""The lesson packs that kiosks fetch from here."""

from __future__ import annotations

from django.apps import AppConfig


class PacksConfig(AppConfig):
    name = "sync.commune.packs"
    label = "packs"
    verbose_name = "Gói bài học"
