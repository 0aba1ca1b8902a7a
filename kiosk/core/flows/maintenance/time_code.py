"""A time code on the facilitator's phone: the date question is answered without a touch.

Guarantees: a machine that knows the date keeps what it knows, because anybody can show a code or an old
photograph of one; what was taken over is said in words, so that a wrong hour is noticed. Only the
facilitator's places ask for it.

Source: docs/protocol.md (BDHVSTIME1), ``kiosk.core.codes.own``.
"""

from __future__ import annotations

from kiosk.core.codes.own import TimeCode
from kiosk.core.i18n import _
from kiosk.core.state import KioskState


def take_time(found: TimeCode, state: KioskState) -> bool:
    """Anchors the clock and says so; False where the machine knew the date already."""
    calendar = state.ports.calendar
    if calendar.today().trusted:
        state.play("soft")
        state.say(_("Máy biết ngày giờ rồi ạ"))
        return False
    calendar.anchor(found.utc, state.limits.time_code_s)
    today = calendar.today()
    state.play("kept")
    state.say(_("Máy theo giờ trong mã: {hour} giờ {minute}, ngày {day} tháng {month}").format(
        hour=today.hour, minute=f"{today.minute:02}", day=int(today.iso_day[8:]), month=int(today.iso_day[5:7])))
    return True
