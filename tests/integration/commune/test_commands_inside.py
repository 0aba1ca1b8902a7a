"""The commands' own rules, called without a process each."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from sync.commune.data_dir import DataDir
from sync.commune.errors import AddressRefused, FolderUnusable, PasswordRefused, PictureMissing, Unknown
from sync.commune.people import cards
from sync.protocol import BADGE_LEARNER, decode_invitation
from sync.protocol.badges import PICTURE_NAMES
from tests.support.commune import (
    Badge,
    Commune,
    Site,
    Staff,
    arrive,
    enrolled,
    evening,
    facilitator,
    fresh_commune,
    in_words,
    listen,
    person_with_badge,
    save_cards,
)


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def settings_of_assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pictures").mkdir()
    for name in PICTURE_NAMES:
        Image.new("RGBA", (64, 64), "#1D5A3E").save(tmp_path / "pictures" / f"badge-{name}.png")
    monkeypatch.setattr(settings, "ASSETS_DIR", tmp_path, raising=False)


@pytest.mark.usefixtures("settings_of_assets")
def test_cards_are_drawn_again_exactly_as_they_were(commune: Commune, tmp_path: Path) -> None:
    person_with_badge(commune, "Lê Thị Ví", 1)
    facilitator(commune, "chị Lúa")
    drawn = []
    for name in ("mot", "hai"):
        call_command("cards", out=tmp_path / name)
        drawn.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 2
    assert "huong-dan-1.png" in drawn[0]


@pytest.mark.usefixtures("settings_of_assets")
def test_a_revoked_badge_is_not_printed_and_numbers_stay(commune: Commune, tmp_path: Path) -> None:
    lost, kept = person_with_badge(commune, "A", 1), person_with_badge(commune, "B", 2)
    Badge.objects.filter(pk=lost.pk).update(revoked_at=timezone.now())
    names = save_cards(commune, tmp_path / "in")
    assert names == {kept.learner: f"nguoi-02-{kept.picture}.png"}


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    with pytest.raises(PictureMissing, match=r"badge-sen\.png"):
        cards.draw_card(cards.CardFace("xã Mẫu", "sen", BADGE_LEARNER, "BDHVS1:"), tmp_path)


@pytest.mark.usefixtures("settings_of_assets")
def test_a_long_commune_name_stays_on_its_card(tmp_path: Path) -> None:
    face = cards.CardFace("xã Mẫu Thượng Hạ Đông Đoài Nam Bắc Trung " * 2, "sen", BADGE_LEARNER, "BDHVS1:")
    strip = cards.draw_card(face, tmp_path / "pictures").crop((3, 3, 24, 90))
    assert strip.getcolors() == [(21 * 87, (0x93, 0x37, 0x18))]


def test_an_invitation_names_the_site_by_code_name_or_thon(
    commune: Commune, capsys: pytest.CaptureFixture[str]
) -> None:
    for site in ("mau-dong", "thôn Mẫu Đông", "Nhà văn hóa thôn Mẫu Đông"):
        call_command("enrol", site=site)
    told = [decode_invitation(line) for line in capsys.readouterr().out.splitlines()]
    assert {one.url for one in told} == {"http://127.0.0.1:8000"}
    assert len({one.token for one in told}) == 3
    with pytest.raises(Unknown, match="mau-dong"):
        call_command("enrol", site="thôn Khác")


@pytest.mark.parametrize(("name", "password", "error"), [
    ("canbo", "bon mua xuan ha", Unknown), ("a b", "bon mua xuan ha", PasswordRefused),
    ("moi", "123", PasswordRefused), ("moi", "password12", PasswordRefused), ("moi", "bon mua xuan ha", None),
    ("moi", "1234567890", PasswordRefused),
])
def test_an_account_needs_a_new_name_and_a_password_worth_it(
    commune: Commune, monkeypatch: pytest.MonkeyPatch, name: str, password: str,
    error: type[Exception] | None,
) -> None:
    Staff.objects.create(username="canbo", commune=commune)
    monkeypatch.setenv("COMMUNE_PASSWORD", password)
    if error is None:
        call_command("createuser", name=name)
        assert Staff.objects.get(username=name).check_password(password)
        return
    with pytest.raises(error):
        call_command("createuser", name=name)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "khong.co", ""])
def test_without_tls_the_server_listens_to_this_machine_only(host: str) -> None:
    with pytest.raises(AddressRefused):
        listen(host, 0)


def test_a_taken_or_impossible_port_is_said_plainly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        busy = taken.getsockname()[1]
        for port, told in ((busy, str(busy)), (99999, "từ 0 đến 65535")):
            with pytest.raises(AddressRefused, match=told):
                listen("127.0.0.1", port)


def test_the_status_for_people_has_every_figure(
    commune: Commune, capsys: pytest.CaptureFixture[str]
) -> None:
    kiosk = enrolled("http://testserver", commune)
    arrive(kiosk, evening(kiosk, [], facilitator(commune, "chị Lúa").learner))
    call_command("status")
    told = capsys.readouterr().out
    assert "1 sự kiện, thiếu 0, tạm giữ 0, 1 máy" in told
    assert "0 lượt, 0 người, 0 khách" in told


def test_a_command_on_a_folder_without_a_commune_says_so(commune: Commune) -> None:
    Site.objects.all().delete()
    Commune.objects.all().delete()
    with pytest.raises(Unknown, match="chưa có xã"):
        call_command("status")


def test_a_key_is_made_once_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    folder = DataDir(tmp_path)
    assert folder.key("badge") == DataDir(tmp_path).key("badge")
    assert folder.key("badge") != folder.key("server")
    (tmp_path / "keys" / "badge.key").write_text("ngắn")
    with pytest.raises(FolderUnusable, match="badge"):
        folder.key("badge")


def test_last_contact_is_told_in_words() -> None:
    now = timezone.make_aware(datetime(2026, 11, 22, 20, 0))
    ago = [timedelta(seconds=30), timedelta(minutes=7), timedelta(hours=3), timedelta(hours=24), timedelta(days=9)]
    assert [in_words(now - one, now) for one in ago] == [
        "vừa xong", "7 phút trước", "hôm nay 17:00", "hôm qua 20:00", "9 ngày trước (13/11/2026)"
    ]
    assert in_words(None, now) == "chưa lần nào"
