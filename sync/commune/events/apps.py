"""The append-only log of what kiosks sent."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy


class EventsConfig(AppConfig):
    name = "sync.commune.events"
    label = "events"
    verbose_name = gettext_lazy("Sự kiện từ máy")

    def ready(self) -> None:
        from sync.commune.events.partitions import partition_of_new_commune  # after the models are there

        post_save.connect(partition_of_new_commune, sender="tenancy.Commune", dispatch_uid="events.partition")
