"""The documents stay true: every error code, setting and command that exists is written down."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import kiosk.core.errors as kiosk_errors
import sync.commune.errors as commune_errors
import sync.protocol.errors as sync_errors

ROOT = Path(__file__).resolve().parents[3]
CODES = ROOT / "docs" / "error-codes.md"


def codes_of(module: object) -> set[str]:
    return {value.code for value in vars(module).values() if isinstance(value, type) and hasattr(value, "code")}


def written_codes() -> set[str]:
    rows = [line for line in CODES.read_text("utf-8").splitlines() if line.startswith("| ")]
    return {code for row in rows for code in re.findall(r"\b[CKLMPSU]\d+\b", row.split("|")[1])}


def test_every_error_code_is_documented_and_no_other() -> None:
    used_on_screen = {"U1", "U2"}
    assert codes_of(kiosk_errors) | codes_of(sync_errors) | codes_of(commune_errors) | used_on_screen == written_codes()


def sources() -> str:
    files = [*ROOT.glob("kiosk/**/*.py"), *ROOT.glob("sync/**/*.py")]
    return "\n".join(file.read_text("utf-8") for file in files)


def test_every_setting_read_from_the_environment_is_documented() -> None:
    read = set(re.findall(r"[\"']((?:KIOSK|COMMUNE|BDHVS)_[A-Z_]+)[\"']", sources()))
    written = set(re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8")))
    assert read - written == set()


@pytest.mark.parametrize("program", ["kiosk", "sync.commune"])
def test_every_command_is_in_the_readme(program: str) -> None:
    command = [sys.executable, "-m", program, "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    commands = re.search(r"\{([a-z,-]+)\}", shown.stdout)
    assert commands is not None
    readme = (ROOT / "README.md").read_text("utf-8")
    name = program.removeprefix("sync.")
    missing = [c for c in commands[1].split(",") if f"{name} {c}" not in readme]
    assert missing == []


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("lessons/*.md"), *ROOT.glob("assets/*.md")]
    assert len(pages) > 5
    broken = [
        f"{page.name}: {target}" for page in pages
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []
