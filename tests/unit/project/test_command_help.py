"""The help of every command is Vietnamese, headings too; so is what a wrong word is answered with."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sync.command_line import CommandParser
from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[3]
ENGLISH = re.compile(
    r"usage:|positional|optional|options:|arguments|show (this|program)|default:|and exit", re.IGNORECASE)
LINES = [
    ("kiosk",), ("kiosk", "run"), ("kiosk", "tour"), ("kiosk", "simulate"), ("kiosk", "scan"), ("kiosk", "bench"),
    ("kiosk", "gallery"), ("kiosk", "lessons"), ("kiosk", "lessons", "check"), ("kiosk", "packs"),
    ("kiosk", "packs", "publish"), ("kiosk", "packs", "install"), ("sync",), ("sync.commune",),
    ("sync.commune", "serve"),
    ("sync.commune", "enrol"), ("sync.commune", "packs"), ("sync.commune", "packs", "publish"),
]


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_the_help_has_no_english_heading(line: tuple[str, ...]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", *line, "--help"], cwd=ROOT, capture_output=True, text=True, check=True,
        timeout=PATIENCE_S, env={**os.environ, "COLUMNS": "100"}).stdout
    assert told.startswith("cách gõ: ")
    assert ENGLISH.search(told) is None, told


def test_every_parser_of_the_programs_is_of_this_kind() -> None:
    plain = [path for folder in ("kiosk", "sync") for path in (ROOT / folder).rglob("*.py")
             if "argparse.ArgumentParser(" in path.read_text("utf-8").replace("class CommandParser(argparse", "")]
    assert [path.name for path in plain] == []


def test_sub_commands_speak_as_their_parent(capsys: pytest.CaptureFixture[str]) -> None:
    parser = CommandParser(prog="x")
    parser.add_argument("--version", action="version", version="1")
    parser.add_subparsers(required=True).add_parser("run", help="chạy").add_argument("path")
    for words in (["--help"], ["run", "--help"]):
        with pytest.raises(SystemExit):
            parser.parse_args(words)
        assert ENGLISH.search(capsys.readouterr().out) is None
