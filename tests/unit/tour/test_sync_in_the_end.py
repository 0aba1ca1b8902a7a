"""The evening's sync: a round that fails on a busy machine is tried again, and why it failed is in the log."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kiosk.cli import tour
from kiosk.tour.demo_server import CommuneSilent


def answers(monkeypatch: pytest.MonkeyPatch, *statuses: int) -> list[int]:
    """The worker ends with these, one after the other; returns what was not asked for yet."""
    left = list(statuses)

    def run(command: list[str], **_how: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, left.pop(0), "", "sync: máy chủ xã chưa trả lời (S1)\n")

    monkeypatch.setattr(subprocess, "run", run)
    return left


@pytest.fixture
def commune() -> tuple[Path, str]:
    return Path("kiosk-1"), "http://127.0.0.1:1"


def test_a_round_that_failed_is_tried_again_and_told(
    commune: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left = answers(monkeypatch, 1, 1, 0, 1)
    tour._sync_in_the_end(*commune)
    assert left == [1]
    assert caplog.text.count("sync ended with 1: sync: máy chủ xã chưa trả lời (S1)") == 2


def test_a_commune_that_never_takes_it_ends_the_evening(
    commune: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = answers(monkeypatch, *[1] * (tour.ROUNDS + 1))
    with pytest.raises(CommuneSilent):
        tour._sync_in_the_end(*commune)
    assert left == [1]
