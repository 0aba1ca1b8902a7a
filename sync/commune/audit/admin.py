"""Administration pages about people and devices leave audit entries too; the entries themselves are only read.

    @admin.register(Person)
    class PersonAdmin(AuditedAdmin): ...
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from sync.commune.audit.models import AuditEntry
from sync.commune.audit.recording import record


class AuditedAdmin(admin.ModelAdmin):
    """Every look at a list or a record is recorded before the page is built."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        record(request, self._page())
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        record(request, self._page(), object_id or "new")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record(request, self._page(), object_id)
        return super().delete_view(request, object_id, extra_context)

    def _page(self) -> str:
        return f"admin-{self.opts.model_name}"


class ReadOnlyAdmin(AuditedAdmin):
    """Looked at, never changed: what happened stays as it happened."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "staff", "page", "about")
    list_filter = ("page", "staff")
    search_fields = ("about",)
    date_hierarchy = "at"
