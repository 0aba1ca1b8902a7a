"""Pages about sessions."""

from __future__ import annotations

from django.urls import path

from sync.commune.attendance import views

urlpatterns = [
    path("", views.today, name="today"),
    path("buoi/<str:device>/<str:epoch>/<int:seq>", views.session, name="session"),
]
