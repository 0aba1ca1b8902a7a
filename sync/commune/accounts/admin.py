"""Staff's accounts in the administration pages. Passwords are changed there, never shown."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from sync.commune.accounts.models import LoginAttempt, Staff


@admin.register(Staff)
class StaffAdmin(UserAdmin):
    list_display = ("username", "commune", "is_active", "is_staff", "last_login")
    list_filter = ("commune", "is_active", "is_staff", "groups")
    fieldsets = (*(UserAdmin.fieldsets or ()), (gettext_lazy("Xã"), {"fields": ("commune",)}))
    add_fieldsets = (*UserAdmin.add_fieldsets, (gettext_lazy("Xã"), {"fields": ("commune",)}))


@admin.register(LoginAttempt)
class LoginAttemptAdmin(admin.ModelAdmin):
    """Deleting one lets a waiting name or address try again at once."""

    list_display = ("name", "address", "misses", "last", "locked_until", "succeeded")
    search_fields = ("name", "address")
    readonly_fields = ("name", "address", "misses", "last", "locked_until", "succeeded")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
