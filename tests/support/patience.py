"""How long a test waits for what has to happen.

Guarantees: a bound for what hangs, never a judgement: a machine on which other programs keep every core busy is slower
by ten times. What must be quick is measured by the processor time it takes.
"""

from __future__ import annotations

from typing import Final

PATIENCE_S: Final = 240.0
