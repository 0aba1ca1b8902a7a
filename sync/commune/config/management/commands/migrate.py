"""``commune migrate``: Django's own, after a database of the single app has been taken over."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from sync.commune.config.upgrade import take_over_single_app


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        take_over_single_app(connections[options["database"]])
        super().handle(*args, **options)
