"""What kiosks without a network send on a stick, and the receipts that go back."""

from __future__ import annotations

from django.apps import AppConfig


class SticksConfig(AppConfig):
    name = "sync.commune.sticks"
    label = "sticks"
    verbose_name = "Sổ mang về bằng USB"
