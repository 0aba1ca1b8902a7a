"""People, badges, and the snapshot that goes down to the kiosks."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sync.commune.people"
    label = "people"
    verbose_name = "Bà con và thẻ"
