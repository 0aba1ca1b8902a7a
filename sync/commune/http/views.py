"""The API's description, and the answer at every address that is none of its own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from sync.commune.http.decorators import endpoint
from sync.commune.http.openapi import document
from sync.commune.http.problems import refusal


@endpoint("GET")
def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(document(), content_type="application/json")


@csrf_exempt
@login_not_required
def unknown(request: HttpRequest, path: str) -> HttpResponse:
    return refusal("not-found")
