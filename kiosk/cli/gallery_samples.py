"""The sample views of ``kiosk.ui.testing.samples``, made with a shipped lesson and real QR codes.

    sample_views(Path("lessons"), Path("assets"))["home"]
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kiosk.authoring.stub_ports import stub_ports
from kiosk.core.views import View
from kiosk.packs.catalogue.loader import load_lesson
from kiosk.ui.testing.samples import all_samples
from kiosk.vision.qr_encode import qr_matrix

LESSON: Final = Path("ky-nang-so-co-ban", "tra-tien-qr", "lesson.yaml")


def sample_views(lessons: Path, assets: Path) -> dict[str, View]:
    """Every sample by its name.

    Raises:
        LessonRefused: the lesson that the samples show is missing from ``lessons``, or broken.
    """
    lesson = load_lesson(lessons / LESSON, assets)
    return all_samples(lesson, stub_ports(lesson, make_qr=qr_matrix))
