"""Staff's accounts and their way in."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sync.commune.accounts"
    label = "accounts"
    verbose_name = "Tài khoản cán bộ"
