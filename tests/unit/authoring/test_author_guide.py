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

from kiosk.authoring.check import checked
from kiosk.authoring.findings import Code
from kiosk.core.lessons.curriculum import Skill
from kiosk.core.lessons.lesson import Lesson
from kiosk.packs.catalogue.loader import load_lessons
from kiosk.packs.format.source_records import Pack
from tests.support.lesson_folders import ASSETS, ROOT, wav

README = (ROOT / "lessons" / "README.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


SET_BY_US = {"moment", "same_as", "before"}
BESIDE = {"skills.yaml": "# skills.yaml", "hoi-gia/tyz.yaml": "# tyz.yaml",
          "hoi-gia/sounds/tyz.yaml": "# sounds/tyz.yaml"}
ADDED = "# thêm vào pack.yaml"
STEPS = [found for found in BLOCKS if found.startswith(("- {type:", "- type:"))]
ADVICE = {"nen"}                                        # the examples are knowingly smaller than a good lesson


def block(*starts: str) -> str:
    return next(found for found in BLOCKS if all(start in found for start in starts))


def folder_of(tmp_path: Path, lesson: str) -> Path:
    folder = tmp_path / "goi-cua-xa"
    (folder / "hoi-gia" / "sounds").mkdir(parents=True)
    (folder / "pack.yaml").write_text(block("version:", "lessons:") + block(ADDED), encoding="utf-8")
    (folder / "hoi-gia" / "lesson.yaml").write_text(lesson, encoding="utf-8")
    (folder / "skills.yaml").write_text(block(BESIDE["skills.yaml"]), encoding="utf-8")
    return tmp_path


def told(root: Path, *, but: set[str]) -> list[str]:
    return [str(found) for found in checked(root, ASSETS, fit=False)[1] if found.code not in but]


def test_the_whole_examples_make_a_pack_without_findings(tmp_path: Path) -> None:
    root = folder_of(tmp_path, block("id: hoi-gia", "steps:"))
    assert told(root, but=ADVICE) == []
    assert [lesson.id for lesson in load_lessons(root, ASSETS).lessons()] == ["hoi-gia"]
    assert [len(path.lessons) for path in load_lessons(root, ASSETS).playlists()] == [1, 1]


def test_the_examples_of_other_languages_fit_the_lesson(tmp_path: Path) -> None:
    root = folder_of(tmp_path, block("id: hoi-gia", "steps:"))
    for name, first in BESIDE.items():
        (root / "goi-cua-xa" / name).write_text(block(first), encoding="utf-8")
    (root / "goi-cua-xa" / "hoi-gia" / "sounds" / "hom-nay.wav").write_bytes(wav())
    assert ["chưa có trong bản dịch" in found for found in told(root, but=ADVICE)] == [True]
    shelf = load_lessons(root, ASSETS)
    assert shelf.said("tyz", "Hôm nay bác tập hỏi giá nhé") != "Hôm nay bác tập hỏi giá nhé"
    assert shelf.sound_of("tyz", "Hôm nay bác tập hỏi giá nhé")


@pytest.mark.parametrize("steps", STEPS, ids=range(len(STEPS)))
def test_every_example_of_a_step_can_be_pasted_after_steps(tmp_path: Path, steps: str) -> None:
    whole = block("id: hoi-gia", "steps:")
    lesson = whole[:whole.index("steps:\n")] + "steps:\n" + textwrap.indent(steps, "  ")
    assert told(folder_of(tmp_path, lesson), but=ADVICE | {"nguon-thua"}) == []


def test_every_example_is_one_of_these() -> None:
    assert len(BLOCKS) == len(STEPS) + 2 + len(BESIDE) + 1


def test_the_line_for_editors_leads_to_the_schema() -> None:
    named = re.search(r"^# yaml-language-server: \$schema=(\S+)$", README, re.MULTILINE)
    assert named
    assert (ROOT / "lessons" / "goi" / "bai" / named[1]).resolve().is_file()


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
    elif isinstance(kind, kinds.DictType):
        yield from fields(kind.value_type)


def test_every_field_kind_and_value_is_named_in_the_guide() -> None:
    wanted = {each for form in (Lesson, Pack, Skill) for each in fields(msgspec.inspect.type_info(form))}
    assert len(wanted) > 100
    missing = [name for what, name in sorted(wanted) if name and name not in SET_BY_US
               if f"`{name}`" not in README and not re.search(rf"\b{name}:", "\n".join(BLOCKS))]
    assert missing == []


def test_every_code_of_a_finding_is_explained() -> None:
    assert [code for code in get_args(Code) if f"| `{code}` |" not in README] == []
