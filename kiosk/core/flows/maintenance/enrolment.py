"""The commune's enrolment QR was held up: the sync worker is asked to do the rest."""

from __future__ import annotations

from kiosk.core.codes.own import Enrolment
from kiosk.core.state import KioskState


def request_enrolment(found: Enrolment, state: KioskState) -> None:
    state.ports.commune.request_enrolment(found.text)
    state.play("kept")
