"""A whole round: enrolment, the way down, the clock, and how problems end it."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
import pytest

from sync.protocol import Changes, SignedTime, Verdict, Verdicts, decode_batch, proof_bytes
from sync.protocol.errors import EnrolmentRefused, Malformed, NotEnrolled, Revoked, SyncError, Unproven, Unreachable
from sync.worker.engine import ANCHOR_MS, FRESH_MS, Connections, Engine, Round
from sync.worker.enrolment import unb64
from sync.worker.outbox import CHANGES, ENROL_PROBLEM, ENROL_REQUEST, LAST_CONTACT, LAST_PROBLEM, Counts
from tests.support.fakes.sync import (
    BOOT_ID,
    DEVICE,
    FakeClock,
    FakeCommune,
    MemoryIdentity,
    MemoryOutbox,
    enrolled,
    fails,
    invitation_text,
    make_events,
    signed_time,
)


@dataclass
class Kiosk:
    """An engine with every port a fake."""

    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    identity: MemoryIdentity = field(default_factory=lambda: MemoryIdentity(enrolled()))
    clock: FakeClock = field(default_factory=FakeClock)
    commune: FakeCommune = field(default_factory=FakeCommune)
    stop: bool = False

    def __post_init__(self) -> None:
        wires = Connections(self.commune, lambda _enrolment: self.commune)
        stop = lambda: self.stop  # noqa: E731 - read late, tests change it
        self.engine = Engine(self.outbox, self.identity, self.clock, wires, lambda _n: "nonce", stop)

    def problem(self) -> str | None:
        """The code that a round ended with."""
        outcome = self.engine.round()
        return None if outcome.problem is None else outcome.problem.code


def test_a_round_sends_fetches_anchors_and_lets_go_of_the_connection() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(3)))
    kiosk.commune.snapshot = Changes(version=4, thons=["thôn Mẫu Đông"])
    assert kiosk.engine.round() == Round()
    assert kiosk.outbox.counts() == Counts(0, 3, 0)
    assert msgspec.json.decode(kiosk.outbox.values[CHANGES], type=Changes) == kiosk.commune.snapshot
    assert kiosk.outbox.last_anchor(BOOT_ID, "server") is not None
    assert kiosk.commune.closed == 1
    assert kiosk.outbox.state(LAST_PROBLEM) is None


# --- the way down


def test_changes_are_asked_for_by_the_version_kept_here_and_kept_where_unchanged() -> None:
    kiosk = Kiosk()
    kiosk.commune.snapshot = Changes(version=4)
    kiosk.engine.round()
    kept = kiosk.outbox.values[CHANGES]
    kiosk.clock.ms += FRESH_MS
    kiosk.engine.round()
    assert kiosk.commune.asked_since == [0, 4]
    assert kiosk.outbox.values[CHANGES] == kept


def test_a_fresh_snapshot_is_not_asked_for_again() -> None:
    kiosk = Kiosk()
    kiosk.engine.round()
    kiosk.clock.ms += FRESH_MS - 1
    kiosk.engine.round()
    assert kiosk.commune.asked_since == [0]


def test_a_snapshot_of_another_release_is_fetched_anew() -> None:
    kiosk = Kiosk()
    kiosk.outbox.values[CHANGES] = '{"version": 9, "from_the_future": 1}'
    kiosk.engine.round()
    assert kiosk.commune.asked_since == [0]


def test_one_undigested_event_does_not_keep_the_way_down_closed() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(1)))
    kiosk.commune.faults = [fails(Unreachable("HTTP 500"))]
    kiosk.commune.snapshot = Changes(version=2)
    assert kiosk.problem() == Unreachable.code
    assert CHANGES in kiosk.outbox.values


# --- the clock


def test_the_anchor_stands_in_the_middle_of_the_round_trip() -> None:
    kiosk = Kiosk()

    def slow(nonce: str) -> SignedTime:
        kiosk.clock.ms += 300
        return signed_time(nonce, "2026-11-22T19:00:00.500+07:00")

    kiosk.commune.times = slow
    kiosk.engine.round()
    [anchor] = kiosk.outbox.anchors
    assert (anchor.ms, anchor.plus_minus_ms) == (60_150, 150)
    assert (anchor.utc, anchor.source, anchor.boot_id) == ("2026-11-22T12:00:00.500Z", "server", BOOT_ID)


def test_a_kiosk_that_believes_in_1970_notes_contacts_by_the_communes_clock() -> None:
    kiosk = Kiosk()
    kiosk.engine.round()
    kiosk.clock.ms += 90_000
    kiosk.engine.round()
    assert kiosk.outbox.state(LAST_CONTACT) == "2026-11-22T12:01:30.000Z"


def test_the_clock_is_anchored_once_an_hour() -> None:
    kiosk = Kiosk()
    for _ in range(3):
        kiosk.engine.round()
        kiosk.clock.ms += ANCHOR_MS // 2
    assert len(kiosk.outbox.anchors) == 2


@pytest.mark.parametrize(
    "forged",
    [
        lambda nonce: signed_time("other"),
        lambda nonce: msgspec.structs.replace(signed_time(nonce), utc="2040-01-01T00:00:00.000Z"),
        lambda nonce: msgspec.structs.replace(signed_time(nonce), signature="AAAA"),
        lambda nonce: msgspec.structs.replace(signed_time(nonce), signature="không"),
        lambda nonce: signed_time(nonce, "hôm nay"),
        lambda nonce: signed_time(nonce, "2026-11-22T12:00:00.000"),
    ],
    ids=["replayed", "altered", "short signature", "no base64", "no moment", "no zone"],
)
def test_a_time_the_commune_did_not_sign_for_us_is_never_an_anchor(forged: object) -> None:
    kiosk = Kiosk()
    kiosk.commune.times = forged  # type: ignore[assignment]
    assert kiosk.problem() == Malformed.code
    assert kiosk.outbox.anchors == []


# --- problems


def test_a_problem_is_shown_and_forgotten_after_success() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(2)))
    kiosk.commune.faults = [fails(Unreachable("HTTP 503", retry_after_s=7))]
    assert kiosk.engine.round().retry_after_s == 7
    assert kiosk.outbox.state(LAST_PROBLEM) == "S1"
    assert kiosk.outbox.state(LAST_CONTACT) is None
    assert kiosk.problem() is None
    assert kiosk.outbox.state(LAST_PROBLEM) is None


def test_a_revoked_kiosk_says_so_until_the_commune_takes_it_back() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(2)))
    portal = [fails(Unproven("a portal"))] * 2
    kiosk.commune.faults = [fails(Revoked("revoked")), fails(Unreachable("no route")), *portal]
    assert kiosk.problem() == Revoked.code
    assert kiosk.problem() == Unreachable.code
    assert kiosk.problem() == Unproven.code
    assert kiosk.outbox.state(LAST_PROBLEM) == Revoked.code
    assert kiosk.outbox.counts() == Counts(2, 0, 0)
    assert kiosk.problem() is None
    assert kiosk.outbox.state(LAST_PROBLEM) is None


def rejects(_commune: FakeCommune, body: bytes) -> Verdicts:
    found = decode_batch(body).events
    return Verdicts([Verdict(index, "", 0, "rejected") for index in range(len(found))])


def test_the_offices_wish_sends_the_quarantine_again_in_the_same_round_and_once() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(3)))
    kiosk.commune.faults = [rejects]
    assert kiosk.problem() is None
    assert kiosk.outbox.counts() == Counts(0, 0, 3)
    kiosk.commune.wish = "a" * 32
    kiosk.clock.ms += FRESH_MS
    assert kiosk.problem() is None
    assert kiosk.outbox.counts() == Counts(0, 3, 0)
    assert "retry_quarantine" not in kiosk.outbox.values[CHANGES]
    sent = len(kiosk.commune.bodies)
    for _ in range(3):
        kiosk.clock.ms += FRESH_MS
        assert kiosk.problem() is None
    assert len(kiosk.commune.bodies) == sent


def test_what_is_refused_again_after_a_wish_waits_for_the_next_wish() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(2)))
    kiosk.commune.always = rejects
    kiosk.commune.wish = "b" * 32
    assert kiosk.problem() is None
    for _ in range(3):
        kiosk.clock.ms += FRESH_MS
        assert kiosk.problem() is None
    assert kiosk.outbox.counts() == Counts(0, 0, 2)
    assert len(kiosk.commune.bodies) == 2


def test_without_a_wish_the_quarantine_stays() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(2)))
    kiosk.commune.faults = [rejects]
    for _ in range(3):
        assert kiosk.problem() is None
        kiosk.clock.ms += FRESH_MS
    assert kiosk.outbox.counts() == Counts(0, 0, 2)


def test_asked_to_end_it_skips_the_way_down_and_reports_no_problem() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(2)), stop=True)
    assert kiosk.engine.round() == Round(stopped=True)
    assert kiosk.commune.asked_since == []
    assert kiosk.commune.closed == 1


# --- enrolment


def test_without_identity_or_invitation_nobody_is_asked() -> None:
    kiosk = Kiosk(MemoryOutbox(make_events(1)), MemoryIdentity())
    assert kiosk.problem() == NotEnrolled.code
    assert kiosk.commune.bodies == []
    assert kiosk.outbox.state(LAST_CONTACT) is None


def invited(*gate_faults: SyncError) -> Kiosk:
    kiosk = Kiosk(MemoryOutbox(make_events(1)), MemoryIdentity())
    kiosk.outbox.values[ENROL_REQUEST] = invitation_text()
    kiosk.commune.gate_faults = list(gate_faults)
    return kiosk


def test_an_invitation_is_redeemed_with_proof_of_the_key_and_used_at_once() -> None:
    from nacl.signing import VerifyKey

    kiosk = invited()
    assert kiosk.problem() is None
    [request] = kiosk.commune.requests
    VerifyKey(unb64(request.public_key)).verify(
        proof_bytes(request.token, request.public_key), unb64(request.proof)
    )
    enrolment = kiosk.identity.enrolment
    assert enrolment is not None
    assert enrolment.reply.device == kiosk.outbox.device() == DEVICE
    assert kiosk.outbox.state(ENROL_REQUEST) is None
    assert kiosk.outbox.counts() == Counts(0, 1, 0)


def test_an_answer_lost_at_the_gate_is_asked_for_again_with_the_same_key() -> None:
    kiosk = invited(Unreachable("reset"))
    assert kiosk.problem() == Unreachable.code
    assert kiosk.outbox.state(ENROL_REQUEST) is not None
    assert kiosk.problem() is None
    first, second = kiosk.commune.requests
    assert first == second


def test_a_refused_invitation_is_dropped_with_its_key_and_says_why() -> None:
    kiosk = invited(EnrolmentRefused("used"))
    assert kiosk.problem() == EnrolmentRefused.code
    assert kiosk.outbox.state(ENROL_PROBLEM) == EnrolmentRefused.code
    assert kiosk.outbox.state(ENROL_REQUEST) is None
    assert (kiosk.identity.enrolment, kiosk.identity.keys) == (None, {})


def test_an_unreadable_invitation_is_dropped_and_says_so() -> None:
    kiosk = invited()
    kiosk.outbox.values[ENROL_REQUEST] = "{}"
    assert kiosk.problem() == Malformed.code
    assert kiosk.outbox.state(ENROL_PROBLEM) == Malformed.code
    assert kiosk.outbox.state(ENROL_REQUEST) is None


def test_a_new_success_clears_the_old_enrolment_problem() -> None:
    kiosk = invited()
    kiosk.outbox.values[ENROL_PROBLEM] = "S5"
    assert kiosk.problem() is None
    assert kiosk.outbox.state(ENROL_PROBLEM) is None


def test_a_device_id_already_in_the_store_is_left_alone() -> None:
    kiosk = invited()
    kiosk.outbox.adopt_device("older")
    kiosk.engine.round()
    assert kiosk.outbox.device() == "older"


@pytest.mark.parametrize(
    ("url", "problem"), [("http://127.0.0.1:9", None), ("https://xa-khac.example", EnrolmentRefused.code)]
)
def test_an_enrolled_kiosk_answers_no_other_communes_invitation(url: str, problem: str | None) -> None:
    kiosk = Kiosk()
    kiosk.outbox.values[ENROL_REQUEST] = invitation_text(url)
    assert kiosk.problem() is None
    assert kiosk.commune.requests == []
    assert kiosk.outbox.state(ENROL_REQUEST) is None
    assert kiosk.outbox.state(ENROL_PROBLEM) == problem
