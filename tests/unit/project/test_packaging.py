"""What is installed: every package of the tree with its files, and the three programs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from setuptools.discovery import PackageFinder  # type: ignore[import-untyped]  # has no annotations

from tests.support.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[3]


def settings() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return found


def test_every_package_of_the_tree_is_installed_and_no_other() -> None:
    find = settings()["tool"]["setuptools"]["packages"]["find"]
    assert find["namespaces"] is False
    named = set(PackageFinder.find(str(ROOT), include=find["include"]))
    inits = [path.parent for top in ("kiosk", "sync") for path in (ROOT / top).rglob("__init__.py")]
    assert named == {".".join(folder.relative_to(ROOT).parts) for folder in inits}


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for top in ("kiosk", "sync") for path in (ROOT / top).rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_every_file_beside_the_code_is_installed_with_it() -> None:
    globs: dict[str, list[str]] = settings()["tool"]["setuptools"]["package-data"]
    carried = {path for top, patterns in globs.items() for glob in patterns for path in (ROOT / top).glob(glob)}
    beside = [path for top in ("kiosk", "sync") for path in (ROOT / top).rglob("*")
              if path.is_file() and path.suffix not in (".py", ".pyc") and not path.name.startswith(".")]
    assert beside
    assert [str(path.relative_to(ROOT)) for path in beside if path not in carried] == []


@pytest.mark.parametrize("program", sorted(settings()["project"]["scripts"]))
def test_every_program_is_installed_and_answers(program: str) -> None:
    command = Path(sys.executable).with_name(program)
    assert command.exists(), f"{program} is not beside {sys.executable}: run make test, which installs the project"
    shown = subprocess.run([command, "--help"], capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert (shown.returncode, shown.stdout[:7]) == (0, "cách gõ"), shown.stderr


def test_the_locks_hold_hashes_and_no_host_names() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text


def test_what_the_project_asks_for_is_locked() -> None:
    project = settings()["project"]
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    lines = [*project["dependencies"], *project["optional-dependencies"]["build"]]
    asked = [re.split(r"[<>=\[]", line)[0] for line in lines]
    assert [name for name in asked if not re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE)] == []
