"""What the commune has of the record, in two short lines; and what really holds it up, in kind words."""

from __future__ import annotations

from kiosk.core.i18n import _
from kiosk.core.state import KioskState


def sync_line(state: KioskState) -> str:
    """What the commune has, what still waits; a fault that stands comes first."""
    if fault(state):
        return _("Sổ cần bảo trì\nxem mã {code}").format(code=fault(state))
    if state.sync.pending and state.sync.problem:
        return waiting_for(state.sync.problem) + "\n" + _("máy giữ hộ {n}").format(n=state.sync.pending)
    waiting = _("Còn chờ {n}").format(n=state.sync.pending) if state.sync.pending else _("Gửi hết rồi")
    return _("Gửi xã rồi {n}").format(n=state.sync.sent) + "\n" + waiting


def waiting_for(problem: str) -> str:
    """Why the record does not travel. ``problem`` is a code of ``sync.protocol.errors``."""
    known = {
        "S2": _("Xã chưa nhận sổ,"), "S6": _("Xã chưa nhận sổ,"), "S3": _("Máy chưa ghi danh,"),
        "S4": _("Xã ngừng máy này,"), "S7": _("Sổ chưa mở được,"), "S9": _("Chưa gặp đúng xã,"),
    }
    return known.get(problem, _("Chờ có mạng,"))


def sync_ok(state: KioskState) -> bool:
    return not fault(state) and not (state.sync.pending and state.sync.problem)


def fault(state: KioskState) -> str:
    """The code why something could not be kept, or cannot be; '' as soon as the fault is past."""
    return state.journal.trouble or state.database.problem
