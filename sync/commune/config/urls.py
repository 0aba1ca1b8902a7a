"""Every address of the commune server, by app."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("sync.commune.accounts.urls")),
    path("", include("sync.commune.devices.urls")),
    path("", include("sync.commune.events.urls")),
    path("", include("sync.commune.people.urls")),
    path("", include("sync.commune.packs.urls")),
    path("", include("sync.commune.sticks.urls")),
    path("", include("sync.commune.attendance.urls")),
    path("quan-tri/", admin.site.urls),
    path("", include("sync.commune.http.urls")),  # last: it answers whatever else begins with api/
]

handler400 = "sync.commune.config.error_views.bad_request"
handler404 = "sync.commune.config.error_views.not_found"
handler500 = "sync.commune.config.error_views.broken"
