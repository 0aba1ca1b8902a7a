"""What kiosks without a network send on a stick, and the receipts that go back."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class SticksConfig(AppConfig):
    name = "sync.commune.sticks"
    label = "sticks"
    verbose_name = gettext_lazy("Sổ mang về bằng USB")
