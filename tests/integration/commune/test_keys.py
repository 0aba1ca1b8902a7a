"""``commune_id`` leads every key of every commune's table, in the models and in the database itself; two communes with
the same ids do not meet."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.constraints import UniqueConstraint
from django.db.utils import ConnectionHandler

from sync.commune.config.databases import database
from tests.support import postgresql
from tests.support.commune import (
    Badge,
    Commune,
    Device,
    Person,
    Site,
    database_keys,
    enrolled,
    fresh_commune,
    keys,
    person_with_badge,
)

ROOT = Path(__file__).resolve().parents[3]
# Tables of the whole server: accounts and what they did, and Django's own (docs/adr/0024).
LOCAL = {"commune_commune", "commune_staff", "commune_loginattempt", "commune_auditline"}


def not_led(model: type[models.Model]) -> list[str]:
    """What of this model's own keys does not begin with the commune."""
    meta = model._meta
    found = [f"unique {field.name}" for field in meta.local_fields if field.unique and not field.primary_key]
    found += [f"foreign {field.name}" for field in meta.local_fields
              if isinstance(field, models.ForeignKey) and field.name != "commune"
              and not isinstance(field, keys.CommuneForeignKey) and issubclass(field.related_model, keys.CommuneTable)]
    found += [f"foreign {field.name}" for field in meta.local_many_to_many]
    found += [f"unique {one.name}" for one in meta.constraints
              if isinstance(one, UniqueConstraint) and one.fields[0] != "commune"]
    found += [f"{field.name} points at what is not unique" for field in meta.local_fields
              if isinstance(field, keys.CommuneForeignKey) and field.constrained
              and ("commune", "id") not in [tuple(one.fields) for one in field.related_model._meta.constraints
                                            if isinstance(one, UniqueConstraint)]]
    return found + [f"unique {fields}" for fields in meta.unique_together if fields[0] != "commune"]


def constraints_not_led(database: BaseDatabaseWrapper, table: str) -> list[str]:
    """Names of the database's own primary, unique and foreign keys that do not begin with ``commune_id``."""
    if database.vendor == "sqlite":
        return _sqlite_not_led(database, table)
    with database.cursor() as cursor:
        cursor.execute("""
            SELECT c.conname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid
            AND a.attnum = c.conkey[1] WHERE c.conrelid = %s::regclass AND c.contype IN ('p', 'u', 'f')
            AND a.attname <> 'commune_id' UNION ALL
            SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
            AND a.attnum = i.indkey[0] WHERE i.indrelid = %s::regclass AND i.indisunique
            AND a.attname <> 'commune_id'""", [table, table])
        return [name for name, in cursor.fetchall()]


def _sqlite_not_led(database: BaseDatabaseWrapper, table: str) -> list[str]:
    with database.cursor() as cursor:
        key = {place: name for _, name, _, _, _, place in cursor.execute(f"PRAGMA table_info({table})").fetchall()}
        found = [] if key.get(1) == "commune_id" else [f"{table} primary key"]
        for _, name, unique, _, _ in cursor.execute(f"PRAGMA index_list({table})").fetchall():
            first = cursor.execute(f"PRAGMA index_info({name})").fetchall()[0][2]
            found += [name] if unique and first != "commune_id" else []
        keys = cursor.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        return found + [f"{table} to {row[2]}" for row in keys if row[1] == 0 and row[3] != "commune_id"]


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseDatabaseWrapper]:
    """A migrated database of its own on a real server."""
    url, folder = postgresql.new_database(), tmp_path_factory.mktemp("xa")
    subprocess.run([sys.executable, "-m", "sync.commune", "migrate", "--dir", str(folder), "--verbosity", "0"],
                   cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True)
    made = ConnectionHandler({"default": database(url, None)})["default"]
    yield made
    made.close()


def test_every_table_but_those_of_the_whole_server_belongs_to_a_commune() -> None:
    ours = {name for name in connection.introspection.table_names() if name.startswith("commune_")}
    belonging = {model._meta.db_table for model in database_keys.commune_models()}
    assert ours - belonging == LOCAL | {"commune_staff_groups", "commune_staff_user_permissions"}


@pytest.mark.parametrize("model", database_keys.commune_models(), ids=lambda model: model.__name__)
def test_every_key_of_the_models_begins_with_the_commune(model: type[models.Model]) -> None:
    assert not_led(model) == []


def test_control_a_model_with_keys_of_its_own_is_found() -> None:
    class Card(keys.CommuneTable):
        code = models.CharField(max_length=10, unique=True)
        site = models.ForeignKey(Site, on_delete=models.PROTECT)

        class Meta:
            app_label = "control"
            constraints = [models.UniqueConstraint(fields=["site", "commune"], name="wrong_way_round")]

    assert not_led(Card) == ["unique code", "foreign site", "unique wrong_way_round"]


def test_every_key_in_sqlite_begins_with_the_commune() -> None:
    assert [name for model in database_keys.commune_models()
            for name in constraints_not_led(connection, model._meta.db_table)] == []


def test_every_key_in_postgresql_begins_with_the_commune(on_postgresql: BaseDatabaseWrapper) -> None:
    assert [name for model in database_keys.commune_models()
            for name in constraints_not_led(on_postgresql, model._meta.db_table)] == []


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_control_a_table_with_keys_of_its_own_is_found(vendor: str, request: pytest.FixtureRequest) -> None:
    made = connection if vendor == "sqlite" else request.getfixturevalue("on_postgresql")
    with made.cursor() as cursor:
        cursor.execute("CREATE TABLE control (id bigint PRIMARY KEY, commune_id bigint, code text, "
                       "UNIQUE (code, commune_id), FOREIGN KEY (id) REFERENCES commune_commune (id))")
        try:
            assert len(constraints_not_led(made, "control")) >= 3
        finally:
            cursor.execute("DROP TABLE control")


def test_a_table_that_django_made_anew_gets_its_keys_back() -> None:
    fresh_commune()
    with connection.schema_editor() as editor:
        editor._remake_table(Person)  # type: ignore[attr-defined]  # as for most changes of a column on SQLite
    assert "commune_person primary key" in constraints_not_led(connection, "commune_person")
    assert database_keys.lead_keys(connection) == ["commune_person"]
    assert constraints_not_led(connection, "commune_person") == []
    assert database_keys.lead_keys(connection) == []


def other_commune() -> Commune:
    return Commune.objects.create(code="ben", name="xã Bên", badge_key="", server_key="")


def test_two_communes_with_the_same_ids_do_not_meet() -> None:
    commune = fresh_commune()
    badge = person_with_badge(commune, "Lê Thị Ví", 1)
    site, other = commune.site_set.get(), other_commune()
    Site.objects.bulk_create([Site(id=site.pk, commune=other, code="ben", name="Bên", thon="thôn Bên")])
    Person.objects.bulk_create([Person(id=badge.person_id, commune=other, site_id=site.pk, name="Trần Văn Bên",
                                       birth_year=1950, sex="nam")])
    person = Badge.objects.select_related("person__site").get().person
    assert person is not None
    assert person.site.thon == "thôn Mẫu Đông"
    assert [row.site.name for row in Person.objects.for_commune(other)] == ["Bên"]
    assert list(Badge.objects.values_list("person__name", "person__site__name")) == [
        ("Lê Thị Ví", "Nhà văn hóa thôn Mẫu Đông")]


def test_the_database_refuses_a_row_that_points_into_another_commune() -> None:
    commune = fresh_commune()
    other, site = other_commune(), commune.site_set.get()
    person = Person(commune=other, site=site, name="Lê Thị Ví", birth_year=1950, sex="nữ")
    with pytest.raises(IntegrityError):
        person.save()       # checked by the COMMIT
    assert not Person.objects.exists()


def test_ids_rise_and_fit_into_a_bigint() -> None:
    made = [keys.new_id() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert 0 < made[0] < made[-1] < 2**63


def test_a_devices_name_may_exist_in_one_commune_only_by_its_code() -> None:
    commune = fresh_commune()
    kiosk = enrolled("http://testserver", commune)
    assert kiosk.device.pk == "mau-0001"
    assert Device.objects.filter(pk="mau-0001").count() == 1
