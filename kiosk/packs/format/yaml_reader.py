"""Reads an author's YAML safely and remembers on which line everything stood.

Guarantees: a file of at most 1 MB (a pipe is never opened), UTF-8, every text in NFC, whole and on one line, no
anchors or aliases (a small file cannot grow into a large one), no tags, no key twice, at most 16 levels deep. Every
refusal names file and line in one printable Vietnamese sentence, however long or odd what stood there. Does not
know what a lesson is.

    text = read_yaml(Path("lessons/goi/bai/lesson.yaml"))
    text.content["steps"]; text.line_of("$.steps[2].say")
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import yaml

from kiosk.core.errors import LessonRefused

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 16
MAX_PROBLEMS_SHOWN: Final = 300                  # letters of a refusal: a key may be as long as its file
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def _plainly(loader: type[yaml.SafeLoader]) -> type[yaml.SafeLoader]:
    """The loader as YAML 1.2 reads plain words: ``on``, ``no`` and days are text, only true and false are not."""
    plain: type[yaml.SafeLoader] = type(f"Plain{loader.__name__}", (loader,), {"yaml_implicit_resolvers": {}})
    for tag, pattern, first in (
        ("bool", r"(?:true|false|True|False)", "tfTF"), ("null", r"(?:~|null|)", ["~", "n", ""]),
        ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
        ("float", r"[-+]?[0-9]+(?:\.[0-9]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)", "-+0123456789"),
    ):
        plain.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^{pattern}$"), list(first))
    return plain


_PLAIN: Final = _plainly(yaml.SafeLoader)
_FAST: Final = _plainly(getattr(yaml, "CSafeLoader", yaml.SafeLoader))     # ten times as fast


@dataclass(frozen=True)
class Place:
    """Where a value begins (lines count from 1), and the places in it: of a mapping ``named`` and the lines of its
    ``keys``, of a list ``items``."""

    line: int
    named: Mapping[str, Place] = field(default_factory=dict)
    keys: Mapping[str, int] = field(default_factory=dict)
    items: tuple[Place, ...] = ()


@dataclass(frozen=True)
class YamlText:
    """``content`` is plain lists, dicts and scalars; ``root`` says where each of them stands. Can be pickled."""

    path: Path
    content: object
    root: Place

    def line_of(self, where: str) -> int:
        """Line (from 1) of a place such as ``$.steps[2].hints``; the nearest known one above it."""
        place = self.root
        for key, number in _STEP.findall(where):
            found = place.named.get(key) if key else _item(place, number)
            if found is None:
                break
            place = found
        return place.line

    def refused(self, where: str, sentence: str) -> LessonRefused:
        """The error to raise for a place in this file."""
        return refusal(self.path, self.line_of(where), sentence)


def refusal(path: Path, line: int, sentence: str) -> LessonRefused:
    """``goi/bai/lesson.yaml, dòng 12: …``; line 0 where there is none."""
    where, sentence = _printable("/".join(path.parts[-3:])), _printable(sentence)
    return LessonRefused(f"{where}, dòng {line}: {sentence}" if line else f"{where}: {sentence}")


def _printable(text: str) -> str:
    """Short, on one line, and nothing a log or a terminal could act on."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:MAX_PROBLEMS_SHOWN])
    return f"{shown}…" if len(text) > MAX_PROBLEMS_SHOWN else shown


def read_yaml(path: Path) -> YamlText:
    """Reads and checks one file.

    Raises:
        LessonRefused: it is no file, cannot be read, is too large, too deep, no UTF-8, no YAML, or uses
            anchors, aliases, tags, a key twice, a text of several lines or in escapes that are not NFC.
    """
    text = _decoded(path)
    try:
        return _parsed(path, text, _FAST)
    except (yaml.YAMLError, ValueError):
        return _problem_sentence(path, text)


def _problem_sentence(path: Path, text: str) -> YamlText:
    """Once more, slowly: this reader says best where a file is broken."""
    try:
        return _parsed(path, text, _PLAIN)
    except yaml.MarkedYAMLError as broken:
        mark: yaml.Mark | None = broken.problem_mark or broken.context_mark
        sentence = f"viết chưa đúng kiểu YAML ({broken.problem}). Xem lại dấu cách đầu dòng và dấu hai chấm."
        raise refusal(path, mark.line + 1 if mark else 0, sentence) from broken
    except (yaml.YAMLError, ValueError) as broken:
        raise refusal(path, 0, "có ký tự hoặc giá trị mà máy không đọc được.") from broken


def _parsed(path: Path, text: str, loader: type[yaml.SafeLoader]) -> YamlText:
    _check_events(path, text, loader)
    root = yaml.compose(text, Loader=loader)
    if root is None:
        raise refusal(path, 0, "tệp trống.")
    _check_keys(path, root)
    return YamlText(path, yaml.load(text, Loader=loader), _place(root))


def _decoded(path: Path) -> str:
    try:
        if not path.is_file():
            raise refusal(path, 0, "không có tệp này, hoặc nó không phải một tệp chữ.")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as broken:
        raise refusal(path, 0, "không mở được tệp này.") from broken
    if len(raw) > MAX_BYTES:
        raise refusal(path, 0, "tệp lớn hơn 1 MB.")
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as broken:
        line = raw[:broken.start].count(b"\n") + 1
        raise refusal(path, line, "chữ phải lưu kiểu UTF-8.") from broken


def _check_events(path: Path, text: str, loader: type[yaml.SafeLoader]) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refusal(path, line, "không dùng dấu & và * để chép lại đoạn khác.")
        if getattr(event, "tag", None):
            raise refusal(path, line, "không dùng dấu ! trước giá trị.")
        if isinstance(event, yaml.ScalarEvent) and (sentence := _scalar_problem(event.value)):
            raise refusal(path, line, sentence)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise refusal(path, line, f"lồng nhau quá {MAX_DEPTH} tầng.")


def _scalar_problem(value: str) -> str:
    """The file is NFC and UTF-8; an escape in it ("\\uD800", "\\u0300") may still give what is neither."""
    if "\n" in value:
        return "mỗi mục viết trong một dòng, không dùng dấu | và >."
    if half := next((c for c in value if "\ud800" <= c <= "\udfff"), ""):
        return f"có ký tự lạ “U+{ord(half):04X}”."
    if not unicodedata.is_normalized("NFC", value):
        return "có chữ viết bằng mã “\\u…”; gõ thẳng chữ tiếng Việt."
    return ""


def _check_keys(path: Path, node: yaml.Node) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise refusal(path, key.start_mark.line + 1, "tên mục phải là chữ.")
            if key.value in seen:
                raise refusal(path, key.start_mark.line + 1, f"mục “{key.value}” viết hai lần.")
            seen.add(key.value)
            _check_keys(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _check_keys(path, value)


def _place(node: yaml.Node) -> Place:
    line = int(node.start_mark.line) + 1
    if isinstance(node, yaml.MappingNode):
        return Place(line, {name.value: _place(value) for name, value in node.value},
                     {name.value: int(name.start_mark.line) + 1 for name, _value in node.value})
    if isinstance(node, yaml.SequenceNode):
        return Place(line, items=tuple(_place(value) for value in node.value))
    return Place(line)


def _item(place: Place, number: str) -> Place | None:
    return place.items[int(number)] if number.isdigit() and int(number) < len(place.items) else None
