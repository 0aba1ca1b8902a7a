"""Django's administration pages, for accounts of the whole server (``is_staff``), never for the office.

Guarantees: there is one login on this server, the one that counts misses (``accounts.login``).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy


class ServerAdminSite(AdminSite):
    site_header = site_title = gettext_lazy("Quản trị máy chủ xã")
    index_title = gettext_lazy("Dữ liệu")

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """To the login of everybody. Raises Http404 for an account that is logged in and may not come here."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        target = request.GET.get("next") or resolve_url("admin:index")
        return redirect(f"{resolve_url('login')}?{urlencode({'next': target})}")
