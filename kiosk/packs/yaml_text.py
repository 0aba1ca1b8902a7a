"""Reads an author's YAML safely and remembers on which line everything stood.

Guarantees: at most 1 MB, UTF-8, text in NFC, no anchors or aliases (a small file cannot grow into a
large one), no tags, no key twice, at most 16 levels deep. Every refusal names file and line in a
Vietnamese sentence. Does not know what a lesson is.

    text = read_yaml(Path("lessons/goi/bai/lesson.yaml"))
    text.content["steps"]; text.line_of("$.steps[2].say")
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from kiosk.core.errors import LessonRefused

MOST_BYTES: Final = 1_000_000
MOST_DEPTH: Final = 16
_STEP: Final = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


@dataclass(frozen=True)
class YamlText:
    """``content`` is plain lists, dicts and scalars; ``root`` the node tree with its lines."""

    path: Path
    content: object
    root: yaml.Node

    def line_of(self, where: str) -> int:
        """Line (from 1) of a place such as ``$.steps[2].hints``; the nearest known one above it."""
        node = self.root
        for key, number in _STEP.findall(where):
            found = _child(node, key, number)
            if found is None:
                break
            node = found
        return int(node.start_mark.line) + 1

    def refused(self, where: str, sentence: str) -> LessonRefused:
        """The error to raise for a place in this file."""
        return refusal(self.path, self.line_of(where), sentence)


def refusal(path: Path, line: int, sentence: str) -> LessonRefused:
    """``goi/bai/lesson.yaml, dòng 12: …``; line 0 where there is none."""
    where = "/".join(path.parts[-3:])
    return LessonRefused(f"{where}, dòng {line}: {sentence}" if line else f"{where}: {sentence}")


def read_yaml(path: Path) -> YamlText:
    """Reads and checks one file.

    Raises:
        LessonRefused: it cannot be read, is too large, too deep, no UTF-8, no YAML, or uses anchors,
            aliases, tags or a key twice.
    """
    text = _decoded(path)
    try:
        _check_events(path, text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is None:
            raise refusal(path, 0, "tệp trống.")
        _check_keys(path, root)
        return YamlText(path, yaml.load(text, Loader=yaml.SafeLoader), root)
    except yaml.MarkedYAMLError as broken:
        mark: yaml.Mark | None = broken.problem_mark or broken.context_mark
        sentence = f"viết chưa đúng kiểu YAML ({broken.problem}). Xem lại dấu cách đầu dòng và dấu hai chấm."
        raise refusal(path, mark.line + 1 if mark else 0, sentence) from broken
    except (yaml.YAMLError, ValueError) as broken:
        raise refusal(path, 0, "có ký tự hoặc giá trị mà máy không đọc được.") from broken


def _decoded(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except OSError as broken:
        raise refusal(path, 0, "không mở được tệp này.") from broken
    if len(raw) > MOST_BYTES:
        raise refusal(path, 0, "tệp lớn hơn 1 MB.")
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
    except UnicodeDecodeError as broken:
        line = raw[:broken.start].count(b"\n") + 1
        raise refusal(path, line, "chữ phải lưu kiểu UTF-8.") from broken


def _check_events(path: Path, text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refusal(path, line, "không dùng dấu & và * để chép lại đoạn khác.")
        if getattr(event, "tag", None):
            raise refusal(path, line, "không dùng dấu ! trước giá trị.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise refusal(path, line, f"lồng nhau quá {MOST_DEPTH} tầng.")


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


def _child(node: yaml.Node, key: str, number: str) -> yaml.Node | None:
    if key and isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    if number.isdigit() and isinstance(node, yaml.SequenceNode) and int(number) < len(node.value):
        found: yaml.Node = node.value[int(number)]
        return found
    return None
