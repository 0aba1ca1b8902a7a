"""One sample of every view, hard cases included: what the gallery draws and the layout check measures.

    all_samples(lesson, ports)["home"]

Knows the core only: a lesson and ports are given (``kiosk.cli.gallery_samples`` does).
"""

from __future__ import annotations

from kiosk.core.lessons.lesson import Lesson
from kiosk.core.state import Ports
from kiosk.core.views import PhoneStepView, View
from kiosk.ui.testing.samples import evening, home, keyboard, people, phone
from kiosk.ui.testing.samples.lesson import LessonSamples
from kiosk.ui.testing.samples.scanning import scanning_samples
from kiosk.ui.testing.samples.steps import step_samples
from kiosk.ui.testing.samples.stick import stick_samples


def all_samples(lesson: Lesson, ports: Ports) -> dict[str, View]:
    """Every sample by its name, which is the name of its pictures' files.

    Args:
        lesson: "Trả tiền bằng mã QR" (``tra-tien-qr``), whose words the lesson's samples show.
        ports: of any kiosk; ``make_qr`` draws the codes.

    Raises:
        ValueError: two samples have one name.
    """
    of_lesson = LessonSamples(lesson, ports.make_qr).views()
    camera = next(view for view in of_lesson.values() if isinstance(view, PhoneStepView) and view.camera)
    samples: dict[str, View] = {}
    for group in (evening.SAMPLES, home.SAMPLES, keyboard.SAMPLES, of_lesson, people.SAMPLES, phone.SAMPLES,
                  scanning_samples(camera), step_samples(ports.make_qr), stick_samples(ports)):
        if taken := samples.keys() & group.keys():
            raise ValueError(f"a sample's name is taken: {sorted(taken)}")
        samples |= group
    return samples
