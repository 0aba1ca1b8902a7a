"""Reads of one commune's rows only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from sync.commune.tenancy.models import Commune

_Row = TypeVar("_Row", bound=models.Model)


class CommuneQuerySet(models.QuerySet[_Row]):
    """Of every table with a ``commune``: a page or command starts from ``Model.objects.for_commune(commune)``."""

    def for_commune(self, commune: Commune) -> Self:
        return self.filter(commune=commune)
