"""People and badges in the administration pages. A badge's sealed secret and a facilitator's box are never shown."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from sync.commune.audit.admin import AuditedAdmin, ReadOnlyAdmin
from sync.commune.people.models import Badge, Facilitator, Person


@admin.register(Person)
class PersonAdmin(AuditedAdmin):
    list_display = ("name", "birth_year", "sex", "site")
    list_filter = ("commune", "site", "sex")
    search_fields = ("name",)


@admin.register(Badge)
class BadgeAdmin(AuditedAdmin):
    """A badge can be revoked here; it is made by a command, which has its secret."""

    list_display = ("id", "picture", "kind", "person", "revoked_at")
    list_filter = ("commune", "kind", "picture")
    search_fields = ("learner", "person__name")
    exclude = ("secret_box",)
    readonly_fields = ("commune", "learner", "person", "kind", "picture")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Badge | None = None) -> bool:
        """A revoked badge stays known: kiosks have to refuse it."""
        return False


@admin.register(Facilitator)
class FacilitatorAdmin(ReadOnlyAdmin):
    list_display = ("label", "badge")
    search_fields = ("label",)
    exclude = ("salt", "unlock")
