"""The second decoder: zbar, by our own scanner, so that the bytes stay the bytes of the code.

Guarantees: what is returned is what the QR code holds, byte for byte (``pyzbar.decode`` guesses a charset
and breaks Vietnamese without ECI); parts of a structured append are "not read"; the scanner is given back
after every image. Where libzbar is missing or too old to be told BINARY, ``zbar_available`` is False and
nothing is read.

    for found in look_zbar(grey).found: ...

Where a code declares another charset than UTF-8 (ECI), zbar turns its text into UTF-8; zxing-cpp leaves it.

Source: zbar 0.23 ``zbar.h`` (ZBAR_CFG_BINARY), pyzbar #95 and #155 (the broken â).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import string_at
from functools import cache
from typing import Any

from kiosk.vision.pixels import Pixels
from kiosk.vision.results import Corners, Found, NearMiss, StageResult
from kiosk.vision.work import Work

log = logging.getLogger(__name__)

EVERY_SYMBOL = 0
QRCODE = 64
CFG_ENABLE = 0
CFG_BINARY = 4           # since zbar 0.23.1
SETTINGS = ((EVERY_SYMBOL, CFG_ENABLE, 0), (QRCODE, CFG_ENABLE, 1), (QRCODE, CFG_BINARY, 1))
GREY_Y800 = 0x30303859   # fourcc "Y800": 8 bit grey


@cache
def _library() -> Any | None:
    """pyzbar's bindings, or None where libzbar0 is not installed or too old. Said once in the log."""
    try:
        from pyzbar import wrapper
    except ImportError:
        log.warning("libzbar0 is missing: codes are read by zxing-cpp alone")
        return None
    scanner = wrapper.zbar_image_scanner_create()
    refused = wrapper.zbar_image_scanner_set_config(scanner, QRCODE, CFG_BINARY, 1)
    wrapper.zbar_image_scanner_destroy(scanner)
    if refused:
        log.warning("libzbar0 is older than 0.23.1: codes are read by zxing-cpp alone")
        return None
    return wrapper


def zbar_available() -> bool:
    """Whether the second decoder can be used on this machine."""
    return _library() is not None


def look_zbar(grey: Pixels, near: Sequence[NearMiss] = (), work: Work | None = None) -> StageResult:
    """QR codes of an 8 bit grey image (height x width)."""
    zbar = _library()
    if zbar is None:
        return StageResult()
    high, wide = grey.shape
    pixels = grey.tobytes()
    with _scanner(zbar) as scanner, _image(zbar) as image:
        zbar.zbar_image_set_format(image, GREY_Y800)
        zbar.zbar_image_set_size(image, wide, high)
        zbar.zbar_image_set_data(image, pixels, len(pixels), None)
        zbar.zbar_scan_image(scanner, image)
        return StageResult(tuple(_found(zbar, s) for s in _symbols(zbar, image) if s.contents.type == QRCODE))


@contextmanager
def _scanner(zbar: Any) -> Iterator[Any]:
    scanner = zbar.zbar_image_scanner_create()
    try:
        for symbol, setting, value in SETTINGS:
            zbar.zbar_image_scanner_set_config(scanner, symbol, setting, value)
        yield scanner
    finally:
        zbar.zbar_image_scanner_destroy(scanner)


@contextmanager
def _image(zbar: Any) -> Iterator[Any]:
    image = zbar.zbar_image_create()
    try:
        yield image
    finally:
        zbar.zbar_image_destroy(image)


def _symbols(zbar: Any, image: Any) -> Iterator[Any]:
    symbol = zbar.zbar_image_first_symbol(image)
    while symbol:
        yield symbol
        symbol = zbar.zbar_symbol_next(symbol)


def _found(zbar: Any, symbol: Any) -> Found:
    payload = string_at(zbar.zbar_symbol_get_data(symbol), zbar.zbar_symbol_get_data_length(symbol))
    corners: Corners = tuple(
        (int(zbar.zbar_symbol_get_loc_x(symbol, at)), int(zbar.zbar_symbol_get_loc_y(symbol, at)))
        for at in range(zbar.zbar_symbol_get_loc_size(symbol))
    )
    return Found(payload, corners)
