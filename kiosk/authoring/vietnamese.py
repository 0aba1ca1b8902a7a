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

from kiosk.core.text.speech import WORDS

_TONES: Final = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_ENTERING: Final = {"\u0301", "\u0323"}             # sắc, nặng: the only ones before p, t, c, ch
_ONSETS: Final = re.findall(r"\w+", "ngh ng nh ch gh gi kh ph qu th tr b c d đ g h k l m n p r s t v x")
_RHYMES: Final = frozenset(re.findall(r"\w+", """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc ui um un ung uôc uôi uôm uôn uông uôt up ut uơ
uê uêch uênh uy uya uych uyên uyêt uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu ych ynh yt
"""))
_PLAIN_RHYMES: Final = frozenset(
    "".join(c for c in unicodedata.normalize("NFD", rhyme) if not unicodedata.combining(c)) for rhyme in _RHYMES)
_FRONT: Final = ("e", "ê", "i", "y")

# Names that stand on things, and words that became Vietnamese with their foreign spelling.
_NAMED: Final = frozenset((
    "AI", "Android", "App Store", "apk", "Bluetooth", "camera", "CH Play", "Facebook", "Google", "GPS", "iPhone",
    "Messenger", "micro", "NFC", "PDF", "SIM", "Telex", "TikTok", "video", "Video", "YouTube",
    "i-HaTinh", "passcode", "Passcode",
    "C-ThaiNguyen", "Smart Hải Phòng", "Smart", "mobiEdu", "karaoke", "taxi", "internet banking",
))
ALLOWED: Final = (frozenset(WORDS) | _NAMED) - {"app"}
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
    toneless, tones = _split_tone(small)
    if word.isupper() and toneless == small and small.isascii():
        return any(rest in _PLAIN_RHYMES for _onset, rest in _parted(toneless))
    return len(tones) <= 1 and any(_sounds(onset, rest, tones) for onset, rest in _parted(toneless))


def _split_tone(word: str) -> tuple[str, list[str]]:
    letters = unicodedata.normalize("NFD", word)
    toneless = "".join(c for c in letters if c not in _TONES)
    return unicodedata.normalize("NFC", toneless), [c for c in letters if c in _TONES]


def _parted(word: str) -> list[tuple[str, str]]:
    """All ways to part a word into onset and rhyme."""
    return [("", word), *((onset, word[len(onset):]) for onset in _ONSETS if word.startswith(onset))]


def _sounds(onset: str, rhyme: str, tones: list[str]) -> bool:
    if onset == "gi" and not rhyme:
        return True
    if rhyme not in _RHYMES or not _spelled(onset, rhyme):
        return False
    stops = rhyme.endswith(("p", "t", "c", "ch"))
    return not stops or (bool(tones) and tones[0] in _ENTERING)


def _spelled(onset: str, rhyme: str) -> bool:
    """k, gh, ngh stand before e, ê, i; c, g, ng before the others (g also before i: "gìn")."""
    front = rhyme.startswith(_FRONT)
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    return not (onset == "g" and front and not rhyme.startswith("i"))
