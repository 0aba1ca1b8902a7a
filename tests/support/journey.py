"""A visit as a list of events and the views they give, without Kivy."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import TypeVar

from kiosk.core.controller import Controller
from kiosk.core.inputs import Input, Kept, NotKept, PinJudged, Scanned, Tapped, Ticked
from kiosk.core.intents import Choose, Digit, EnterPin, Intent, Letter, Space, StartScan
from kiosk.core.lessons.lesson import Answer, ChooseStep, Hints, Lesson, PhoneStep, ScanStep, ShowStep
from kiosk.core.lessons.phone_screen import Field, PhoneButton, PhoneScreen, Viewfinder
from kiosk.core.ports import Commune, Facilitator, OpenSession, Person, Today
from kiosk.core.views import Action, DateView, View
from sync.protocol import learner_id
from tests.support.fakes.core import (
    FakeCatalogue,
    FakeCommune,
    FakeJournal,
    FakePins,
    FakeRoster,
    demo_commune,
    facilitator_badge,
    fake_ports,
)

LUA = learner_id(b"F" * 16)
RUA = learner_id(b"M" * 16)
FACILITATORS = {LUA: Facilitator(LUA, "chị Lúa", "facilitator"), RUA: Facilitator(RUA, "anh Rùa", "maintenance")}
EVENING = Today("2026-11-22", 19, 30, trusted=True)
AFTER_POWER_CUT = Today("1970-01-01", 0, 1, trusted=False)
MAU = Person("0" * 31 + "1", "Nguyễn Thị Mẫu", "thôn Mẫu Đông")
PEOPLE = (
    Person("0" * 31 + "2", "Mẫu Thế Dụ", "thôn Mẫu Đoài"), MAU,
    Person("0" * 31 + "3", "Trần Văn Thử", "thôn Mẫu Đông"), Person("0" * 31 + "4", "Đặng Thị Ví", "thôn Mẫu Thượng"),
)
HINTS = Hints(again="Bác nghe lại nhé.", point="Bác chạm chỗ mũi tên nhé.", show="Bác theo ngón tay nhé.")

V = TypeVar("V", bound=View)


def small_lesson(lesson: str = "tra-tien-qr", need: str = "tra-tien") -> Lesson:
    """Every kind of step once."""
    name = PhoneScreen(title="Ngân hàng Mẫu", elements=(
        Field(id="ten", label="Người nhận", value="NGUYỄN THỊ MẪU"),
        PhoneButton(id="dung", label="Đúng tên"), PhoneButton(id="sai", label="Sai tên"),
    ))
    finder = PhoneScreen(title="Quét mã", elements=(Viewfinder(id="kinh"),))
    return Lesson(
        id=lesson, title="Trả tiền bằng mã QR", need=need, minutes=10, picture="lesson-pay-qr",  # type: ignore[arg-type]
        learned=("Đọc tên người nhận",), take_home=("Đọc tên rồi mới trả",),
        steps=(
            ShowStep(id="mo-dau", title="Hôm nay mình tập trả tiền.", picture="greens"),
            ScanStep(id="quet", say="Bác giơ tờ mã nhé.", screen=finder, code="rau-co-mau", hints=HINTS),
            PhoneStep(id="ten", say="Bác đọc tên.", screen=name, right=("dung",),
                      wrong={"ten": "Bác chạm vào tên, tiền còn nguyên."}, hints=HINTS),
            ChooseStep(id="hoi", title="Tên lạ hiện ra.", ask="Bác làm gì ạ?", answers=(
                Answer(id="dung-lai", label="Dừng lại", icon="hand", right=True, reply="Đúng rồi ạ."),
                Answer(id="tra", label="Cứ trả", icon="money", reply="Mình nên dừng lại hỏi ạ."),
            )),
        ),
    )


class Visit:
    """Feeds events to a controller on fakes and looks at the views."""

    def __init__(self, lessons: Sequence[Lesson] | None = None, commune: Commune | None = None,
                 today: Today = EVENING, resumed: OpenSession | None = None) -> None:
        ports = fake_ports(lessons if lessons is not None else (small_lesson(),),
                           commune or demo_commune(FACILITATORS), today)
        self.ports = ports
        self.journal: FakeJournal = ports.journal  # type: ignore[assignment]
        self.pins: FakePins = ports.pins  # type: ignore[assignment]
        self.book: FakeCommune = ports.commune  # type: ignore[assignment]
        self.roster: FakeRoster = ports.roster  # type: ignore[assignment]
        self.roster.people = PEOPLE
        self.catalogue: FakeCatalogue = ports.catalogue  # type: ignore[assignment]
        self.controller = Controller(ports, resumed=resumed)
        self.ms = 0
        self.answered = 0

    @property
    def view(self) -> View:
        return self.controller.view

    def see(self, kind: type[V]) -> V:
        assert isinstance(self.view, kind), f"expected {kind.__name__}, saw {self.view!r}"
        return self.view

    def on(self, *events: Input) -> View:
        for event in events:
            self.controller.handle(event)
        return self.view

    def tap(self, *intents: Intent) -> View:
        return self.on(*(Tapped(intent) for intent in intents))

    def touch(self, label: str) -> View:
        """Touches what carries these words."""
        found = [a for a in actions(self.view) if a[0] == label]
        assert found, f"nothing says {label!r} on {self.view!r}"
        return self.tap(found[0][1])

    def scan(self, payload: bytes) -> View:
        return self.on(Scanned(payload))

    def keep(self) -> View:
        """The journal answers everything it was handed so far."""
        for ticket in range(self.answered + 1, len(self.journal.events) + 1):
            self.on(Kept(ticket, f"k1/00/{ticket}"))
        self.answered = len(self.journal.events)
        return self.view

    def refuse(self, code: str) -> View:
        for ticket in range(self.answered + 1, len(self.journal.events) + 1):
            self.on(NotKept(ticket, code))
        self.answered = len(self.journal.events)
        return self.view

    def wait(self, seconds: float) -> View:
        """Time goes by in quarter seconds, as on the real kiosk."""
        end = self.ms + int(seconds * 1000)
        while self.ms < end:
            self.ms += 250
            self.on(Ticked(self.ms))
        return self.view

    def type_pin(self, pin: str = "246810") -> View:
        self.tap(*(Digit(int(digit)) for digit in pin), EnterPin())
        facilitator, _pin = self.pins.asked[-1]
        if self.controller.state.commune.facilitators[facilitator].role == "facilitator":
            self.roster.unlock()
        return self.on(PinJudged(facilitator, "right", 5, 0))

    def type_name(self, keys: str) -> View:
        """Presses the keyboard's keys; ' ' is the space bar."""
        return self.tap(*(Space() if key == " " else Letter(key) for key in keys))

    def open_session(self, topic: str = "tra-tien-qr", thon: str = "thôn Mẫu Đông") -> View:
        self.tap(StartScan())
        self.scan(facilitator_badge())
        self.type_pin()
        self.tap(Choose(topic), Choose(thon))
        if isinstance(self.view, DateView):
            self.tap(Choose("2026-11-22"))
        return self.keep()


def actions(view: View) -> Iterator[tuple[str, Intent]]:
    """Everything touchable a view names, as (label, intent)."""
    def walk(value: object) -> Iterator[tuple[str, Intent]]:
        if isinstance(value, Action):
            yield value.label, value.intent
        elif isinstance(value, tuple):
            for part in value:
                yield from walk(part)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            label = getattr(value, "label", "") or getattr(value, "title", "") or getattr(value, "name", "")
            intent = getattr(value, "intent", None)
            if intent is not None and isinstance(label, str):
                yield label, intent
            for field in dataclasses.fields(value):
                yield from walk(getattr(value, field.name))

    yield from walk(view)
