"""Who came: counted once, and only after the journal has it."""

from __future__ import annotations

from kiosk.core.attendance import Attendance
from kiosk.core.inputs import Kept, NotKept
from kiosk.core.ports import OpenSession
from kiosk.core.tracked_journal import TrackedJournal
from tests.support.fakes.core import FakeJournal

ANN, BEN = "a" * 32, "b" * 32
SESSION = OpenSession("k1/00/1", "tu-do", "thôn Mẫu", "0" * 32, 0)


class Door:
    """An attendance on a journal that answers when told to."""

    def __init__(self, session: OpenSession | None = SESSION) -> None:
        self.fake = FakeJournal()
        self.journal = TrackedJournal(self.fake)
        self.attendance = Attendance(self.journal, lambda: 5_000, session)
        self.heard: list[tuple[str, str]] = []

    def check_in(self, learner: str) -> bool:
        return self.attendance.check_in(learner, "badge", lambda ref: self.heard.append(("kept", ref)),
                                        lambda code: self.heard.append(("not kept", code)))

    def people(self) -> int:
        session = self.attendance.session
        return session.people() if session else 0


def test_nobody_is_counted_before_the_journal_has_it() -> None:
    door = Door()
    assert door.check_in(ANN)
    assert (door.people(), door.heard) == (0, [])
    door.journal.answered(Kept(1, "k1/00/2"))
    assert (door.people(), door.heard) == (1, [("kept", "k1/00/2")])
    assert door.attendance.session is not None
    assert door.attendance.session.arrivals[0].ms == 5_000


def test_a_second_scan_writes_nothing_also_while_the_first_is_on_its_way() -> None:
    door = Door()
    assert door.check_in(ANN)
    assert not door.check_in(ANN)
    door.journal.answered(Kept(1, "k1/00/2"))
    assert not door.check_in(ANN)
    assert len(door.fake.events) == 1


def test_guests_are_counted_each() -> None:
    door = Door()
    assert door.check_in("")
    assert door.check_in("")
    door.journal.answered(Kept(1, "k1/00/2"))
    door.journal.answered(Kept(2, "k1/00/3"))
    assert door.people() == 2


def test_who_could_not_be_written_down_is_not_counted_may_try_again_and_maintenance_hears_of_it() -> None:
    door = Door()
    door.check_in(ANN)
    door.journal.answered(NotKept(1, "K21"))
    assert (door.people(), door.heard, door.journal.trouble) == (0, [("not kept", "K21")], "K21")
    assert door.check_in(ANN)


def test_without_a_session_nothing_is_written() -> None:
    door = Door(session=None)
    assert not door.check_in(ANN)
    door.attendance.void("k1/00/2")
    assert door.fake.events == []


def test_who_is_kept_after_the_session_ended_is_not_counted_in_the_next() -> None:
    door = Door()
    door.check_in(ANN)
    door.attendance.close()
    door.attendance.open(OpenSession("k1/00/9", "tu-do", "thôn Mẫu", "0" * 32, 0))
    door.journal.answered(Kept(1, "k1/00/2"))
    assert door.people() == 0
    assert door.check_in(ANN)


def test_a_check_in_is_taken_back_once() -> None:
    door = Door()
    for ticket, learner in enumerate((ANN, BEN), start=1):
        door.check_in(learner)
        door.journal.answered(Kept(ticket, f"k1/00/{ticket + 1}"))
    door.attendance.void("k1/00/2")
    door.attendance.void("k1/00/2")
    assert door.people() == 1
    voided = [event for event in door.fake.events if event.kind == "attendance.voided"]
    assert [(event.learner, event.data["event"], event.session) for event in voided] == [(ANN, "k1/00/2", SESSION.ref)]
