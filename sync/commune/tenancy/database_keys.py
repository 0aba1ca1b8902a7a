"""Writes into the database what Django's schema cannot say: keys of a commune's tables led by ``commune_id``.

Guarantees: after ``lead_keys`` every ``CommuneTable`` has a primary key that begins with ``commune_id``, and every
``CommuneForeignKey`` a foreign key over (commune_id, column); rows, columns and indexes stay as they were; all or
nothing; a database that is as it should be is only read. Run after every migration: on SQLite Django makes a table anew
for many changes, with a primary key of its own idea.

    lead_keys(connections["default"])  ->  ["commune_site", …]     # the tables that were changed

Source of the rules: docs/adr/0024-a-communes-tables-are-led-by-its-id.md; https://sqlite.org/lang_altertable.html
section 7 (making a table anew).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sync.commune.tenancy.keys import CommuneForeignKey, CommuneTable

Columns = tuple[str, ...]

_POSTGRESQL_KEYS = """
SELECT c.conname, c.contype,
       (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num),
       t.relname,
       (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(num, n)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num)
FROM pg_constraint c LEFT JOIN pg_class t ON t.oid = c.confrelid
WHERE c.conrelid = to_regclass(%s) AND c.contype IN ('p', 'f')
"""


@dataclass(frozen=True)
class ForeignKey:
    columns: Columns
    table: str
    there: Columns


@dataclass(frozen=True)
class Keys:
    """Of one table. ``primary_name`` is its constraint's name, where the database gives it one."""

    primary: Columns
    foreign: frozenset[ForeignKey]
    primary_name: str = ""


def commune_models() -> list[type[models.Model]]:
    """Every model of a commune's table."""
    return [model for model in apps.get_models() if issubclass(model, CommuneTable)]


def lead_keys(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the tables that were changed. Call outside of a transaction."""
    existing = {model: existing_keys(connection, model._meta.db_table) for model in commune_models()}
    late = [model for model, keys in existing.items() if not _holds(keys, wanted_keys(model))]
    if late:
        with connection.schema_editor() as editor:
            if connection.vendor == "sqlite":
                for model in late:
                    _make_anew(editor, model)
            else:
                _alter(editor, {model: existing[model] for model in late})
    return [model._meta.db_table for model in late]


def wanted_keys(model: type[models.Model]) -> Keys:
    meta = model._meta
    primary = tuple(field.column for field in meta.pk_fields if field.column)
    if primary[0] != "commune_id":
        primary = ("commune_id", *primary)
    return Keys(primary, frozenset(_foreign_key(field) for field in meta.local_fields
                                   if isinstance(field, CommuneForeignKey) and field.constrained))


def existing_keys(connection: BaseDatabaseWrapper, table: str) -> Keys:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA foreign_key_list({connection.ops.quote_name(table)})")
            foreign = _sqlite_foreign(cursor.fetchall())
            primary_key = connection.introspection.get_primary_key_columns(cursor, table) or []
            return Keys(tuple(str(column) for column in primary_key), foreign)
        cursor.execute(_POSTGRESQL_KEYS, [table])
        rows = cursor.fetchall()
    name, primary = next(((name, tuple(columns)) for name, kind, columns, *_ in rows if kind == "p"), ("", ()))
    foreign = frozenset(ForeignKey(tuple(columns), target, tuple(there))
                        for _, kind, columns, target, there in rows if kind == "f")
    return Keys(primary, foreign, name)


def _holds(existing: Keys, wanted: Keys) -> bool:
    return existing.primary == wanted.primary and wanted.foreign <= existing.foreign


def _foreign_key(field: CommuneForeignKey[object, object]) -> ForeignKey:
    there = field.target_field
    assert there.column is not None
    return ForeignKey(("commune_id", field.column), there.model._meta.db_table, ("commune_id", there.column))


def _sqlite_foreign(rows: Iterable[tuple[int, int, str, str, str]]) -> frozenset[ForeignKey]:
    """From ``PRAGMA foreign_key_list``: one row a column."""
    keys: dict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    for number, place, table, column, there, *_ in rows:
        keys[number].append((place, table, column, there))
    return frozenset(
        ForeignKey(tuple(one[2] for one in sorted(key)), key[0][1], tuple(one[3] for one in sorted(key)))
        for key in keys.values()
    )


def _alter(editor: BaseDatabaseSchemaEditor, late: dict[type[models.Model], Keys]) -> None:
    """On PostgreSQL. All primary keys first: foreign keys point at them."""
    quote = editor.quote_name
    for model, existing in late.items():
        wanted = wanted_keys(model)
        if existing.primary != wanted.primary:
            table = quote(model._meta.db_table)
            editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {quote(existing.primary_name)}")
            editor.execute(f"ALTER TABLE {table} ADD {_primary_sql(editor, wanted)}")
    for model, existing in late.items():
        for key in wanted_keys(model).foreign - existing.foreign:
            editor.execute(f"ALTER TABLE {quote(model._meta.db_table)} ADD {_foreign_sql(editor, key)}")


def _make_anew(editor: BaseDatabaseSchemaEditor, model: type[models.Model]) -> None:
    """On SQLite: a new table as Django writes it, but for the keys; then the rows; then the indexes."""
    table, new, quote = model._meta.db_table, f"new__{model._meta.db_table}", editor.quote_name
    columns = _list(editor, tuple(field.column for field in model._meta.local_concrete_fields if field.column))
    editor.execute(_create_sql(editor, model, new))
    editor.execute(f"INSERT INTO {quote(new)} ({columns}) SELECT {columns} FROM {quote(table)}")
    editor.execute(f"DROP TABLE {quote(table)}")
    editor.execute(f"ALTER TABLE {quote(new)} RENAME TO {quote(table)}")
    editor.deferred_sql.extend(editor._model_indexes_sql(model))  # type: ignore[attr-defined]


def _create_sql(editor: BaseDatabaseSchemaEditor, model: type[models.Model], name: str) -> str:
    sql, _ = editor.table_sql(model)
    quote, keys = editor.quote_name, wanted_keys(model)
    sql = sql.replace(f"CREATE TABLE {quote(model._meta.db_table)} ", f"CREATE TABLE {quote(name)} ", 1)
    if not model._meta.is_composite_pk:
        sql = re.sub(rf"({quote(keys.primary[-1])} [^,]*?) PRIMARY KEY", r"\1", sql, count=1)
        sql = _with_constraint(sql, _primary_sql(editor, keys))
    for key in sorted(keys.foreign, key=lambda key: key.columns):
        sql = _with_constraint(sql, _foreign_sql(editor, key))
    return sql


def _with_constraint(create: str, constraint: str) -> str:
    return f"{create.removesuffix(')')}, {constraint})"


def _primary_sql(editor: BaseDatabaseSchemaEditor, keys: Keys) -> str:
    return f"PRIMARY KEY ({_list(editor, keys.primary)})"


def _foreign_sql(editor: BaseDatabaseSchemaEditor, key: ForeignKey) -> str:
    return (f"FOREIGN KEY ({_list(editor, key.columns)}) REFERENCES {editor.quote_name(key.table)} "
            f"({_list(editor, key.there)}) DEFERRABLE INITIALLY DEFERRED")


def _list(editor: BaseDatabaseSchemaEditor, columns: Columns) -> str:
    return ", ".join(editor.quote_name(column) for column in columns)
