"""Nothing that the kiosk may have to say stumbles: no digit, no sign, no foreign word, no English voice."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator

import pytest

from kiosk.authoring.vietnamese import is_syllable
from kiosk.core.text.speech import spoken
from tests.support.spoken_sentences import lesson_sentences, screen_sentences

ESPEAK = shutil.which("espeak-ng")
# Syllables of unmarked addresses and of invented names, which no rule of Vietnamese spelling allows.
UNMARKED = frozenset({"nuoc", "mien", "nguoi"})
SWITCHED = re.compile(r"\([a-z]{2,3}(?:-[a-z]+)?\)")       # espeak-ng says it in another language's voice


@pytest.fixture(scope="module", params=[lesson_sentences, screen_sentences], ids=["lessons", "screens"])
def sentences(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return tuple(dict.fromkeys(request.param()))


def english_parts(sentences: tuple[str, ...]) -> list[str]:
    """Lines of espeak-ng's phonemes where its Vietnamese voice gave up."""
    assert ESPEAK
    text = "\n\n".join(map(spoken, sentences))
    run = subprocess.run([ESPEAK, "-v", "vi", "-x", "-q", "--stdin"], input=text.encode(), capture_output=True,
                         check=True, timeout=100)
    return [line for line in run.stdout.decode().split("\n") if set(SWITCHED.findall(line)) - {"(vi)"}]


def test_there_is_enough_to_look_at(sentences: tuple[str, ...]) -> None:
    assert len(sentences) > 200


def test_nothing_but_letters_and_stops_reaches_the_voice(sentences: tuple[str, ...]) -> None:
    left = {sentence: {char for char in spoken(sentence) if not char.isalpha() and char not in " .,;:!?-"}
            for sentence in sentences}
    assert {sentence: signs for sentence, signs in left.items() if signs} == {}


def test_every_word_that_is_said_is_a_vietnamese_syllable(sentences: tuple[str, ...]) -> None:
    strange = {(word, sentence) for sentence in sentences for word in re.findall(r"[^\W\d_]+", spoken(sentence))
               if not is_syllable(word) and word.lower() not in UNMARKED}
    assert strange == set()


def with_a_new_word(sentences: tuple[str, ...]) -> Iterator[str]:
    """As few of the sentences as say every word: espeak-ng changes its voice for a word."""
    heard: set[str] = set()
    for sentence in sentences:
        words = set(spoken(sentence).lower().split())
        if not words <= heard:
            heard |= words
            yield sentence


@pytest.mark.skipif(ESPEAK is None, reason="espeak-ng is not installed")
@pytest.mark.parametrize("chosen", [with_a_new_word, pytest.param(tuple, marks=pytest.mark.long)])
def test_the_engine_never_takes_its_english_voice(
    sentences: tuple[str, ...], chosen: Callable[[tuple[str, ...]], Iterable[str]]
) -> None:
    assert english_parts(tuple(chosen(sentences))) == []


def test_no_word_is_left_out_of_what_the_engine_is_asked(sentences: tuple[str, ...]) -> None:
    asked = tuple(with_a_new_word(sentences))
    assert len(asked) < len(sentences)
    assert words_of(asked) == words_of(sentences)


def words_of(sentences: tuple[str, ...]) -> set[str]:
    return {word for sentence in sentences for word in spoken(sentence).lower().split()}


@pytest.mark.skipif(ESPEAK is None, reason="espeak-ng is not installed")
def test_an_english_word_would_be_noticed() -> None:
    assert english_parts(("Bác bấm switch nhé",)) != []
