"""``kiosk tour``: a whole evening on the real app, off-screen, and the proof that the commune has it all.

Real touches, real decoding of badge pictures, the real sync worker as its own process, a real server. Writes
numbered pictures and ``summary.json``; succeeds only if the commune holds exactly what was written.
"""

from __future__ import annotations

import json
import logging
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import segno

from kiosk.bootstrap import Kiosk, open_kiosk
from kiosk.config import ROOT, config_from
from kiosk.core.lessons.lesson import PRACTICE_PREFIX
from kiosk.tour.actor import Actor
from kiosk.tour.demo_server import CommuneSilent, DemoCommune, commune_server
from kiosk.tour.script import LESSON, Actors, EveningScript
from kiosk.ui.testing.driver import Driver, offscreen
from sync.protocol import Verdicts, encode_batch
from sync.worker.client import HttpCommuneApi

log = logging.getLogger(__name__)

LEARNERS = 3
ROUNDS = 5                      # of the sync worker, where the machine is too busy for the first
BATCH = 50                      # events sent again at a time: far below the protocol's bounds
PRACTICE = PRACTICE_PREFIX + "rau-co-mau"
# An invented static VietQR (fictitious account, right CRC): the kiosk must know it and never act on it.
PAYMENT = "00020101021138570010A00000072701270006970405011300000000000010208QRIBFTTA53037045802VN6304032F"


@dataclass(frozen=True)
class Stored:
    """What the proof found: events written since ``before``, and how many of them the commune holds."""

    before: int
    written: int
    stored: int


def tour(out: Path, url: str | None = None, folder: Path | None = None) -> int:
    """Plays the evening; 0 only if everything written is stored.

    Args:
        out: folder for pictures and summary.json.
        url: a commune that is running already, whose demo folder is ``folder``; else one is made and stopped.

    Raises:
        CommuneSilent: no demo commune there, or it does not take the database.
    """
    offscreen()
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    with _commune(url, folder) as commune, tempfile.TemporaryDirectory() as scratch:
        return _play(commune, Path(scratch), out)


@contextmanager
def _commune(url: str | None, folder: Path | None) -> Iterator[DemoCommune]:
    if url is not None:
        yield _running(url, folder)
        return
    with tempfile.TemporaryDirectory() as scratch, commune_server(folder or Path(scratch) / "xa-mau") as commune:
        yield commune


def _running(url: str, folder: Path | None) -> DemoCommune:
    try:
        if folder is not None:
            return DemoCommune(folder.resolve(), url, json.loads((folder / "demo.json").read_text("utf-8")))
    except OSError as error:
        raise CommuneSilent(f"trong {folder} không có xã Mẫu") from error
    raise CommuneSilent("--commune cần đi với --dir, thư mục xã Mẫu của máy chủ đó")


def _play(commune: DemoCommune, scratch: Path, out: Path) -> int:
    started = time.monotonic()
    camera = scratch / "camera"
    camera.mkdir()
    config = replace(config_from(), data=commune.kiosk(1), camera=str(camera), windowed=True, sound="off")
    with open_kiosk(config, locked=False, frame_rate=0) as kiosk, Driver(kiosk.app) as driver:
        kiosk.store.database.require()
        # An evening that was left open is closed by the writer's thread: before or after this is read.
        before = _last_seq(kiosk)
        cast = _actors(commune, scratch)
        evening = EveningScript(
            Actor(kiosk, driver, camera, out), cast, lambda: _sync_in_the_end(config.data, commune.url))
        evening.play()
        proof = _prove(kiosk, commune.url, before)
    summary = {
        "checked_in": evening.checked_in, "double_scans": evening.double_scans,
        "lesson": {"id": LESSON, "outcome": evening.outcome},
        "events_before": proof.before, "events_written": proof.written, "events_stored": proof.stored,
        "pictures": evening.actor.pictures, "people": _people(commune),
        "seconds": round(time.monotonic() - started, 1),
    }
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return 0 if proof.written == proof.stored > 0 else 1


def sync_once(data: Path, url: str) -> None:
    """One round of the real sync worker, as its own process. Raises CommuneSilent; the log says why."""
    command = [sys.executable, "-m", "sync", "--data", str(data), "--server", url, "--once"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        log.warning("sync ended with %d: %s", done.returncode, (done.stderr.strip().splitlines() or [""])[-1])
        raise CommuneSilent("máy chủ xã chưa nhận sổ")


def _sync_in_the_end(data: Path, url: str) -> None:
    """``sync_once`` as often as a busy machine may need: what one round leaves the next one sends."""
    for left in reversed(range(ROUNDS)):
        try:
            sync_once(data, url)
            return
        except CommuneSilent:
            if not left:
                raise


def _last_seq(kiosk: Kiosk) -> int:
    return int(kiosk.store.reader.one("SELECT coalesce(max(seq), 0) FROM events"))


def _prove(kiosk: Kiosk, url: str, after: int) -> Stored:
    """Sends the same bytes again: a commune that holds an event answers ``duplicate``."""
    bodies = [bytes(body) for (body,) in kiosk.store.reader.rows("SELECT body FROM events WHERE seq > ?", after)]
    enrolment = kiosk.store.identity.enrolment()
    assert enrolment is not None
    here = msgspec.structs.replace(enrolment, url=url)
    with closing(HttpCommuneApi(here, secrets.token_urlsafe)) as commune:
        batches = [bodies[at:at + BATCH] for at in range(0, len(bodies), BATCH)]
        replies = [commune.push(encode_batch(batch)) for batch in batches]
    verdicts = [verdict for reply in replies if isinstance(reply, Verdicts) for verdict in reply.verdicts]
    return Stored(after, len(bodies), sum(1 for verdict in verdicts if verdict.verdict == "duplicate"))


def _actors(commune: DemoCommune, scratch: Path) -> Actors:
    practice, payment = scratch / "practice.png", scratch / "payment.png"
    segno.make(PRACTICE, error="m").save(str(practice), scale=12, border=6)
    segno.make(PAYMENT, error="m").save(str(payment), scale=10, border=6)
    facilitator = commune.demo["facilitators"][0]  # type: ignore[index]
    learners = tuple(commune.folder / p["badge_png"] for p in commune.demo["people"][:LEARNERS])  # type: ignore[index]
    return Actors(commune.folder / facilitator["badge_png"], facilitator["pin"], learners, practice, payment)


def _people(commune: DemoCommune) -> list[str]:
    return [person["name"] for person in commune.demo["people"][:LEARNERS]]  # type: ignore[index]
