"""Could this word be Vietnamese? By the way a syllable is built, not by a dictionary.

Guarantees: every syllable of written Vietnamese passes, with its mark placed in the old or the new way;
names in capitals without marks pass too ("NGUYEN THI MAU"). Some foreign words that look Vietnamese
("on", "video" is allowed by name) pass as well: this finds strangers, it does not judge spelling.

    strangers("Bác click vào link nhé")  ==  ["click", "link"]
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from kiosk.core.text.speech.lexicon import WORDS
from kiosk.core.text.syllables import ENTERING_TONES, RIMES, STOPS, partings, split_tone

_PLAIN_RHYMES: Final = frozenset(
    "".join(c for c in unicodedata.normalize("NFD", rhyme) if not unicodedata.combining(c)) for rhyme in RIMES)
_FRONT: Final = ("e", "ê", "i", "y")

# Names that stand on things, and words that became Vietnamese with their foreign spelling.
_NAMED: Final = frozenset((
    "VietQR", "QR", "OTP", "VNeID", "VssID", "VNeTraffic", "USB", "SMS", "ATM", "CCCD", "BHYT", "BHXH", "UBND", "GPLX",
    "OCOP", "Wi-Fi", "WiFi", "wifi", "Internet", "internet", "Zalo", "AI",
    "Android", "App Store",
    "apk", "Bluetooth", "camera", "CH Play", "Facebook", "Google", "GPS", "iPhone", "Messenger", "micro", "NFC",
    "PDF", "SIM", "Telex", "TikTok", "video", "Video", "YouTube",
    "i-HaTinh", "passcode", "Passcode",
    "C-ThaiNguyen", "Smart Hải Phòng", "Smart", "mobiEdu", "karaoke", "taxi", "internet banking",
))
ALLOWED: Final = frozenset(WORDS) | _NAMED
_ALLOWED: Final = re.compile(
    r"(?<!\w)(?:" + "|".join(re.escape(word) for word in sorted(ALLOWED, key=len, reverse=True)) + r")(?!\w)")
_ADDRESS: Final = re.compile(r"(?:https?://)?[\w-]*(?:\.[\w-]+)+(?:/\S*)?")
_WORD: Final = re.compile(r"[^\W\d_]+")


def strangers(text: str) -> list[str]:
    """Words of ``text`` that cannot be Vietnamese, each once, in their order."""
    left = _ADDRESS.sub(" ", _ALLOWED.sub(" ", text))
    return list(dict.fromkeys(word for word in _WORD.findall(left) if not is_syllable(word)))


def without_named(text: str) -> str:
    """``text`` without the allowed names ("App Store" is no "app")."""
    return _ALLOWED.sub(" ", text)


def is_syllable(word: str) -> bool:
    """Whether ``word`` is built like one Vietnamese syllable (or is a single letter)."""
    if len(word) == 1:
        return True
    small = word.lower()
    toneless, tones = split_tone(small)
    if word.isupper() and toneless == small and small.isascii():
        return any(rest in _PLAIN_RHYMES for _onset, rest in partings(toneless))
    return len(tones) <= 1 and any(_sounds(onset, rest, tones) for onset, rest in partings(toneless))


def _sounds(onset: str, rhyme: str, tones: list[str]) -> bool:
    if onset == "gi" and not rhyme:
        return True
    if rhyme not in RIMES or not _spelled(onset, rhyme):
        return False
    stops = rhyme.endswith(STOPS)
    return not stops or (bool(tones) and tones[0] in ENTERING_TONES)


def _spelled(onset: str, rhyme: str) -> bool:
    """k, gh, ngh stand before e, ê, i; c, g, ng before the others (g also before i: "gìn")."""
    front = rhyme.startswith(_FRONT)
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    return not (onset == "g" and front and not rhyme.startswith("i"))
