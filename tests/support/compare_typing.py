"""Measures typing libraries against ours: every syllable by every habit, and words that are no syllables (ADR 18).

    python -m tests.support.compare_typing                  # ours
    pip install bogo && python -m tests.support.compare_typing bogo
"""

from __future__ import annotations

import importlib
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable

from kiosk.core.text.typing_methods import Method, composed
from tests.support.typed_syllables import habits, syllables

WORDS = ("alang", "rahlan", "anna", "maria", "adam", "chamalea", "facebook", "zalo", "windows", "google", "video",
         "internet", "email", "viber", "tiktok", "android", "karaoke", "camera", "telex", "kiosk")


def bogo_composed(keys: str, method: Method) -> str:
    """bogo 1.1, its own "skip words that are no Vietnamese" on. Needs ``pip install bogo``."""
    bogo = importlib.import_module("bogo")
    rules = bogo.get_telex_definition() if method == "telex" else bogo.get_vni_definition()
    return unicodedata.normalize("NFC", bogo.process_sequence(keys, rules=rules, skip_non_vietnamese=True))


def ours(keys: str, method: Method) -> str:
    return composed(keys, method).lower()


def measured(compose: Callable[[str, Method], str]) -> None:
    begun, words = time.perf_counter(), 0
    for method in ("telex", "vni"):
        tried, right = Counter[str](), Counter[str]()
        for syllable in syllables():
            for habit, keys in habits(syllable, method).items():
                tried[habit] += 1
                right[habit] += compose(keys, method) == syllable.written
        words += tried.total()
        for habit, count in tried.items():
            sys.stdout.write(f"{method:6} {habit:28} {right[habit]:6} of {count:6}\n")
    spent = time.perf_counter() - begun
    kept = sum(compose(word, "telex") == word for word in WORDS)
    sys.stdout.write(f"words that are no syllables, left alone: {kept} of {len(WORDS)}\n")
    sys.stdout.write(f"{spent / words * 1_000:.2f} ms a word\n")


if __name__ == "__main__":
    measured(bogo_composed if sys.argv[1:] == ["bogo"] else ours)
