"""The API's description; last of all, whatever else begins with api/."""

from __future__ import annotations

from django.urls import path

from sync.commune.http import views

urlpatterns = [
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    path("api/<path:path>", views.unknown),
]
