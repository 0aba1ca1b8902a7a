"""The simulated phone of one step: every name leads somewhere, every screen can be reached, the goal too.

Guarantees: ``phone_problems`` finds every flaw of the names of a step at once. Does not play the step: what touching
does is decided in the core, and tried by ``kiosk.authoring.playthrough``.

    for problem in phone_problems("$.steps[2]", step): print(problem.where, problem.sentence)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from kiosk.core.lessons.lesson import PhoneStep, ScanStep
from kiosk.core.lessons.phone_screen import (
    ADDRESS,
    BACK,
    BACKGROUND,
    DOWN,
    UP,
    AppIcons,
    Chat,
    Dialog,
    Loading,
    Notification,
    PhoneButton,
    PhoneScreen,
    Photos,
    PinPad,
    Ringing,
    Rows,
    TextBox,
    Toggle,
    Viewfinder,
)
from kiosk.core.phone import elements
from kiosk.core.phone.typing import keys_left

_OWN: Final = re.compile(rf"{BACKGROUND}|{BACK}|{ADDRESS}|phim-.*|so-([0-9]|xoa)")
_DIGITS: Final = re.compile(r"[0-9]+")
_LETTERS: Final = re.compile(r"[^\W_]+(?: [^\W_]+)*")
_MAX_COUNTS: Final[tuple[tuple[type[Struct], int], ...]] = (                  # of one kind on one screen
    (PinPad, 1), (Dialog, 1), (Ringing, 1), (Loading, 1), (Photos, 1), (Chat, 1), (Viewfinder, 1), (Notification, 2),
    (Toggle, 4), (TextBox, 3), (Rows, 1), (AppIcons, 2),
)


@dataclass(frozen=True)
class Problem:
    """``where`` as msgspec writes places: ``$.steps[2].right``."""

    where: str
    sentence: str


@dataclass(frozen=True)
class Thing:
    """Something with a name on one of the step's screens; the first screen is called ''."""

    where: str
    screen: str
    part: Struct

    @property
    def id(self) -> str:
        return str(getattr(self.part, "id", ""))

    @property
    def opens(self) -> str:
        return str(getattr(self.part, "opens", ""))


def things(where: str, step: PhoneStep | ScanStep) -> tuple[Thing, ...]:
    """Everything that has a name, on all screens of the step; ``where`` is the step's own place."""
    found = list(named_on(f"{where}.screen.elements", "", step.screen.elements))
    if isinstance(step, PhoneStep):
        for name, screen in step.screens.items():
            found += named_on(f"{where}.screens.{name}.elements", name, screen.elements)
    return tuple(found)


def named_on(where: str, screen: str, value: object) -> Iterator[Thing]:
    """Everything with a name in ``value``: an element, or several."""
    if isinstance(value, Struct):
        if getattr(value, "id", ""):
            yield Thing(where, screen, value)
        for name in value.__struct_fields__:
            yield from named_on(f"{where}.{name}", screen, getattr(value, name))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from named_on(f"{where}[{number}]", screen, inner)


def phone_problems(where: str, step: PhoneStep | ScanStep) -> Iterator[Problem]:
    """Every flaw of the step's screens, in the order of the file."""
    found = things(where, step)
    yield from _names(found)
    for name, screen in _screens(where, step):
        yield from _crowded(name, screen)
    for thing in found:
        yield from _input(thing)
    if isinstance(step, PhoneStep):
        slips = [*_links(found, step), *_goal(where, step, found)]
        yield from slips
        if not slips:                   # else what leads nowhere is told once, by the name that is wrong
            yield from _dead_ends(found, step)
            yield from _unreached(where, step, found)
    elif not any(isinstance(thing.part, Viewfinder) for thing in found):
        yield Problem(f"{where}.screen.elements", "bước quét mã cần một khung máy ảnh (viewfinder).")


def _screens(where: str, step: PhoneStep | ScanStep) -> Iterator[tuple[str, PhoneScreen]]:
    yield f"{where}.screen", step.screen
    if isinstance(step, PhoneStep):
        yield from ((f"{where}.screens.{name}", screen) for name, screen in step.screens.items())


# --- names -------------------------------------------------------------------------------------


def _names(found: Sequence[Thing]) -> Iterator[Problem]:
    scrolled = {f"{thing.id}{end}" for thing in found if isinstance(thing.part, Rows) for end in (UP, DOWN)}
    seen: set[str] = set()
    for thing in found:
        if thing.id in seen:
            yield Problem(f"{thing.where}.id", f"tên “{thing.id}” dùng hai lần trong bước này.")
        if _OWN.fullmatch(thing.id) or thing.id in scrolled:
            yield Problem(f"{thing.where}.id", f"tên “{thing.id}” là tên riêng của điện thoại tập; đặt tên khác.")
        seen.add(thing.id)


def _links(found: Sequence[Thing], step: PhoneStep) -> Iterator[Problem]:
    inputs = {thing.id for thing in found if isinstance(thing.part, TextBox | PinPad | Toggle | Photos)}
    for thing in found:
        if thing.opens and thing.opens not in step.screens:
            yield Problem(f"{thing.where}.opens", _no_screen(thing, step))
        if isinstance(thing.part, Loading) and thing.opens == thing.screen:
            yield Problem(f"{thing.where}.opens", "màn hình chờ mở lại chính nó.")
        for number, name in enumerate(getattr(thing.part, "needs", ())):
            if name not in inputs:
                yield Problem(f"{thing.where}.needs[{number}]", f"không có ô nào để điền tên “{name}”.")


def _no_screen(thing: Thing, step: PhoneStep) -> str:
    there = f"đang có: {', '.join(step.screens)}" if step.screens else "đang chưa có màn hình nào"
    return (f"“{thing.id}” mở màn hình “{thing.opens}” nhưng không có màn hình ấy. "
            f"— sửa tên sau opens, hoặc thêm màn hình ấy vào screens ({there}).")


def _dead_ends(found: Sequence[Thing], step: PhoneStep) -> Iterator[Problem]:
    """Buttons that hold the screen and do nothing."""
    for thing in found:
        part = thing.part
        buttons: tuple[PhoneButton, ...] = ()
        if isinstance(part, Dialog):
            buttons = part.buttons
        elif isinstance(part, Ringing):
            buttons = (part.take, part.refuse)
        for button in buttons:
            if not button.opens and button.id not in step.right and button.id not in step.wrong:
                yield Problem(thing.where,
                              f"chạm “{button.id}” không có gì xảy ra: thêm opens, right hay wrong cho nó.")


# --- the goal ----------------------------------------------------------------------------------


def _goal(where: str, step: PhoneStep, found: Sequence[Thing]) -> Iterator[Problem]:
    known: Mapping[str, Thing] = {thing.id: thing for thing in found}
    goals = {goal for _place, screen in _screens(where, step) for goal in _goals(screen)}
    for number, name in enumerate(step.right):
        place = f"{where}.right[{number}]"
        if name not in known:
            yield Problem(place, f"trên màn hình không có “{name}”.")
        elif name not in goals:
            yield Problem(place, f"“{name}” chỉ là khung, không chạm được: viết tên một thứ ở trong.")
        elif isinstance(part := known[name].part, Toggle) and part.on == part.want:
            yield Problem(place, f"công tắc “{name}” đã đúng sẵn, không còn gì để làm.")
    for name in step.wrong:
        if name not in known and name not in (BACKGROUND, BACK, ADDRESS):
            yield Problem(f"{where}.wrong.{name}", f"trên màn hình không có “{name}”.")
        if name in step.right:
            yield Problem(f"{where}.wrong.{name}", f"“{name}” vừa là đúng vừa là chưa đúng.")


def _goals(screen: PhoneScreen) -> Iterator[str]:
    """What touching can end a step: not a frame around other things; a pad, by its last digit."""
    for element in screen.elements:
        yield from (thing.id for thing in elements.things(element))
        if isinstance(element, PinPad):
            yield element.id


def _unreached(where: str, step: PhoneStep, found: Sequence[Thing]) -> Iterator[Problem]:
    """A touch on what is right ends the step, so that it opens nothing any more."""
    reached, waiting = {""}, [""]
    while waiting:
        here = waiting.pop()
        opened = {thing.opens for thing in found if thing.screen == here and thing.id not in step.right}
        waiting += (new := (opened & set(step.screens)) - reached)
        reached |= new
    for name in step.screens:
        if name not in reached:
            yield Problem(f"{where}.screens.{name}", f"không có đường nào mở tới màn hình “{name}”.")


# --- what stands on one screen -----------------------------------------------------------------


def _crowded(where: str, screen: PhoneScreen) -> Iterator[Problem]:
    kinds: list[type[Struct]] = [type(element) for element in screen.elements]
    for kind, most in _MAX_COUNTS:
        if kinds.count(kind) > most:
            yield Problem(f"{where}.elements", f"một màn hình chỉ có chỗ cho {most} “{_tag(kind)}”.")
    if PinPad in kinds and TextBox in kinds:
        yield Problem(f"{where}.elements", "bàn phím và bàn số không cùng đứng được trên một màn hình.")


def _input(thing: Thing) -> Iterator[Problem]:
    part = thing.part
    if isinstance(part, PinPad) and part.expect and len(part.expect) != part.digits:
        yield Problem(f"{thing.where}.expect", f"expect phải có đúng {part.digits} chữ số như digits.")
    if isinstance(part, Photos) and part.want not in {photo.id for photo in part.photos}:
        yield Problem(f"{thing.where}.want", f"không có ảnh nào tên “{part.want}”.")
    if isinstance(part, TextBox) and (sentence := _box_problem(part)):
        yield Problem(f"{thing.where}.expect", sentence)


def _box_problem(box: TextBox) -> str:
    """'' where the phone's own keyboard can fill it as asked."""
    if box.keys == "digits":
        return "" if _DIGITS.fullmatch(box.expect) else "bàn phím số chỉ gõ được chữ số."
    if not _LETTERS.fullmatch(box.expect):
        return "bàn phím tập chỉ gõ được chữ, số, và một dấu cách giữa hai chữ."
    if keys_left(box) is None:
        return f"bàn phím tập không gõ được “{box.expect}” (dấu đặt kiểu cũ: hòa, thúy)."
    return ""


def _tag(kind: type[Struct]) -> str:
    return str(kind.__struct_config__.tag)
