"""A database of version 0.1.0, when the commune was one Django app, is taken over whole by this version.

``commune_schema_0_1_0.sql`` was dumped from a database that 0.1.0 made: a session, a quarantined event, people with
badges, a facilitator, staff with permissions, invitations, audit entries, a login attempt.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.support.commune import DIR

ROOT = Path(__file__).resolve().parents[3]
DUMP = Path(__file__).with_name("commune_schema_0_1_0.sql")
DJANGOS_OWN_RECORDS = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}

Rows = dict[str, list[dict[str, Any]]]


def commune(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sync.commune", *map(str, arguments)], cwd=ROOT, text=True, check=False,
        capture_output=True, env=os.environ, stdin=subprocess.DEVNULL,
    )


def old_commune(folder: Path, and_then: str = "") -> Path:
    """A DIR as 0.1.0 left it; ``and_then`` is SQL that runs on its database."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / "commune.db")) as database:
        database.executescript(DUMP.read_text("utf-8") + and_then)
    return folder


def tables(folder: Path) -> list[str]:
    return [name for name, in query(folder, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def query(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "commune.db")) as database:
        return database.execute(sql).fetchall()


def rows(folder: Path, names: list[str]) -> Rows:
    """Every row of these tables, column by column, in the order of their content."""
    with closing(sqlite3.connect(folder / "commune.db")) as database:
        database.row_factory = sqlite3.Row
        found = {name: [dict(row) for row in database.execute(f"SELECT * FROM {name}")] for name in names}
    return {name: sorted(content, key=repr) for name, content in found.items()}


def only_columns_of(before: Rows, after: Rows) -> Rows:
    """``after`` without the columns that were added since."""
    return {name: sorted(({column: row[column] for column in before[name][0]} for row in content), key=repr)
            for name, content in after.items()}


def shape(folder: Path, table: str) -> tuple[set[tuple[Any, ...]], ...]:
    """Columns, indexes with their columns, and foreign keys; not the order that they were made in."""
    columns = {row[1:4] + row[5:] for row in query(folder, f"PRAGMA table_info({table})")}
    indexes = {
        (unique, partial, tuple(column for _, _, column in query(folder, f"PRAGMA index_info({name})")),
         "" if name.startswith("sqlite_autoindex") else name)
        for _, name, unique, _, partial in query(folder, f"PRAGMA index_list({table})")
    }
    keys = {row[2:] for row in query(folder, f"PRAGMA foreign_key_list({table})")}
    return columns, indexes, keys


@pytest.fixture(scope="module")
def kept_tables(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The tables of 0.1.0 that are a commune's, not Django's records of itself."""
    return [name for name in tables(old_commune(tmp_path_factory.mktemp("xa") / "cu"))
            if name not in DJANGOS_OWN_RECORDS]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, kept_tables: list[str]) -> Rows:
    return rows(old_commune(tmp_path_factory.mktemp("xa") / "truoc"), kept_tables)


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Taken over by the first command that was run on it."""
    folder = old_commune(tmp_path_factory.mktemp("xa") / "nang-cap")
    status = commune("status", "--dir", folder, "--json")
    assert status.returncode == 0, status.stderr
    assert json.loads(status.stdout)["events"] == 6
    return folder


def test_the_dump_has_something_in_every_table(before: Rows) -> None:
    assert [name for name, content in before.items() if not content] == []


def test_every_row_of_every_table_is_kept(upgraded: Path, before: Rows, kept_tables: list[str]) -> None:
    assert only_columns_of(before, rows(upgraded, kept_tables)) == before


def test_the_figures_are_those_of_the_old_version(upgraded: Path) -> None:
    told = json.loads(commune("status", "--dir", upgraded, "--json").stdout)
    assert (told["gaps"], told["quarantined"], told["devices"]) == (2, 1, 1)
    (session,) = told["sessions"]
    assert (session["visits"], session["people"], session["guests"], session["closed"]) == (2, 1, 1, True)


def test_every_table_has_the_shape_of_a_fresh_database(upgraded: Path, tmp_path: Path) -> None:
    made = commune("migrate", "--dir", tmp_path, "--verbosity", "0")
    assert made.returncode == 0, made.stderr
    assert tables(upgraded) == tables(tmp_path)
    assert {name: shape(upgraded, name) for name in tables(upgraded)} == {
        name: shape(tmp_path, name) for name in tables(tmp_path)}


def test_groups_and_staff_keep_what_they_may_do(upgraded: Path) -> None:
    held = query(upgraded, (
        "SELECT t.app_label, p.codename, p.name FROM auth_group_permissions g JOIN auth_permission p ON p.id = "
        "g.permission_id JOIN django_content_type t ON t.id = p.content_type_id ORDER BY 1, 2"))
    assert held == [
        ("audit", "add_auditentry", "Can add audit entry"), ("audit", "view_auditentry", "Can view audit entry"),
        ("events", "add_event", "Can add event"), ("events", "add_quarantinedevent", "Can add quarantined event"),
        ("events", "view_event", "Can view event"), ("events", "view_quarantinedevent", "Can view quarantined event"),
    ]
    assert query(upgraded, (
        "SELECT t.app_label, p.codename FROM commune_staff_user_permissions s JOIN auth_permission p ON p.id = "
        "s.permission_id JOIN django_content_type t ON t.id = p.content_type_id")) == [("devices", "change_device")]


def test_nothing_of_the_old_app_is_left_in_djangos_records(upgraded: Path) -> None:
    assert query(upgraded, "SELECT * FROM django_migrations WHERE app = 'commune'") == []
    assert query(upgraded, "SELECT * FROM django_content_type WHERE app_label = 'commune'") == []
    assert query(upgraded, "SELECT app_label, model FROM django_content_type GROUP BY 1, 2 HAVING count(*) > 1") == []


def test_a_failure_in_between_leaves_the_old_database_and_the_next_try_succeeds(
    tmp_path: Path, before: Rows, kept_tables: list[str]
) -> None:
    refuses = ("CREATE TRIGGER refuse BEFORE INSERT ON django_migrations WHEN NEW.app = 'tenancy' "
               "BEGIN SELECT RAISE(ABORT, 'no'); END;")
    folder = old_commune(tmp_path / "xa", refuses)
    records = "SELECT app_label, model FROM django_content_type UNION SELECT app, name FROM django_migrations"
    untouched = query(folder, records)
    failed = commune("status", "--dir", folder)
    assert (failed.returncode, failed.stderr.strip()[-4:]) == (1, "(C1)"), failed.stderr
    assert query(folder, records) == untouched
    with closing(sqlite3.connect(folder / "commune.db")) as database:
        database.execute("DROP TRIGGER refuse")
    assert commune("status", "--dir", folder).returncode == 0
    assert only_columns_of(before, rows(folder, kept_tables)) == before


def test_a_database_from_before_the_province_gets_the_column(tmp_path: Path, upgraded: Path) -> None:
    folder = old_commune(tmp_path / "xa", (
        "DROP INDEX commune_commune_province_af601fe2; "
        "ALTER TABLE commune_commune DROP COLUMN province; "
        "DELETE FROM django_migrations WHERE name = '0002_commune_province';"))
    assert commune("status", "--dir", folder).returncode == 0
    assert query(folder, "SELECT name, province FROM commune_commune") == [("xã Mẫu", "")]
    assert shape(folder, "commune_commune") == shape(upgraded, "commune_commune")


def test_models_and_migrations_agree() -> None:
    assert DIR.is_dir()
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)   # exits where they do not
