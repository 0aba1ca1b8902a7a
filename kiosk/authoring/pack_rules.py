"""What stands around the lessons of a pack: do paths, skills, questions, translations name things that are there?

Guarantees: every name of a pack is looked up among its own lessons and skills and those of its neighbours (a pack of
a commune may go on from the shipped one); findings carry file and line. Reads the neighbours' files, nothing else.

    pack_findings(source, assets); lesson_findings(source, known)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.authoring.findings import Code, Finding, Level
from kiosk.authoring.province_variants import forms
from kiosk.authoring.workspace import LESSON, PACK, LessonSource, PackSource
from kiosk.core.errors import LessonRefused
from kiosk.core.lessons.lesson import PhoneStep
from kiosk.core.lessons.phone_screen import TextBox
from kiosk.core.phone.typing import keys_left
from kiosk.packs.catalogue.loader import SKILLS, load_skills
from kiosk.packs.format.lesson_rules import Drawings, drawing_problems
from kiosk.packs.format.phone_rules import things
from kiosk.packs.format.source_records import line_of_key
from kiosk.packs.format.text_checks import text_problem
from kiosk.packs.format.text_fields import texts
from kiosk.packs.format.yaml_reader import YamlText
from sync.protocol.folding import without_marks
from sync.protocol.pack_repository import RESERVED_PACKS

GOOD_STEPS: Final = (8, 20)
GOOD_MINUTES: Final = (5, 20)


@dataclass(frozen=True)
class Known:
    """Names that lessons may use. An empty ``skills`` asks nothing."""

    lessons: frozenset[str]
    skills: frozenset[str]


def known_around(root: Path) -> Known:
    """Lessons and skills of every readable pack in ``root``."""
    lessons: set[str] = set()
    skills: set[str] = set()
    for path in sorted(root.glob(f"*/{PACK}")):
        try:
            lessons |= {beside.parent.name for beside in path.parent.glob(f"*/{LESSON}")}
            if (beside := path.parent / SKILLS).is_file():
                skills |= {skill.id for skill in load_skills(beside)}
        except (LessonRefused, OSError):
            continue                    # told where that pack itself is checked
    return Known(frozenset(lessons), frozenset(skills))


def pack_findings(source: PackSource, known: Known, assets: Path) -> Iterator[Finding]:
    """Of ``pack.yaml`` and ``skills.yaml``."""
    pack, text = source.pack, source.text
    for problem in drawing_problems("$", pack, Drawings(text.path.parent, assets)):
        yield _at(text, problem.where, "hinh", problem.sentence)
    for said in texts(pack):
        if sentence := text_problem(said.text):
            yield _at(text, said.where, "ky-tu-la" if "ký tự" in sentence else "ngoac", sentence)
    if pack.id in RESERVED_PACKS:
        yield _at(text, "$.id", "dang", f"“{pack.id}” là tên máy dùng riêng; đặt cho gói tên khác.")
    yield from _twice(text, "$.lessons", pack.lessons)
    yield from _twice(text, "$.paths", [path.id for path in pack.paths])
    yield from _twice(text, "$.questions", [question.ask for question in pack.questions])
    for number, path in enumerate(pack.paths):
        yield from _unknown(text, f"$.paths[{number}].lessons", path.lessons, known.lessons, "bài")
        yield from _twice(text, f"$.paths[{number}].lessons", path.lessons)
    if source.skills_text:
        yield from _skills(source, source.skills_text, known)


def _skills(source: PackSource, text: YamlText, known: Known) -> Iterator[Finding]:
    yield from _twice(text, "$", [skill.id for skill in source.skills])
    for number, skill in enumerate(source.skills):
        if skill.group and (skill.group == skill.id or skill.group not in known.skills):
            yield _at(text, f"$[{number}].group", "dang", f"không có kỹ năng nào tên “{skill.group}”.")
        for said in texts(skill):
            if sentence := text_problem(said.text):
                yield _at(text, f"$[{number}]", "ky-tu-la" if "ký tự" in sentence else "ngoac", sentence)


def lesson_findings(source: LessonSource, known: Known) -> Iterator[Finding]:
    """Names that lead out of the lesson, its languages, and what a good lesson has."""
    lesson, text = source.lesson, source.text
    others = known.lessons - {lesson.id}
    yield from _unknown(text, "$.after", lesson.after, others, "bài")
    if known.skills:
        yield from _unknown(text, "$.skills", lesson.skills, known.skills, "kỹ năng")
    yield from _languages(source)
    yield from _advice(source)


# --- other languages ----------------------------------------------------------------------------


def _languages(source: LessonSource) -> Iterator[Finding]:
    said = {each.text for each in texts(source.lesson)}
    for translated in source.translated:
        yield from _strange_keys(translated.text, translated.words, said)
        left = len(said - set(translated.words))
        if translated.words and left:
            yield Finding(translated.text.path, 0, "ban-dich", f"còn {left} câu chưa có trong bản dịch này.", "warning")
    for recorded in source.recorded:
        yield from _strange_keys(recorded.text, recorded.files, said)


def _strange_keys(text: YamlText, keys: Iterable[str], said: set[str]) -> Iterator[Finding]:
    for key in keys:
        if key not in said:
            yield Finding(text.path, line_of_key(text, key), "ban-dich",
                          f"trong bài không có câu “{key}”.", "warning")


# --- what a good lesson has ---------------------------------------------------------------------


def _advice(source: LessonSource) -> Iterator[Finding]:
    lesson = source.lesson
    least, most = GOOD_STEPS
    counts = [len(form.steps) for form in forms(lesson)] or [len(lesson.steps)]
    if min(counts) < least or max(counts) > most:
        yield _nudge(source, "$.steps", f"bài có {min(counts)} bước; {least} đến {most} bước thì vừa sức.")
    if not any(isinstance(step, PhoneStep) and step.alone for form in forms(lesson) for step in form.steps):
        yield _nudge(source, "$.steps", "chưa có bước phone nào để bà con tự làm (alone: true).")
    if not GOOD_MINUTES[0] <= lesson.minutes <= GOOD_MINUTES[1]:
        yield _nudge(source, "$.minutes", f"bài {lesson.minutes} phút; khoảng 8 đến 15 phút thì vừa sức.")
    for number, step in enumerate(lesson.steps):
        for thing in things(f"$.steps[{number}]", step) if isinstance(step, PhoneStep) else ():
            if isinstance(thing.part, TextBox) and _surprising(thing.part):
                yield _nudge(source, f"{thing.where}.expect",
                             f"gõ “{thing.part.expect}” bằng Telex phải bấm thêm phím; chọn chữ khác thì dễ hơn.")


def _surprising(box: TextBox) -> bool:
    """Plain letters typed as they stand come out otherwise: "google" becomes "gôgle"."""
    return (box.keys == "letters" and not box.marks
            and keys_left(box) not in (None, without_marks(" ".join(box.expect.split()))))


# --- small rules --------------------------------------------------------------------------------


def _unknown(text: YamlText, where: str, names: Sequence[str], known: frozenset[str], what: str) -> Iterator[Finding]:
    for number, name in enumerate(names):
        if name not in known:
            yield _at(text, f"{where}[{number}]", "dang", f"không có {what} nào tên “{name}”.")


def _twice(text: YamlText, where: str, names: Sequence[str]) -> Iterator[Finding]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield _at(text, f"{where}[{number}]", "dang", f"“{name}” viết hai lần.")


def _at(text: YamlText, where: str, code: Code, sentence: str, level: Level = "error") -> Finding:
    return Finding(text.path, text.line_of(where), code, sentence, level)


def _nudge(source: LessonSource, where: str, sentence: str) -> Finding:
    return _at(source.text, where, "nen", sentence, "warning")
