"""Lesson packs over the commune's API: to whom, whole or from a byte on, and what is never found."""

from __future__ import annotations

import hashlib
import http.client
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from django.utils import timezone

from sync.protocol.pack_repository import FOLDER, PATH_PACKS
from sync.protocol.signing import sign_request
from tests.support.commune import DATA_DIR as COMMUNE
from tests.support.commune import Device, Kiosk, enrolled, fresh_commune, pack_files, packs, send, serving
from tests.support.pack_server import pictures
from tests.support.patience import PATIENCE_S
from tests.support.tuf_publisher import PackRepository

STAMP = f"{PATH_PACKS}metadata/timestamp.json"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def kiosk(server: str) -> Kiosk:
    return enrolled(server, fresh_commune())


@pytest.fixture
def repository() -> PackRepository:
    repository = PackRepository()
    pictures(repository, [5000, 300, 0])
    repository.target("packs/goi/1.0.0.json", b"{}")
    return repository


@pytest.fixture
def stick(repository: PackRepository, tmp_path: Path) -> Path:
    return repository.publish(tmp_path / "stick")


@pytest.fixture(autouse=True)
def home() -> Iterator[Path]:
    """DIR/packs, empty before and after."""
    shutil.rmtree(COMMUNE.packs, ignore_errors=True)
    yield COMMUNE.packs
    shutil.rmtree(COMMUNE.packs, ignore_errors=True)


def get(kiosk: Kiosk, path: str, **headers: str) -> requests.Response:
    prepared = kiosk.prepared("GET", path)
    prepared.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return send(prepared)


def picture(home: Path, size: int) -> Path:
    return next(path for path in (home / FOLDER / "targets/files").iterdir() if path.stat().st_size == size)


def at(home: Path, path: Path) -> str:
    return PATH_PACKS + str(path.relative_to(home / FOLDER))


def word(answer: requests.Response) -> tuple[int, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


def test_a_kiosk_gets_every_file_whole_with_its_hash_as_tag(kiosk: Kiosk, stick: Path, home: Path) -> None:
    packs.take_over(stick, home)
    for path in (home / FOLDER).rglob("*.*"):
        answer = get(kiosk, at(home, path))
        assert (answer.status_code, answer.content) == (200, path.read_bytes())
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["ETag"] == f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"'
        assert answer.headers["Content-Length"] == str(path.stat().st_size)
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_goes_on_from_any_byte(kiosk: Kiosk, stick: Path, home: Path) -> None:
    packs.take_over(stick, home)
    path = picture(home, 5000)
    for asked, first, last in (("1-", 1, 4999), ("4999-", 4999, 4999), ("10-19", 10, 19), ("10-99999", 10, 4999)):
        answer = get(kiosk, at(home, path), Range=f"bytes={asked}")
        assert (answer.status_code, answer.content) == (206, path.read_bytes()[first:last + 1])
        assert answer.headers["Content-Range"] == f"bytes {first}-{last}/5000"


def test_a_file_already_known_is_not_sent(kiosk: Kiosk, stick: Path, home: Path) -> None:
    packs.take_over(stick, home)
    tag = get(kiosk, STAMP).headers["ETag"]
    again = get(kiosk, STAMP, If_None_Match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert get(kiosk, STAMP, If_None_Match='"other"').status_code == 200
    path = picture(home, 5000)
    assert get(kiosk, at(home, path), Range="bytes=10-", If_Range='"other"').status_code == 200
    assert get(kiosk, at(home, path), Range="bytes=10-", If_Range=f'"{path.name[:64]}"').status_code == 206


@pytest.mark.parametrize("asked", [
    "bytes=0-0,1-1,2-2", "bytes=" + ",".join("0-" for _ in range(1000)), "bytes=-5", "bytes=--5", "bytes=5-1",
    "bytes=x-", "bytes=0x10-", "bytes=٣-", "items=0-5", "bytes = 0-5", "bytes=1-9999999999999999999999", "", "bytes=",
])
def test_a_range_of_another_kind_never_makes_an_answer_larger_than_the_file(
    kiosk: Kiosk, stick: Path, home: Path, asked: str
) -> None:
    packs.take_over(stick, home)
    path = picture(home, 5000)
    answer = get(kiosk, at(home, path), Range=asked.encode().decode("latin-1"))
    assert (answer.status_code, answer.content) == (200, path.read_bytes())


@pytest.mark.parametrize("asked", ["5000-", "5000-6000", "999999999999-"])
def test_a_range_behind_the_end_is_refused(kiosk: Kiosk, stick: Path, home: Path, asked: str) -> None:
    packs.take_over(stick, home)
    answer = get(kiosk, at(home, picture(home, 5000)), Range=f"bytes={asked}")
    assert word(answer) == (416, "bad-range")
    assert answer.headers["Content-Range"] == "bytes */5000"


@pytest.mark.parametrize("path", [
    "", "metadata", "metadata/", "../commune.db", "metadata/../../../commune.db", "%2e%2e/commune.db",
    "metadata/%2e%2e/%2e%2e/%2e%2e/keys/server.key", "metadata%2ftimestamp.json/..", "//etc/passwd", "metadata/.lock",
    "metadata/2.root.json", "metadata/timestamp.json%00", "metadata/timestamp.json%0a", "targets/files/../../.lock",
    "..%5ccommune.db", "metadata/timestamp.json/", "METADATA/timestamp.json",
])
def test_path_tricks_find_nothing(kiosk: Kiosk, stick: Path, home: Path, path: str) -> None:
    """Sent as they are: an HTTP library would tidy them up first."""
    packs.take_over(stick, home)
    (home / FOLDER / "commune.db").write_bytes(b"secret")
    tricky = requests.Request("GET", kiosk.url).prepare()
    tricky.url = f"{kiosk.url}{PATH_PACKS}{path}"
    sign_request(tricky, kiosk.device.pk, kiosk.seed, "nonce-of-a-test")
    with closing(http.client.HTTPConnection(urlsplit(kiosk.url).netloc, timeout=PATIENCE_S)) as connection:
        connection.putrequest("GET", PATH_PACKS + path)
        for name, value in tricky.headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        told = answer.read()
    assert (answer.status, b"secret" in told) in ((404, False), (401, False), (400, False))  # tidied up


def test_a_link_in_the_servers_folder_is_not_followed(kiosk: Kiosk, stick: Path, home: Path, tmp_path: Path) -> None:
    packs.take_over(stick, home)
    (tmp_path / "secret").write_bytes(b"secret")
    for name in ("metadata/2.root.json", f"targets/files/{'a' * 64}.{'a' * 64}.png"):
        (home / FOLDER / name).symlink_to(tmp_path / "secret")
        assert word(get(kiosk, PATH_PACKS + name)) == (404, "not-found")
    os.mkfifo(home / FOLDER / "metadata/3.root.json")
    assert word(get(kiosk, f"{PATH_PACKS}metadata/3.root.json")) == (404, "not-found")
    (home / FOLDER / "metadata").rename(home / "metadata")
    (home / FOLDER / "metadata").symlink_to(home / "metadata")
    assert word(get(kiosk, STAMP)) == (404, "not-found")


def test_a_commune_without_packs_says_so(kiosk: Kiosk) -> None:
    assert word(get(kiosk, STAMP)) == (404, "not-found")


def test_only_an_enrolled_device_that_is_not_revoked_gets_packs(kiosk: Kiosk, stick: Path, home: Path) -> None:
    packs.take_over(stick, home)
    assert word(requests.get(kiosk.url + STAMP, timeout=PATIENCE_S)) == (401, "bad-signature")
    stranger = Kiosk(kiosk.url, Device(id="mau-9999"), kiosk.seed)
    assert word(get(stranger, STAMP)) == (401, "unknown-device")
    assert word(kiosk.send("POST", STAMP)) == (405, "method-not-allowed")
    Device.objects.filter(pk=kiosk.device.pk).update(revoked_at=timezone.now())
    assert word(get(kiosk, STAMP)) == (403, "revoked")


def test_slow_downloads_never_take_the_last_thread(
    kiosk: Kiosk, stick: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packs.take_over(stick, home)
    monkeypatch.setattr(pack_files, "_admission", gate := threading.BoundedSemaphore(2))
    for _ in range(5):
        assert get(kiosk, STAMP).status_code == 200         # each gives its place back
    for refused in ("metadata/9.root.json", "metadata/timestamp.json"):
        get(kiosk, PATH_PACKS + refused, Range="bytes=999999-")
    for _ in range(2):
        assert gate.acquire(blocking=False)
    answer = get(kiosk, STAMP)
    assert word(answer) == (503, "busy")
    assert answer.headers["Retry-After"] == "30"
    assert kiosk.send("GET", "/api/v1/changes?since=0").status_code == 200


def test_the_description_names_the_address(server: str) -> None:
    described = requests.get(f"{server}/api/v1/openapi.json", timeout=PATIENCE_S).json()
    assert set(described["paths"][PATH_PACKS + "{name}"]["get"]["responses"]) == {"200", "206", "304", "default"}
