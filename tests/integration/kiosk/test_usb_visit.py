"""A stick, the importer's process and the screen's process, together on one book."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.fakes.store import enrol, stored_events
from tests.support.lesson_folders import ROOT
from tests.support.patience import PATIENCE_S
from tests.support.tuf_publisher import PackRepository, made_pack

pytestmark = pytest.mark.slow


def test_a_running_kiosk_takes_two_sticks_by_itself_and_goes_back_by_two_touches(tmp_path: Path) -> None:
    data, usb, repository = tmp_path / "data", tmp_path / "usb", PackRepository()
    for folder in (data, usb):
        folder.mkdir()
    enrol(data)
    sticks = []
    for version, lessons in (("1.0.0", ("bai-mot",)), ("1.1.0", ("bai-mot", "bai-hai"))):
        repository.add(made_pack(tmp_path, version, lessons))
        sticks.append(shutil.copytree(repository.publish(tmp_path / "master"), tmp_path / version / "stick"))
    (data / "root.json").write_bytes(repository.bootstrap)
    command = [sys.executable, "-m", "tests.support.usb_visit", str(data), str(usb), *map(str, sticks)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["before"], told["offered first"], told["offered second"]) == ([], ["bai-mot"], ["bai-mot", "bai-hai"])
    assert told["first"][-1] == told["second"][-1] == "stick-done"
    kinds = [event.kind for event in stored_events(data / "kiosk.db")]
    assert kinds == ["pack.installed", "pack.installed", "pack.rolled_back"]
