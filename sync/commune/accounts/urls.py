"""Login and logout."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from sync.commune.accounts.login import Login

urlpatterns = [
    path("dang-nhap", login_not_required(Login.as_view()), name="login"),
    path("dang-xuat", LogoutView.as_view(), name="logout"),
]
