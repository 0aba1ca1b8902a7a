"""An installed copy is whole: what ``install.sh`` copies, without ``tests/``, far from the source tree.

Every module of it imports, every command tells its help, and the gallery draws from it.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
MAINS = {"kiosk": "kiosk.__main__", "commune": "sync.commune.__main__", "sync": "sync.__main__"}

# Everything is read from the copy; with -I neither the working folder nor PYTHONPATH can help.
HERE = "import sys; copy = sys.argv.pop(1); sys.path.insert(0, copy)\n"
IMPORT_ALL = HERE + """
import importlib, json, pkgutil, django
django.setup()
names = []
for top in ("kiosk", "sync"):
    package = importlib.import_module(top)
    assert package.__file__.startswith(copy), package.__file__
    def broken(name): raise ImportError(name)
    for found in pkgutil.walk_packages(package.__path__, top + ".", onerror=broken):
        importlib.import_module(found.name)
        names.append(found.name)
print(json.dumps(names))
"""
HELPS = HERE + """
import contextlib, importlib, io, json
def told(main, words):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main([*words, "--help"])
        except SystemExit as end:
            return end.code, out.getvalue()
    return None, out.getvalue()
import argparse
waiting, add = [], argparse._SubParsersAction.add_parser
def noted(self, name, **options):
    parser = add(self, name, **options)
    waiting.append(parser.prog.split())
    return parser
argparse._SubParsersAction.add_parser = noted
helps = {}
for name, module in json.loads(sys.argv[1]).items():
    main = importlib.import_module(module).main
    waiting.append([name])
    if name == "commune":                   # each command of Django's has its own parser
        waiting += [[name, command] for command in importlib.import_module("sync.commune.base_command").COMMANDS]
    while waiting:
        words = waiting.pop()[1:]
        if " ".join((name, *words)) not in helps:
            helps[" ".join((name, *words))] = told(main, words)
print(json.dumps(helps))
"""
RUN = HERE + "import runpy; runpy.run_module('kiosk', run_name='__main__', alter_sys=True)"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The parts that the installer copies, by its own list."""
    script = (ROOT / "assets" / "system" / "install.sh").read_text("utf-8")
    parts = re.search(r'^parts="([^"]+)"$', script, re.MULTILINE)
    assert parts is not None
    folder = tmp_path_factory.mktemp("opt") / "bdhvs"
    folder.mkdir()
    for part in parts[1].split():
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, folder / part)
    assert not (folder / "tests").exists()
    return folder


def python(copy: Path, program: str, *words: str) -> str:
    around = {name: text for name, text in os.environ.items()
              if name not in ("DISPLAY", "WAYLAND_DISPLAY", "COMMUNE_DIR") and not name.startswith("KIOSK_")}
    around |= {"SDL_VIDEODRIVER": "offscreen", "COLUMNS": "400",
               "DJANGO_SETTINGS_MODULE": "sync.commune.config.settings"}
    done = subprocess.run([sys.executable, "-I", "-c", program, str(copy), *words], cwd=copy.parent, env=around,
                          capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_module_of_the_copy_can_be_imported_and_none_is_passed_over(copy: Path) -> None:
    imported = set(json.loads(python(copy, IMPORT_ALL).splitlines()[-1]))
    files = {path.relative_to(copy) for top in ("kiosk", "sync") for path in (copy / top).rglob("*.py")}
    names = {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in files}
    assert imported == names - {"kiosk", "sync"}


def test_every_command_of_the_copy_tells_its_help(copy: Path) -> None:
    helps = json.loads(python(copy, HELPS, json.dumps(MAINS)).splitlines()[-1])
    assert {"kiosk run", "kiosk gallery", "kiosk packs install", "kiosk lessons preview", "kiosk bench",
            "commune serve", "commune packs publish", "sync"} <= helps.keys()
    assert {name: text for name, (code, text) in helps.items() if code != 0 or "cách gõ:" not in text} == {}


def test_the_gallery_of_the_copy_draws(copy: Path, tmp_path: Path) -> None:
    told = python(copy, RUN, "gallery", "--out", str(tmp_path), "--only", "step-scan-no", "--panel", "1280x800",
                  "--percent", "100", "--normal")
    assert told.startswith("1 ảnh")
    with Image.open(tmp_path / "step-scan-no-camera-1280x800-100.png") as drawn:
        assert drawn.size == (1280, 800)
        assert len(drawn.getcolors() or ()) > 10


def test_nothing_installed_names_the_tests_not_even_in_a_text() -> None:
    assert list(names_of_tests(ROOT / "kiosk")) + list(names_of_tests(ROOT / "sync")) == []


def names_of_tests(folder: Path) -> Iterator[str]:
    """Where a module is imported, or named in a text to be imported or run later, that is of ``tests``."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []
            named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            yield from (f"{path}: {name}" for name in named if re.fullmatch(r"tests(\.\w+)*", name))
