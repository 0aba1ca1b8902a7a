"""Every address of the commune server."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path, re_path

from sync.commune import api, device_pages, pack_files, pages
from sync.commune.login import SignIn
from sync.protocol import PATH_CHANGES, PATH_ENROL, PATH_EVENTS, PATH_TIME
from sync.protocol.pack_repository import PATH_PACKS

urlpatterns = [
    path(PATH_EVENTS.lstrip("/"), api.events, name="events"),
    path(PATH_ENROL.lstrip("/"), api.enrol, name="enrol"),
    path(PATH_CHANGES.lstrip("/"), api.changes, name="changes"),
    path(PATH_TIME.lstrip("/"), api.time, name="time"),
    path("api/v1/openapi.json", api.openapi, name="openapi"),
    re_path(f"^{PATH_PACKS.lstrip('/')}", pack_files.pack_file, name="pack-file"),
    path("api/<path:path>", api.unknown),
    path("dang-nhap", login_not_required(SignIn.as_view()), name="login"),
    path("dang-xuat", LogoutView.as_view(), name="logout"),
    path("", pages.today, name="today"),
    path("buoi/<str:device>/<str:epoch>/<int:seq>", pages.session, name="session"),
    path("tam-giu", pages.quarantine, name="quarantine"),
    path("tam-giu/<int:pk>", pages.set_aside, name="set-aside"),
    path("may", device_pages.devices, name="devices"),
    path("may/ghi-danh", device_pages.enrol, name="enrol-device"),
    path("may/<str:device>/thu-hoi", device_pages.revoke, name="revoke"),
    path("may/<str:device>/ghi-danh-lai", device_pages.enrol_again, name="enrol-again"),
    path("hinh/<str:name>.png", pages.picture, name="picture"),
]

handler400 = "sync.commune.failures.bad_request"
handler404 = "sync.commune.failures.not_found"
handler500 = "sync.commune.failures.broken"
