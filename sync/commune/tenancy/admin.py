"""The commune's own records in the administration pages. Its keys and snapshot are made by the server: read-only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from sync.commune.tenancy.models import Announcement, Commune, Site


@admin.register(Commune)
class CommuneAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "province", "url")
    search_fields = ("name", "code")
    readonly_fields = ("code", "badge_key", "server_key", "version", "snapshot")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A commune is founded by a command, which makes its keys."""
        return False


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    list_display = ("name", "thon", "code", "commune")
    list_filter = ("commune",)
    search_fields = ("name", "thon", "code")


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin):
    list_display = ("day", "when", "short", "commune")
    list_filter = ("commune", "day")
    search_fields = ("text", "short")
