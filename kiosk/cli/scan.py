"""``kiosk scan PATH…`` and ``kiosk scan --camera SOURCE``: what the codes in pictures hold, one JSON line each.

    {"file": "a.png", "text": "BDHVS1:…", "kind": "badge_unknown", "ms": 3.1, "stage": "zxing"}

``text`` is the code's UTF-8 in NFC, null only where nothing was read; a picture with several codes has a line for
each. ``bytes`` (base64) is added where the text alone does not give the code's bytes back: another charset than UTF-8
(then ``text`` is the decoder's reading of it), or letters that were not in NFC. ``ms`` is the wall time of decoding
the picture, ``stage`` what read it. A video has a line for each different code, with ``frame`` (from 1) where it
first was read. One part of several codes that hold one text together has kind "part" and ``part_of``, how many they
are. A picture costs at most ``kiosk.vision.work.PICTURE_WORK``: about two seconds of one core, whatever it shows.
What cannot be opened has ``error`` (a sentence) and ``code``, and the rest goes on.

Prints what the codes hold, personal names too: that is what it is asked for. Nothing is kept or logged, no
address is opened, and no badge's signature is checked (kind "badge_unknown").

Exit status: 0 where every path could be opened.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2

from kiosk.cli.scan_files import PictureError, files_of, frames_of, is_video, load_grey
from kiosk.core.codes.recognise import kind_name, recognise
from kiosk.core.codes.text import exact_text
from kiosk.core.errors import HardwareError
from kiosk.core.scanning.scan_filter import ScanFilter
from kiosk.hardware.camera.source import camera_from
from kiosk.vision.decoder import LiveDecoder, decode
from kiosk.vision.results import Reading
from sync.command_line import CommandParser

Line = dict[str, Any]

USAGE = 2
LINE_ENDS = re.compile("[\x7f-\x9f\u2028\u2029]")   # str.splitlines, JavaScript, terminals


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="ảnh, video hoặc thư mục ảnh")
    parser.add_argument("--camera", metavar="SOURCE", help="0, /dev/video0, một video, một ảnh hoặc một thư mục ảnh")
    parser.add_argument("--seconds", type=float, help="với --camera: dừng sau ngần ấy giây (bỏ trống: đến khi Ctrl-C)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command of its own. Returns the exit status."""
    parser = CommandParser(prog="kiosk scan", description="Đọc mã QR trong ảnh, mỗi mã một dòng JSON.")
    add_arguments(parser)
    return scan(parser.parse_args(arguments))


def scan(chosen: argparse.Namespace) -> int:
    """``chosen``: what ``add_arguments`` asked for."""
    if bool(chosen.paths) == bool(chosen.camera):
        print("Hãy cho biết ảnh cần đọc, hoặc --camera (Q1)", file=sys.stderr)
        return USAGE
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)   # broken files are said in their own line
    lines = _of_camera(chosen.camera, chosen.seconds) if chosen.camera else _of_paths(chosen.paths)
    return _printed(lines)


def _printed(lines: Iterator[Line]) -> int:
    failed = False
    for line in lines:
        failed |= "error" in line
        print(_packed(line), flush=True)
    return 1 if failed else 0


def _packed(line: Line) -> str:
    """JSON that stays one line for every reader: what some take for a line's end is escaped, Vietnamese is not."""
    return LINE_ENDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(line, ensure_ascii=False))


# --- pictures and videos --------------------------------------------------------------------------

def _of_paths(paths: Sequence[Path]) -> Iterator[Line]:
    for path in paths:
        for found in files_of(path):
            if isinstance(found, PictureError):
                yield _refused(path, found)
            else:
                yield from _of_file(found)


def _of_file(path: Path) -> Iterator[Line]:
    try:
        yield from _of_video(path) if is_video(path) else _of_picture(path)
    except PictureError as error:
        yield _refused(path, error)


def _of_picture(path: Path) -> Iterator[Line]:
    grey = load_grey(path)
    start = time.perf_counter()
    readings = decode(grey)
    ms = _ms_since(start)
    for reading in readings:
        yield _line(path, reading, ms)
    if not readings:
        yield _line(path, None, ms)


def _of_video(path: Path) -> Iterator[Line]:
    seen: set[bytes] = set()
    decoder, spent = LiveDecoder(), 0.0
    for number, grey in enumerate(frames_of(path), start=1):
        start = time.perf_counter()
        readings = decoder(grey)
        ms = _ms_since(start)
        spent += ms
        for reading in readings:
            if reading.payload not in seen:
                seen.add(reading.payload)
                yield {**_line(path, reading, ms), "frame": number}
    if not seen:
        yield _line(path, None, round(spent, 1))


# --- a camera -------------------------------------------------------------------------------------

def _of_camera(source: str, seconds: float | None) -> Iterator[Line]:
    """A line for each scan (two equal reads running), until the time is over, Ctrl-C, or the camera is lost."""
    camera = camera_from(source)
    begun = time.monotonic()
    decoder, shown = LiveDecoder(), ScanFilter()
    try:
        camera.open()
        while seconds is None or time.monotonic() - begun < seconds:
            frame = camera.read()
            start = time.perf_counter()
            readings = {reading.payload: reading for reading in decoder(frame.grey)}
            ms = _ms_since(start)
            shown, scans = shown.see(readings, time.monotonic_ns() // 1_000_000)
            for payload in scans:
                yield {**_line(source, readings[payload], ms), "frame": frame.number}
    except HardwareError as absent:
        yield _error_line(source, "không mở được máy ảnh hoặc máy ảnh vừa mất", absent.code)
    except KeyboardInterrupt:
        return
    finally:
        camera.close()


# --- lines ----------------------------------------------------------------------------------------

def kind_of(reading: Reading) -> str:
    """The code's kind; a badge is never more than "badge_unknown" where nobody's signature is known."""
    return kind_name(recognise(
        reading.payload, lambda signed, signature: None, frozenset(), reading.text, reading.part_of))


def _line(file: Path | str, reading: Reading | None, ms: float) -> Line:
    line: Line = {"file": _name(file), "text": None, "kind": None, "ms": ms, "stage": None}
    if reading is None:
        return line
    text = exact_text(reading.payload)
    if text is None:
        text = reading.text if reading.text is not None else reading.payload.decode("latin-1")
    line |= {"text": text, "kind": kind_of(reading), "stage": reading.stage}
    if text.encode("utf-8", "replace") != reading.payload:
        line["bytes"] = base64.b64encode(reading.payload).decode("ascii")
    if reading.part_of:
        line["part_of"] = reading.part_of
    return line


def _refused(file: Path, error: PictureError) -> Line:
    return _error_line(file, str(error), error.code)


def _error_line(file: Path | str, sentence: str, code: str) -> Line:
    return {**_line(file, None, 0.0), "error": f"{sentence} ({code})", "code": code}


def _name(file: Path | str) -> str:
    """A name that can be printed: bytes that are no UTF-8 show as replacement characters."""
    return os.fsencode(file).decode("utf-8", "replace")


def _ms_since(start: float) -> float:
    return round((time.perf_counter() - start) * 1000, 1)


if __name__ == "__main__":
    sys.exit(main())
