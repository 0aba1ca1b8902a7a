"""How much a stage may do for one picture, counted in work and not in seconds: the same on every machine.

One unit is about what one pixel costs that is drawn flat, smoothed and compared: 15 to 30 ns on one core of an office
PC. So a frame of ``LIVE_WORK`` takes at most about a tenth of a second there, a file of ``PICTURE_WORK`` two seconds.

    work = Work(LIVE_WORK, start=12)
    for guess in work.in_turn(guesses):     # from the thirteenth on, and round to the first
        if not work.take(guess.cost):
            break                           # too dear for what is left: work.next_start remembers where
    work.next_start                         # where the next frame goes on; 0 after everything had its turn

Guarantees: ``done`` never exceeds ``limit``. Does not know what a unit is spent on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

LIVE_WORK = 3_500_000       # units a frame of the camera
PICTURE_WORK = 80_000_000   # units a picture of ``kiosk scan`` and the bench

T = TypeVar("T")


@dataclass
class Work:
    """What may be done and what was done. Used by one thread, for one picture."""

    limit: int
    start: int = 0
    done: int = 0
    next_start: int = 0

    @property
    def left(self) -> int:
        return self.limit - self.done

    def take(self, units: int) -> bool:
        """Counts ``units``, unless they are more than what is left: then nothing is counted and they may not be done.
        """
        if units > self.left:
            return False
        self.done += units
        return True

    def share(self, part: float) -> Work:
        """A budget within this one: ``part`` of what is left. Give it back with ``settle``."""
        return Work(int(self.left * part), self.start)

    def settle(self, shared: Work) -> None:
        """Counts what was done within ``share``."""
        self.done += shared.done
        self.next_start = shared.next_start

    def in_turn(self, candidates: Sequence[T]) -> Iterator[T]:
        """Every candidate once, beginning where the frame before stopped."""
        first = self.start % len(candidates) if candidates else 0
        for tried in range(len(candidates)):
            self.next_start = first + tried
            yield candidates[(first + tried) % len(candidates)]
        self.next_start = 0


def unlimited() -> Work:
    """For one picture that may take as long as it takes."""
    return Work(2**62)
