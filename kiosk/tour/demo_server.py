"""A commune server of our own for demo and tour: its own process on loopback, stopped when we stop.

    with commune_server(Path("demo"), kiosks=1) as commune:
        commune.url, commune.people, commune.kiosk(1)
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.config import ROOT
from kiosk.core.errors import KioskError

PATIENCE_S = 120.0              # seconds a server may need to answer


class CommuneSilent(KioskError):
    """The demo commune could not be made or did not start."""

    code = "K0"


@dataclass(frozen=True)
class DemoCommune:
    """A running demo commune. ``demo`` is the content of ``demo.json``."""

    folder: Path
    url: str
    demo: dict[str, object]

    def kiosk(self, number: int) -> Path:
        """The data folder of an enrolled kiosk."""
        return self.folder / f"kiosk-{number}"

    def badge(self, name: str) -> Path:
        return self.folder / "badges" / name


def commune(*arguments: str, database: str = "") -> subprocess.CompletedProcess[str]:
    """Runs ``commune …`` to its end; ``database`` is the URL of a PostgreSQL, else SQLite."""
    command = [sys.executable, "-m", "sync.commune", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=_environment(database))


def _environment(database: str) -> dict[str, str]:
    """A demo never goes into the database that this machine's own commune may have."""
    return {**os.environ, "DATABASE_URL": database}


@contextmanager
def commune_server(folder: Path, kiosks: int = 1) -> Iterator[DemoCommune]:
    """Makes the demo commune where it is missing, serves it on a free port, stops it at the end.

    Raises:
        CommuneSilent: it could not be made or did not answer in time.
    """
    make_commune(folder, kiosks)
    with served_commune(folder) as served:
        yield served


def make_commune(folder: Path, kiosks: int = 1, database: str = "") -> None:
    """Makes the demo commune in ``folder`` and adds what is missing. Raises CommuneSilent."""
    made = commune("demo", "--dir", str(folder.resolve()), "--kiosks", str(kiosks), database=database)
    if made.returncode != 0:
        raise _refused(made.stderr)


@contextmanager
def served_commune(folder: Path, database: str = "") -> Iterator[DemoCommune]:
    """Serves the demo commune that is in ``folder`` on a free port, stops it at the end. Raises CommuneSilent."""
    folder = folder.resolve()
    (folder / "port").unlink(missing_ok=True)
    log = (folder / "server.log").open("ab")
    command = [sys.executable, "-m", "sync.commune", "serve", "--dir", str(folder), "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                              env=_environment(database))
    try:
        port = _port(folder / "port", server)
        demo = json.loads((folder / "demo.json").read_text("utf-8"))
        yield DemoCommune(folder, f"http://127.0.0.1:{port}", demo)
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


def _refused(stderr: str) -> CommuneSilent:
    """The commune's own sentence and code, said once."""
    told = re.fullmatch(r"commune: (.+?)\.? \((\w+)\)", (stderr.strip().splitlines() or [""])[-1])
    error = CommuneSilent(told[1] if told else "xã Mẫu chưa dựng được")
    if told:
        error.code = told[2]
    return error


def _port(path: Path, server: subprocess.Popen[bytes]) -> int:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        if path.exists() and (text := path.read_text("ascii").strip()):
            return int(text)
        time.sleep(0.05)
    raise CommuneSilent("máy chủ xã chưa trả lời")
