"""Kiosks in the administration pages. Enrolling, revoking and new keys have their own pages, with their own rules."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from sync.commune.audit.admin import AuditedAdmin, ReadOnlyAdmin
from sync.commune.devices.models import Device, Invitation


@admin.register(Device)
class DeviceAdmin(AuditedAdmin):
    list_display = ("id", "number", "site", "name", "last_contact", "revoked_at")
    list_filter = ("commune", "site")
    search_fields = ("id", "name", "site__name", "site__thon")
    readonly_fields = ("id", "commune", "number", "public_key", "created", "last_contact", "revoked_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Device | None = None) -> bool:
        """Its events stay, and name it."""
        return False


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("id", "site", "device", "expires", "used_at")
    list_filter = ("site",)
    exclude = ("token_sha256",)
