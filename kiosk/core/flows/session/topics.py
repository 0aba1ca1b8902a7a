"""What a session is about: a lesson, or whatever everybody likes."""

from __future__ import annotations

from kiosk.core.flows.lesson.lookup import find_lesson
from kiosk.core.i18n import _
from kiosk.core.state import KioskState

FREE = "tu-do"


def topic_title(topic: str, state: KioskState) -> str:
    """The name of a session's topic for people."""
    found = find_lesson(topic, state)
    return found.title if found else _("Học tự do")
