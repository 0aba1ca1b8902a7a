"""``python -m kiosk.commands.bench_memory NAME PICTURES.npy``: the peak memory of a process that only decodes.

Prints the highest resident size in megabytes as the kernel saw it (Linux, ``VmHWM``; ``ru_maxrss`` would begin at
the size of the process that started this one). "nobody" decodes nothing: what Python, numpy and the pictures
need.

    peak_mb("ours", pictures)   # starts such a process
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kiosk.commands.bench_decoders import contestants
from kiosk.config import ROOT
from kiosk.vision.pixels import Pixels

NOBODY = "nobody"
KB_A_MB = 1024


def peak_mb(name: str, pictures: Sequence[Pixels]) -> float:
    """Megabytes of a fresh process in which ``name`` decodes ``pictures``, all of one size.

    Raises:
        subprocess.CalledProcessError: the decoder cannot be used on this machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder, "pictures.npy")
        np.save(packed, np.stack(pictures))
        command = [sys.executable, "-m", "kiosk.commands.bench_memory", name, str(packed)]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(told.stdout.split()[-1])


def main(arguments: Sequence[str]) -> int:
    name, packed = arguments
    pictures = np.load(packed)
    read = contestants()[name]() if name != NOBODY else len
    for grey in pictures:
        read(grey)
    print(_highest_kb() / KB_A_MB)
    return 0


def _highest_kb() -> int:
    status = Path("/proc/self/status").read_text("ascii", "replace")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
