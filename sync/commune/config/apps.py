"""The server around the apps: what holds for every connection, and who may use the administration pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy

from sync.commune.config.system_checks import check_durability, refuse_undurable


class ServerConfig(AppConfig):
    name = "sync.commune.config"
    label = "commune_config"
    verbose_name = gettext_lazy("Máy chủ xã")

    def ready(self) -> None:
        connection_created.connect(refuse_undurable, dispatch_uid="commune.durable")
        register(check_durability, Tags.database)


class ServerAdminConfig(AdminConfig):
    default_site = "sync.commune.config.admin_site.ServerAdminSite"
