"""``make check`` on a machine without the libraries of the fast tests: one sentence that names the packages."""

from __future__ import annotations

import ctypes.util
import runpy
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "assets" / "system" / "check_libraries.py"


@pytest.mark.parametrize(("found", "status"), [(None, 1), ("libzbar.so.0", 0)])
def test_a_missing_library_is_one_sentence(
    found: str | None, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: found)
    assert runpy.run_path(str(SCRIPT))["main"]() == status
    said = capsys.readouterr().err
    assert said.count("\n") == status
    assert ("sudo apt-get install libzbar0" in said) == (status == 1)
