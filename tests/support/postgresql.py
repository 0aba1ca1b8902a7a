"""A real PostgreSQL of Debian's package for the tests: one cluster a run, in a temporary folder, shared by all workers.

Guarantees: it listens on a Unix socket in its own folder only, never runs as root, and ends with the run. ``fsync`` is
off: what is tested is not the disk. Where the package is missing, tests that need it fail and say how to install it;
they are skipped only where KIOSK_WITHOUT_POSTGRESQL is set (``make check``, which installs nothing).

    url = new_database()        # postgresql://…, empty
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from urllib.parse import quote

import pytest

RUN = "KIOSK_TESTS_POSTGRESQL"          # the folder of this run's cluster; workers inherit it
NESTED = "KIOSK_TESTS_NESTED"           # set for a run inside a run, whose cluster is not its own
WITHOUT = "KIOSK_WITHOUT_POSTGRESQL"
MEMORY = Path("/dev/shm")
PROGRAMS = Path("/usr/lib/postgresql")
USER = "postgres"
QUIET = ("-c fsync=off -c full_page_writes=off -c listen_addresses= -c max_connections=60 "
         "-c shared_buffers=64MB -c max_wal_size=512MB -c logging_collector=off")


def begin_run() -> None:
    """Called once, by the process that starts the workers. The cluster itself begins with the first test that asks."""
    if NESTED not in os.environ:
        os.environ[RUN] = tempfile.mkdtemp(prefix="pg-", dir=MEMORY if MEMORY.is_dir() else None)


def end_run() -> None:
    if NESTED in os.environ:
        return
    folder = Path(os.environ.pop(RUN))
    if (folder / "data" / "postmaster.pid").exists():
        _run("pg_ctl", "stop", "-D", str(folder / "data"), "-m", "immediate", "-w")
    shutil.rmtree(folder, ignore_errors=True)


def new_database() -> str:
    """The URL of an empty database of its own."""
    if os.environ.get(WITHOUT):
        pytest.skip(f"{WITHOUT} is set")
    folder = _cluster()
    name = f"t{uuid.uuid4().hex}"
    _run("createdb", "-h", str(folder), "-T", "template0", "-E", "UTF8", name)
    return f"postgresql://{USER if os.geteuid() == 0 else _own_name()}@{quote(str(folder), safe='')}/{name}"


def _cluster() -> Path:
    """The folder with the socket of the running cluster; the first worker that asks starts it."""
    folder = Path(os.environ[RUN])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "data" / "postmaster.pid").exists():
            _start(folder)
    return folder


def _start(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, USER, USER)
    folder.chmod(0o755)
    data = str(folder / "data")
    _run("initdb", "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    _run("pg_ctl", "start", "-D", data, "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {QUIET}")


def _run(program: str, *arguments: str) -> None:
    line = [str(_programs() / program), *arguments]
    if os.geteuid() == 0:
        line = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", "--", *line]
    done = subprocess.run(line, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"


def _programs() -> Path:
    """The newest release's folder."""
    releases = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not releases:
        pytest.fail("PostgreSQL is missing: sh assets/system/ensure-packages.sh assets/system/packages-tests.txt")
    return releases[-1].parent


def _own_name() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name
