"""What the documents and docstrings call by its dotted name or its path is there under that name."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_DOTTED = re.compile(r"`((?:kiosk|sync|tests)(?:\.[A-Za-z_]\w*)+)(?:\([^`]*)?`")
_PATH = re.compile(r"`((?:kiosk|sync|tests|assets|docs|lessons)/[\w./-]+)`")
_DOCSTRING_DOTTED = re.compile(r"``((?:kiosk|sync)(?:\.[A-Za-z_]\w*)+)``")
_CALLED = re.compile(r"\b([A-Za-z_]\w*)\(")
_FILES = frozenset({"db", "mo", "po", "pot", "service"})    # kiosk.db is a file, no module
MADE = frozenset({                      # by the command that the sentence is about
    "assets/translations/tyz/LC_MESSAGES/kiosk.po", "sync/commune/locale/tyz/LC_MESSAGES/django.po",
})


def documents() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted(path for path in ROOT.glob("docs/**/*.md"))
    yield from sorted(ROOT.glob("lessons/*.md"))


def exists(dotted: str) -> bool:
    """A package, a module, or what a module defines or imports at its top (one attribute deep of a class)."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        base = ROOT.joinpath(*parts[:end])
        module = base.with_suffix(".py") if base.with_suffix(".py").is_file() else base / "__init__.py"
        if module.is_file():
            return end == len(parts) or _defines(module, parts[end])
        if base.is_dir() and end == len(parts):
            return True
    return False


def _defines(module: Path, name: str) -> bool:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            return True
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name:
            return True
        if isinstance(node, ast.ImportFrom | ast.Import) and name in {a.asname or a.name for a in node.names}:
            return True
    return False


def missing_names(text: str, pattern: re.Pattern[str] = _DOTTED) -> list[str]:
    return [name for name in pattern.findall(text) if name.rpartition(".")[2] not in _FILES and not exists(name)]


def missing_paths(text: str) -> list[str]:
    return [path for path in _PATH.findall(text) if path not in MADE and not (ROOT / path).exists()]


def known_names(trees: Iterable[ast.AST]) -> set[str]:
    """Everything that is defined, called, imported or taken as an argument anywhere."""
    known = set(dir(builtins))
    for node in (inner for tree in trees for inner in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            known.add(node.name)
        elif isinstance(node, ast.arg):
            known.add(node.arg)
        elif isinstance(node, ast.Name):
            known.add(node.id)
        elif isinstance(node, ast.Attribute):
            known.add(node.attr)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            known |= {(name.asname or name.name).rpartition(".")[2] for name in node.names}
    return known


def called_in_examples(tree: ast.Module) -> set[str]:
    """What the indented lines of a module's docstring call."""
    lines = (ast.get_docstring(tree, clean=False) or "").splitlines()
    return {name for line in lines if line.startswith("    ") for name in _CALLED.findall(line.partition("#")[0])}


def test_what_is_gone_is_found() -> None:
    text = "`kiosk.core.controller.Controller` `kiosk.core.facts` `kiosk/core/state.py` `kiosk/core/room.py`"
    assert missing_names(text) == ["kiosk.core.facts"]
    assert missing_paths(text) == ["kiosk/core/room.py"]
    assert missing_names("``kiosk.core.state`` ``kiosk.core.words``", _DOCSTRING_DOTTED) == ["kiosk.core.words"]


def test_documents_name_what_is_there() -> None:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in documents()}
    assert len(texts) > 20
    stale = {name: found for name, text in texts.items() if (found := missing_names(text) + missing_paths(text))}
    assert stale == {}


def test_docstrings_name_modules_that_are_there() -> None:
    sources = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
               for package in ("kiosk", "sync") for path in sorted((ROOT / package).rglob("*.py"))}
    stale = {name: found for name, text in sources.items() if (found := missing_names(text, _DOCSTRING_DOTTED))}
    assert stale == {}


def test_a_stale_example_is_found() -> None:
    example = "    with open_book(path) as book: opened(book)      # closed()"
    tree = ast.parse(f'"""Opens.\n\n{example}\n"""\ndef opened(path): ...\n')
    assert called_in_examples(tree) - known_names([tree]) == {"open_book"}


def test_examples_in_docstrings_call_what_is_there() -> None:
    trees = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8"))
             for package in ("kiosk", "sync") for path in sorted((ROOT / package).rglob("*.py"))}
    known = known_names(trees.values())
    assert {name: gone for name, tree in trees.items() if (gone := called_in_examples(tree) - known)} == {}
