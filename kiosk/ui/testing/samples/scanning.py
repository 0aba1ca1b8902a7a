"""Sample views of scanning: every state of the coach, every kind of code, the way out. See ``people``.

The kinds come from the sentences themselves, so a new kind has its picture; kinds that are answered alike
share one.

    scanning_samples(step)["scan-coach-nearer"]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import get_args

from kiosk.core.codes.sentences import badge_wanted, practice_wanted
from kiosk.core.intents import Back
from kiosk.core.scanning.coaching import AdviceKind, advice_of
from kiosk.core.views import Action, MaintenanceView, PhoneStepView, ScanView, View
from kiosk.ui.testing.samples.evening import ENROLLED
from kiosk.ui.testing.samples.lesson import SAMPLE
from kiosk.ui.testing.samples.people import FACILITATOR, LEARNER, LOOK, NO_BADGE

KINDS: tuple[AdviceKind, ...] = get_args(AdviceKind)

SCAN = ScanView(
    "scan", LEARNER, LOOK, ("Bác giơ thẻ vào khung vàng nhé", "Cách máy một gang tay, giữ yên thẻ"),
    title="Bác giơ thẻ vào khung vàng nhé", advice="Bác đưa mặt có hình ra phía máy ạ", advice_picture="nearer",
    card_text="Cách máy một gang tay, giữ yên thẻ", no_badge=NO_BADGE,
)
ENROLLING = replace(
    ENROLLED, title="Giơ mã ghi danh vào khung", rows=(), camera=True, primary=None, more=(),
    advice="Mã này cán bộ xã mở trên máy tính", secondary=Action("Lùi lại", Back(), "arrow-left"))


def warned(advice: str) -> ScanView:
    return replace(SCAN, advice=advice, aside=advice, speech=(advice,), advice_kind="warning", frame="clay")


def coached(kind: AdviceKind) -> ScanView:
    advice = advice_of(kind)
    return replace(SCAN, advice=advice.text, advice_picture=advice.picture, aside=advice.text,
                   frame="leaf" if kind == "steady" else "lamp")


def coached_step(step: PhoneStepView, kind: AdviceKind) -> PhoneStepView:
    return replace(step, camera_line=advice_of(kind, "practice").text,
                   camera_frame="leaf" if kind == "steady" else "lamp")


def coached_enrolling(kind: AdviceKind) -> MaintenanceView:
    advice = advice_of(kind, "enrolment")
    return replace(ENROLLING, advice=advice.text, advice_picture=advice.picture)


def distinct_states(sentences: Mapping[str, str]) -> dict[str, str]:
    """Each sentence once, under the first kind that has it."""
    first: dict[str, str] = {}
    for kind, said in sentences.items():
        first.setdefault(said, kind)
    return {kind: said for said, kind in first.items()}


def mistaken_step(step: PhoneStepView, said: str) -> PhoneStepView:
    return replace(step, kind_title="Không sao bác ạ!", kind_text=said + ".", rung="again", sample=SAMPLE)


EXIT = replace(SCAN, way_out=True, card_text="Chưa được cũng không sao, bác chạm nút này nhé")
OURS: dict[str, View] = {
    "scan": SCAN,
    "scan-busy": replace(SCAN, advice="Cháu đang xem, bác chờ chút ạ", advice_picture="", advice_kind="busy"),
    "scan-way-out": EXIT,
    "scan-way-out-coached": replace(coached("lighter"), way_out=True, card_text=EXIT.card_text),
    "scan-way-out-warned": replace(warned(badge_wanted()["citizen_card_damaged"]), way_out=True,
                                   card_text=EXIT.card_text),
    "scan-code-foreign-named": warned("Thẻ này của xã Ví Dụ, bác học ở đây vẫn được ạ"),
    "scan-facilitator": replace(SCAN, rail=FACILITATOR, no_badge=None),
    "maintenance-scanning": ENROLLING,
    "maintenance-scan-wrong": replace(ENROLLING, advice="Đây không phải mã ghi danh của xã ạ",
                                      advice_kind="warning", frame="clay"),
}


def scanning_samples(step: PhoneStepView) -> dict[str, View]:
    """``step``: a step of a lesson that shows the camera."""
    return {
        **OURS,
        **{f"scan-coach-{kind}": coached(kind) for kind in KINDS},
        **{f"lesson-scan-coach-{kind}": coached_step(step, kind) for kind in KINDS},
        **{f"maintenance-scan-coach-{kind}": coached_enrolling(kind) for kind in KINDS},
        **{f"scan-code-{kind}": warned(said) for kind, said in distinct_states(badge_wanted()).items()},
        **{f"lesson-scan-code-{kind}": mistaken_step(step, said)
           for kind, said in distinct_states(practice_wanted()).items()},
    }
