"""What is looked at before anything starts: settings, the camera's place, the disk's reasons."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kiosk.config import config_from
from kiosk.core.errors import OptionRefused
from kiosk.hardware.source import is_absent
from sync.os_errors import reason


@pytest.mark.parametrize("text", ["abc", "nan", "0.01", "-1", "2", ""])
def test_a_pitch_that_is_no_pitch_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(OptionRefused, match="KIOSK_MM_PER_PX"):
        config_from({"KIOSK_MM_PER_PX": text})


@pytest.mark.parametrize(("text", "pitch"), [("0.2", 0.2), ("0", 0.1695), (None, 0.1695)])
def test_a_pitch_is_taken_or_the_panels_own(text: str | None, pitch: float) -> None:
    assert config_from({} if text is None else {"KIOSK_MM_PER_PX": text}).pitch == pitch


def test_a_camera_is_absent_only_where_nothing_of_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "shown").mkdir()
    assert is_absent("77")
    assert is_absent("/dev/video77, 78")
    assert is_absent(str(tmp_path / "no.png"))
    assert not is_absent(str(tmp_path / "shown"))
    assert not is_absent("/dev/video77,/dev/null")
    assert not is_absent("pi")
    assert not is_absent("77,pi:1")


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.ENOTDIR, errno.EEXIST, errno.ENOSPC, errno.EROFS])
def test_the_disks_reasons_are_vietnamese(number: int) -> None:
    told = reason(OSError(number, os.strerror(number)))
    assert told != os.strerror(number)
    assert not told.isascii()


def test_a_reason_nobody_foresaw_is_still_told() -> None:
    assert reason(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
    assert reason(OSError("odd")) == "lỗi None"
