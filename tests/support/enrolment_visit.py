"""A fresh kiosk is shown the commune's QR; run as its own process because Kivy has one window a process.

    python -m tests.support.enrolment_visit DATA CAMERA QR URL
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

from kiosk.bootstrap import open_kiosk
from kiosk.cli.tour import sync_once
from kiosk.config import config_from
from kiosk.core.intents import Enrol, StartScan
from kiosk.core.views import MaintenanceView, NoticeView
from kiosk.ui.testing.driver import Driver, offscreen
from tests.support.patience import PATIENCE_S


def main(data: Path, camera: Path, qr: Path, url: str) -> None:
    offscreen()
    config = replace(config_from({}), data=data, camera=str(camera), windowed=True, sound="off")
    with open_kiosk(config, locked=False, frame_rate=0) as kiosk, Driver(kiosk.app) as driver:
        before = kiosk.controller.state.commune.enrolled
        driver.tap(StartScan())
        shutil.copy(qr, camera / "held.png")
        wait(driver, lambda: isinstance(kiosk.controller.view, NoticeView), "the question whose machine this is")
        question = kiosk.controller.view
        driver.tap(Enrol())
        wait(driver, lambda: isinstance(kiosk.controller.view, MaintenanceView), "the enrolment page")
        asked = "SELECT 1 FROM sync_state WHERE key = 'enrol_request'"
        wait(driver, lambda: bool(kiosk.store.reader.rows(asked)), "asking the commune")
        sync_once(data, url)
        wait(driver, lambda: kiosk.controller.state.commune.enrolled, "being enrolled")
        sync_once(data, url)
        wait(driver, lambda: bool(kiosk.controller.state.commune.facilitators), "the roster")
        view = kiosk.controller.view
        rows = [row.text for row in view.rows] if isinstance(view, MaintenanceView) else []
    asked_as = [question.title, question.strip] if isinstance(question, NoticeView) else []
    print(json.dumps({"before": before, "asked": asked_as, "thon": kiosk.controller.state.commune.thon, "rows": rows}))


def wait(driver: Driver, condition, what: str) -> None:  # type: ignore[no-untyped-def]
    driver.until(condition, what, pause=lambda: time.sleep(0.04), patience=int(PATIENCE_S * 25))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
