"""What a wheel would carry: every package of the tree is named, and no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_package_is_named_explicitly() -> None:
    named = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    inits = [path.parent for top in ("kiosk", "sync") for path in (ROOT / top).rglob("__init__.py")]
    assert named == {".".join(folder.relative_to(ROOT).parts) for folder in inits}


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
