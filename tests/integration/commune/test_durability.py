"""A database that cannot be made durable is refused, and Django's check says so."""

from __future__ import annotations

import pytest
from django.db import connection

from sync.commune.config.system_checks import check_durability, refuse_undurable
from sync.commune.errors import DatabaseUnusable
from tests.support.commune import fresh_commune


@pytest.fixture
def careless() -> None:
    """The connection as SQLite would have it by default; the next one is in order again."""
    fresh_commune()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")


def test_a_durable_database_has_nothing_to_report() -> None:
    fresh_commune()
    connection.close()
    assert check_durability(databases=["default"]) == []
    assert check_durability(databases=None) == []


@pytest.mark.usefixtures("careless")
def test_a_careless_connection_is_refused_and_reported() -> None:
    try:
        with pytest.raises(DatabaseUnusable):
            refuse_undurable(connection)
        assert [one.id for one in check_durability(databases=["default"])] == ["commune.E001"]
    finally:
        connection.close()
