"""Every command line that a document shows is one that the programs' own parsers, or the Makefile, accept.

Nothing is run: each line goes through the program's ``main`` up to the end of its parsing. A line may leave out what
is required (a document may name a command only), but a command, an option or a target in it must exist.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import re
import shlex
import signal
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from sync.commune.__main__ import SETTINGS
from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[3]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "lessons" / "README.md"])
PROGRAMS: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
SPOKEN_AS = {"python -m kiosk": "kiosk", "python -m sync.commune": "commune", "python -m sync": "bdhvs-sync"}
BY_PREFIX = re.compile(r"(?:sudo )?(?:\.venv/bin/|/opt/bdhvs/\.venv/bin/)?(.*)", re.DOTALL)
PLACEHOLDERS = {"N": "3", "P": "8000", "K": "2", "S": "1", "WxH": "1280x800", "LỆNH": "list", "X": "status"}


class Parsed(BaseException):
    """The words were accepted; raised instead of doing what they ask for."""


def command_line(text: str) -> str | None:
    """``text`` beginning with the program's name, or None where it is no command line of ours."""
    found = BY_PREFIX.fullmatch(text.strip())
    assert found is not None
    line = found[1]
    for spoken, program in SPOKEN_AS.items():
        if line == spoken or line.startswith(f"{spoken} "):
            line = program + line.removeprefix(spoken)
    words = line.split()
    return line if len(words) > 1 and words[0] in (*PROGRAMS, "make") and not words[1].startswith(("=", "·")) else None


def spans(line: str) -> Iterator[str]:
    """The code in a line of text. In a table's first column, later words go on where the first began: `publish …`."""
    cells = [cell.replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)]
    column = cells[1] if line.startswith("|") and len(cells) > 2 else None
    for cell in cells:
        codes = re.findall(r"`([^`]+)`", cell)
        first = command_line(codes[0]) if codes else None
        for code in codes:
            if cell is column and first is not None and command_line(code) is None:
                yield " ".join([*first.split()[:2], code])
            else:
                yield code


def shown_in(document: str) -> list[str]:
    """The command lines of a document: in fenced blocks, in tables and in the text."""
    found: list[str] = []
    for number, part in enumerate(re.split(r"^[ ]*```.*$", document, flags=re.MULTILINE)):
        fenced = number % 2 == 1
        for line in part.replace("\\\n", " ").splitlines():
            codes = [line.split(" #")[0].removeprefix("$ ")] if fenced else spans(line)
            found += [command for code in codes if (command := command_line(code)) is not None]
    return found


def variants(line: str) -> Iterator[list[str]]:
    """The words of a line with all its options; one list for each of the choices in `scan|lessons`."""
    alone = re.split(r" (?:[>|&]|&&) ", line)[0]        # without where its output goes, or what runs after it
    words = shlex.split(re.sub(r"[\[\]…]", "", alone))
    choices = [word.split("|") for word in words]
    for at in range(max(len(choice) for choice in choices)):
        chosen = [choice[min(at, len(choice) - 1)] for choice in choices]
        yield [PLACEHOLDERS.get(word, word) for word in chosen]


def check_target(words: Sequence[str]) -> None:
    """Raises AssertionError where the Makefile has no such target or variable."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for word in words:
        name, equals, _value = word.partition("=")
        known = rf"^{re.escape(name)} [?:]= ?" if equals else rf"^{re.escape(name)}:"
        assert re.search(known, makefile, re.MULTILINE), f"make has no {name}"


@pytest.fixture
def parsing_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs end when their words are parsed, also where they ask for help; nothing is required; signals and
    logging stay as they are."""
    parse, parse_known = argparse.ArgumentParser.parse_args, argparse.ArgumentParser.parse_known_args

    def parse_and_end(self: argparse.ArgumentParser, *given: Any) -> None:
        parse(self, *given)
        raise Parsed

    def parse_loosely(self: argparse.ArgumentParser, *given: Any, **named: Any) -> tuple[Any, list[str]]:
        for action in self._actions:
            action.required = False
        return parse_known(self, *given, **named)

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_and_end)
    monkeypatch.setattr(argparse.ArgumentParser, "parse_known_args", parse_loosely)
    monkeypatch.setattr(argparse._HelpAction, "__call__", lambda *_given: None)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", SETTINGS)
    monkeypatch.setattr(signal, "signal", lambda _number, _handler: None)
    monkeypatch.setattr(logging, "basicConfig", lambda **_settings: None)


def check(line: str) -> None:
    """Raises AssertionError, or SystemExit of the program's own parser, where the line is not accepted."""
    for words in variants(line):
        if words[0] == "make":
            check_target(words[1:])
            continue
        module, _, function = PROGRAMS[words[0]].partition(":")
        asked = [*words[1:], "--help"] if words[0] == "commune" else words[1:]     # --help: no data folder is opened
        try:
            getattr(importlib.import_module(module), function)(asked)
        except Parsed:
            continue
        except SystemExit as ended:
            if ended.code != 0:
                raise
            continue                                  # the document's own --help
        raise AssertionError(f"{line}: nothing was parsed")


EVERY_LINE = [pytest.param(line, id=f"{document.name}: {line}") for document in DOCUMENTS
              for line in dict.fromkeys(shown_in(document.read_text("utf-8")))]


@pytest.mark.parametrize("line", EVERY_LINE)
@pytest.mark.usefixtures("parsing_only")
def test_a_documented_command_line_is_accepted(line: str) -> None:
    check(line)


@pytest.mark.parametrize("line", [
    "kiosk run --no-such", "kiosk no-such", "kiosk run --size big", "kiosk packs no-such",
    "kiosk lessons check --no-such", "commune serve --no-such N", "commune packs no-such",
    "bdhvs-sync --no-such", "make no-such", "make run NOSUCH=dir", "kiosk lessons|no-such",
])
@pytest.mark.usefixtures("parsing_only")
def test_a_line_that_no_program_accepts_is_found_out(line: str) -> None:
    with pytest.raises((AssertionError, SystemExit)) as found:
        check(line)
    assert not isinstance(found.value, SystemExit) or found.value.code != 0


def test_command_lines_are_found_wherever_a_document_shows_them() -> None:
    document = "\n".join([
        "Say `kiosk scan PATH…`, or `sudo make install`; `kiosk/core` and `kiosk` are no commands.",
        r"| `kiosk packs keygen` · `publish PACK [--to STICK]` | `make run` does |",
        "| `kiosk bench --only a\\|b` | x |",
        "```sh", "make test    # everything", ".venv/bin/python -m sync.commune serve --port P", "echo kiosk run",
        "```", "   ```", "   python -m sync --once", "   ```",
    ])
    assert shown_in(document) == [
        "kiosk scan PATH…", "make install", "kiosk packs keygen", "kiosk packs publish PACK [--to STICK]", "make run",
        "kiosk bench --only a|b", "make test", "commune serve --port P", "bdhvs-sync --once"]


def test_the_documents_show_every_program() -> None:
    lines = [line for document in DOCUMENTS for line in shown_in(document.read_text("utf-8"))]
    assert {line.split()[0] for line in lines} == {*PROGRAMS, "make"}


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    listed = set(re.findall(r'@echo "make ([a-z-]+) ', makefile))
    assert targets - {"help"} == listed
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == targets


def test_make_check_leaves_out_by_marks_that_tests_of_its_folders_carry() -> None:
    printed = subprocess.run(["make", "-n", "check"], cwd=ROOT, capture_output=True, text=True, check=True,
                             timeout=PATIENCE_S).stdout
    run = next(line for line in printed.splitlines() if " -m pytest " in line)
    left_out = re.findall(r"not (\w+)", run)
    folders = [ROOT / word for word in run.split() if word.startswith("tests/")]
    assert set(left_out) == {"long", "heavy"}
    for mark in left_out:
        assert any(f"pytest.mark.{mark}" in path.read_text("utf-8") for folder in folders
                   for path in folder.rglob("test_*.py") if path != Path(__file__)), mark
