"""Names on their way down: sealed, steady, whole, and nobody in them who should not be."""

from __future__ import annotations

import base64
import random
import time
import zlib
from collections.abc import Iterator

import msgspec
import pytest
from django.utils import timezone
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.core.text.name_index import MIN_LETTERS
from kiosk.store.roster import SealedRoster
from sync.protocol import PATH_CHANGES, ROSTER_INFLATED_BYTES, Changes, RosterPerson, decode_roster, encode_roster
from sync.protocol.errors import Malformed
from sync.worker.client import ANSWER_BYTES
from tests.support.commune import (
    DATA_DIR,
    Badge,
    Commune,
    Person,
    enrolled,
    facilitator,
    fresh_commune,
    person_with_badge,
    serving,
    snapshots,
)

KEY = b"k" * 32


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


def opened(box: str, key: bytes) -> list[RosterPerson]:
    return decode_roster(SecretBox(key).decrypt(base64.b64decode(box)))


def news(commune: Commune) -> Changes:
    commune.refresh_from_db()
    return snapshots.snapshot(commune, timezone.localdate(), DATA_DIR.key("roster"))


def people(count: int) -> list[RosterPerson]:
    dice = random.Random(3)
    given = ("Mẫu", "Thử", "Ví", "Dụ", "Phượng", "Nghiêng")
    return [RosterPerson(f"{dice.getrandbits(128):032x}", f"Nguyễn Thị {dice.choice(given)}", "thôn Mẫu Đông")
            for _ in range(count)]


def test_everybody_with_a_badge_in_force_goes_down_sealed(server: str, commune: Commune) -> None:
    facilitator(commune, "chị Lúa")
    badge = person_with_badge(commune, "Nguyễn Thị Mẫu", 7)
    answer = enrolled(server, commune).send("GET", f"{PATH_CHANGES}?since=0")
    sent = msgspec.json.decode(answer.content, type=Changes)
    assert b"Nguy" not in answer.content
    expected = [RosterPerson(badge.learner, "Nguyễn Thị Mẫu", "thôn Mẫu Đông")]
    assert opened(sent.roster, DATA_DIR.key("roster")) == expected


def test_without_the_roster_key_nothing_opens(commune: Commune) -> None:
    person_with_badge(commune, "Nguyễn Thị Mẫu", 7)
    with pytest.raises(CryptoError):
        opened(news(commune).roster, DATA_DIR.key("cards"))


def test_the_revoked_are_not_in_it_and_a_new_badge_replaces_the_old(commune: Commune) -> None:
    old, gone = person_with_badge(commune, "Trần Văn Thử", 8), person_with_badge(commune, "Lê Thị Ví", 9)
    Badge.objects.filter(pk=gone.pk).update(revoked_at=timezone.now())
    new = person_with_badge(commune, "to be moved", 10)
    assert old.person is not None
    Badge.objects.filter(pk=new.pk).update(person=old.person)
    sent = opened(news(commune).roster, DATA_DIR.key("roster"))
    assert [(one.learner, one.name) for one in sent] == [(new.learner, "Trần Văn Thử")]


def test_people_of_another_commune_are_not_in_it(commune: Commune) -> None:
    person_with_badge(commune, "Trần Văn Thử", 8)
    other = Commune.objects.create(code="ben", name="xã Bên", badge_key="", server_key="")
    assert news(other).roster == ""


def test_the_version_stands_still_until_a_name_changes(commune: Commune) -> None:
    badge = person_with_badge(commune, "Trần Văn Thử", 8)
    first, again = news(commune), news(commune)
    assert again == first
    assert badge.person_id is not None
    Person.objects.filter(pk=badge.person_id).update(name="Trần Văn Tập")
    changed = news(commune)
    assert changed.version == first.version + 1
    assert changed.roster != first.roster


def test_other_names_or_another_key_never_share_a_nonce() -> None:
    one, two = people(2)
    boxes = [base64.b64decode(snapshots.sealed_roster(rows, key)) for rows, key in
             (([one], KEY), ([two], KEY), ([one, two], KEY), ([one], b"o" * 32))]
    assert len({box[:SecretBox.NONCE_SIZE] for box in boxes}) == len(boxes)


def test_ten_thousand_people_fit_the_wire_and_open_on_a_kiosk() -> None:
    everybody = people(10_000)
    begun = time.process_time()
    box = snapshots.sealed_roster(everybody, KEY)
    answer = msgspec.json.encode(Changes(version=1, roster=box))
    assert len(answer) < ANSWER_BYTES / 4
    kiosk = SealedRoster(lambda: box)
    kiosk.unlock(KEY)
    assert time.process_time() - begun < 10             # seconds of the processor; it takes half a second
    found = kiosk.find("nghieng"[:MIN_LETTERS], 3)
    assert len(found) == 3


@pytest.mark.parametrize("packed", [b"", b"no zlib", encode_roster(people(3))[:-4], encode_roster(people(3))[2:]])
def test_a_damaged_roster_is_refused_and_names_nobody(packed: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        decode_roster(packed)
    assert "Nguy" not in str(refused.value)


def test_a_bomb_is_refused_before_it_is_large() -> None:
    bomb = zlib.compress(b" " * (ROSTER_INFLATED_BYTES + 1), 9)
    assert len(bomb) < 20_000
    with pytest.raises(Malformed):
        decode_roster(bomb)
