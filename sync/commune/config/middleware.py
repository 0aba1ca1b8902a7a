"""Headers and language of every answer.

Guarantees: pages load nothing from elsewhere, and no browser or proxy keeps them; they speak the language that the
office chose (``COMMUNE_LANGUAGE``), whatever the browser asks for. What has no translation stays Vietnamese.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ADMIN: Final = "/quan-tri/"                                 # Django's own pages, with Django's own scripts
ADMIN_POLICY: Final = f"{POLICY}; script-src 'self'; connect-src 'self'"


class PrivatePages:
    """Middleware under WhiteNoise, so that static files stay cacheable."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        policy = ADMIN_POLICY if request.path_info.startswith(ADMIN) else POLICY
        response.headers["Content-Security-Policy"] = policy
        response.headers["Cache-Control"] = "no-store"
        return response


class OfficeLanguage:
    """Vietnamese, or a language for which there is a catalogue below ``sync/commune/locale``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(settings.OFFICE_LANGUAGE):
            return self._get_response(request)
