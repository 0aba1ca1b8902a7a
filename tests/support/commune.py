"""A commune to test against: the real Django project on a DIR of its own, and a kiosk that can sign.

    with serving() as url:
        Kiosk(url, device, seed).post(PATH_EVENTS, encode_batch(events))

Importing this sets Django up once a process; ``fresh_commune`` empties every table.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
import requests
from nacl.signing import SigningKey

from sync.protocol import BADGE_FACILITATOR, BADGE_LEARNER, Event, Moment, canonical, encode_batch, event_ref, seal
from sync.protocol.signing import sign_request
from tests.support.patience import PATIENCE_S

MEMORY = Path("/dev/shm")  # what is tested here is not the disk
DIR = Path(tempfile.mkdtemp(prefix="commune-", dir=MEMORY if MEMORY.is_dir() else None))
atexit.register(shutil.rmtree, DIR, ignore_errors=True)
os.environ["COMMUNE_DIR"] = str(DIR)
os.environ["COMMUNE_HOSTS"] = "testserver"      # the name Django's test client calls it by
os.environ["DJANGO_SETTINGS_MODULE"] = "sync.commune.config.settings"
django.setup()
del os.environ["COMMUNE_DIR"], os.environ["COMMUNE_HOSTS"]  # commands run by tests name their own
os.environ.pop("DATABASE_URL", None)  # tests/integration/commune/test_on_postgresql.py runs files of tests with it

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from sync.commune.accounts import hashers, throttle  # noqa: E402
from sync.commune.accounts.models import LoginAttempt, Staff  # noqa: E402
from sync.commune.attendance import selectors as sessions  # noqa: E402
from sync.commune.audit.models import AuditEntry  # noqa: E402
from sync.commune.config.management.commands.serve import check_proxy, listen  # noqa: E402
from sync.commune.config.wsgi import application  # noqa: E402
from sync.commune.data_dir import DataDir  # noqa: E402
from sync.commune.devices.contact import in_words  # noqa: E402
from sync.commune.devices.enrolment import add_device, invite, reply_for  # noqa: E402
from sync.commune.devices.models import Device, Invitation  # noqa: E402
from sync.commune.events.ingest import receive  # noqa: E402
from sync.commune.events.models import Event as StoredEvent  # noqa: E402
from sync.commune.events.models import QuarantinedEvent  # noqa: E402
from sync.commune.events.selectors import device_states  # noqa: E402
from sync.commune.packs import api as pack_files  # noqa: E402
from sync.commune.packs import repository as packs  # noqa: E402
from sync.commune.packs import titles  # noqa: E402
from sync.commune.people import snapshot as snapshots  # noqa: E402
from sync.commune.people.badges import add_badge  # noqa: E402
from sync.commune.people.card_files import save_cards  # noqa: E402
from sync.commune.people.models import Badge, Facilitator, Person  # noqa: E402
from sync.commune.sticks.importing import import_export  # noqa: E402
from sync.commune.sticks.models import StickImport  # noqa: E402
from sync.commune.tenancy import database_keys, keys  # noqa: E402
from sync.commune.tenancy.models import Announcement, Commune, Site  # noqa: E402
from sync.commune.tenancy.setup import create_commune  # noqa: E402

call_command("migrate", verbosity=0)
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose

__all__ = [
    "Announcement", "AuditEntry", "Badge", "Commune", "Device", "Invitation", "LoginAttempt", "Person",
    "QuarantinedEvent", "Site", "Staff", "StickImport", "StoredEvent", "check_proxy", "database_keys", "device_states",
    "hashers", "import_export", "in_words", "invite", "keys", "listen", "pack_files", "packs", "receive", "reply_for",
    "save_cards", "sessions", "snapshots", "throttle", "timezone", "titles",
]  # what tests take from here, set up

EPOCH = "00ff00ff00ff00ff"
DATA_DIR = DataDir(DIR)


def fresh_commune() -> Commune:
    """An empty database with xã Mẫu and one site."""
    call_command("flush", verbosity=0, interactive=False)
    commune = create_commune(DATA_DIR, "mau", "xã Mẫu", "http://127.0.0.1:8000")
    Site.objects.create(commune=commune, code="mau-dong", name="Nhà văn hóa thôn Mẫu Đông", thon="thôn Mẫu Đông")
    return commune


def staff_of(commune: Commune) -> Staff:
    staff = Staff(username="canbo", commune=commune)
    staff.set_password("mot hai ba bon")
    staff.save()
    return staff


def person_with_badge(commune: Commune, name: str, number: int) -> Badge:
    person = Person.objects.create(
        commune=commune, site=commune.site_set.get(), name=name, birth_year=1950, sex="nữ"
    )
    return add_badge(commune, DATA_DIR, number.to_bytes(16, "big"), BADGE_LEARNER, person)


def facilitator(commune: Commune, label: str) -> Badge:
    badge = add_badge(commune, DATA_DIR, b"f" * 16, BADGE_FACILITATOR, None)
    Facilitator.objects.create(commune=commune, badge=badge, label=label, salt="", unlock="")
    return badge


@dataclass(frozen=True)
class Kiosk:
    """One enrolled kiosk, as bytes on the wire."""

    url: str
    device: Device
    seed: bytes

    def event(self, seq: int, kind: str = "device.health", **parts: Any) -> Event:
        data = parts.pop("data", {"app": "1", "free_mb": 100, "camera": "ok"})
        at = Moment(1, "boot", seq * 1000, parts.pop("wall", utc_now()), parts.pop("clock", "trusted"))
        device, epoch = parts.pop("device", self.device.pk), parts.pop("epoch", EPOCH)
        return seal(Event(device, epoch, seq, kind, at, data, **parts))

    def ref(self, seq: int) -> str:
        return event_ref(self.device.pk, EPOCH, seq)

    def prepared(self, method: str, path: str, body: bytes = b"") -> requests.PreparedRequest:
        """A signed request."""
        prepared = requests.Request(method, self.url + path, data=body or None).prepare()
        sign_request(prepared, self.device.pk, self.seed, "nonce-of-a-test")
        return prepared

    def send(self, method: str, path: str, body: bytes = b"") -> requests.Response:
        return send(self.prepared(method, path, body))


def enrolled(url: str, commune: Commune) -> Kiosk:
    key = SigningKey.generate()
    public = base64.b64encode(bytes(key.verify_key)).decode()
    return Kiosk(url, add_device(commune.site_set.get(), public, "", timezone.now()), bytes(key))


def send(prepared: requests.PreparedRequest) -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.send(prepared, timeout=PATIENCE_S, allow_redirects=False)


def evening(kiosk: Kiosk, arrivals: list[dict[str, Any]], helper: str, **opening: Any) -> list[bytes]:
    """Canonical events of one session: its opening (seq 1) and ``arrivals`` (kind, data, learner)."""
    opened = {"topic": "tra-tien-qr", "thon": "thôn Mẫu Đông", "facilitator": helper}
    events = [kiosk.event(1, "session.opened", data=opened, **opening)]
    events += [
        kiosk.event(seq, session=kiosk.ref(1), **arrival) for seq, arrival in enumerate(arrivals, start=2)
    ]
    return [canonical(event) for event in events]


def arrive(kiosk: Kiosk, events: list[bytes]) -> list[str]:
    """Ingests canonical ``events`` in batches, as after a good signature; the verdicts' words."""
    words: list[str] = []
    for start in range(0, len(events), 200):
        judged = receive(kiosk.device, encode_batch(events[start:start + 200]), timezone.now())
        words += [verdict.verdict for verdict in judged.verdicts]
    return words


def came(learner: str | None, way: str = "badge", **parts: Any) -> dict[str, Any]:
    return {"kind": "attendance.checked_in", "data": {"way": way}, "learner": learner, **parts}


def taken_back(ref: str) -> dict[str, Any]:
    return {"kind": "attendance.voided", "data": {"event": ref, "reason": "not_mine"}}


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Silence."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The real WSGI application behind HTTP on port 0; its URL."""
    with make_server("127.0.0.1", 0, application, _Server, _Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(PATIENCE_S)
