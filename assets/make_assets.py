"""Renders every picture, icon and sound of `assets/` from its source. Run by authors; results are committed.

Guarantees: pictures and icons come only from the SVG files in `sources/`, sounds only from the numbers below,
so a second run gives the same shapes and the same samples. Does not touch `words/` or `system/`, nor the fonts in
`fonts/` as published; `fonts/fallback/` is cut out of Debian's Noto Sans when `fallback-fonts` is named.
The kiosk never imports it: CairoSVG and fontTools are needed here only (`pip install cairosvg fonttools`; Debian:
`libcairo2`, `fonts-noto-core`, `fonts-noto-extra`).

    python assets/make_assets.py                        # everything but the fonts
    python assets/make_assets.py fallback-fonts
    python assets/make_assets.py need-pay speaker kept  # only what is named
"""

from __future__ import annotations

import io
import itertools
import re
import sys
import unicodedata
import wave
from dataclasses import dataclass
from pathlib import Path

import cairosvg  # type: ignore[import-untyped, unused-ignore]
import numpy as np
import numpy.typing as npt
from PIL import Image

ASSETS = Path(__file__).resolve().parent
SOURCES = ASSETS / "sources"

PICTURE_PX = 512
ICON_PX = 192
# The petal edge is one 44x28 tile repeated, 28 px high at 1280x800; twice that keeps it sharp at 1920x1080.
TILE_PX = 88
TILES = ("petal-edge", "petal-line")

RATE_HZ = 22_050
PEAK_DBFS = -9.0
FADE_S = 0.005

Samples = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stroke:
    """One stroke of the mallet: when, how high, how long it rings (time to fall to 1/e) and how hard."""

    at_s: float
    hz: float
    ring_s: float
    loudness: float = 1.0


@dataclass(frozen=True)
class Sound:
    """A short phrase of strokes, cut after `length_s`; a felt mallet starts rounder than a wooden one."""

    length_s: float
    strokes: tuple[Stroke, ...]
    felt: bool = False


# Partials of a struck tube of bamboo: (ratio to the ground tone, share, share of its ringing time).
# The overtones of wood are not harmonic and die early; that is what tells it from a beep.
BAMBOO = ((1.0, 1.0, 1.0), (2.76, 0.34, 0.38), (3.98, 0.16, 0.25), (5.4, 0.10, 0.16))

SOUNDS: dict[str, Sound] = {
    "tick": Sound(0.045, (Stroke(0.0, 410.0, 0.011),)),
    "kept": Sound(0.36, (Stroke(0.0, 392.0, 0.06, 0.85), Stroke(0.13, 587.3, 0.075))),
    "soft": Sound(0.34, (Stroke(0.0, 440.0, 0.09),), felt=True),
    "done": Sound(
        0.95,
        (Stroke(0.0, 392.0, 0.11, 0.9), Stroke(0.22, 440.0, 0.11, 0.9), Stroke(0.46, 587.3, 0.14)),
        felt=True,
    ),
    "look": Sound(0.42, (Stroke(0.0, 207.6, 0.07), Stroke(0.17, 196.0, 0.08))),
}


def rendered(source: Path, longest_px: int) -> Image.Image:
    """The SVG on a transparent ground, in the proportions of its viewBox, the longest side `longest_px`."""
    match = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', source.read_text(encoding="utf-8"))
    if match is None:
        raise SystemExit(f"{source}: no viewBox that starts at 0 0")
    width, height = float(match[1]), float(match[2])
    scale = longest_px / max(width, height)
    png: bytes = cairosvg.svg2png(
        url=str(source), output_width=round(width * scale), output_height=round(height * scale)
    )
    return Image.open(io.BytesIO(png)).convert("RGBA")


def as_mask(image: Image.Image) -> Image.Image:
    """The same shape in pure white, so that the app can tint it by multiplying."""
    white = Image.new("RGBA", image.size, (255, 255, 255, 0))
    white.putalpha(image.getchannel("A"))
    return white


def named(folder: str, only: set[str]) -> list[Path]:
    return [path for path in sorted((SOURCES / folder).glob("*.svg")) if not only or path.stem in only]


def make_pictures(only: set[str]) -> None:
    for source in named("pictures", only):
        picture = rendered(source, TILE_PX if source.stem in TILES else PICTURE_PX)
        picture.save(ASSETS / "pictures" / f"{source.stem}.png", optimize=True)


def make_icons(only: set[str]) -> None:
    for source in named("icons", only):
        as_mask(rendered(source, ICON_PX)).save(ASSETS / "icons" / f"{source.stem}.png", optimize=True)


def struck(stroke: Stroke, length: int, *, felt: bool) -> Samples:
    """The samples of one stroke, `length` of them, before levels are set."""
    t = np.arange(length) / RATE_HZ - stroke.at_s
    after = np.clip(t, 0.0, None)
    tone = np.zeros(length)
    for ratio, share, ring in BAMBOO:
        weight = share * (0.35 if felt and ratio > 1.0 else 1.0)
        dying = np.exp(-after / (stroke.ring_s * ring))
        tone += weight * dying * np.sin(2 * np.pi * stroke.hz * ratio * after)
    attack = np.clip(after / (0.008 if felt else 0.0015), 0.0, 1.0)
    return stroke.loudness * attack * (tone + knock(after, felt=felt)) * (t >= 0)


def knock(after: Samples, *, felt: bool) -> Samples:
    """The dull touch of mallet on wood: noise without its highs, gone in a few milliseconds."""
    noise = np.random.default_rng(7).standard_normal(after.size)
    dull = np.convolve(noise, np.ones(9) / 9, mode="same")
    return (0.1 if felt else 0.5) * dull * np.exp(-after / 0.004)


def phrase(sound: Sound) -> Samples:
    """The whole sound, both ends faded, its peak at PEAK_DBFS."""
    length = round(sound.length_s * RATE_HZ)
    total = np.sum([struck(stroke, length, felt=sound.felt) for stroke in sound.strokes], axis=0)
    fade = round(FADE_S * RATE_HZ)
    total[-fade:] *= np.linspace(1.0, 0.0, fade)
    peak = float(np.max(np.abs(total)))
    return np.asarray(total * (10 ** (PEAK_DBFS / 20) / peak), dtype=np.float64)


def make_sounds(only: set[str]) -> None:
    for name, sound in SOUNDS.items():
        if not only or name in only:
            samples = np.round(phrase(sound) * 32_767).astype("<i2")
            with wave.open(str(ASSETS / "sounds" / f"{name}.wav"), "wb") as file:
                file.setparams((1, 2, RATE_HZ, 0, "NONE", "not compressed"))
                file.writeframes(samples.tobytes())


NOTO = Path("/usr/share/fonts/truetype/noto")   # fonts-noto-core has Bold, fonts-noto-extra the other two
FALLBACK_FONTS = ("NotoSans-Medium.ttf", "NotoSans-SemiBold.ttf", "NotoSans-Bold.ttf")


def _vietnamese() -> str:
    """Every vowel with every tone: what another mark may stand on."""
    pairs = itertools.product("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY", ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"))
    return "".join(unicodedata.normalize("NFC", vowel + tone) for vowel, tone in pairs)


def make_fallback_fonts(noto: Path = NOTO) -> None:
    """Noto Sans with the letters of `letters.txt`, all Vietnamese letters and all combining marks, and nothing else."""
    from fontTools import subset  # needed for this one job only

    folder = ASSETS / "fonts" / "fallback"
    named = (folder / "letters.txt").read_text(encoding="utf-8")
    letters = {ord(letter) for letter in named if not letter.isspace()}
    plain = set(range(0x41, 0x5B)) | set(range(0x61, 0x7B)) | set(map(ord, "đĐăĂ\u25cc")) | set(map(ord, _vietnamese()))
    for name in FALLBACK_FONTS:
        options = subset.Options(layout_features=["ccmp", "mark", "mkmk", "kern"], name_IDs=[0, 1, 2, 13, 14])
        font = subset.load_font(str(noto / name), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=letters | plain | set(range(0x300, 0x370)))
        cutter.subset(font)
        font["head"].modified = font["head"].created        # the same bytes at every run
        subset.save_font(font, str(folder / name), options)


if __name__ == "__main__":
    asked = set(sys.argv[1:])
    if "fallback-fonts" in asked:
        make_fallback_fonts()
        asked.discard("fallback-fonts")
        if not asked:
            raise SystemExit
    make_pictures(asked)
    make_icons(asked)
    make_sounds(asked)
