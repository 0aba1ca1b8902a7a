"""A command whose reader has seen enough (``commune status | head``) ends quietly.

Guarantees: what was printed is flushed while errors can still be answered; a closed stdout ends the command with
``READER_GONE`` and without a word; any other broken pipe stays the error that it is.

    sys.exit(until_reader_leaves(lambda: command(words)))
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from typing import Final

READER_GONE: Final = 141        # 128 + SIGPIPE, as a shell tells it


def until_reader_leaves(command: Callable[[], int]) -> int:
    """Runs ``command``; its exit status, or READER_GONE.

    Raises:
        BrokenPipeError: something else than stdout broke.
    """
    try:
        try:
            return command()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        if not _reader_gone():
            raise
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())       # what is still buffered is flushed at exit
        os.close(nowhere)
        return READER_GONE


def _reader_gone() -> bool:
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)           # errors are always told
    return any(told & (select.POLLERR | select.POLLNVAL) for _number, told in poll.poll(0))
