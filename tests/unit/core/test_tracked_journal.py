"""Every answer of the journal reaches the one who wrote, once."""

from __future__ import annotations

from kiosk.core.inputs import Kept, NotKept
from kiosk.core.ports import NewEvent
from kiosk.core.tracked_journal import TrackedJournal
from tests.support.fakes.core import FakeJournal

EVENT = NewEvent("headcount.recorded", {"people": 3})


def test_answers_in_any_order_reach_their_own_writer_and_only_once() -> None:
    journal, heard = TrackedJournal(FakeJournal()), list[str]()
    journal.write(EVENT, kept=lambda ref: heard.append(f"first {ref}"))
    journal.write(EVENT, kept=lambda ref: heard.append(f"second {ref}"))
    for answer in (Kept(2, "b"), Kept(1, "a"), Kept(1, "a"), Kept(77, "z")):
        journal.answered(answer)
    assert heard == ["second b", "first a"]


def test_a_failure_nobody_asked_about_becomes_trouble() -> None:
    journal = TrackedJournal(FakeJournal())
    journal.write(EVENT)
    journal.answered(NotKept(1, "K21"))
    assert journal.trouble == "K21"


def test_whoever_asks_about_a_failure_hears_of_it_and_decides() -> None:
    journal, heard = TrackedJournal(FakeJournal()), list[str]()
    journal.write(EVENT, not_kept=heard.append)
    journal.answered(NotKept(1, "K21"))
    assert heard == ["K21"]
    assert journal.trouble == ""


def test_trouble_goes_as_soon_as_something_is_kept_again() -> None:
    journal = TrackedJournal(FakeJournal())
    journal.write(EVENT)
    journal.write(EVENT)
    journal.answered(NotKept(1, "K22"))
    assert journal.trouble == "K22"
    journal.answered(Kept(2, "a"))
    assert journal.trouble == ""
