"""People, badges, and the snapshot that goes down to the kiosks."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PeopleConfig(AppConfig):
    name = "sync.commune.people"
    label = "people"
    verbose_name = gettext_lazy("Bà con và thẻ")
