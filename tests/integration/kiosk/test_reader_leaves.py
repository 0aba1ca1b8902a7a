"""``commune status | head``: who has read enough may leave; the command ends without a word."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sync.pipes import READER_GONE, until_reader_leaves
from tests.support.fakes.sync import make_events
from tests.support.patience import PATIENCE_S
from tests.support.sync_store import make_store

ROOT = Path(__file__).resolve().parents[3]
PICTURE = ROOT / "lessons" / "ky-nang-so-co-ban" / "tra-tien-qr" / "to-ma-tap-luyen.png"


def read_by_nobody(*words: str) -> tuple[int, str]:
    """Exit status and stderr of a command whose stdout was closed by its reader before the first word."""
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as nobody:
        done = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, stdout=nobody, stderr=subprocess.PIPE,
                              text=True, check=False, timeout=PATIENCE_S)
    return done.returncode, done.stderr


def test_a_command_whose_reader_left_ends_without_a_word(tmp_path: Path) -> None:
    for words in (["scan", str(PICTURE)], ["lessons", "schema", "--out", str(tmp_path)]):
        assert read_by_nobody("kiosk", *words) == (READER_GONE, "")


@pytest.mark.parametrize("module", ["kiosk", "sync.commune", "sync"])
def test_a_help_whose_reader_left_ends_without_a_word(module: str) -> None:
    status, told = read_by_nobody(module, "--help")
    assert told == ""
    assert status in (0, READER_GONE)       # argparse itself passes over a reader who left, where it can notice


def test_a_status_whose_reader_left_ends_without_a_word(tmp_path: Path) -> None:
    make_store(tmp_path / "kiosk.db", make_events(3))
    assert read_by_nobody("sync", "--data", str(tmp_path), "--status") == (READER_GONE, "")


def test_another_broken_pipe_stays_an_error() -> None:
    def command() -> int:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        until_reader_leaves(command)
