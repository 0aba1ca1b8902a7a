"""The decoder steps back behind the screen: whoever touches the glass is served first.

Guarantees: the calling thread gets a lower priority (Linux gives each thread its own nice value, sched(7)), and OpenCV
uses no threads but the caller's, so that decoding never takes more than one core. Never raises; what the
system refuses stays as it was and is logged once.

    step_back()         # at the beginning of the decoder's thread
"""

from __future__ import annotations

import logging
import os
import threading

import cv2

log = logging.getLogger(__name__)

NICE = 5    # of -20 (first) to 19 (last); the screen has 0. No more: for moments the decoder holds what it needs


def lower_priority(nice: int = NICE) -> None:
    cv2.setNumThreads(1)
    try:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)
    except OSError as refused:
        log.info("the decoder keeps its priority: %s", refused.strerror)
