"""What makes a lesson sound beyond its form: every name leads somewhere, nobody can get stuck, short words.

Guarantees: ``flaws`` finds every flaw of a lesson at once, each with its place and a Vietnamese sentence.
Rules: design of the lessons (one task a screen, at most four choices, sentences of at most 15 words,
invented accounts only). Reads nothing but the heads of pictures.

    for flaw in flaws(lesson, shelf): print(flaw.where, flaw.sentence)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.core.lesson import (
    AppIcons,
    ChooseStep,
    Lesson,
    PhoneButton,
    PhoneScreen,
    PhoneStep,
    ScanStep,
    ShowStep,
    Step,
    Viewfinder,
)

BACKGROUND: Final = "nen"               # the phone's empty ground: may stand in ``wrong``
MOST_WORDS: Final = 15                  # a sentence
LEARNED_WORDS: Final = 7                # a line after "Từ nay bác biết:"
MOST_SIDE: Final = 4096
MOST_PIXELS: Final = 16_000_000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!:])\s+")
_ACCOUNT: Final = re.compile(r"\d(?:[ .-]?\d){7,}")
_MONEY: Final = re.compile(r"\d{1,3}(\.\d{3})+")
_PNG: Final = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Flaw:
    """``where`` as msgspec writes places: ``$.steps[2].right``."""

    where: str
    sentence: str


@dataclass(frozen=True)
class Shelf:
    """Where names of pictures and icons are looked for: the lesson's folder, then the assets."""

    lesson: Path
    assets: Path

    def flaw_of_picture(self, name: str) -> str:
        """'' where the picture is there and small enough, else what is wrong with it."""
        places = (self.lesson / f"{name}.png", self.assets / "pictures" / f"{name}.png")
        path = next((place for place in places if _NAME.fullmatch(name) and place.is_file()), None)
        return f"không có hình “{name}.png”." if path is None else _flaw_of_png(path)

    def has_icon(self, name: str) -> bool:
        return bool(_NAME.fullmatch(name)) and (self.assets / "icons" / f"{name}.png").is_file()


def flaws(lesson: Lesson, shelf: Shelf) -> Iterator[Flaw]:
    """Every flaw of ``lesson``, in the order of the file."""
    yield from _picture("$.picture", lesson.picture, shelf)
    for number, line in enumerate(lesson.learned):
        if len(line.split()) > LEARNED_WORDS:
            yield Flaw(f"$.learned[{number}]", f"câu này dài hơn {LEARNED_WORDS} chữ.")
    yield from _twice("$.steps", [step.id for step in lesson.steps])
    for number, step in enumerate(lesson.steps):
        where = f"$.steps[{number}]"
        yield from _step(where, step, shelf)
        yield from _sentences(where, step)


def _step(where: str, step: Step, shelf: Shelf) -> Iterator[Flaw]:
    match step:
        case ShowStep():
            yield from _picture(f"{where}.picture", step.picture, shelf)
        case ChooseStep():
            yield from _choose(where, step, shelf)
        case PhoneStep() | ScanStep():
            if step.context is not None:
                yield from _picture(f"{where}.context.picture", step.context.picture, shelf)
            yield from _screen(f"{where}.screen", step.screen, shelf)
            yield from _goal(where, step) if isinstance(step, PhoneStep) else _camera(where, step)


def _choose(where: str, step: ChooseStep, shelf: Shelf) -> Iterator[Flaw]:
    if step.picture:
        yield from _picture(f"{where}.picture", step.picture, shelf)
    right = sum(answer.right for answer in step.answers)
    if right != 1:
        yield Flaw(f"{where}.answers", f"cần đúng một câu trả lời đúng (right: true), đang có {right}.")
    yield from _twice(f"{where}.answers", [answer.id for answer in step.answers])
    for number, answer in enumerate(step.answers):
        yield from _icon(f"{where}.answers[{number}].icon", answer.icon, shelf)


def _screen(where: str, screen: PhoneScreen, shelf: Shelf) -> Iterator[Flaw]:
    yield from _icon(f"{where}.icon", screen.icon, shelf)
    yield from _twice(f"{where}.elements", element_ids(screen))
    for number, element in enumerate(screen.elements):
        if isinstance(element, PhoneButton) and not element.icon:
            continue
        icons = [app.icon for app in element.apps] if isinstance(element, AppIcons) else (
            [name] if (name := getattr(element, "icon", "")) else [])
        for name in icons:
            yield from _icon(f"{where}.elements[{number}]", name, shelf)


def element_ids(screen: PhoneScreen) -> list[str]:
    """Names of everything that can be touched on a phone's screen; apps count one by one."""
    names: list[str] = []
    for element in screen.elements:
        names.append(element.id)
        if isinstance(element, AppIcons):
            names.extend(app.id for app in element.apps)
    return names


def _goal(where: str, step: PhoneStep) -> Iterator[Flaw]:
    known = {*element_ids(step.screen), BACKGROUND}
    for number, name in enumerate(step.right):
        if name not in known - {BACKGROUND}:
            yield Flaw(f"{where}.right[{number}]", f"trên màn hình không có “{name}”.")
    for name in step.wrong:
        if name not in known:
            yield Flaw(f"{where}.wrong.{name}", f"trên màn hình không có “{name}”.")
        if name in step.right:
            yield Flaw(f"{where}.wrong.{name}", f"“{name}” vừa là đúng vừa là chưa đúng.")


def _camera(where: str, step: ScanStep) -> Iterator[Flaw]:
    if not any(isinstance(element, Viewfinder) for element in step.screen.elements):
        yield Flaw(f"{where}.screen.elements", "bước quét mã cần một khung máy ảnh (viewfinder).")


def _sentences(where: str, step: Step) -> Iterator[Flaw]:
    for place, text in spoken(step):
        if any(len(part.split()) > MOST_WORDS for part in _SENTENCE_END.split(text)):
            yield Flaw(f"{where}{place}", f"có câu dài hơn {MOST_WORDS} chữ.")
        if _ACCOUNT.search(_MONEY.sub("", text)):
            yield Flaw(f"{where}{place}", "có dãy số dài như số thật; chỉ dùng số bịa, ngắn.")


def spoken(step: Step) -> Iterator[tuple[str, str]]:
    """(place, text) of everything a step says or shows."""
    match step:
        case ShowStep():
            yield ".title", step.title
            yield from ((f".text[{n}]", line) for n, line in enumerate(step.text))
        case ChooseStep():
            yield from ((".title", step.title), (".ask", step.ask))
            yield from ((f".card[{n}]", line) for n, line in enumerate(step.card))
            for n, answer in enumerate(step.answers):
                yield from ((f".answers[{n}].label", answer.label), (f".answers[{n}].reply", answer.reply))
        case PhoneStep() | ScanStep():
            yield from ((".say", step.say), (".ask", step.ask))
            yield from ((f".hints.{name}", getattr(step.hints, name)) for name in ("again", "point", "show"))
            yield from _shown(step)
            if isinstance(step, PhoneStep):
                yield from ((f".wrong.{name}", text) for name, text in step.wrong.items())


def _shown(step: PhoneStep | ScanStep) -> Iterator[tuple[str, str]]:
    if step.context is not None:
        yield from ((".context.text", step.context.text), (".context.strong", step.context.strong))
    for number, element in enumerate(step.screen.elements):
        for name in ("label", "value", "note", "text"):
            yield f".screen.elements[{number}].{name}", getattr(element, name, "")


# --- small rules --------------------------------------------------------------------------------


def _picture(where: str, name: str, shelf: Shelf) -> Iterator[Flaw]:
    if sentence := shelf.flaw_of_picture(name):
        yield Flaw(where, sentence)


def _icon(where: str, name: str, shelf: Shelf) -> Iterator[Flaw]:
    if not shelf.has_icon(name):
        yield Flaw(where, f"không có biểu tượng “{name}”.")


def _twice(where: str, names: Sequence[str]) -> Iterator[Flaw]:
    for number, name in enumerate(names):
        if name in names[:number]:
            yield Flaw(where, f"tên “{name}” dùng hai lần.")


def _flaw_of_png(path: Path) -> str:
    """Kivy has no limit of its own: a 48 kB picture can take gigabytes once drawn."""
    try:
        with path.open("rb") as stream:
            head = stream.read(24)
    except OSError:
        return f"không mở được hình “{path.name}”."
    if len(head) < 24 or not head.startswith(_PNG) or head[12:16] != b"IHDR":
        return f"“{path.name}” không phải hình PNG."
    width, height = int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")
    if not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE) or width * height > MOST_PIXELS:
        return f"hình “{path.name}” lớn quá: mỗi cạnh nhiều nhất {MOST_SIDE} điểm ảnh."
    return ""
