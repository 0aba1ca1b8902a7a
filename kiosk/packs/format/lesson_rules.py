"""What makes a lesson valid beyond its form: every name leads somewhere, nobody can get stuck, short words.

Guarantees: ``problems`` finds every problem of a lesson at once, each with its place and a Vietnamese sentence.
Rules: design of the lessons (one task a screen, at most four choices, sentences of at most 15 words,
invented accounts only). Reads nothing but the heads of pictures. The simulated phone: ``phone_rules``.

    for problem in problems(lesson, drawings): print(problem.where, problem.sentence)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec import Struct

from kiosk.core.lessons.curriculum import ELSEWHERE, shown_in
from kiosk.core.lessons.lesson import AgainStep, Answer, CallStep, ChooseStep, Lesson, PhoneStep, ScanStep, Step
from kiosk.core.lessons.phone_screen import PhoneScreen
from kiosk.packs.format.media_checks import png_problem
from kiosk.packs.format.phone_rules import Problem, named_on, phone_problems
from kiosk.packs.format.text_checks import text_problem
from kiosk.packs.format.text_fields import texts

MAX_WORDS: Final = 15                  # a sentence
LEARNED_WORDS: Final = 7                # a line after "Từ nay bác biết:"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!:])\s+")
_LONG: Final = re.compile(r"\+?\d(?:[ .-]?\d){7,}")
_MONEY: Final = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{3})+(?![\d.])")
_PUBLIC: Final = re.compile(r"1[89]00\d{4,6}")      # numbers of services, which anybody may call
# 34 provinces and cities from 1/7/2025 (Nghị quyết 202/2025/QH15), as lesson files write them.
PROVINCES: Final = frozenset((
    "an-giang", "bac-ninh", "ca-mau", "can-tho", "cao-bang", "da-nang", "dak-lak", "dien-bien", "dong-nai",
    "dong-thap", "gia-lai", "ha-noi", "ha-tinh", "hai-phong", "ho-chi-minh", "hue", "hung-yen", "khanh-hoa",
    "lai-chau", "lam-dong", "lang-son", "lao-cai", "nghe-an", "ninh-binh", "phu-tho", "quang-ngai", "quang-ninh",
    "quang-tri", "son-la", "tay-ninh", "thai-nguyen", "thanh-hoa", "tuyen-quang", "vinh-long",
))
_OTHERS_WORDS: Final = re.compile(r"^\$\.(sources|checked)\b")


@dataclass(frozen=True)
class Drawings:
    """Where names of pictures and icons are looked for: the lesson's folder, then the assets."""

    lesson: Path
    assets: Path

    def picture_problem(self, name: str) -> str:
        """'' where the picture is there and small enough, else what is wrong with it."""
        places = (self.lesson / f"{name}.png", self.assets / "pictures" / f"{name}.png")
        path = next((place for place in places if _NAME.fullmatch(name) and place.is_file()), None)
        return f"không có hình “{name}.png”." if path is None else png_problem(path)

    def has_icon(self, name: str) -> bool:
        return bool(_NAME.fullmatch(name)) and (self.assets / "icons" / f"{name}.png").is_file()


def problems(lesson: Lesson, drawings: Drawings) -> Iterator[Problem]:
    """Every flaw of ``lesson``, in the order of the file."""
    yield from drawing_problems("$", lesson, drawings)
    yield from _lines(lesson)
    yield from _sources(lesson)
    yield from _twice("$.steps", [step.id for step in lesson.steps])
    for number, step in enumerate(lesson.steps):
        where = f"$.steps[{number}]"
        yield from _step(where, step, lesson.steps[:number])
        yield from _provinces(f"{where}.only", getattr(step, "only", ()))
    yield from _provinces("$.only", lesson.only)
    yield from _variants(lesson)


def _step(where: str, step: Step, earlier: Sequence[Step]) -> Iterator[Problem]:
    match step:
        case ChooseStep():
            yield from _answers(where, step.answers)
        case CallStep():
            for number, turn in enumerate(step.turns):
                yield from _answers(f"{where}.turns[{number}]", turn.answers)
        case AgainStep():
            if not any(isinstance(other, PhoneStep) and other.id == step.of for other in earlier):
                yield Problem(f"{where}.of", f"trước bước này không có bước phone nào tên “{step.of}”.")
        case PhoneStep() | ScanStep():
            yield from phone_problems(where, step)
            if isinstance(step, PhoneStep) and (step.same_as or step.moment):
                yield Problem(where, "mục moment và same_as do máy tự điền; muốn làm lại thì viết bước “again”.")


def _answers(where: str, answers: Sequence[Answer]) -> Iterator[Problem]:
    right = sum(answer.right for answer in answers)
    if right != 1:
        yield Problem(f"{where}.answers", f"cần đúng một câu trả lời đúng (right: true), đang có {right}.")
    yield from _twice(f"{where}.answers", [answer.id for answer in answers])


# --- words ---------------------------------------------------------------------------------------


def _lines(lesson: Lesson) -> Iterator[Problem]:
    """Sentences and numbers; who is cited may be called by a long name."""
    for number, line in enumerate(lesson.learned):
        if len(line.split()) > LEARNED_WORDS:
            yield Problem(f"$.learned[{number}]", f"câu này dài hơn {LEARNED_WORDS} chữ.")
    for said in texts(lesson):
        if sentence := text_problem(said.text):
            yield Problem(said.where, sentence)
        if _OTHERS_WORDS.match(said.where):
            continue
        if any(len(part.split()) > MAX_WORDS for part in _SENTENCE_END.split(said.text)):
            yield Problem(said.where, f"có câu dài hơn {MAX_WORDS} chữ.")
        if list(real_numbers(said.text)):
            yield Problem(said.where, "có dãy số dài như số thật; chỉ dùng số bịa, ngắn, hoặc bắt đầu bằng 000.")


def real_numbers(text: str) -> Iterator[str]:
    """Long numbers that could be somebody's: money, invented ones and numbers of services left out."""
    for found in _LONG.findall(_MONEY.sub("", text)):
        digits = re.sub(r"\D", "", found)
        if not fictitious(digits) and not _PUBLIC.fullmatch(digits):
            yield found


def fictitious(digits: str) -> bool:
    """Nobody has such an account, telephone or identity number: three noughts first, or one digit repeated
    eight times (domain notes, own test vectors)."""
    return digits.startswith("000") or re.search(r"(\d)\1{7}", digits) is not None


def spoken(step: Step) -> Iterator[tuple[str, str]]:
    """(place, text) of everything a step says or shows."""
    yield from ((said.where, said.text) for said in texts(step, ""))


# --- sources, provinces -------------------------------------------------------------------------


def _sources(lesson: Lesson) -> Iterator[Problem]:
    known = [source.id for source in lesson.sources]
    yield from _twice("$.sources", known)
    for number, step in enumerate(lesson.steps):
        for place, name in enumerate(getattr(step, "sources", ())):
            if name not in known:
                yield Problem(f"$.steps[{number}].sources[{place}]", f"không có nguồn nào tên “{name}” ở mục sources.")


def _provinces(where: str, only: Sequence[str]) -> Iterator[Problem]:
    for number, name in enumerate(only):
        if name != ELSEWHERE and name not in PROVINCES:
            yield Problem(f"{where}[{number}]", f"không có tỉnh nào tên “{name}”.")


def _variants(lesson: Lesson) -> Iterator[Problem]:
    for province in provinces_of(lesson):
        shown = shown_in(lesson, province)
        if shown is not None and not shown.steps:
            yield Problem("$.steps", f"ở “{province or ELSEWHERE}” bài này không còn bước nào.")


def provinces_of(lesson: Lesson) -> tuple[str, ...]:
    """One province for each different form of the lesson; '' is any that is not named."""
    named = {name for only in (lesson.only, *(getattr(step, "only", ()) for step in lesson.steps)) for name in only}
    return ("", *sorted(named - {ELSEWHERE}))


# --- small rules --------------------------------------------------------------------------------


def drawing_problems(where: str, record: object, drawings: Drawings) -> Iterator[Problem]:
    """Pictures and icons of a record that are not there, or too large."""
    if isinstance(record, Struct):
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if name == "picture" and value and (sentence := drawings.picture_problem(value)):
                yield Problem(f"{where}.picture", sentence)
            elif name == "icon" and value and not drawings.has_icon(value):
                yield Problem(f"{where}.icon", f"không có biểu tượng “{value}”.")
            yield from drawing_problems(f"{where}.{name}", value, drawings)
    elif isinstance(record, dict):
        for key, value in record.items():
            yield from drawing_problems(f"{where}.{key}", value, drawings)
    elif isinstance(record, tuple):
        for number, value in enumerate(record):
            yield from drawing_problems(f"{where}[{number}]", value, drawings)


def _twice(where: str, names: Sequence[str]) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Problem(where, f"tên “{name}” dùng hai lần.")


def element_ids(screen: PhoneScreen) -> list[str]:
    """Names of everything that stands on a phone's screen; apps, rows, photos count one by one."""
    return [thing.id for thing in named_on("", "", screen.elements)]
