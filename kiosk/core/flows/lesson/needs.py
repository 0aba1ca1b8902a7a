"""What people come for: the needs the first page offers, in its order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.core.i18n import _

Tint = Literal["leaf", "clay", "indigo", "lamp"]


@dataclass(frozen=True)
class Need:
    label: Callable[[], str]
    picture: str
    tint: Tint


NEEDS: dict[str, Need] = {
    "tra-tien": Need(lambda: _("Trả tiền"), "need-pay", "leaf"),
    "suc-khoe": Need(lambda: _("Sức khỏe"), "need-health", "clay"),
    "giay-to": Need(lambda: _("Giấy tờ"), "need-paper", "indigo"),
    "tranh-lua": Need(lambda: _("Tránh lừa"), "need-shield", "lamp"),
    "hoc-them": Need(lambda: _("Học thêm"), "need-learn", "leaf"),
    "hoi-may": Need(lambda: _("Hỏi máy"), "need-ask", "indigo"),
}
PATHS_IN = "hoc-them"                   # the need that also offers the paths
