"""Does a lesson say where its facts come from?

Guarantees: what can be looked up (a law, a date it holds from, a fee, a share, what an office never does, an official
address or number) is found in what we tell people: shows, things to do, replies. What a screen or a stranger of the
lesson says is no fact of ours. Judges no fact: it asks for a source.

    for finding in fact_findings(source.text, source.lesson): print(finding)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kiosk.authoring.findings import Finding
from kiosk.core.lessons.lesson import Answer, CallStep, ChooseStep, DoStep, Lesson, ShowStep, Step
from kiosk.packs.format.yaml_reader import YamlText

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+")
_CLAIMS: Final = re.compile(
    r"""(?<![\w/])(?P<said>
      (?:pháp\s)?luật(?!\ssư)|nghị\sđịnh|nghị\squyết|thông\stư|chỉ\sthị|công\svăn|quyết\sđịnh\s(?:số\s)?\d+\S*
    | theo\squy\sđịnh|bắt\sbuộc
    | từ\sngày|(?:ngày\s|mùng\s)?\d{1,2}/\d{1,2}/\d{4}|ngày\s\d{1,2}/\d{1,2}|tháng\s\d{1,2}/\d{4}|năm\s(?:19|20)\d\d
    | miễn\sphí|(?:lệ\s|viện\s)?phí[^.!?]{0,30}\d|(?:phạt|mức)\s[^.!?]{0,30}\d[\d.]*\s?(?:đ|đồng|nghìn|triệu|tỷ)
    | (?:trên|quá|hơn|dưới)\s\d[\d.,]*\s?(?:triệu|tỷ)
    | \d[\d.,]*\s?%|\d+\sphần\străm
    | công\san\s(?:[^.!?]{0,60}\s)?không(?!\s(?:ạ|nhỉ|bác|thế)?\s?\?)
    | (?:ngân\shàng|cơ\squan|cán\sbộ|tòa\sán|viện\skiểm\ssát|bưu\sđiện)\s(?:[^.!?]{0,40}\s)?không\sbao\sgiờ
    | (?:156|5656|1022|1[89]00[ .]?\d{3,4}[ .]?\d{0,4})(?![\d.]\d)(?!\d)
    | (?:[\w-]+\.)*[\w-]+\.gov\.vn
    )(?!\w)""", re.IGNORECASE | re.VERBOSE)


def fact_findings(text: YamlText, lesson: Lesson) -> Iterator[Finding]:
    """Claims of steps that name no source, and sources that no step names."""
    for number, step in enumerate(lesson.steps):
        for where, said in _citation_findings(step) if not getattr(step, "sources", ()) else ():
            for claim in claims(said):
                yield Finding(text.path, text.line_of(f"$.steps[{number}]{where}"), "thieu-nguon",
                              f"“{claim}” là điều tra lại được mà bước này chưa ghi nguồn.", "error")
    if not lesson.sources:
        yield from _take_home(text, lesson)
    used = {name for step in lesson.steps for name in getattr(step, "sources", ())}
    for number, source in enumerate(lesson.sources):
        if source.id not in used:
            yield Finding(text.path, text.line_of(f"$.sources[{number}]"), "nguon-thua",
                          f"nguồn “{source.id}” chưa bước nào dùng.", "warning")


def claims(text: str) -> list[str]:
    """What in ``text`` somebody could look up, one a sentence."""
    found = (_CLAIMS.search(sentence) for sentence in _SENTENCE_END.split(text))
    return [match["said"] for match in found if match]


def _take_home(text: YamlText, lesson: Lesson) -> Iterator[Finding]:
    for name, lines in (("learned", lesson.learned), ("take_home", lesson.take_home)):
        for number, line in enumerate(lines):
            for claim in claims(line):
                yield Finding(text.path, text.line_of(f"$.{name}[{number}]"), "thieu-nguon",
                              f"“{claim}” là điều tra lại được mà bài này chưa ghi nguồn nào.", "error")


def _citation_findings(step: Step) -> Iterator[tuple[str, str]]:
    """(place, text) of what the step itself tells."""
    match step:
        case ShowStep() | DoStep():
            yield ".title", step.title
            yield from ((f".text[{number}]", line) for number, line in enumerate(step.text))
        case ChooseStep():
            yield from _replies("", step.answers)
        case CallStep():
            for number, turn in enumerate(step.turns):
                yield from _replies(f".turns[{number}]", turn.answers)


def _replies(where: str, answers: tuple[Answer, ...]) -> Iterator[tuple[str, str]]:
    yield from ((f"{where}.answers[{number}].reply", answer.reply) for number, answer in enumerate(answers))
