"""Whose page this is: the commune of the staff member who asks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from sync.commune.tenancy.models import Commune


def commune_of(request: HttpRequest) -> Commune:
    """The commune whose staff is asking. Raises Http404 for an account of no commune."""
    commune = request.user.commune if request.user.is_authenticated else None
    if commune is None:
        raise Http404
    return commune


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the commune's name in the header, and which page this is."""
    user = getattr(request, "user", None)
    match = request.resolver_match
    return {
        "commune": user.commune if user is not None and user.is_authenticated else Commune.objects.first(),
        "here": match.url_name if match else "",
    }
