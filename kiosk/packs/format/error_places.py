"""What the author reads where a file has not the form of its record: the place by its names, what may stand there.

Guarantees: no place counts from zero and none is written as programs write it; a value out of a fixed set is answered
with the whole set, in the order of the records. Finds no slip itself (``kiosk.packs.format.source_records``).

    place_in_words(content, "$.steps[7].answers[2].reply")     # bước “nguoi-la”, câu trả lời thứ 3, mục reply
    allowed(Lesson, "$.steps[0].screen.elements[1].apps[0].colour")       # ("leaf", "clay", "indigo", "lamp")
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from msgspec import Struct

_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_NOUNS: Final = {
    "steps": "bước", "answers": "câu trả lời", "turns": "lượt", "elements": "thứ trên màn hình", "rows": "dòng",
    "apps": "ứng dụng", "photos": "ảnh", "bubbles": "tin", "buttons": "nút", "sources": "nguồn", "paths": "lộ trình",
    "questions": "câu hỏi", "lessons": "bài", "text": "dòng chữ", "card": "dòng", "lines": "dòng", "says": "câu",
    "learned": "câu", "take_home": "dòng",
}
_WHOLE: Final = frozenset({"learned", "take_home", "text", "card", "lines", "says"})   # lists of plain words


def place_in_words(content: object, where: str) -> str:
    """``where`` as msgspec writes places; '' is the whole file."""
    words: list[str] = []
    name, here = "", content
    for key, number in _STEP.findall(where):
        here = _child(here, key, number)
        if key:
            if name and name not in _NOUNS:
                words.append(_member(words, name))
            name = key
        else:
            words.append(_counted(name, number, here))
            name = ""
    if name:
        words.append(_member(words, name))
    return ", ".join(word for word in words if word)


def allowed(form: Any, where: str) -> tuple[str, ...]:
    """The values that may stand at ``where``: a fixed set, or the kinds of things of a list. () where all may."""
    names = [key for key, _number in _STEP.findall(where) if key]
    if not names:
        return ()
    if names[-1] == "type" and len(names) > 1:
        return tuple(dict.fromkeys(_tags(form, names[-2])))
    return tuple(dict.fromkeys(value for kind in _fields(form, names[-1]) for value in _literals(kind)))


def _child(here: object, key: str, number: str) -> object:
    if key and isinstance(here, dict):
        return here.get(key)
    if number.isdigit() and isinstance(here, list) and int(number) < len(here):
        return here[int(number)]
    return None


def _member(words: list[str], name: str) -> str:
    """``mục reply``; a name in ``screens`` is a screen's."""
    return f"màn hình “{name}”" if words and words[-1] == "mục screens" else f"mục {name}"


def _counted(name: str, number: str, here: object) -> str:
    """Steps by their name, all others counted from one."""
    noun = _NOUNS.get(name, f"mục {name}, tên" if name else "mục")
    own = here.get("id") if isinstance(here, dict) else None
    if name == "steps" and isinstance(own, str) and own:
        return f"{noun} “{own}”"
    if not number.isdigit():
        return f"một chỗ trong mục {name}" if name else ""
    return f"mục {name}, {noun} thứ {int(number) + 1}" if name in _WHOLE else f"{noun} thứ {int(number) + 1}"


# --- what the records allow ----------------------------------------------------------------------


def _tags(form: Any, name: str) -> Iterator[str]:
    """Kinds of what stands in fields called ``name``."""
    for kind in _fields(form, name):
        yield from (str(one.__struct_config__.tag) for one in _structs(kind) if one.__struct_config__.tag)


def _fields(form: Any, name: str) -> Iterator[Any]:
    """Types of all fields called ``name``, in whatever record of ``form``."""
    waiting, seen = list(_structs(form)), set[type[Struct]]()
    while waiting:
        struct = waiting.pop(0)
        if struct in seen:
            continue
        seen.add(struct)
        for field, kind in get_type_hints(struct).items():
            if field in struct.__struct_fields__ and _encoded(struct, field) == name:
                yield kind
            waiting += _structs(kind)


def _encoded(struct: type[Struct], field: str) -> str:
    return dict(zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True))[field]


def _structs(kind: Any) -> Iterator[type[Struct]]:
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield kind
    elif get_origin(kind) is not Literal:
        for inner in get_args(kind):
            yield from _structs(inner)


def _literals(kind: Any) -> Iterator[str]:
    if get_origin(kind) is Literal:
        yield from (str(value) for value in get_args(kind) if value)
    else:
        for inner in get_args(kind):
            yield from _literals(inner)
