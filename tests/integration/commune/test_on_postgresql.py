"""What the server promises on SQLite it promises on PostgreSQL: the same files of tests, run once more on a database of
a real server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import postgresql

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
FILES = ("api", "attendance", "enrolment", "garbage", "roster", "admin", "pages")

pytestmark = pytest.mark.slow


def test_the_commune_works_on_postgresql_as_on_sqlite() -> None:
    files = [str(HERE / f"test_{name}.py") for name in FILES]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *files], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**surroundings, "DATABASE_URL": postgresql.new_database(), postgresql.NESTED: "1"},
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "passed" in done.stdout or "[100%]" in done.stdout
