"""What holds for every request and answer.

Guarantees: no NUL comes in, which PostgreSQL cannot keep in a text; pages load nothing from elsewhere, and no browser
or proxy keeps them; they speak the language that the office chose (``COMMUNE_LANGUAGE``), whatever the browser asks
for. What has no translation stays Vietnamese.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from sync.commune.config.error_views import API, bad_request, busy

POLICY: Final = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ADMIN: Final = "/quan-tri/"                                 # Django's own pages, with Django's own scripts
ADMIN_POLICY: Final = f"{POLICY}; script-src 'self'; connect-src 'self'"


class NoNul:
    """A path, a query or a form with NUL in it is refused (400), whatever would have been looked up by it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "") or _form_holds_nul(request):
            return bad_request(request)
        return self._get_response(request)


def _form_holds_nul(request: HttpRequest) -> bool:
    """Only of a page's form: a kiosk's body is read by its own view, after its size was looked at."""
    if request.method != "POST" or request.path_info.startswith(API):
        return False
    return any("\0" in value for _, values in request.POST.lists() for value in values)


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

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A busy server says so; every other exception goes on."""
        return busy(request, exception)

class OfficeLanguage:
    """Vietnamese, or a language for which there is a catalogue below ``sync/commune/locale``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(settings.OFFICE_LANGUAGE):
            return self._get_response(request)
