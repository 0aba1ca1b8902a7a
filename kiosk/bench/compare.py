"""Two runs side by side: what got worse by more than the noise that both measured.

Guarantees: a row with a ratio is judged by its ratio, on any machine; a row without one only where both runs are of the
same machine. A row that only one run has is named, not judged. Pure.

    for change in changes(old, new): change.verdict
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kiosk.bench.report import Report, number
from kiosk.bench.rows import Row, Spread

MIN_CHANGE = 0.02     # of the value: less is no change, however still both runs were

Verdict = Literal["worse", "better", "same", "new", "gone", "other machine"]

WORDS: dict[Verdict, str] = {
    "worse": "KÉM HƠN", "better": "tốt hơn", "same": "như trước", "new": "mới có", "gone": "không đo lần này",
    "other machine": "máy khác, không so",
}


@dataclass(frozen=True)
class Change:
    """``before`` and ``after`` are ratios where ``of_ratio``; ``noise`` is in the same unit."""

    name: str
    verdict: Verdict
    before: float | None = None
    after: float | None = None
    noise: float = 0.0
    of_ratio: bool = False

    def line(self) -> str:
        if self.before is None or self.after is None:
            return f"{self.name:<28}  {WORDS[self.verdict]}"
        what = "tỷ lệ " if self.of_ratio else ""
        return (f"{self.name:<28}  {WORDS[self.verdict]}: {what}{number(self.before)} → {number(self.after)}"
                f" (nhiễu ±{number(self.noise)})")


def changes(old: Report, new: Report) -> Iterator[Change]:
    """One of every row of either run, in the order of the new one; of what was not measured now only rows of
    measurements that were asked for."""
    before = {row.name: row for row in old.rows}
    same_machine = old.machine.same_as(new.machine)
    for row in new.rows:
        known = before.pop(row.name, None)
        yield Change(row.name, "new") if known is None else _change(known, row, same_machine)
    asked = {measured.name for measured in new.measurements}
    yield from (Change(name, "gone") for name in before if name.partition(".")[0] in asked)


def _change(old: Row, new: Row, same_machine: bool) -> Change:
    if old.ratio is not None and new.ratio is not None:
        return _judged(new, old.ratio, new.ratio, of_ratio=True)
    if not same_machine and new.unit != "%":
        return Change(new.name, "other machine")
    return _judged(new, old.spread, new.spread, of_ratio=False)


def _judged(row: Row, old: Spread, new: Spread, of_ratio: bool) -> Change:
    noise = max(old.noise, new.noise, MIN_CHANGE * abs(old.value))
    moved = new.value - old.value if row.better == "lower" else old.value - new.value
    verdict: Verdict = "worse" if moved > noise else "better" if -moved > noise else "same"
    return Change(row.name, verdict, old.value, new.value, noise, of_ratio)
