"""Addresses of the log: what kiosks send, and what staff see of it."""

from __future__ import annotations

from django.urls import path

from sync.commune.events import api, views
from sync.protocol import PATH_EVENTS

urlpatterns = [
    path(PATH_EVENTS.lstrip("/"), api.events, name="events"),
    path("may", views.devices, name="devices"),
    path("tam-giu", views.quarantine, name="quarantine"),
    path("tam-giu/<int:pk>", views.quarantined_event, name="quarantined-event"),
]
