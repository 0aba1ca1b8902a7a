"""``python -m kiosk.bench.decoder_memory NAME PICTURES.npy``: the peak memory of a process that only decodes.

Prints the highest resident size in megabytes as the kernel saw it (Linux, ``VmHWM``; ``ru_maxrss`` would begin at
the size of the process that started this one). "nobody" decodes nothing: what Python, numpy and the pictures
need.

    peak_mb("ours", pictures)   # starts such a process
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kiosk.bench.child import run_child
from kiosk.bench.decoders import contestants
from kiosk.bench.process_memory import highest_mb
from kiosk.vision.pixels import Pixels

NOBODY = "nobody"


def peak_mb(name: str, pictures: Sequence[Pixels]) -> float:
    """Megabytes of a fresh process in which ``name`` decodes ``pictures``, all of one size.

    Raises:
        MeasuringFailed: the decoder cannot be used on this machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder, "pictures.npy")
        np.save(packed, np.stack(pictures))
        return run_child("kiosk.bench.decoder_memory", name, str(packed), of=float)


def main(arguments: Sequence[str]) -> int:
    name, packed = arguments
    pictures = np.load(packed)
    read = contestants()[name]() if name != NOBODY else len
    for grey in pictures:
        read(grey)
    print(highest_mb())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
