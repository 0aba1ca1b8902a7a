"""Every syllable of written Vietnamese, made from onsets, rimes and tones, and the usual ways to key each.

Written independently of the engine: it puts keys together, it takes none apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.core.text.syllables import ONSETS, RIMES

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
KEYED = {
    "telex": ({"ă": ("a", "w"), "â": ("a", "a"), "ê": ("e", "e"), "ô": ("o", "o"), "ơ": ("o", "w"), "ư": ("u", "w"),
               "đ": ("d", "d")}, ("", "s", "f", "r", "x", "j")),
    "vni": ({"ă": ("a", "8"), "â": ("a", "6"), "ê": ("e", "6"), "ô": ("o", "6"), "ơ": ("o", "7"), "ư": ("u", "7"),
             "đ": ("d", "9")}, ("", "1", "2", "3", "4", "5")),
}
FRONT = ("e", "ê", "i", "y")


@dataclass(frozen=True)
class Syllable:
    onset: str
    rime: str
    tone: str                       # a combining sign, "" = none

    @property
    def written(self) -> str:
        """With the tone where the older rule puts it."""
        letters, start = list(self.onset + self.rime), len(self.onset)
        if self.tone:
            letters[start + tone_at(self.rime)] += self.tone
        return unicodedata.normalize("NFC", "".join(letters))


def tone_at(rime: str) -> int:
    marked = [at for at, letter in enumerate(rime) if letter in "ăâêôơư"]
    if marked:
        return marked[-1]
    vowels = next((at for at, letter in enumerate(rime) if letter not in "aeiouy"), len(rime))
    if vowels == 1:
        return 0
    if vowels == 2:
        return 1 if len(rime) > 2 else 0
    return 1 if vowels == len(rime) else 2


def spelled(onset: str, rime: str) -> bool:
    """k, gh, ngh before e, ê, i; c, g, ng before the others; after gi and qu no second i, u."""
    front = rime.startswith(FRONT)
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng", "g"):
        return not front
    if onset == "qu":
        return not rime.startswith(("u", "ư", "o"))
    return onset != "gi" or not rime.startswith(("i", "y"))


def syllables() -> Iterator[Syllable]:
    for onset in ONSETS:
        for rime in sorted(RIMES):
            if spelled(onset, rime):
                for tone in TONES:
                    if not rime.endswith(("p", "t", "c", "ch")) or tone in ("\u0301", "\u0323"):
                        yield Syllable(onset, rime, tone)


def habits(syllable: Syllable, method: str) -> dict[str, str]:
    """Habit → keys. A habit that this syllable gives no occasion for is left out."""
    marks, tones = KEYED[method]
    tone = tones[TONES.index(syllable.tone)]
    onset = "".join("".join(marks.get(letter, (letter,))) for letter in syllable.onset)
    rime = [marks.get(letter, (letter,)) for letter in syllable.rime]
    at_once = ["".join(keys) for keys in rime]
    if method == "telex" and syllable.rime.startswith("oo"):
        at_once[1] = "oo"           # the third o takes the hat back: xooong → xoong
    made = {"marks at once, tone last": onset + "".join(at_once) + tone}
    late = "".join(dict.fromkeys(keys[1] for keys in rime if len(keys) > 1))
    plain = "".join(keys[0] for keys in rime)
    if late and "oo" not in plain:
        made["marks last, then the tone"] = onset + plain + late + tone
        made["the tone, then marks"] = onset + plain + tone + late
    at = tone_at(syllable.rime)
    made["tone right after its vowel"] = onset + "".join(at_once[:at + 1]) + tone + "".join(at_once[at + 1:])
    if syllable.onset == "đ":
        made["bar last"] = "d" + "".join(at_once) + tone + marks["đ"][1]
    if "ươ" in syllable.rime:
        first, second = marks["ư"], marks["ơ"]
        rest = "".join(at_once[2:])
        made["horn on the u only"] = onset + "".join(first) + second[0] + rest + tone
        made["horn on the o only"] = onset + first[0] + "".join(second) + rest + tone
        if method == "telex":
            made["w for the u"] = onset + "wo" + rest + tone
            made["w for the u and on the o"] = onset + "wow" + rest + tone
    elif method == "telex" and "ư" in syllable.rime and syllable.onset != "gi":
        made["w for the u"] = onset + "".join(at_once).replace("uw", "w", 1) + tone
    return made
