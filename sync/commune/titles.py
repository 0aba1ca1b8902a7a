"""What a lesson is called, for pages that have only its id.

Guarantees: an unknown or unreadable lesson is shown by its id; nothing here can fail a page. Reads the
lessons' sources once a process.
"""

from __future__ import annotations

import functools
import logging
from pathlib import Path

import yaml
from django.conf import settings

FREE_TOPIC = "tu-do"

_log = logging.getLogger(__name__)


def title_of(lesson: str) -> str:
    """"Trả tiền bằng mã QR" for "tra-tien-qr"."""
    return _titles().get(lesson, lesson)


@functools.cache
def _titles() -> dict[str, str]:
    titles = {FREE_TOPIC: "Học tự do"}
    for path in sorted(Path(settings.LESSONS_DIR).glob("*/*/lesson.yaml")):
        try:
            lesson = yaml.safe_load(path.read_text("utf-8"))
            titles[str(lesson["id"])] = str(lesson["title"])
        except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
            _log.warning("lesson %s has no readable title: %s", path.parent.name, type(error).__name__)
    return titles
