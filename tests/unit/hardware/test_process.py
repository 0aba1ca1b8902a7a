"""Memory the allocator keeps in reserve goes back to the system."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from kiosk.hardware.system.process import release_free_memory

PAGES = 4096


def resident() -> int:
    """Pages of this process in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="not glibc")
def test_gaps_between_what_is_in_use_are_given_back() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    blocks = [library.malloc(60_000) for _n in range(1_000)]    # small enough for the heap, not for pages of their own
    for block in blocks:
        ctypes.memset(block, 1, 60_000)
    last = blocks.pop()
    for block in blocks:
        library.free(block)
    kept = resident()
    assert release_free_memory()
    assert resident() < kept - 5_000
    library.free(last)
