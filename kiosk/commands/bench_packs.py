"""Installing lesson packs, beside what ``cp``, ``sha256sum`` and ``sync`` need for the same bytes.

Guarantees: the real publisher signs, the real importer installs, each time in a process of its own onto a fresh
data folder; the plain commands run in turn with it on the same disk, both from files the kernel has forgotten.
``quick`` shows every row on a small pack: its figures mean nothing. Needs some gigabytes of free space.

    packs_figures()["goals"]
    python -m kiosk.commands.bench_packs STICK ROOT DATA      # one installation: {"s": …, "peak_mb": …}
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kiosk.commands.bench_frames import frame_times
from kiosk.config import ROOT
from kiosk.packs.format.atomic_files import Disk
from kiosk.packs.format.manifest import MANIFEST, Listed, Manifest, Sound, canonical
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.installer import install
from kiosk.packs.install.rollback_marks import MemoryHighWater
from kiosk.packs.install.staging import Desk, Stick
from kiosk.packs.install.tuf_client import Trust
from kiosk.publishing.built_pack import read_parcel
from kiosk.publishing.keyring import KeyRing
from kiosk.publishing.publisher import Publisher, publish
from kiosk.publishing.root_metadata import HISTORY, first_root
from kiosk.publishing.stick import deliver

FILES, BYTES = 300, 200_000_000         # of the pack in the design's table
QUICK_FILES, QUICK_BYTES = 30, 3_000_000
CHANGED = 5                             # files of the update
TURNS = 3
RATE = 8_000                            # samples a second of the made sounds
_WORDS: Final = "chỉ để đo"
_PACK: Final = "goi-do"


def packs_figures(quick: bool = False) -> dict[str, Any]:
    """Seconds, megabytes and ratios; the median of the turns."""
    files, size = (QUICK_FILES, QUICK_BYTES) if quick else (FILES, BYTES)
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        room = _Room(Path(folder))
        turns = [room.turn(number, files, size) for number in range(1 if quick else TURNS)]
        screen = frame_times(ROOT / "assets" / "pictures", *((20, 1) if quick else (200, 5)),
                             installing=(room.stick, room.root))
    middle = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
    ratio, share = middle["full_s"] / middle["plain_s"], middle["update_s"] / middle["full_s"]
    return {
        "files": files, "bytes": size, **{name: round(value, 3) for name, value in middle.items()},
        "full_to_plain": round(ratio, 2), "update_to_full": round(share, 3), "screen": screen,
        "goals": {
            "install at most 3 times cp + sha256sum + sync": ratio <= 3,
            "an update of 5 files at most 1/10 of a full install": share <= 0.1,
            "at most 150 MB": middle["peak_mb"] <= 150,
            "installing adds at most 5 ms to the p99 frame": screen["added"]["p99"] <= 5,
        },
    }


class _Room:
    """A publisher, a stick, and a kiosk's folder for each turn."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stick, keys = folder / "usb", folder / "khoa"
        for place in (self.stick, keys):
            place.mkdir()
        ring = KeyRing((keys,), Disk(), cost=4)         # scrypt at its cheapest: keys for an hour
        self.publisher = Publisher(ring, folder / "kho", lambda _name: [_WORDS])
        first_root(ring, lambda _name: _WORDS, _now())
        self.root = keys / HISTORY / "1.root.json"

    def turn(self, number: int, files: int, size: int) -> dict[str, float]:
        data = self.folder / f"data-{number}"
        sounds = [_sound(random.Random(f"{number}/{each}"), size // files) for each in range(files)]
        first = self._publish(f"{number}.0.0", sounds)
        plain_s = self._plain(first)
        full = self._install(data)
        sounds[:CHANGED] = [_sound(random.Random(f"{number}/new/{each}"), size // files) for each in range(CHANGED)]
        self._publish(f"{number}.1.0", sounds)
        update = self._install(data)
        return {"plain_s": plain_s, "full_s": full["s"], "update_s": update["s"],
                "peak_mb": max(full["peak_mb"], update["peak_mb"])}

    def _publish(self, version: str, sounds: list[bytes]) -> Path:
        built = _built(self.folder / version, version, sounds)
        publish(self.publisher, _now(), [read_parcel(built, ROOT / "assets")], keep=1)
        deliver(self.publisher, self.stick)
        subprocess.run(["sync"], check=True)
        return built

    def _plain(self, built: Path) -> float:
        copy = self.folder / "copy"
        _forget(built)
        begun = time.perf_counter()
        subprocess.run(["cp", "-r", str(built), str(copy)], check=True)
        subprocess.run(["sha256sum", *map(str, (copy / "assets").iterdir())], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["sync"], check=True)
        took = time.perf_counter() - begun
        subprocess.run(["rm", "-r", str(copy)], check=True)
        return took

    def _install(self, data: Path) -> dict[str, float]:
        command = [sys.executable, "-m", "kiosk.commands.bench_packs", str(self.stick), str(self.root), str(data)]
        _forget(self.stick)
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        figures: dict[str, float] = json.loads(told.stdout)
        return figures


def _forget(folder: Path) -> None:
    """A stick that was just pushed in is not in the kernel's memory; neither is what ``cp`` is measured on."""
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _sound(dice: random.Random, size: int) -> bytes:
    """A WAV of noise of about ``size`` bytes: nothing that could be stored smaller."""
    frames = dice.randbytes(size // 2 * 2)
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(frames), b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2,
                       16, b"data", len(frames)) + frames


def _built(folder: Path, version: str, sounds: list[bytes]) -> Path:
    """An add-on of voices: the kind of pack that is nearly all files."""
    (folder / "assets").mkdir(parents=True)
    listed = []
    for content in sounds:
        digest = hashlib.sha256(content).hexdigest()
        listed.append(Listed(path=f"assets/{digest}.wav", sha256=digest, size=len(content)))
        (folder / listed[-1].path).write_bytes(content)
    lines = tuple(Sound(text=f"Câu {number}.", file=each.path, voice="giọng máy") for number, each in enumerate(listed))
    manifest = Manifest(kind="voices", of="goi", id=_PACK, version=version, title="Gói để đo", languages=("vi",),
                        sounds=lines, files=tuple(listed))
    (folder / MANIFEST).write_bytes(canonical(manifest))
    return folder


def main(arguments: list[str]) -> int:
    """Verifies and installs once; prints seconds and the process's highest megabytes."""
    stick, root, data = map(Path, arguments)
    (data / "packs").mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    fetcher, marks = FolderFetcher(stick), MemoryHighWater()
    looked = Stick(fetcher, Trust(root.read_bytes(), data / "packs", marks).publication(fetcher))
    install(looked, looked.publication.newest()[0], Desk(data / "packs", ROOT / "assets"), marks)
    print(json.dumps({"s": time.perf_counter() - begun, "peak_mb": _highest_mb()}))
    return 0


def _highest_mb() -> float:
    """As the kernel saw it (VmHWM): ru_maxrss would begin at the size of the process that started this one."""
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def packs_table(figures: dict[str, Any]) -> list[str]:
    """Lines for people."""
    return [
        f"Cài gói {figures['files']} tệp, {figures['bytes'] // 1_000_000} MB: {figures['full_s']} s; "
        f"cp + sha256sum + sync {figures['plain_s']} s; gấp {figures['full_to_plain']}",
        f"Cập nhật {CHANGED} tệp: {figures['update_s']} s, bằng {figures['update_to_full']} lần cài cả gói; "
        f"nhiều nhất {figures['peak_mb']} MB bộ nhớ",
        f"Vẽ khi đang cài: p99 {figures['screen']['with']['p99']} ms, "
        f"khi không {figures['screen']['without']['p99']} ms, thêm {figures['screen']['added']['p99']} ms",
        *(f"{'đạt' if reached else 'CHƯA ĐẠT'}: {goal}" for goal, reached in figures["goals"].items()),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
