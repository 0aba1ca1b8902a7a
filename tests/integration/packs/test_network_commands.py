"""Lesson packs by network as the three programs do it: ``commune``, ``python -m sync``, ``kiosk packs install``."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from PIL import Image

from kiosk.packs.install.registry import installed_packs
from kiosk.publishing.built_pack import read_publishable
from sync.protocol.badges import PICTURE_NAMES
from sync.protocol.pack_repository import PATH_PACKS
from sync.protocol.signing import sign_request
from sync.worker.enrolment import IdentityFile, unb64
from tests.support.lesson_folders import ASSETS
from tests.support.pack_server import tree
from tests.support.patience import PATIENCE_S
from tests.support.publisher import Press
from tests.support.tuf_publisher import made_pack

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


def command(program: str, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", program, *map(str, arguments)]


def run(program: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(program, *arguments), cwd=ROOT, text=True, check=False, capture_output=True,
                          env=os.environ | environment, stdin=subprocess.DEVNULL, timeout=PATIENCE_S)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assets = tmp_path_factory.mktemp("assets")
    (assets / "pictures").mkdir()
    for name in PICTURE_NAMES:
        Image.new("RGBA", (64, 64), "#1D5A3E").save(assets / "pictures" / f"badge-{name}.png")
    folder = tmp_path_factory.mktemp("xa") / "mau"
    made = run("sync.commune", "demo", "--dir", folder, KIOSK_ASSETS=str(assets))
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Press:
    """The real publisher, with one delivery."""
    out = tmp_path_factory.mktemp("press")
    press = Press(out)
    press.deliver(read_publishable(made_pack(out / "built"), ASSETS))
    return press


@contextmanager
def served(folder: Path) -> Iterator[str]:
    serve = command("sync.commune", "serve", "--dir", folder, "--port", "0")
    with subprocess.Popen(serve, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert "http://127.0.0.1:" in line, line + server.stdout.read()
        try:
            yield line.split()[-1]
        finally:
            server.kill()


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_publication_reaches_a_kiosk_through_the_programs_alone(commune: Path, press: Press, tmp_path: Path) -> None:
    taken = run("sync.commune", "packs", "publish", press.stick, "--dir", commune)
    assert (taken.returncode, taken.stderr) == (0, "")
    assert taken.stdout.startswith("Máy chủ đã nhận bản phát hành số 1")
    again = run("sync.commune", "packs", "publish", press.stick, "--dir", commune)
    assert again.stdout == "Máy chủ đã có bản phát hành số 1 rồi.\n"
    data = commune / "kiosk-1"
    (data / "root.json").write_bytes(press.bootstrap)
    simulated = run("kiosk", "simulate", "--data", data, "--events", "5")       # makes the kiosk's database
    assert simulated.returncode == 0, simulated.stderr
    with served(commune) as url:
        worker = subprocess.Popen(command("sync", "--data", data, "--server", url), cwd=ROOT)
        try:
            wait_for((data / "packs/inbox/ready").exists)
        finally:
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE_S) == 0
        tricks(url, data)
    status = json.loads(run("sync", "--data", data, "--status", "--json").stdout)
    assert status["packs"] == {"state": "ready", "files": 0, "bytes": 0, "problem": None}
    assert status["pending"] == 0
    assert tree(data / "packs/inbox/bdhvs") == tree(press.stick / "bdhvs")
    installed = run("kiosk", "packs", "install", data / "packs/inbox", "--data", data)
    assert (installed.returncode, installed.stderr.count("P")) == (0, 0), installed.stderr
    assert [pack.version for pack in installed_packs(data / "packs")] == ["1.0.0"]


def tricks(url: str, data: Path) -> None:
    """Percent-encoded ways out, signed as Gunicorn sees them: known to nobody."""
    enrolment = IdentityFile(data).read()
    assert enrolment is not None
    for path in ("%2e%2e/commune.db", "metadata/%2e%2e/%2e%2e/%2e%2e/keys/server.key", "..%2fcommune.db",
                 "metadata/timestamp.json%00", "metadata/timestamp.json%0a", "metadata%2f..%2f..%2f..%2fcommune.db"):
        request = requests.Request("GET", url).prepare()
        request.url = url + PATH_PACKS + path
        sign_request(request, enrolment.reply.device, unb64(enrolment.private_key), "nonce-of-a-test")
        with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_S)) as connection:
            connection.putrequest("GET", PATH_PACKS + path)
            for name, value in request.headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            refused = (400, b"malformed") if "%00" in path else (404, b"not-found")    # NUL is refused before a look
            assert (answer.status, refused[1] in answer.read()) == (refused[0], True), path


def test_a_folder_that_is_no_publication_is_refused_in_one_sentence(commune: Path, tmp_path: Path) -> None:
    refused = run("sync.commune", "packs", "publish", tmp_path, "--dir", commune)
    assert refused.returncode == 1
    assert refused.stderr.startswith("commune: ")
    assert refused.stderr.endswith("(C7)\n")
    assert refused.stderr.count("\n") == 1


def test_the_help_of_publish_names_its_folder() -> None:
    shown = run("sync.commune", "packs", "publish", "--help")
    assert "DIR" in shown.stdout
    assert "nơi phát hành" in shown.stdout
