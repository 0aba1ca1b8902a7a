"""``python -m kiosk.cli.gallery --out docs/gallery``: every screen as a small PNG.

Draws each sample view at 100 and 150 %, normal and high contrast, on both 10.1 inch panels, a few on the
15.6 inch one, and measures all of them (``kiosk.ui.testing.layout_check``). Ends with 1 where anything is cut off,
overlaps, is too small or too faint. ``--only NAME`` draws the views whose name starts so.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Literal

from PIL import Image

from kiosk.commands.gallery_mirror import looking_glass
from kiosk.core.views import View
from kiosk.ui import window
from kiosk.ui.testing import driver

COLOURS = 96                            # of an indexed PNG: small files, no visible banding


@dataclass(frozen=True)
class Shot:
    """One picture to take."""

    name: str
    panel: str
    percent: Literal[100, 125, 150]
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


def shots(names: list[str], panels: list[str], steps: list[Literal[100, 125, 150]]) -> Iterator[Shot]:
    """All combinations; large panels at 100 % only."""
    for panel, name, percent, high in product(panels, names, steps, (False, True)):
        if panel != "1920x1080" or (percent == 100 and not high):
            yield Shot(name, panel, percent, high)


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    driver.offscreen()
    window.prepare(fullscreen=False, size=(1920, 1080), frame_rate=0)
    samples: Mapping[str, View] = importlib.import_module(options.samples).SAMPLES
    names = [name for name in samples if not options.only or name.startswith(tuple(options.only))]
    if not names:
        sys.stderr.write(f"Không có màn hình nào tên {options.only}.\n")
        return 2
    wanted = list(shots(names, options.panel, options.percent))
    if options.normal:
        wanted = [shot for shot in wanted if not shot.high]
    failures = _draw(samples, wanted, options.out)
    return 1 if failures else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="kiosk gallery", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/gallery"))
    parser.add_argument("--only", nargs="*", default=[], help="names of samples (or how they start)")
    parser.add_argument("--samples", default="tests.samples")
    parser.add_argument("--panel", nargs="*", default=["1280x800", "1024x600", "1920x1080"])
    parser.add_argument("--percent", nargs="*", type=int, default=[100, 150])
    parser.add_argument("--normal", action="store_true", help="without high contrast")
    return parser.parse_args(arguments)


def _draw(samples: Mapping[str, View], wanted: list[Shot], out: Path) -> int:
    from kiosk.ui.environment import ROOT
    from kiosk.ui.testing.gallery import PANELS, Broken, Gallery
    out.mkdir(parents=True, exist_ok=True)
    failures = 0
    mirror = looking_glass(ROOT / "pictures" / "badge-card.png")
    with Gallery(next(iter(samples.values())), latest=mirror) as gallery:
        for shot in wanted:
            try:
                gallery.show(shot.view_of(samples), PANELS[shot.panel])
            except Broken:
                sys.stderr.write(f"{shot.file}: the screen broke\n")
                failures += 1
                continue
            save(gallery.pixels(), out / shot.file)
            for fault in gallery.faults():
                sys.stderr.write(f"{shot.file}: {fault.rule}: {fault.what}\n")
                failures += 1
    sys.stdout.write(f"{len(wanted)} pictures in {out}, {failures} faults\n")
    return failures


def save(pixels: tuple[bytes, int, int], path: Path) -> None:
    """Writes RGBA pixels as a small indexed PNG."""
    raw, width, height = pixels
    image = Image.frombytes("RGBA", (width, height), raw).convert("RGB")
    indexed = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    indexed.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
