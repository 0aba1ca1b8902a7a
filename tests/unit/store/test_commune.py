"""What the commune told this kiosk, its identity, and who signed a badge."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey

from kiosk.core.inputs import EnrolmentRequested
from kiosk.core.ports import Announcement, Commune, Facilitator
from kiosk.store.badges import BadgeSigner
from kiosk.store.commune import SqliteCommune
from kiosk.store.identity import Identity
from kiosk.store.writer import Writer
from sync import protocol
from sync.database import open_database
from sync.protocol import Changes, Invitation, badge_signed_bytes, decode_invitation
from tests.support.fakes.store import FACILITATOR, Answered, StoreBench, enrol

LUA = protocol.Facilitator(FACILITATOR, "chị Lúa", "c2FsdA==", "Ym94")
CHANGES = Changes(
    version=3,
    thons=["thôn Mẫu Đông", "thôn Mẫu Đoài"],
    facilitators=[LUA],
    revoked=["a" * 32],
    announcements=[protocol.Announcement("2026-11-24", "7 rưỡi", "Thứ Ba học quét mã", "Học quét mã")],
    address="bà",
)
INVITATION = Invitation("http://127.0.0.1:8000", "", "0" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreBench]:
    bench = StoreBench(tmp_path)
    yield bench
    bench.close()


@pytest.fixture
def answers() -> Answered:
    return Answered()


@pytest.fixture
def commune(store: StoreBench, answers: Answered) -> SqliteCommune:
    return SqliteCommune(Identity(store.data), store.reader, store.writer, answers)


def say(store: StoreBench, text: str) -> None:
    store.writer.do("INSERT OR REPLACE INTO sync_state VALUES ('changes', ?)", (text,))


def test_before_anything_was_said_the_commune_is_empty_not_broken(commune: SqliteCommune) -> None:
    assert commune.read() == Commune()


def test_the_commune_is_what_sync_kept(store: StoreBench, commune: SqliteCommune) -> None:
    enrol(store.data)
    say(store, msgspec.json.encode(CHANGES).decode())
    assert commune.read() == Commune(
        enrolled=True,
        name="xã Mẫu",
        thon="thôn Mẫu Đông",
        thons=("thôn Mẫu Đông", "thôn Mẫu Đoài"),
        facilitators={FACILITATOR: Facilitator(FACILITATOR, "chị Lúa", "facilitator")},
        revoked=frozenset({"a" * 32}),
        announcements=(Announcement("2026-11-24", "7 rưỡi", "Thứ Ba học quét mã", "Học quét mã"),),
        address="bà",
    )
    assert commune.facilitator(FACILITATOR) == LUA
    assert commune.facilitator("e" * 32) is None


@pytest.mark.parametrize("text", ["{", '{"version": "three"}', '{"version": 4, "more": 1}'])
def test_what_cannot_be_read_leaves_the_last_good_word_standing(
    store: StoreBench, commune: SqliteCommune, text: str
) -> None:
    say(store, msgspec.json.encode(CHANGES).decode())
    before = commune.read()
    say(store, text)
    assert commune.read() == before


def test_the_mark_moves_when_the_commune_speaks_or_the_kiosk_is_enrolled(
    store: StoreBench, commune: SqliteCommune
) -> None:
    marks = [commune.mark(), commune.mark()]
    say(store, msgspec.json.encode(CHANGES).decode())
    marks.append(commune.mark())
    enrol(store.data)
    marks.append(commune.mark())
    assert len(set(marks)) == 3
    assert marks[0] == marks[1]


def test_an_invitation_is_left_for_the_sync_process_and_the_old_refusal_is_forgotten(
    store: StoreBench, commune: SqliteCommune, answers: Answered
) -> None:
    store.writer.do("INSERT INTO sync_state VALUES ('enrol_problem', 'S5')", ())
    for _ in range(2):
        commune.request_enrolment(INVITATION)
    assert answers.wait(2) == [EnrolmentRequested(), EnrolmentRequested()]
    kept = store.reader.one("SELECT value FROM sync_state WHERE key = 'enrol_request'")
    assert decode_invitation("BDHVSEN1:" + kept) == INVITATION
    assert store.reader.one("SELECT value FROM sync_state WHERE key = 'enrol_problem'") is None


def test_asking_while_somebody_holds_the_file_returns_at_once_and_is_kept_when_the_lock_goes(
    store: StoreBench, commune: SqliteCommune, answers: Answered
) -> None:
    with closing(open_database(store.ready.path)) as other:
        other.execute("BEGIN IMMEDIATE")
        commune.request_enrolment(INVITATION)       # waiting here would not end: the lock is this thread's own
        assert answers.all == []
        other.execute("ROLLBACK")
    assert answers.wait(1) == [EnrolmentRequested()]


def test_a_lock_that_lasts_is_answered_with_its_code(tmp_path: Path, answers: Answered) -> None:
    store = StoreBench(tmp_path)
    hasty = Writer(store.ready.path, store.reserve, connect=lambda path: open_database(path, busy_ms=50))
    commune = SqliteCommune(Identity(store.data), store.reader, hasty, answers)
    try:
        with closing(open_database(store.ready.path)) as other:
            other.execute("BEGIN IMMEDIATE")
            commune.request_enrolment(INVITATION)
            assert answers.wait(1) == [EnrolmentRequested("K22")]
            other.execute("ROLLBACK")
    finally:
        hasty.close()
        store.close()


def test_enrolling_while_the_kiosk_runs_is_seen_without_a_restart(tmp_path: Path) -> None:
    identity = Identity(tmp_path)
    assert identity.device() is None
    enrol(tmp_path, "kiosk-7")
    assert identity.device() == "kiosk-7"
    (tmp_path / "enrolment.json").write_text("{}")
    assert identity.device() is None


# --- badges ---------------------------------------------------------------------------------------

OURS, NEIGHBOUR, NOBODY = (SigningKey(bytes([n]) * 32) for n in (1, 2, 3))
SIGNED = badge_signed_bytes(b"s" * 16, protocol.BADGE_LEARNER)


def public(key: SigningKey) -> str:
    return base64.b64encode(bytes(key.verify_key)).decode()


@pytest.fixture
def signer() -> BadgeSigner:
    return BadgeSigner(lambda: public(OURS), lambda: {"xã Bên": public(NEIGHBOUR)})


def test_our_badge_a_neighbours_and_nobodys_are_told_apart(signer: BadgeSigner) -> None:
    signatures = [key.sign(SIGNED).signature for key in (OURS, NEIGHBOUR, NOBODY)]
    assert [signer(SIGNED, signature) for signature in signatures] == ["", "xã Bên", None]


def test_a_signature_for_another_badge_or_kind_is_nobodys(signer: BadgeSigner) -> None:
    signature = OURS.sign(SIGNED).signature
    assert signer(badge_signed_bytes(b"s" * 16, protocol.BADGE_FACILITATOR), signature) is None
    assert signer(badge_signed_bytes(b"t" * 16, protocol.BADGE_LEARNER), signature) is None


@pytest.mark.parametrize("signature", [b"", b"short", b"\x00" * 64, b"\xff" * 65])
def test_a_malformed_signature_is_nobodys_never_an_error(signer: BadgeSigner, signature: bytes) -> None:
    assert signer(SIGNED, signature) is None


@pytest.mark.parametrize("key", [None, "", "no base64!", "AAAA"])
def test_without_a_sound_key_nothing_verifies(key: str | None) -> None:
    assert BadgeSigner(lambda: key, dict)(SIGNED, OURS.sign(SIGNED).signature) is None


def test_neighbours_keys_are_those_the_commune_told(store: StoreBench, commune: SqliteCommune) -> None:
    assert commune.neighbours() == {}
    told = Changes(version=1, neighbours=[protocol.Neighbour("xã Bên", public(NEIGHBOUR))])
    say(store, msgspec.json.encode(told).decode())
    assert commune.neighbours() == {"xã Bên": public(NEIGHBOUR)}
