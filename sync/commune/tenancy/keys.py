"""Rows of one commune: how they are named, and how they point at each other.

Guarantees: an id is unique in every commune's tables on every server, whoever made it, and later rows have larger ids;
a join or look-up along a ``CommuneForeignKey`` never leaves the commune. In the database ``commune_id`` leads the
primary key and every unique and foreign key of these tables; Django's own schema cannot say that of a table that has
forms and is pointed at, so ``database_keys`` writes it. Does not choose the commune: queries begin with
``Model.objects.for_commune(commune)``.

    class Person(CommuneRow):
        site = CommuneForeignKey(Site, on_delete=models.PROTECT)

Source of the rules: docs/adr/0024-a-communes-tables-are-led-by-its-id.md.
"""

from __future__ import annotations

import secrets
import threading
import time
from typing import Any, Final, TypeVar

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode

ID_RANDOM_BITS: Final = 21
ID_EPOCH_MS: Final = 1_735_689_600_000      # 2025-01-01 UTC: 42 bits of milliseconds last until 2164

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """63 bits: milliseconds since 2025, then random; always larger than this process's last one."""
    global _last
    now = max(0, time.time_ns() // 1_000_000 - ID_EPOCH_MS) << ID_RANDOM_BITS
    with _lock:
        _last = max(now | secrets.randbits(ID_RANDOM_BITS), _last + 1)
        return _last


class CommuneForeignKey(models.ForeignKey[_Set, _Get]):
    """Points at a row of the same commune: joins and look-ups compare ``commune_id`` too.

    The database's constraint has both columns and is written by ``database_keys``; an index, where one is needed,
    is declared in the model's ``Meta`` with ``commune`` first. The model pointed at declares that (commune, id) is
    unique: where Django makes its table anew on SQLite, rows that point at it still find what they need.
    """

    def __init__(self, to: Any, on_delete: Any, *, constrained: bool = True, **options: Any) -> None:
        """``constrained``: whether the database itself refuses a row that points at nothing."""
        self.constrained = constrained
        options |= {"db_constraint": False, "db_index": False}
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        del options["db_constraint"], options["db_index"]
        return name, path, list(args), options

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode:
        """``alias`` is the table pointed at, ``related_alias`` this field's own."""
        condition = WhereNode()
        condition.add(Exact(_commune_of(related_alias, self.model), _commune_of(alias, self.remote_field.model)), AND)
        return condition

    def get_extra_descriptor_filter(self, instance: models.Model) -> dict[str, Any]:
        return {"commune": getattr(instance, "commune_id")}  # noqa: B009  # of every model of a commune


def _commune_of(alias: str | None, model: type[models.Model]) -> Col:
    field = model._meta.get_field("commune")
    assert alias is not None
    assert isinstance(field, models.ForeignKey)
    return Col(alias, field)


class CommuneTable(models.Model):
    """Base of every table that belongs to a commune; its database keys are led by ``commune_id``."""

    commune = models.ForeignKey("tenancy.Commune", on_delete=models.PROTECT, db_index=False)

    class Meta:
        abstract = True


class CommuneRow(CommuneTable):
    """A row with an id of its own."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True
