"""Addresses about devices: the kiosks' own, and the staff's pages."""

from __future__ import annotations

from django.urls import path

from sync.commune.devices import api, views
from sync.protocol import PATH_ENROL, PATH_TIME

urlpatterns = [
    path(PATH_ENROL.lstrip("/"), api.enrol, name="enrol"),
    path(PATH_TIME.lstrip("/"), api.time, name="time"),
    path("may/ghi-danh", views.enrol, name="enrol-device"),
    path("may/<str:device>/thu-hoi", views.revoke, name="revoke"),
    path("may/<str:device>/gui-lai", views.retry_quarantine, name="retry-quarantine"),
    path("may/<str:device>/ghi-danh-lai", views.enrol_again, name="enrol-again"),
]
