"""Staff's accounts and their way in."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class AccountsConfig(AppConfig):
    name = "sync.commune.accounts"
    label = "accounts"
    verbose_name = gettext_lazy("Tài khoản cán bộ")
