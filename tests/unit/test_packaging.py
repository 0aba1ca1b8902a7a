"""What a wheel would carry: every package of the tree is named, and no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from setuptools import find_packages

ROOT = Path(__file__).resolve().parents[2]


def test_every_package_is_carried_and_tests_are_not() -> None:
    where = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]["find"]
    found = find_packages(str(ROOT), include=where["include"])
    modules = {path.parent for top in ("kiosk", "sync") for path in (ROOT / top).rglob("*.py")}
    assert set(found) == {".".join(folder.relative_to(ROOT).parts) for folder in modules}


def test_the_locks_hold_hashes_and_no_host_names() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
        assert len(pins) > 20
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    asked = [re.split(r"[<>=\[]", line)[0] for line in project["dependencies"]]
    assert [name for name in asked if not re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE)] == []
