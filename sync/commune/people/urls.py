"""Addresses about people: the way down to the kiosks, and the badges' pictures."""

from __future__ import annotations

from django.urls import path

from sync.commune.people import api, views
from sync.protocol import PATH_CHANGES

urlpatterns = [
    path(PATH_CHANGES.lstrip("/"), api.changes, name="changes"),
    path("hinh/<str:name>.png", views.picture, name="picture"),
]
