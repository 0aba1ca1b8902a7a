"""The commune's commands on a real PostgreSQL: the tables, the partitions, and what they say where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from sync.commune.config.databases import database
from sync.commune.errors import DatabaseUnusable
from tests.support import postgresql

ROOT = Path(__file__).resolve().parents[3]
PARTS = ("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'commune_event'::regclass "
         "ORDER BY 1")


def commune(url: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sync.commune", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL, env={**os.environ, "DATABASE_URL": url},
    )


@pytest.fixture
def url() -> str:
    return postgresql.new_database()


@pytest.fixture
def server(url: str) -> Iterator[psycopg.Connection]:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        yield connection


def test_commands_that_begin_together_make_the_tables_once(url: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda _: commune(url, "migrate", "--dir", tmp_path, "--verbosity", "0"), range(3)))
    assert [one.returncode for one in done] == [0] * 3, done


def test_a_commune_has_its_partition_from_the_moment_it_is_founded(
    url: str, server: psycopg.Connection, tmp_path: Path
) -> None:
    made = commune(url, "demo", "--dir", tmp_path / "xa", "--kiosks", "2")
    assert made.returncode == 0, made.stderr
    assert server.execute(PARTS).fetchall() == [("commune_event_1",)]
    server.execute("ALTER TABLE commune_event DETACH PARTITION commune_event_1")
    server.execute("DROP TABLE commune_event_1")
    assert commune(url, "partition", "--dir", tmp_path / "xa").stdout == "1 xã, 1 phần vừa tạo.\n"
    assert server.execute(PARTS).fetchall() == [("commune_event_1",)]
    assert commune(url, "partition", "--dir", tmp_path / "xa").stdout == "1 xã, 0 phần vừa tạo.\n"


def test_a_log_that_is_not_partitioned_is_left_alone(url: str, server: psycopg.Connection, tmp_path: Path) -> None:
    assert commune(url, "demo", "--dir", tmp_path / "xa", "--kiosks", "0").returncode == 0
    server.execute("ALTER TABLE commune_event RENAME TO parts")
    server.execute("CREATE TABLE commune_event (LIKE parts INCLUDING ALL)")
    server.execute("DROP TABLE parts")
    told = commune(url, "partition", "--dir", tmp_path / "xa")
    assert (told.returncode, told.stdout) == (0, "Sổ sự kiện ở đây không chia phần; không cần làm gì.\n")
    assert "0 sự kiện" in commune(url, "status", "--dir", tmp_path / "xa").stdout


def test_a_server_that_is_not_there_is_said_in_one_sentence(tmp_path: Path) -> None:
    told = commune(f"postgresql://{tmp_path.name}:bi-mat@127.0.0.1:9/bdhvs", "status", "--dir", tmp_path)
    assert (told.returncode, told.stderr) == (1, "commune: Không mở được sổ PostgreSQL ở DATABASE_URL (C6)\n")


@pytest.mark.parametrize("wrong", [
    "mysql://x/y", "postgresql://a:bi-mat@host/?wrong=1", "postgresql://a:bi-mat@host/", "bi-mat"])
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(wrong: str) -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        database(wrong, None)
    assert "bi-mat" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_what_the_address_says_reaches_the_library() -> None:
    made = database("postgresql://a:b%40c@db.example:6432/bdhvs?sslmode=require&options=-c%20jit%3Doff", None)
    assert (made["NAME"], made["USER"], made["PASSWORD"], made["HOST"], made["PORT"]) == (
        "bdhvs", "a", "b@c", "db.example", "6432")
    assert made["OPTIONS"]["sslmode"] == "require"
    assert made["OPTIONS"]["options"].endswith("-c jit=off")
    assert "synchronous_commit=on" in made["OPTIONS"]["options"]
    assert database("", Path("/x/commune.db"))["ENGINE"].endswith("sqlite3")


def test_a_connection_that_answers_before_the_disk_is_refused(url: str, tmp_path: Path) -> None:
    told = commune(f"{url}?options=-c%20synchronous_commit%3Doff", "status", "--dir", tmp_path)
    assert told.returncode == 1
    assert told.stderr == (
        "commune: PostgreSQL này trả lời trước khi ghi xuống đĩa (synchronous_commit) (C6)\n")
