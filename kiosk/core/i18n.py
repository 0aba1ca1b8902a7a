"""The words people read. Vietnamese is the source language; ``_`` is gettext's mark for others (ADR 21).

    _("Chào bác {name}!").format(name=name)     # marked, and translated here: before the names go in
    LINE = N_("TẬP LUYỆN")                      # marked only: a constant is translated when it is shown

``speak`` says into what; the controller calls it, nobody else. ``kiosk.pot`` is made from these marks.
Sentences are written for "bác"; ``addressed`` turns them to the word the commune chose (ông, bà, cô…).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace as struct_replace

LANGUAGE_NAMES = {
    "vi": "Tiếng Việt", "tyz": "Tiếng Tày", "nut": "Tiếng Nùng", "hmn": "Tiếng Mông", "ium": "Tiếng Dao",
}

Translate = Callable[[str], str]
"""A Vietnamese sentence to what is said for it; the same sentence where nobody translated it."""

_spoken: ContextVar[Translate] = ContextVar("spoken", default=str)
_BAC = re.compile(r"\bbác\b|(?<!\w )\bBác\b")   # "Nguyễn Văn Bác" is a name


def speak(translate: Translate) -> None:
    """Sets the language of every sentence that this thread makes from now on."""
    _spoken.set(translate)


def _(sentence: str) -> str:
    """Marks a sentence, and translates it into the language that is spoken now."""
    return _spoken.get()(sentence)


def N_(sentence: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Marks a sentence of a constant; it stays Vietnamese until it is shown."""
    return sentence


def addressed(sentence: str, word: str) -> str:
    """The same sentence for another form of address: "Chào bác" → "Chào ông"."""
    if word == "bác":
        return sentence
    return _BAC.sub(lambda m: word.capitalize() if m[0] == "Bác" else word, sentence)


T = TypeVar("T")
# Fields of lesson records that hold sentences, or further records that do.
_LESSON_WORDS = frozenset({
    "title", "text", "label", "value", "note", "strong", "lines", "who", "elements", "rows", "apps", "photos",
    "buttons", "bubbles", "take", "refuse",
})
_NOT_WORDS = frozenset({"key", "intent", "typed", "person", "look", "face", "cue", "qr"})


def readdressed(view: T, word: str) -> T:
    """The same view for another form of address; intents and keys stay as they are."""
    return reworded(view, lambda sentence: addressed(sentence, word))


def reworded(view: T, change: Callable[[str], str]) -> T:
    """The same view with every sentence changed; intents, keys and what was typed stay as they are."""
    if isinstance(view, str):
        return change(view)  # type: ignore[return-value]
    if isinstance(view, tuple):
        return tuple(reworded(part, change) for part in view)  # type: ignore[return-value]
    if isinstance(view, Struct):
        return struct_replace(view, **{
            name: reworded(getattr(view, name), change) for name in view.__struct_fields__ if name in _LESSON_WORDS})
    if not is_dataclass(view) or isinstance(view, type):
        return view
    words = {f.name: reworded(getattr(view, f.name), change) for f in fields(view) if f.name not in _NOT_WORDS}
    return replace(view, **words)
