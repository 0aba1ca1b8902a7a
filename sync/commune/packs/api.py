"""The kiosks' way to the lesson packs: ``GET /api/v1/packs/<name>``, whole or from a byte on.

Guarantees: nothing but a regular file of a repository's name below DIR/packs/bdhvs is ever opened, through no link;
only a device that is enrolled and not revoked gets it; one range an answer, so that no header makes an answer
larger than the file; at most ``AT_ONCE`` answers hold a thread, so that events always find one. Judges no signature
of the packs: the kiosks do.

Source of the rules: docs/protocol.md "Lesson packs"; RFC 9110 sections 13 and 14.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from sync.commune.devices.authentication import SignedDevice, device_signed
from sync.commune.http.decorators import endpoint
from sync.commune.http.problems import refusal
from sync.commune.packs.repository import open_file
from sync.commune.tenancy.current import current_data_dir
from sync.protocol.pack_repository import FOLDER, PATH_PACKS, hash_in, is_name

AT_ONCE: Final = 4                  # of the server's 8 threads
PIECE: Final = 64 * 1024            # bytes read and sent at once
BINARY: Final = "application/octet-stream"
_RANGE: Final = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")

_admission = threading.BoundedSemaphore(AT_ONCE)


class _Slice:
    """Bytes ``first`` to ``last`` of an open file, once; closing gives the place at the gate back."""

    def __init__(self, file: BinaryIO, first: int, last: int, leave: Callable[[], None]) -> None:
        self._file, self._left, self._leave = file, last - first + 1, leave
        file.seek(first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (piece := self._file.read(min(PIECE, self._left))):
            self._left -= len(piece)
            yield piece

    def close(self) -> None:
        if not self._file.closed:
            self._file.close()
            self._leave()


@endpoint("GET")
@device_signed(0)
def pack_file(request: HttpRequest, body: bytes, device: SignedDevice) -> HttpResponseBase:
    name = request.path_info.removeprefix(PATH_PACKS)
    if not is_name(name):
        return refusal("not-found")
    if not _admission.acquire(blocking=False):
        return refusal("busy")
    file = open_file(current_data_dir().packs / FOLDER, name)
    if file is None:
        _admission.release()
        return refusal("not-found")
    try:
        return _answer(request, file, hash_in(name) or hashlib.sha256(file.read()).hexdigest())
    except OSError:
        file.close()
        _admission.release()
        return refusal("busy")


def _answer(request: HttpRequest, file: BinaryIO, sha256: str) -> HttpResponseBase:
    tag, size = f'"{sha256}"', os.fstat(file.fileno()).st_size
    first, last = _wanted(request, tag, size)
    response: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    elif first and first >= size:
        response = refusal("bad-range")
        response.headers["Content-Range"] = f"bytes */{size}"
    else:
        return _sent(_Slice(file, first, last, _admission.release), first, last, size, tag)
    file.close()
    _admission.release()
    response.headers["ETag"] = tag
    return response


def _sent(content: _Slice, first: int, last: int, size: int, tag: str) -> HttpResponseBase:
    part = last - first + 1 < size
    response = StreamingHttpResponse(content, status=206 if part else 200, content_type=BINARY)
    response.headers["Content-Length"] = str(last - first + 1)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    if part:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _wanted(request: HttpRequest, tag: str, size: int) -> tuple[int, int]:
    """First and last byte. Anything but one range from a byte on is left unread, as RFC 9110 14.2 allows."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or request.headers.get("If-Range", tag) != tag:
        return 0, size - 1
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    return (first, last) if first <= last or first >= size else (0, size - 1)
