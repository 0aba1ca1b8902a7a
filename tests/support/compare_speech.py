"""Measures text normalisers against ours by the cases of tests/data/spoken.tsv (ADR 19).

    python -m tests.support.compare_speech                  # ours
    pip install soe-vinorm && python -m tests.support.compare_speech soe-vinorm
    pip install vinorm && python -m tests.support.compare_speech vinorm
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "data" / "spoken.tsv"


def chosen(name: str) -> Callable[[str], str]:
    """Raises ImportError where the library is not installed."""
    if name == "vinorm":
        vinorm: Callable[[str], str] = importlib.import_module("vinorm").TTSnorm
        return vinorm
    if name == "soe-vinorm":
        soe: Callable[[str], str] = importlib.import_module("soe_vinorm").SoeNormalizer().normalize
        return soe
    ours: Callable[[str], str] = importlib.import_module("kiosk.core.text.speech").spoken
    return ours


def plain(text: str) -> str:
    """Stops and capitals do not count, "ngàn" and "lẻ" are right too."""
    words = re.sub(r"[^\w\s]", " ", text.lower()).replace("ngàn", "nghìn").replace("lẻ", "linh")
    return " ".join(words.split())


def measured(name: str) -> None:
    say, heading, right, all_of = chosen(name), "", 0, 0
    for line in TABLE.read_text(encoding="utf-8").split("\n")[1:]:
        if line.startswith("# "):
            heading = line[2:]
        elif line:
            written, wanted = line.split("\t")
            all_of += 1
            got = plain(say(written))
            right += got == plain(wanted)
            if got != plain(wanted) and name:
                sys.stdout.write(f"{heading}\t{written}\t{got}\n")
    sys.stdout.write(f"{name or 'ours'}: {right} of {all_of}\n")


if __name__ == "__main__":
    measured(sys.argv[1] if len(sys.argv) > 1 else "")
