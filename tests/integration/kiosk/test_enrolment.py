"""A fresh machine becomes the commune's by holding the enrolment QR before its camera, once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.tour.demo_server import commune, commune_server
from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]


def hold_up(data: Path, camera: Path, qr: Path, url: str) -> subprocess.CompletedProcess[str]:
    camera.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.support.enrolment_visit", str(data), str(camera), str(qr), url]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE_S)


def test_a_fresh_machine_is_enrolled_by_its_camera_and_the_code_works_once(tmp_path: Path) -> None:
    with commune_server(tmp_path / "xa-mau", kiosks=0) as server:
        qr = tmp_path / "ghi-danh.png"
        made = commune("enrol", "--dir", str(server.folder), "--site", "mau-dong", "--url", server.url,
                       "--png", str(qr))
        assert made.returncode == 0, made.stderr
        first = hold_up(tmp_path / "kiosk-a", tmp_path / "camera-a", qr, server.url)
        assert first.returncode == 0, first.stderr[-2000:]
        told = json.loads(first.stdout.splitlines()[-1])
        assert (told["before"], told["thon"]) == (False, "thôn Mẫu Đông")
        assert told["asked"] == ["Ghi danh với xã Mẫu ạ?", server.url.removeprefix("http://")]
        assert any("xã Mẫu" in row for row in told["rows"])
        second = hold_up(tmp_path / "kiosk-b", tmp_path / "camera-b", qr, server.url)
        assert second.returncode != 0
        assert not (tmp_path / "kiosk-b" / "enrolment.json").exists()
        devices = json.loads(commune("status", "--dir", str(server.folder), "--json").stdout)["devices"]
    assert devices == 1
