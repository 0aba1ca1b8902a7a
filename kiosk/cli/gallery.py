"""``kiosk gallery --out out/gallery``: every screen as a small PNG.

Draws each sample view at 100 and 150 %, normal and high contrast, on both 10.1 inch panels, a few on the
15.6 inch one, and measures all of them (``kiosk.ui.testing.layout_check``). Ends with 1 where anything is cut off,
overlaps, is too small or too faint. ``--only NAME…`` draws the views whose name starts so.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Literal

from kiosk.cli.gallery_samples import sample_views
from kiosk.config import config_from
from kiosk.core.errors import OptionRefused
from kiosk.core.views import View
from kiosk.ui import window
from kiosk.ui.testing import driver
from kiosk.ui.testing.camera_fake import looking_glass
from kiosk.ui.testing.png import save_png
from sync.command_line import CommandParser

Percent = Literal[100, 125, 150]
PANEL_NAMES = ("1280x800", "1024x600", "1920x1080")


@dataclass(frozen=True)
class Shot:
    """One picture to take."""

    name: str
    panel: str
    percent: Percent
    high: bool

    @property
    def file(self) -> str:
        contrast = "-contrast" if self.high else ""
        return f"{self.name}-{self.panel}-{self.percent}{contrast}.png"

    def view_of(self, samples: Mapping[str, View]) -> View:
        """The sample, looked at as this picture wants it."""
        view = samples[self.name]
        look = replace(view.look, text_percent=self.percent, high_contrast=self.high)
        return replace(view, look=look)


def shots(names: Sequence[str], panels: Sequence[str], steps: Sequence[Percent]) -> Iterator[Shot]:
    """All combinations; large panels at 100 % only."""
    for panel, name, percent, high in product(panels, names, steps, (False, True)):
        if panel != "1920x1080" or (percent == 100 and not high):
            yield Shot(name, panel, percent, high)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws what was asked for; 1 where a picture is faulty. Raises KioskError."""
    options = _parser().parse_args(arguments)
    config = config_from()
    samples = sample_views(config.lessons, config.assets)
    names = [name for name in samples if not options.only or name.startswith(tuple(options.only))]
    if not names:
        raise OptionRefused(f"không có màn hình nào tên {' '.join(options.only)}")
    wanted = [shot for shot in shots(names, options.panel, options.percent) if not (options.normal and shot.high)]
    driver.offscreen()
    window.prepare(fullscreen=False, size=(1920, 1080), frame_rate=0)
    return 1 if _draw(samples, wanted, options.out) else 0


def _parser() -> argparse.ArgumentParser:
    parser = CommandParser(prog="kiosk gallery", description="Vẽ mọi màn hình thành ảnh và soát từng ảnh.")
    parser.add_argument("--out", type=Path, default=Path("out/gallery"), help="thư mục để ảnh")
    parser.add_argument("--only", nargs="+", default=[], metavar="TÊN", help="chỉ màn hình có tên bắt đầu như vậy")
    parser.add_argument("--panel", nargs="+", choices=PANEL_NAMES, default=list(PANEL_NAMES), help="cỡ màn hình")
    parser.add_argument("--percent", nargs="+", type=int, choices=(100, 125, 150), default=[100, 150], help="cỡ chữ")
    parser.add_argument("--normal", action="store_true", help="không vẽ tương phản cao")
    return parser


def _draw(samples: Mapping[str, View], wanted: list[Shot], out: Path) -> int:
    from kiosk.ui import ASSETS
    from kiosk.ui.testing.gallery import PANELS, Broken, Gallery
    out.mkdir(parents=True, exist_ok=True)
    failures = 0
    mirror = looking_glass(ASSETS / "pictures" / "badge-card.png")
    with Gallery(next(iter(samples.values())), latest=mirror) as gallery:
        for shot in wanted:
            try:
                gallery.show(shot.view_of(samples), PANELS[shot.panel])
            except Broken:
                sys.stderr.write(f"{shot.file}: màn hình này không vẽ được (U1)\n")
                failures += 1
                continue
            save_png(gallery.pixels(), out / shot.file)
            for fault in gallery.faults():
                sys.stderr.write(f"{shot.file}: {fault.rule}: {fault.what}\n")
                failures += 1
    sys.stdout.write(f"{len(wanted)} ảnh trong {out}, {failures} lỗi\n")
    return failures


if __name__ == "__main__":
    sys.exit(main())
