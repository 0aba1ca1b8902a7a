"""Two sticks are pushed into a running kiosk, and the second is taken back by touches; a process of its own because
Kivy has one window a process.

    python -m tests.support.usb_visit DATA USB FIRST SECOND
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from kiosk.bootstrap import Kiosk, open_kiosk
from kiosk.config import ROOT, config_from
from kiosk.core.intents import AskRollBack, RollBack
from kiosk.core.views import HomeView, StickView
from kiosk.packs.install.registry import installed_packs
from kiosk.ui.testing.driver import Driver, offscreen
from tests.support.patience import PATIENCE_S

PACK = "goi"
Importer = subprocess.Popen[bytes]


def main(data: Path, usb: Path, *sticks: Path) -> None:
    offscreen()
    config = replace(config_from({}), data=data, camera=str(data), windowed=True, sound="off")
    told: dict[str, object] = {"before": offered(None)}
    with open_kiosk(config, locked=False, frame_rate=0) as kiosk, Driver(kiosk.app) as driver:
        first, second = sticks
        told["first"], importer = push(kiosk, driver, first, usb / "sda1")
        told["offered first"] = offered(kiosk)
        (usb / "sda1").rename(first)
        left_alone(kiosk, driver, importer)
        told["second"], importer = push(kiosk, driver, second, usb / "sda1")
        told["offered second"] = offered(kiosk)
        driver.tap(AskRollBack(PACK))
        driver.tap(RollBack(PACK))
        wait(driver, lambda: [pack.version for pack in installed_packs(data / "packs")] == ["1.0.0"], "the way back")
        wait(driver, lambda: offered(kiosk) == told["offered first"], "the former lessons")
        (usb / "sda1").rename(second)
        left_alone(kiosk, driver, importer)
    print(json.dumps(told))


def offered(kiosk: Kiosk | None) -> list[str]:
    """The lessons of the stick's pack."""
    if kiosk is None:
        return []
    catalogue = kiosk.controller.state.ports.catalogue
    return [lesson.id for lesson in catalogue.lessons() if catalogue.pack_of(lesson.id)[0] == PACK]


def push(kiosk: Kiosk, driver: Driver, stick: Path, place: Path) -> tuple[list[str], Importer]:
    """Pushes it in and waits for "Xong"; which pages came, unasked, and the importer."""
    before: list[str] = offered(kiosk)
    seen: list[str] = []
    stick.rename(place)
    command = [sys.executable, "-m", "kiosk", "packs", "carry", "--stick", str(place), "--data", str(kiosk.config.data)]
    importer = subprocess.Popen(command, cwd=ROOT)

    def done() -> bool:
        view = kiosk.controller.view
        if isinstance(view, StickView) and view.key not in seen:
            seen.append(view.key)
        return "stick-done" in seen and offered(kiosk) != before

    wait(driver, done, "the lessons of the stick")
    return seen, importer


def left_alone(kiosk: Kiosk, driver: Driver, importer: Importer) -> None:
    """Pulled: the importer ends, the page that came by itself goes by itself."""
    wait(driver, lambda: isinstance(kiosk.controller.view, HomeView), "the first page")
    assert importer.wait(PATIENCE_S) == 0


def wait(driver: Driver, condition, what: str) -> None:  # type: ignore[no-untyped-def]
    driver.until(condition, what, pause=lambda: time.sleep(0.04), patience=int(PATIENCE_S * 25))


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
