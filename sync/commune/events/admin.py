"""The quarantine in the administration pages, read-only. The log itself is not there: Django's administration takes
no table with a composite primary key (Django 5.2), and nobody may change it anyway."""

from __future__ import annotations

from django.contrib import admin

from sync.commune.audit.admin import ReadOnlyAdmin
from sync.commune.events.models import QuarantinedEvent


@admin.register(QuarantinedEvent)
class QuarantinedEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "device", "seq", "verdict", "problem")
    list_filter = ("verdict", "problem", "device")
    search_fields = ("device__id", "body_sha256")
    exclude = ("body",)
