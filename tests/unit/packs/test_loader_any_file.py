"""Whatever bytes or structures stand in a pack's files: the loader gives lessons or refusals, and nothing else."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.core.errors import LessonRefused
from kiosk.packs.catalogue.loader import load_lesson, load_lessons, load_pack, load_skills
from kiosk.packs.format.source_records import recordings_at, translations_at
from kiosk.packs.format.yaml_reader import read_yaml
from tests.support.lesson_folders import ASSETS, full_pack

pytestmark = pytest.mark.heavy

Place = list[str | int]
FILES: dict[str, Callable[[Path], object]] = {
    "pack.yaml": load_pack, "skills.yaml": load_skills, "bai-mot/lesson.yaml": lambda path: load_lesson(path, ASSETS),
    "bai-mot/tyz.yaml": translations_at, "bai-mot/sounds/tyz.yaml": recordings_at,
}
WORDS = st.sampled_from((
    "id", "version", "title", "lessons", "languages", "paths", "questions", "steps", "type", "phone", "show", "again",
    "of", "only", "khac", "ha-tinh", "screen", "screens", "elements", "right", "wrong", "hints", "answers", "goi",
    "bai-mot", "1.0.0", "1٠.0.0", "tra-tien", "vi", "..", "a/b", "", "\n", "\ud800", "\udfff\ud800", "e\u0302", "\0",
    "\x1b[31m", "\u202e", "[b]", "2026-11-22", "doc-ten.wav", "doc-ten.wav\n", "x" * 300, "true", "null", "~", "9" * 40,
)) | st.text(max_size=6)
SCALARS = st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | WORDS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=12)
SHORT = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def places(value: object, here: Place) -> Iterator[Place]:
    """Every place in plain lists and dicts."""
    yield here
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, [*here, key])


def with_other(value: object, place: Place, other: object) -> object:
    """A copy with ``other`` at ``place``."""
    if not place:
        return other
    if isinstance(value, dict):
        return {key: with_other(inner, place[1:], other) if key == place[0] else inner for key, inner in value.items()}
    assert isinstance(value, list)
    return [with_other(inner, place[1:], other) if n == place[0] else inner for n, inner in enumerate(value)]


def loaded_or_refused(root: Path, file: str) -> None:
    """The one file and the whole catalogue; what is said about them fits into a log."""
    path = root / "goi" / file
    with contextlib.suppress(LessonRefused):
        FILES[file](path)
    shelf = load_lessons(root, ASSETS)
    for province in ("", "ha-tinh"):
        assert [lesson.id for lesson in shelf.with_province(province).lessons() if not lesson.steps] == []
    assert [said for said in shelf.broken() if not said.isprintable() or len(said) > 700] == []
    assert len(shelf.refused) <= 2


def once(folder: Path) -> Path:
    """A full pack, made once; the file in question is written anew each time."""
    if not (folder / "goi").exists():
        full_pack(folder)
    return folder


@pytest.mark.parametrize("file", FILES)
@SHORT
@given(raw=st.binary(max_size=300))
@example(raw=b"\xef\xbb\xbf")
@example(raw=b"%YAML 9.9\n---\na")
@example(raw=b"--- !<tag:yaml.org,2002:python/object:os.system>\n{}")
@example(raw=b'"\\uD800": "\\uDC00"')
@example(raw=b"- {id: \"\\uD800\", code: a, title: b, source: c}")
@example(raw=b"{a: [" * 200)
@example(raw=b"? ? ? ? a")
@example(raw=b"\x85\xe2\x80\xa8")
def test_no_bytes_in_a_file_raise_anything_but_a_refusal(tmp_path: Path, file: str, raw: bytes) -> None:
    (once(tmp_path) / "goi" / file).write_bytes(raw)
    loaded_or_refused(tmp_path, file)


@pytest.mark.parametrize("file", FILES)
@SHORT
@given(value=VALUES)
def test_no_structure_raises_anything_but_a_refusal(tmp_path: Path, file: str, value: object) -> None:
    (once(tmp_path) / "goi" / file).write_text(json.dumps(value), encoding="utf-8")
    loaded_or_refused(tmp_path, file)


@pytest.mark.parametrize("file", FILES)
@SHORT
@given(choice=st.data())
def test_no_single_change_to_a_sound_file_raises_anything_but_a_refusal(
        tmp_path: Path, file: str, choice: st.DataObject) -> None:
    root = once(tmp_path)
    sound = tmp_path / "lanh" / file                    # what the file was before any change
    if not sound.exists():
        sound.parent.mkdir(parents=True, exist_ok=True)
        sound.write_bytes((root / "goi" / file).read_bytes())
    content = read_yaml(sound).content
    place = choice.draw(st.sampled_from(list(places(content, []))))
    changed = with_other(content, place, choice.draw(VALUES))
    (root / "goi" / file).write_text(json.dumps(changed), encoding="utf-8")
    loaded_or_refused(root, file)


def test_a_sound_file_written_as_json_is_still_sound(tmp_path: Path) -> None:
    """The control: what the changes start from is loaded whole."""
    folder = full_pack(tmp_path)
    before = load_lessons(tmp_path, ASSETS)
    for file in FILES:
        (folder / file).write_text(json.dumps(read_yaml(folder / file).content), encoding="utf-8")
    after = load_lessons(tmp_path, ASSETS)
    assert (after.refused, after.lessons(), after.playlists(), after.shelved.words) == (
        (), before.lessons(), before.playlists(), before.shelved.words)
