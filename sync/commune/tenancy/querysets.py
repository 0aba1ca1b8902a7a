"""Reads of one commune's rows only."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)


class CommuneQuerySet(models.QuerySet[_Row]):
    """Of every table with a ``commune``: a page or command starts from ``Model.objects.for_commune(commune)``."""

    def for_commune(self, commune: models.Model) -> Self:
        """``commune`` is a ``Commune``, whose own table uses this class too."""
        return self.filter(commune=commune)
