"""Gives memory back to the system that the allocator only keeps in reserve: drawings of a lesson leave large gaps.

Guarantees: changes nothing that is in use; where the C library has no ``malloc_trim`` (musl, macOS) nothing happens.

    give_back()
"""

from __future__ import annotations

import ctypes


def release_free_memory() -> bool:
    """Asks glibc to return free memory; True where some was returned."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return bool(trim(0)) if trim is not None else False
