"""Who came: counted once, and only after the journal has it; what is taken back stays taken back."""

from __future__ import annotations

from kiosk.core.attendance import Attendance
from kiosk.core.inputs import Kept, NotKept
from kiosk.core.ports import OpenSession, Today
from kiosk.core.session_life import Now
from kiosk.core.tracked_journal import TrackedJournal
from tests.support.fakes.core import FakeJournal

ANN, BEN = "a" * 32, "b" * 32
SESSION = OpenSession("k1/00/1", "tu-do", "thôn Mẫu", "0" * 32, 0)
TONIGHT = Today("2026-11-22", 19, 30, trusted=True)


class Door:
    """An attendance on a journal that answers when told to."""

    def __init__(self, session: OpenSession | None = SESSION) -> None:
        self.fake = FakeJournal()
        self.journal = TrackedJournal(self.fake)
        self.ms = 5_000
        self.attendance = Attendance(self.journal, lambda: Now(self.ms, TONIGHT), session)
        self.heard: list[tuple[str, str]] = []
        self.sums: list[int] = []

    def check_in(self, learner: str) -> int | None:
        return self.attendance.check_in(learner, "badge", lambda ref: self.heard.append(("kept", ref)),
                                        lambda code: self.heard.append(("not kept", code)))

    def close(self) -> bool:
        return self.attendance.close("", lambda session: self.sums.append(session.people()),
                                     lambda code: self.heard.append(("not closed", code)))

    def keep(self, ticket: int) -> None:
        self.journal.answered(Kept(ticket, f"k1/00/{ticket + 1}"))

    def people(self) -> int:
        session = self.attendance.session
        return session.people() if session else 0

    def voids(self) -> list[tuple[str | None, object, object]]:
        return [(e.learner, e.data["event"], e.session) for e in self.fake.events if e.kind == "attendance.voided"]


def test_nobody_is_counted_before_the_journal_has_it() -> None:
    door = Door()
    assert door.check_in(ANN)
    assert (door.people(), door.heard) == (0, [])
    door.keep(1)
    assert (door.people(), door.heard) == (1, [("kept", "k1/00/2")])
    assert door.attendance.session is not None
    assert door.attendance.session.arrivals[0].ms == 5_000


def test_a_second_scan_writes_nothing_also_while_the_first_is_on_its_way() -> None:
    door = Door()
    assert door.check_in(ANN)
    assert door.check_in(ANN) is None
    door.keep(1)
    assert door.check_in(ANN) is None
    assert len(door.fake.events) == 1


def test_guests_are_counted_each() -> None:
    door = Door()
    assert door.check_in("")
    assert door.check_in("")
    door.keep(1)
    door.keep(2)
    assert door.people() == 2


def test_who_could_not_be_written_down_is_not_counted_may_try_again_and_maintenance_hears_of_it() -> None:
    door = Door()
    door.check_in(ANN)
    door.journal.answered(NotKept(1, "K21"))
    assert (door.people(), door.heard, door.journal.trouble) == (0, [("not kept", "K21")], "K21")
    assert door.check_in(ANN)


def test_without_a_session_nothing_is_written() -> None:
    door = Door(session=None)
    assert door.check_in(ANN) is None
    door.attendance.take_back(1)
    assert not door.close()
    assert door.fake.events == []


def test_the_end_waits_for_who_is_on_the_way_and_counts_them() -> None:
    door = Door()
    door.check_in(ANN)
    assert door.close()
    assert [event.kind for event in door.fake.events] == ["attendance.checked_in"]
    assert door.check_in(BEN) is None
    door.keep(1)
    assert door.fake.events[-1].data == {"people": 1, "seconds": 5}
    door.keep(2)
    assert (door.sums, door.attendance.phase) == ([1], "closed")


def test_what_is_taken_back_before_it_is_kept_is_voided_as_soon_as_it_is() -> None:
    door = Door()
    token = door.check_in(ANN)
    assert token is not None
    door.attendance.take_back(token)
    assert door.voids() == []
    door.keep(1)
    assert door.voids() == [(ANN, "k1/00/2", SESSION.ref)]
    assert door.people() == 0
    assert door.check_in(ANN)


def test_a_check_in_is_taken_back_once() -> None:
    door = Door()
    tokens = [door.check_in(learner) for learner in (ANN, BEN)]
    door.keep(1)
    door.keep(2)
    assert tokens[0] is not None
    door.attendance.take_back(tokens[0])
    door.attendance.take_back(tokens[0])
    assert door.people() == 1
    assert door.voids() == [(ANN, "k1/00/2", SESSION.ref)]


def test_a_taking_back_that_could_not_be_written_is_written_again() -> None:
    door = Door()
    token = door.check_in(ANN)
    door.keep(1)
    assert token is not None
    door.attendance.take_back(token)
    door.journal.answered(NotKept(2, "K22"))
    door.attendance.judge()
    assert len(door.voids()) == 1               # not at once
    door.ms += 60_000
    door.attendance.judge()
    assert len(door.voids()) == 2
    assert door.people() == 0


def test_an_end_that_waits_for_a_taking_back_is_refused_with_it() -> None:
    door = Door()
    token = door.check_in(ANN)
    door.keep(1)
    assert token is not None
    door.attendance.take_back(token)
    door.close()
    door.journal.answered(NotKept(2, "K22"))
    assert door.heard[-1] == ("not closed", "K22")
    assert door.attendance.phase == "open"


# --- when it may be said that somebody was taken back ---------------------------------------------


def test_an_undo_is_told_only_once_it_is_kept() -> None:
    door, told = Door(), list[str]()
    token = door.check_in(ANN)
    assert token is not None
    door.keep(1)
    door.attendance.take_back(token, done=lambda: told.append("undone"))
    assert told == []                               # a power cut now would bring the check-in back
    door.keep(2)
    assert told == ["undone"]


def test_an_undo_before_the_check_in_was_kept_waits_for_both() -> None:
    door, told = Door(), list[str]()
    token = door.check_in(ANN)
    assert token is not None
    door.attendance.take_back(token, done=lambda: told.append("undone"))
    door.keep(1)
    assert told == []
    door.keep(2)
    assert told == ["undone"]


def test_an_undo_that_could_not_be_kept_is_told_after_it_was_tried_again() -> None:
    door, told = Door(), list[str]()
    token = door.check_in(ANN)
    assert token is not None
    door.keep(1)
    door.attendance.take_back(token, done=lambda: told.append("undone"))
    door.journal.answered(NotKept(2, "K22"))
    assert told == []
    door.ms += 20_000
    door.attendance.judge()
    door.keep(3)
    assert told == ["undone"]


def test_of_a_check_in_that_was_never_kept_nothing_is_left_to_undo() -> None:
    door, told = Door(), list[str]()
    token = door.check_in(ANN)
    assert token is not None
    door.attendance.take_back(token, done=lambda: told.append("undone"))
    door.journal.answered(NotKept(1, "K22"))
    assert (told, door.people()) == (["undone"], 0)


def test_a_session_found_later_is_taken_up_and_only_where_none_is_open() -> None:
    door = Door(session=None)
    assert not door.check_in(ANN)
    door.attendance.resume(SESSION)
    assert door.attendance.session is not None
    assert door.check_in(ANN)
    door.attendance.resume(OpenSession("k1/00/9", "tu-do", "thôn Khác", "0" * 32, 0))
    assert door.attendance.session.ref == SESSION.ref
