"""How a written Vietnamese syllable is built: onsets, rimes, and which tones go with which ending.

Guarantees: pure; ``is_syllable`` is true for every syllable of written Vietnamese and for no other letters;
``may_become_syllable`` is true for every beginning of one, also where marks are still to be typed ("duong", "tuo").
Works on lower-case NFC letters without tone; tones are named by their combining sign.

    may_become_syllable("phuong")                     # True: phuông, phương
    may_become_syllable("âlng")                       # False
    fits_tone("ac", "\u0300")                         # False: p, t, c, ch stand with sắc and nặng only
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import Final

TONES: Final = ("\u0300", "\u0301", "\u0303", "\u0309", "\u0323")       # huyền, sắc, ngã, hỏi, nặng
ENTERING_TONES: Final = frozenset({"\u0301", "\u0323"})                 # sắc, nặng: the only ones before a stop
STOPS: Final = ("p", "t", "c", "ch")
VOWELS: Final = frozenset("aăâeêioôơuưy")
PLAIN: Final = {"â": "a", "ă": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u", "đ": "d"}
_MARKED: Final = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ"}

ONSETS: Final = ("", "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h",
                 "k", "l", "m", "n", "p", "r", "s", "t", "v", "x")
RIMES: Final = frozenset(re.findall(r"\w+", """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng eo ep et ê êch
êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan oang oanh
oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm
ơn ơp ơt u ua uân uâng uât uây uc ui um un ung uôc uôi uôm uôn uông uôt up ut uơ uê uêch uênh uy uya uych uyên uyêt
uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ych ynh yt
"""))
# Rimes of place names and of names in other languages of Vietnam, as they stand in Vietnamese text: Đắk Lắk, Niê.
_BORROWED_RIMES: Final = frozenset({"ăk", "iê", "ươ", "ă", "â"})

# Onsets of the languages of the Central Highlands, whose names are written without tones: Kpă, Mlô, Hđơk, Blơi.
HIGHLAND_ONSETS: Final = frozenset(re.findall(r"\w+", """
bl br bh by đr hb hč hđ hl hm hn hr hw kb kč kđ kl km kn kp kr ks kt ml mn mr nj pl pr rb rc rč rl rm rn tl z j
"""))
_HIGHLAND_ENDINGS: Final = ("", "c", "ch", "h", "i", "k", "l", "m", "n", "ng", "nh", "o", "p", "r", "t", "u", "y")
_EARLY_VOWEL: Final = "ê"               # a first syllable of its own: Êban, Ênuôl, Êya


def _typed_forms(word: str) -> set[str]:
    """``word`` with each mark typed or still to come."""
    return {"".join(letters) for letters in product(*({letter, PLAIN.get(letter, letter)} for letter in word))}


def _beginnings(words: frozenset[str]) -> frozenset[str]:
    return frozenset(form for word in words for end in range(len(word) + 1) for form in _typed_forms(word[:end]))


_RIME_BEGINNINGS: Final = _beginnings(RIMES | _BORROWED_RIMES)
_ONSET_BEGINNINGS: Final = _beginnings(frozenset(ONSETS))
_ONSET_FORMS: Final = frozenset(form for onset in ONSETS for form in _typed_forms(onset))
_HIGHLAND_FORMS: Final = frozenset(form for onset in HIGHLAND_ONSETS for form in _typed_forms(onset))
_HIGHLAND_BEGINNINGS: Final = _beginnings(HIGHLAND_ONSETS)
_MAX_ONSET: Final = 3


def split_tone(word: str) -> tuple[str, list[str]]:
    """A word in NFC without its tones, and the tones found."""
    letters = unicodedata.normalize("NFD", word)
    toneless = "".join(char for char in letters if char not in TONES)
    return unicodedata.normalize("NFC", toneless), [char for char in letters if char in TONES]


def partings(word: str) -> list[tuple[str, str]]:
    """All ways to part a word into onset and rime."""
    return [(onset, word[len(onset):]) for onset in ONSETS if word.startswith(onset)]


def fits_tone(letters: str, tone: str) -> bool:
    """Whether ``tone`` ("" = none) may stand on ``letters``. Without tone a stop may still get one."""
    return not tone or tone in ENTERING_TONES or not letters.endswith(STOPS)


@lru_cache(maxsize=4_096)
def may_become_syllable(letters: str) -> bool:
    """Whether more keys can make ``letters`` a syllable, or they are one already."""
    if letters in _ONSET_BEGINNINGS:
        return True
    return any(letters[:at] in _ONSET_FORMS and letters[at:] in _RIME_BEGINNINGS
               for at in range(min(_MAX_ONSET, len(letters)) + 1))


@lru_cache(maxsize=4_096)
def may_become_highland_word(letters: str) -> bool:
    """The same for one syllable of a name of the Central Highlands, with an onset that Vietnamese has not."""
    if letters[:1] == _EARLY_VOWEL:
        return _highland_rime(letters[2:]) if letters[1:2] not in VOWELS else False
    if letters in _HIGHLAND_BEGINNINGS:
        return True
    return any(letters[:at] in _HIGHLAND_FORMS and _highland_rime(letters[at:])
               for at in range(1, min(_MAX_ONSET, len(letters)) + 1))


def _highland_rime(rime: str) -> bool:
    """One or two vowels and an ending, or the beginning of that."""
    vowels = next((at for at, letter in enumerate(rime) if letter not in VOWELS), len(rime))
    return vowels <= 3 and (vowels > 0 or not rime) and rime[vowels:] in _HIGHLAND_ENDINGS
