"""``kiosk run``: the kiosk as people meet it."""

from __future__ import annotations

from kiosk.bootstrap import open_kiosk
from kiosk.config import Config


def run(config: Config) -> int:
    """Shows the kiosk until it is told to stop.

    Raises:
        KioskError: the book cannot be opened.
    """
    with open_kiosk(config, locked=not config.windowed) as kiosk:
        kiosk.app.run()
    return 0
