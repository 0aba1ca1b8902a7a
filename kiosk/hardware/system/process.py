"""The kiosk's process as the system sees it: memory that goes back, and a decoder that steps back behind the screen.

Guarantees: ``release_free_memory`` changes nothing that is in use (drawings of a lesson leave large gaps, which the
allocator only keeps in reserve); where the C library has no ``malloc_trim`` (musl, macOS) nothing happens.
``lower_priority`` gives the calling thread a lower priority (Linux gives each thread its own nice value, sched(7)) and
OpenCV no threads but the caller's, so that decoding never takes more than one core: whoever touches the glass is served
first. It never raises; what the system refuses stays as it was and is logged.

    release_free_memory()
    lower_priority()    # at the beginning of the decoder's thread
"""

from __future__ import annotations

import ctypes
import logging
import os
import threading

import cv2

log = logging.getLogger(__name__)

NICE = 5    # of -20 (first) to 19 (last); the screen has 0. No more: for moments the decoder holds what it needs


def release_free_memory() -> bool:
    """Asks glibc to return free memory; True where some was returned."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return bool(trim(0)) if trim is not None else False


def lower_priority(nice: int = NICE) -> None:
    cv2.setNumThreads(1)
    try:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
    except OSError as refused:
        log.info("the decoder keeps its priority: %s", refused.strerror)
