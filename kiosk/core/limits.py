"""The core's numbers, each with its unit and one home. Bootstrap may replace them from the config."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.core.session_life import LifeRules


@dataclass(frozen=True)
class Limits:
    idle_ms: int = 75_000               # nobody touches: ask (look §7; WCAG 2.2.1 wants a warning)
    facilitator_idle_ms: int = 600_000  # nobody touches the facilitator's page: it locks, the session goes on
    judge_ms: int = 1_000               # how often it is looked whether the session is still of this evening
    undo_ms: int = 20_000               # so long whoever was greeted may take it back by a touch
    guests_in_a_row: int = 3            # guests that may be counted without a facilitator …
    guests_window_ms: int = 180_000     # … within so long
    own_phone_idle_ms: int = 600_000    # somebody does something on the own phone
    idle_blocks: int = 20               # seconds to answer "Bác còn ở đây không?"
    advice_ms: int = 6_000              # how long a passing sentence stays
    way_out_ms: int = 10_000            # nothing was read for so long: the door without a badge comes forward
    coach_quiet_ms: int = 4_000         # the coach shows at once but speaks only after the page has spoken
    time_code_s: int = 120              # how far a time code may be off: shown late, a phone that is slow
    offer_hint_ms: int = 15_000         # quiet time before help is offered
    demo_ms: int = 2_400                # "Làm mẫu" plays once
    summary_ms: int = 60_000            # the summary goes home by itself
    pin_digits: int = 6
    name_keys: int = 40                 # keys of a typed name, at most
    question_keys: int = 60             # keys of a typed question, at most
    names_shown: int = 3                # people found at once: more letters find fewer (look §5)
    choices_per_page: int = 4
    arrivals_shown: int = 6
    helped_shown: int = 6
    session: LifeRules = field(default_factory=LifeRules)
