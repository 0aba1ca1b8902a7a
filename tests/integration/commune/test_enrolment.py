"""Enrolment by invitation, the way down and the signed clock, over real HTTP."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import requests
from django.utils import timezone
from nacl.signing import SigningKey, VerifyKey

from sync.protocol import (
    PATH_CHANGES,
    PATH_ENROL,
    PATH_TIME,
    Changes,
    EnrolReply,
    EnrolRequest,
    Invitation,
    SignedTime,
    proof_bytes,
    time_bytes,
)
from sync.protocol.errors import EnrolmentRefused
from sync.worker.client import HttpEnrolmentApi
from tests.support.commune import (
    Announcement,
    Commune,
    Device,
    Kiosk,
    enrolled,
    facilitator,
    fresh_commune,
    invite,
    person_with_badge,
    serving,
)
from tests.support.commune import Invitation as StoredInvitation
from tests.support.patience import PATIENCE_S


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def invitation(server: str, commune: Commune) -> Invitation:
    return invite(commune.site_set.get(), timezone.now(), server)


def asking(token: str, key: SigningKey, *, signed_for: str = "") -> EnrolRequest:
    public = base64.b64encode(bytes(key.verify_key)).decode()
    proof = key.sign(proof_bytes(signed_for or token, public)).signature
    return EnrolRequest(token, public, base64.b64encode(proof).decode(), "máy mới")


def post(server: str, content: bytes) -> requests.Response:
    return requests.post(server + PATH_ENROL, data=content, timeout=PATIENCE_S)


def test_an_invitation_makes_one_device_that_may_send(invitation: Invitation) -> None:
    key = SigningKey.generate()
    reply = HttpEnrolmentApi().enrol(invitation, asking(invitation.token, key))
    device = Device.objects.get()
    assert isinstance(reply, EnrolReply)
    assert (reply.device, reply.commune, reply.site.thon) == ("mau-0001", "xã Mẫu", "thôn Mẫu Đông")
    kiosk = Kiosk(invitation.url, device, bytes(key))
    assert kiosk.send("GET", f"{PATH_CHANGES}?since=0").status_code == 200


def test_the_database_holds_no_token_in_the_clear(invitation: Invitation) -> None:
    kept = StoredInvitation.objects.get()
    assert invitation.token not in repr(vars(kept))


def test_asking_again_with_the_same_key_gives_the_same_device(invitation: Invitation) -> None:
    request = asking(invitation.token, SigningKey.generate())
    assert HttpEnrolmentApi().enrol(invitation, request) == HttpEnrolmentApi().enrol(invitation, request)
    assert Device.objects.count() == 1


def test_a_token_works_for_one_key_only(invitation: Invitation) -> None:
    HttpEnrolmentApi().enrol(invitation, asking(invitation.token, SigningKey.generate()))
    with pytest.raises(EnrolmentRefused):
        HttpEnrolmentApi().enrol(invitation, asking(invitation.token, SigningKey.generate()))
    assert Device.objects.count() == 1


def test_a_token_dies_after_24_hours(invitation: Invitation) -> None:
    StoredInvitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
    with pytest.raises(EnrolmentRefused, match="enrolment-refused"):
        HttpEnrolmentApi().enrol(invitation, asking(invitation.token, SigningKey.generate()))


def test_a_foreign_token_is_refused(invitation: Invitation) -> None:
    with pytest.raises(EnrolmentRefused):
        HttpEnrolmentApi().enrol(invitation, asking("0" * 32, SigningKey.generate()))


def test_a_proof_made_for_another_token_does_not_hold(invitation: Invitation) -> None:
    request = asking(invitation.token, SigningKey.generate(), signed_for="0" * 32)
    answer = post(invitation.url, msgspec.json.encode(request))
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:bdhvs:problem:malformed")
    assert StoredInvitation.objects.get().used_at is None


@pytest.mark.parametrize("change", [
    {"public_key": "không"}, {"public_key": "AAAA"}, {"proof": "AAAA"}, {"token": "x"}, {"more": 1},
    {"name": "x" * 201},
])
def test_a_request_out_of_shape_is_malformed(invitation: Invitation, change: dict[str, Any]) -> None:
    asked = msgspec.to_builtins(asking(invitation.token, SigningKey.generate())) | change
    assert post(invitation.url, msgspec.json.encode(asked)).status_code == 400
    assert not Device.objects.exists()


def test_a_body_over_four_kilobytes_is_too_large(server: str, commune: Commune) -> None:
    assert post(server, b"x" * 5000).status_code == 413


def test_enrolled_again_a_device_keeps_its_id_and_its_old_key_is_dead(
    server: str, commune: Commune
) -> None:
    kiosk = enrolled(server, commune)
    Device.objects.update(revoked_at=timezone.now())
    again = invite(kiosk.device.site, timezone.now(), server, kiosk.device)
    key = SigningKey.generate()
    assert HttpEnrolmentApi().enrol(again, asking(again.token, key)).device == kiosk.device.pk
    assert kiosk.send("GET", f"{PATH_CHANGES}?since=0").status_code == 401
    renewed = Kiosk(server, kiosk.device, bytes(key))
    assert renewed.send("GET", f"{PATH_CHANGES}?since=0").status_code == 200


def changes(kiosk: Kiosk, since: int) -> Changes | None:
    answer = kiosk.send("GET", f"{PATH_CHANGES}?since={since}")
    assert answer.status_code in (200, 304), answer.text
    return msgspec.json.decode(answer.content, type=Changes) if answer.status_code == 200 else None


def test_the_snapshot_is_whole_and_says_nothing_about_learners(server: str, commune: Commune) -> None:
    facilitator(commune, "chị Lúa")
    learner = person_with_badge(commune, "Nguyễn Thị Mẫu", 7)
    news = changes(enrolled(server, commune), 0)
    assert news is not None
    assert news.thons == ["thôn Mẫu Đông"]
    assert [one.label for one in news.facilitators] == ["chị Lúa"]
    sent = msgspec.json.encode(news).decode()
    assert "Mẫu Đông" in sent
    assert "Nguyễn" not in sent
    assert learner.learner not in sent


def test_nothing_new_is_304_and_every_change_raises_the_version(server: str, commune: Commune) -> None:
    kiosk = enrolled(server, commune)
    badge = person_with_badge(commune, "Trần Văn Thử", 8)
    first = changes(kiosk, 0)
    assert first is not None
    assert changes(kiosk, first.version) is None
    badge.revoked_at = timezone.now()
    badge.save()
    second = changes(kiosk, first.version)
    assert second is not None
    assert second.version > first.version
    assert second.revoked == [badge.learner]


def test_only_announcements_from_today_on_go_down(server: str, commune: Commune) -> None:
    today = timezone.localdate()
    for days in (-1, 0):
        Announcement.objects.create(
            commune=commune, day=today + timedelta(days=days), when="7 rưỡi", text="học", short="học"
        )
    news = changes(enrolled(server, commune), 0)
    assert news is not None
    assert [one.day for one in news.announcements] == [today.isoformat()]


def test_the_clock_is_signed_for_the_nonce_that_was_asked(server: str, commune: Commune) -> None:
    answer = requests.get(f"{server}{PATH_TIME}?nonce=abc_DEF-123", timeout=PATIENCE_S)
    said = msgspec.json.decode(answer.content, type=SignedTime)
    key = VerifyKey(base64.b64decode(commune.server_key))
    key.verify(time_bytes(said.utc, "abc_DEF-123"), base64.b64decode(said.signature))
    assert abs(datetime.now(UTC) - datetime.fromisoformat(said.utc)) < timedelta(seconds=5)
