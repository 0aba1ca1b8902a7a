"""Addresses of the page for sticks."""

from __future__ import annotations

from django.urls import path

from sync.commune.sticks import views

urlpatterns = [
    path("usb", views.stick_import, name="stick-import"),
    path("usb/<str:device>/<str:export>.receipt", views.stick_receipt, name="stick-receipt"),
]
