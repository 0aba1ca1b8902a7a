"""The core's numbers, each with its unit and one home. Bootstrap may replace them from the config."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    idle_ms: int = 75_000               # nobody touches: ask (look §7; WCAG 2.2.1 wants a warning)
    facilitator_idle_ms: int = 600_000  # the session screen stays longer
    idle_blocks: int = 20               # seconds to answer "Bác còn ở đây không?"
    advice_ms: int = 6_000              # how long a passing sentence stays
    offer_hint_ms: int = 15_000         # quiet time before help is offered
    demo_ms: int = 2_400                # "Làm mẫu" plays once
    summary_ms: int = 60_000            # the summary goes home by itself
    pin_digits: int = 6
    choices_per_page: int = 4
    arrivals_shown: int = 6
    helped_shown: int = 6
