"""The authors' guide is true: its examples load and are clean, and it names everything there is."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from msgspec import inspect as kinds

from kiosk.commands.lessons_check import checked
from kiosk.core.lesson import Lesson
from kiosk.packs.findings import Code
from kiosk.packs.load import Pack, load_lessons
from tests.lesson_folders import ASSETS, ROOT

README = (ROOT / "lessons" / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def block(*starts: str) -> str:
    return next(found for found in BLOCKS if all(start in found for start in starts))


def folder_of(tmp_path: Path, lesson: str) -> Path:
    folder = tmp_path / "goi-cua-xa"
    (folder / "hoi-gia").mkdir(parents=True)
    (folder / "pack.yaml").write_text(block("version:", "lessons:"), encoding="utf-8")
    (folder / "hoi-gia" / "lesson.yaml").write_text(lesson, encoding="utf-8")
    return tmp_path


def test_the_two_whole_examples_make_a_pack_without_findings(tmp_path: Path) -> None:
    root = folder_of(tmp_path, block("id: hoi-gia", "steps:"))
    assert checked(root, ASSETS, fit=False)[1] == []
    assert [lesson.id for lesson in load_lessons(root, ASSETS).lessons()] == ["hoi-gia"]


STEPS = [found for found in BLOCKS if found.startswith("- type:")]


@pytest.mark.parametrize("steps", STEPS, ids=range(len(STEPS)))
def test_every_example_of_a_step_can_be_pasted_after_steps(tmp_path: Path, steps: str) -> None:
    whole = block("id: hoi-gia", "steps:")
    lesson = whole[:whole.index("steps:\n")] + "steps:\n" + textwrap.indent(steps, "  ")
    assert checked(folder_of(tmp_path, lesson), ASSETS, fit=False)[1] == []


def test_every_example_is_one_of_these() -> None:
    assert len(BLOCKS) == len(STEPS) + 2


def fields(kind: kinds.Type) -> Iterator[tuple[str, str]]:
    """(what, name) of every field, tag and fixed value of a record, the records in it too."""
    if isinstance(kind, kinds.StructType):
        if isinstance(kind.tag, str):
            yield "kind", kind.tag
        for field in kind.fields:
            yield "field", field.encode_name
            yield from fields(field.type)
    elif isinstance(kind, kinds.LiteralType):
        yield from (("value", str(value)) for value in kind.values)
    elif isinstance(kind, kinds.UnionType):
        for member in kind.types:
            yield from fields(member)
    elif isinstance(kind, kinds.VarTupleType):
        yield from fields(kind.item_type)


def test_every_field_kind_and_value_is_named_in_the_guide() -> None:
    wanted = {*fields(msgspec.inspect.type_info(Lesson)), *fields(msgspec.inspect.type_info(Pack))}
    assert len(wanted) > 40
    missing = [name for what, name in sorted(wanted)
               if f"`{name}`" not in README and not re.search(rf"\b{name}:", "\n".join(BLOCKS))]
    assert missing == []


def test_every_code_of_a_finding_is_explained() -> None:
    assert [code for code in get_args(Code) if f"| `{code}` |" not in README] == []
