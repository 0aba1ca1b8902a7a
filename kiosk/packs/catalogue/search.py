"""Answers a typed question from the lessons' own steps: SQLite's full-text index (FTS5), offline, in memory.

Guarantees: the best step of each lesson, the likeliest lesson first; words count with or without Vietnamese marks
("quet ma" finds "quét mã", đ is d too), but marks that were typed and agree count more; rare words count more than
common ones; where less than half of what was asked stands in a step, nothing is found: it says that it does not know.
The index is made at the first question. Implements ``kiosk.core.ports.Finder``. Knows no synonyms but a lesson's own
``keywords``.

    finder = LessonFinder(lessons)
    finder.find("quet ma tra tien the nao", 3)      # (Found("tra-tien-qr", "Trả tiền bằng mã QR", 2, "…"), …)
"""

from __future__ import annotations

import math
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kiosk.core.lessons.curriculum import Found
from kiosk.core.lessons.lesson import CallStep, ChooseStep, DoStep, Lesson, PhoneStep, ScanStep, ShowStep, Step
from sync.protocol.folding import folded

ENOUGH: Final = 0.5                     # share of what was asked that must stand in a step
KEYWORDS: Final = 1.25                  # a word of the title or the keywords counts a little more
WRONG_MARKS: Final = 0.55               # "quét" where the step has "quẹt"
UNSEEN: Final = 3                       # a word no lesson has counts as if three steps had it: it cannot decide alone
_CANDIDATES: Final = 200
# Words that stand in nearly every question and tell nothing.
_EMPTY: Final = frozenset({
    "thế", "nào", "thì", "sao", "là", "làm", "gì", "được", "không", "có", "cho", "tôi", "bác", "cháu", "mình", "muốn",
    "ở", "đâu", "cách", "như", "ạ", "nhé", "ơi", "với", "và", "để", "khi", "bị", "phải", "ra", "vào", "cái", "này",
    "kia", "hay", "rồi", "mà", "một", "các", "những", "của", "trong", "trên", "xin", "hỏi", "giúp", "biết", "cần", "ai",
    "thấy", "bảo", "lâu", "mới", "nhờ", "chỉ", "dùng", "xem",
})
# The same typed without marks, but for those that may as well be "mã", "lạ", "AI", "thẻ", "đồ".
_EMPTY_BARE: Final = frozenset(map(folded, _EMPTY)) - {"ma", "la", "ai", "the", "bao", "dung"}
_LEAST: Final = 2                       # letters of a word that tells something
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class _Passage:
    """One step (or, at ``step`` 0, the lesson's title and keywords) as it is searched."""

    lesson: Lesson
    step: int
    lines: tuple[str, ...]
    weight: float = 1.0


class LessonFinder:
    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._lessons = tuple(lessons)
        self._passages: list[_Passage] = []
        self._index: sqlite3.Connection | None = None

    def find(self, text: str, limit: int) -> tuple[Found, ...]:
        asked = _asked(text)
        if not asked:
            return ()
        scores: dict[str, tuple[float, _Passage]] = {}
        weights = self._weights(asked)
        for passage in self._candidates(asked):
            score = _score(passage, asked, weights)
            if score >= ENOUGH and score > scores.get(passage.lesson.id, (0.0, passage))[0]:
                scores[passage.lesson.id] = score, passage
        best = sorted(scores.values(), key=lambda scored: -scored[0])[:limit]
        return tuple(_found(passage, asked, weights) for _score_, passage in best)

    def _candidates(self, asked: Sequence[str]) -> Iterator[_Passage]:
        """Passages with any of the words; FTS5 ranks them (bm25), so that a common word alone comes last."""
        question = " OR ".join(f'"{word}"' for word in sorted({folded(word) for word in asked}))
        rows = self._fts().execute(
            "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (question, _CANDIDATES))
        return (self._passages[row[0] - 1] for row in rows.fetchall())

    def _weights(self, asked: Sequence[str]) -> dict[str, float]:
        """How much each word tells: the rarer, the more (inverse document frequency)."""
        index, total = self._fts(), len(self._passages)
        weights = {}
        for word in asked:
            seen = index.execute("SELECT doc FROM words WHERE term = ?", (folded(word),)).fetchone()
            weights[word] = math.log(1 + total / (1 + (seen[0] if seen else UNSEEN)))
        return weights

    def _fts(self) -> sqlite3.Connection:
        if self._index is None:
            self._passages = [passage for lesson in self._lessons for passage in _passages(lesson)]
            index = sqlite3.connect(":memory:", check_same_thread=False)
            index.execute("CREATE VIRTUAL TABLE passages USING fts5(bare, content='', tokenize='unicode61')")
            index.execute("CREATE VIRTUAL TABLE words USING fts5vocab(passages, row)")
            index.executemany("INSERT INTO passages (rowid, bare) VALUES (?, ?)",
                              ((at, folded(" ".join(p.lines))) for at, p in enumerate(self._passages, start=1)))
            self._index = index
        return self._index


def _passages(lesson: Lesson) -> Iterator[_Passage]:
    yield _Passage(lesson, 0, (lesson.title, *lesson.keywords, *lesson.learned), KEYWORDS)
    for number, step in enumerate(lesson.steps):
        if lines := tuple(line for line in _lines(step) if line):
            yield _Passage(lesson, number, lines)


def _lines(step: Step) -> tuple[str, ...]:
    """What a step teaches, the sentence that says it best first."""
    match step:
        case ShowStep() | DoStep():
            return (step.title, *step.text)
        case PhoneStep() | ScanStep():
            return (step.say, step.ask, step.hints.again)
        case ChooseStep():
            replies = tuple(answer.reply for answer in step.answers if answer.right)
            return (*replies, step.title, *step.card, step.ask)
        case CallStep():
            right = tuple(answer.reply for turn in step.turns for answer in turn.answers if answer.right)
            return (*right, *(line for turn in step.turns for line in (*turn.says, turn.ask)))
    return ()


def _asked(text: str) -> tuple[str, ...]:
    """The words that tell something, in lower case, marks as typed."""
    words = tuple(dict.fromkeys(_WORD.findall(unicodedata.normalize("NFKC", text).casefold())))
    marked = any(word != folded(word) for word in words)
    empty = _EMPTY if marked else _EMPTY_BARE
    return tuple(word for word in words if word not in empty and len(word) >= _LEAST)


def _score(passage: _Passage, asked: Sequence[str], weights: dict[str, float]) -> float:
    """Share of what was asked that stands in the passage, by weight; a pair in the same order adds a little."""
    text = " ".join(passage.lines)
    total = sum(weights.values())
    share = sum(weights[word] * _agrees(word, text) for word in asked) / total
    pairs = [f"{folded(first)} {folded(second)}" for first, second in pairwise(asked)]
    bare = folded(text)
    together = sum(pair in bare for pair in pairs) / len(pairs) if pairs else 0.0
    return (share + 0.15 * together) * passage.weight if share >= ENOUGH else share


def _agrees(word: str, text: str) -> float:
    """1 where the word stands there as typed (or was typed without marks), less where only the letters agree."""
    marked = set(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))
    if word in marked:
        return 1.0
    if folded(word) not in {folded(other) for other in marked}:
        return 0.0
    return 1.0 if word == folded(word) else WRONG_MARKS


def _found(passage: _Passage, asked: Sequence[str], weights: dict[str, float]) -> Found:
    lesson = passage.lesson
    lines = passage.lines if passage.weight == 1.0 else tuple(
        line for step in lesson.steps for line in _lines(step)[:2] if line)
    line = max(lines, key=lambda text: sum(weights[word] * _agrees(word, text) for word in asked))
    return Found(lesson.id, lesson.title, passage.step, line)
