"""Makes an Ogg file repeatable: encoders draw the stream's serial number by lot, here it is always the same.

Guarantees: only serial numbers and the checksums of pages change (RFC 3533, section 6); what is not an Ogg
file comes back as it was.

    with_serial(sound) == with_serial(the_same_sound_encoded_again)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

SERIAL: Final = 0x42444856
_MAGIC: Final = b"OggS"
_HEAD: Final = 27                       # bytes of a page's head before its table of segments


def _table() -> tuple[int, ...]:
    """CRC-32 with polynomial 0x04c11db7, not reflected, start and end 0."""
    def of(byte: int) -> int:
        crc = byte << 24
        for _bit in range(8):
            crc = (crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)
        return crc & 0xFFFFFFFF

    return tuple(of(byte) for byte in range(256))


_CRC: Final = _table()


def with_serial(ogg: bytes, serial: int = SERIAL) -> bytes:
    """The same sound with ``serial`` in every page."""
    pages = list(_pages(ogg))
    if sum(map(len, pages)) != len(ogg):
        return ogg
    return b"".join(_renumbered(page, serial) for page in pages)


def page_is_whole(page: bytes) -> bool:
    """Whether a page's checksum is right."""
    return page[22:26] == struct.pack("<I", _checksum(page[:22] + bytes(4) + page[26:]))


def _pages(ogg: bytes) -> Iterator[bytes]:
    at = 0
    while ogg[at:at + 4] == _MAGIC and at + _HEAD <= len(ogg):
        segments = ogg[at + 26]
        size = _HEAD + segments + sum(ogg[at + _HEAD:at + _HEAD + segments])
        yield ogg[at:at + size]
        at += size


def _renumbered(page: bytes, serial: int) -> bytes:
    bare = page[:14] + struct.pack("<I", serial) + page[18:22] + bytes(4) + page[26:]
    return bare[:22] + struct.pack("<I", _checksum(bare)) + bare[26:]


def _checksum(page: bytes) -> int:
    crc = 0
    for byte in page:
        crc = ((crc << 8) & 0xFFFFFFFF) ^ _CRC[(crc >> 24) ^ byte]
    return crc
