"""Every command reads its words in one way: a mistyped one is one Vietnamese sentence, not argparse's English."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def plain_parsers(source: str) -> list[int]:
    """Lines that make an ``ArgumentParser`` which is no ``CommandParser``."""
    return [node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)
            and ast.unparse(node.func) in {"argparse.ArgumentParser", "ArgumentParser"}]


def test_a_plain_parser_is_found() -> None:
    assert plain_parsers("import argparse\nparser = argparse.ArgumentParser()\nother = CommandParser()\n") == [2]


def test_every_command_is_parsed_by_the_one_parser() -> None:
    found = {path.relative_to(ROOT).as_posix(): lines for package in ("kiosk", "sync")
             for path in sorted((ROOT / package).rglob("*.py")) if (lines := plain_parsers(path.read_text("utf-8")))}
    assert found == {}
