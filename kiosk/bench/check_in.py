"""A card before the camera until the screen says "Đã ghi": frames of decoding, one commit, and the whole way.

Guarantees: the whole way is the real kiosk on a small off-screen window (painted by the processor, a full one would
take all of it) at the screen's pace, its session opened by badge and PIN; the cards are the demo commune's, shown as
pictures of a camera's size; the clock begins when the picture lies in the camera's folder and ends when the greeting
that says "Đã ghi" is drawn and finished. Every check-in is counted in the kiosk's file (else the measurement fails).
The commit beside it is one event through the kiosk's journal, in turn with a bare insert with WAL and synchronous=FULL
on the same disk.

    for row in check_in_rows(setting): row.spread.value
    python -m kiosk.bench.check_in DEMO URL CARDS       # CheckIns as JSON
"""

from __future__ import annotations

import os
import queue
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import msgspec
import numpy as np

from kiosk.bench.backgrounds import empty_frames
from kiosk.bench.camera_model import SEED, Scene
from kiosk.bench.child import run_child
from kiosk.bench.offscreen_kiosk import CAMERA, SMALL, open_offscreen
from kiosk.bench.qr_images import PAYLOADS, picture
from kiosk.bench.rows import MeasuringFailed, Row, at_most, row
from kiosk.bench.setting import Setting
from kiosk.bench.sync_worker import sync_once
from kiosk.core.inputs import Kept, NotKept
from kiosk.core.intents import EnterPin, GoHome, StartScan
from kiosk.core.ports import NewEvent
from kiosk.core.scanning.scan_filter import ScanFilter
from kiosk.core.views import ChoiceView, PinView, ScanView, SessionView
from kiosk.hardware.camera.image_files import fit, load_picture
from kiosk.store.database import prepare
from kiosk.store.disk_reserve import Reserve
from kiosk.store.identity import Identity
from kiosk.store.journal import SqliteJournal, Stamp
from kiosk.store.writer import Writer
from kiosk.tour.demo_server import DemoCommune, served_commune
from kiosk.vision.decoder import LiveDecoder
from sync.protocol import Moment

if TYPE_CHECKING:
    from kiosk.tour.actor import Actor

FRAME_RATE = 60
CARDS, QUICK_CARDS = 30, 1
HELD, QUICK_HELD = 8, 1             # made pictures of a card for the frames of decoding
COMMITS, QUICK_COMMITS = 60, 5
MAX_FRAMES = 30
LIMIT_MS, LIMIT_FRAMES = 150, 3
PATIENCE_S = 20                     # until a card is kept
THON = "thôn Mẫu Đông"
LESSON = ("Trả tiền", "Trả tiền bằng mã QR")
BOOT_ID = "00000000-0000-4000-8000-000000000001"


class CheckIns(msgspec.Struct, frozen=True):
    """``ms`` of each card; ``kept``: check-ins in the kiosk's file when it ended."""

    ms: list[float]
    kept: int


def check_in_rows(setting: Setting) -> Iterator[Row]:
    frames = [frames_until_scan(number) for number in range(setting.pick(HELD, QUICK_HELD))]
    yield row("check-in.frames", "khung hình phải đọc tới khi thẻ được nhận", "khung", frames, percentile=95,
              target=at_most(LIMIT_FRAMES))
    folder = setting.commune("check-in")
    kept, bare = commit_ms(folder / "kiosk-2", setting.pick(COMMITS, QUICK_COMMITS))
    yield row("check-in.commit", "một sự kiện qua sổ của máy, tới khi đã nằm trên đĩa", "ms", kept,
              against=("INSERT trần", bare))
    cards = setting.pick(CARDS, QUICK_CARDS)
    device = Identity(folder / "kiosk-1").device()
    prepare(folder / "kiosk-1", BOOT_ID, device, Reserve(folder / "kiosk-1" / "reserve"))   # what the worker opens
    with served_commune(folder) as commune:
        sync_once(commune.kiosk(1), commune.url)        # the roster, which opens sessions
        found = run_child("kiosk.bench.check_in", str(folder), commune.url, str(cards), of=CheckIns)
    if found.kept != cards:
        raise MeasuringFailed(f"giơ {cards} thẻ, trong sổ có {found.kept} lượt")
    yield row("check-in.kept", "giơ thẻ tới khi màn hình nói “Đã ghi”, 95 trong 100", "ms", found.ms, percentile=95,
              target=at_most(LIMIT_MS))


# --- decoding, and the commit ---------------------------------------------------------------------

def frames_until_scan(number: int) -> int:
    """Frames that show a card until the scan filter lets it through. Raises MeasuringFailed where it never does."""
    random = np.random.default_rng([SEED, 11, number])
    held = Scene(module_px=random.uniform(3.2, 5.0), degrees=random.uniform(-15, 15))
    card, live, seen = picture(PAYLOADS["badge"], held, random), LiveDecoder(), ScanFilter()
    for grey in empty_frames(1280, 720):
        live(grey)
    for frame in range(1, MAX_FRAMES + 1):
        seen, scans = seen.see([reading.payload for reading in live(card)], frame * 33)
        if scans:
            return frame
    raise MeasuringFailed("thẻ giơ bình thường mà không đọc được")


def commit_ms(data: Path, commits: int) -> tuple[list[float], list[float]]:
    """One event after another through the journal of the kiosk in ``data``, from ``write`` until it says that the event
    is kept; and after each a bare insert of about as many bytes, into a file beside it."""
    answers: queue.Queue[Kept | NotKept] = queue.Queue()
    identity, reserve = Identity(data), Reserve(data / "reserve")
    ready = prepare(data, BOOT_ID, identity.device(), reserve)
    now = Moment(ready.boot, BOOT_ID, 1, "2026-12-01T12:00:00.000Z", "trusted")
    journal = SqliteJournal(Writer(ready.path, reserve), Stamp(lambda: now, identity.device), answers.put)
    kept: list[float] = []
    bare: list[float] = []
    with closing(journal), closing(_bare_table(data / "bare.db")) as database:
        for number in range(commits):
            begun = time.perf_counter()
            journal.write(NewEvent("device.health", {"app": "bench", "free_mb": 900, "camera": "ok"}, None, None))
            if not isinstance(answers.get(timeout=PATIENCE_S), Kept):
                raise MeasuringFailed("sổ của máy không giữ sự kiện")
            between = time.perf_counter()
            database.execute("INSERT INTO bare VALUES (?)", (b"%400d" % number,))
            kept.append((between - begun) * 1000)
            bare.append((time.perf_counter() - between) * 1000)
    return kept, bare


def _bare_table(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    for sql in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE bare (body BLOB)"):
        database.execute(sql)
    return database


# --- the whole way --------------------------------------------------------------------------------

def main(arguments: Sequence[str]) -> int:
    folder, url, cards = Path(arguments[0]), arguments[1], int(arguments[2])
    commune = DemoCommune(folder, url, msgspec.json.decode((folder / "demo.json").read_bytes()))
    pictures = folder / "camera-frames"
    pictures.mkdir()
    with open_offscreen(commune.kiosk(1), FRAME_RATE, SMALL) as (kiosk, driver):
        from kiosk.tour.actor import Actor

        hands = Actor(kiosk, driver, commune.kiosk(1) / CAMERA, folder)
        _open_session(hands, commune)
        people = commune.demo["people"][:cards]     # type: ignore[index]
        frames = [_frame(commune.badge(Path(each["badge_png"]).name), pictures / f"{number}.ppm")
                  for number, each in enumerate(people)]
        times = [_kept_ms(hands, frame, number) for number, frame in enumerate(frames, 1)]
        kept = kiosk.store.reader.one("SELECT count(*) FROM events WHERE kind = 'attendance.checked_in'")
    print(msgspec.json.encode(CheckIns(times, int(kept))).decode())
    return 0


def _open_session(hands: Actor, commune: DemoCommune) -> None:
    """By badge and PIN, to the scanning page."""
    facilitator = commune.demo["facilitators"][0]       # type: ignore[index]
    hands.until(lambda: bool(hands.kiosk.controller.state.commune.facilitators), "the roster")
    hands.tap(StartScan())
    hands.wait(ScanView)
    hands.hold_up(commune.badge(Path(facilitator["badge_png"]).name), lambda: isinstance(hands.view(), PinView))
    hands.pin(facilitator["pin"])
    hands.tap(EnterPin())
    for answer in (*LESSON, THON):
        hands.choose(answer)
    hands.driver.frames(5)
    if isinstance(hands.view(), ChoiceView):            # the clock is not sure: the first answer is today
        hands.tap(hands.wait(ChoiceView).choices[0].intent)
    hands.wait(SessionView)
    hands.tap(GoHome())
    hands.tap(StartScan())
    hands.wait(ScanView)
    hands.until(lambda: hands.kiosk.scanner.latest() is not None, "the camera")


def _frame(badge: Path, frame: Path) -> Path:
    """The badge as a frame of the camera's size, in a format that takes no time to load."""
    loaded = load_picture(badge)
    if loaded is None:
        raise MeasuringFailed(f"không đọc được {badge}")
    cv2.imwrite(str(frame), fit(loaded))
    return frame


def _kept_ms(hands: Actor, frame: Path, number: int) -> float:
    """From the picture's lying in the camera's folder until the greeting is drawn; then the card is taken away."""
    held = hands.camera / "held.ppm"
    begun = time.perf_counter()
    os.replace(frame, held)
    while not hands.greeted(number):
        hands.driver.frames()
        if time.perf_counter() - begun > PATIENCE_S:
            raise MeasuringFailed(f"thẻ thứ {number} không được ghi")
    hands.driver.painted()
    took = (time.perf_counter() - begun) * 1000
    held.unlink()
    hands.driver.frames(4)
    return took


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
