"""Staff's pages: only for staff, in Vietnamese, with the right figures, and every look leaves a line."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.http import StreamingHttpResponse
from django.test import Client, override_settings
from django.utils import timezone

from sync.protocol import ENROLMENT_PREFIX, canonical
from tests.support.commune import (
    AuditEntry,
    Commune,
    Device,
    Invitation,
    Kiosk,
    QuarantinedEvent,
    Staff,
    arrive,
    came,
    enrolled,
    evening,
    facilitator,
    fresh_commune,
    person_with_badge,
    staff_of,
    taken_back,
)
from tests.unit.project.test_translations import make_translations

CLOSED = {"kind": "session.closed", "data": {"people": 3, "seconds": 3600}}
LONG = "Công Tằng Tôn Nữ Nguyễn Phước Thị Mẫu Thử Ví Dụ Rất Là Dài " * 3


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def kiosk(commune: Commune) -> Kiosk:
    return enrolled("http://testserver", commune)


@pytest.fixture
def office(commune: Commune) -> Client:
    """Logged in."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(staff_of(commune))
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def words(html: str) -> str:
    """What a person reads of it."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def link(html: str, part: str) -> str:
    found = re.search(rf'href="([^"]*{part}[^"]*)"', html)
    assert found is not None, part
    return found[1]


@pytest.mark.parametrize("address", [
    "/", "/may", "/may/ghi-danh", "/may/mau-0001/thu-hoi", "/may/mau-0001/ghi-danh-lai", "/tam-giu", "/tam-giu/1",
    "/buoi/mau-0001/00ff00ff00ff00ff/1",
])
def test_no_page_opens_without_login(commune: Commune, address: str) -> None:
    answer = Client().get(address)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/dang-nhap")


def test_a_form_without_its_token_changes_nothing(commune: Commune, kiosk: Kiosk) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff_of(commune))
    answer = client.post(f"/may/{kiosk.device.pk}/thu-hoi")
    assert answer.status_code == 403
    assert "mở lại" in answer.content.decode()
    assert Device.objects.get().revoked_at is None


def test_empty_pages_say_so_kindly(office: Client) -> None:
    assert "Hôm nay chưa có buổi học nào gửi về" in page(office, "/")
    assert "Xã chưa ghi danh máy nào" in page(office, "/may")
    assert "Không có gì phải tạm giữ" in page(office, "/tam-giu")


def test_an_evening_is_shown_with_its_figures(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    helper = facilitator(commune, "chị Lúa").learner
    first, second = (person_with_badge(commune, name, n) for n, name in enumerate(("Lê Thị Ví", "Bùi Văn Dụ"), 1))
    done = {
        "kind": "lesson.completed", "learner": first.learner,
        "data": {"lesson": "tra-tien-qr", "pack": "p", "version": "1", "mode": "alone", "outcome": "hinted",
                 "seconds": 610},
    }
    arrive(kiosk, evening(kiosk, [
        came(first.learner), came(second.learner), taken_back(kiosk.ref(3)), came(None, "guest"), came(helper),
        done,
    ], helper))
    home = page(office, "/")
    for expected in ("Trả tiền bằng mã QR", "thôn Mẫu Đông", "chị Lúa", "đang mở"):
        assert expected in home
    assert "Lượt 2 Người 1 Khách 1" in words(home)
    shown = page(office, link(home, "/buoi/"))
    assert "Lượt 2 Người 1 Khách 1" in words(shown)
    for expected in ("Lê Thị Ví", "Bùi Văn Dụ", "đã gạch", "không tính", "làm được, có gợi ý", "thẻ học"):
        assert expected in shown
    assert (shown.count('class="off voided"'), shown.count('class="off"')) == (1, 1)


def test_a_session_that_ended_says_so_and_a_guessed_time_is_marked(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    helper = facilitator(commune, "chị Lúa").learner
    arrive(kiosk, evening(kiosk, [CLOSED], helper, clock="guess"))
    home = words(page(office, "/"))
    assert "đã kết thúc" in home
    assert "ước tính" in home
    assert "đang mở" not in home


def test_a_session_of_another_day_is_listed_apart_and_found_on_its_day(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    helper = facilitator(commune, "chị Lúa").learner
    arrive(kiosk, evening(kiosk, [], helper, wall="2024-02-03T12:00:00.000Z", clock="guess"))
    assert "ngày học chưa chắc" in page(office, "/")
    assert "chị Lúa" in page(office, "/?ngay=2024-02-03")


@pytest.mark.parametrize("day", ["x", "2999-01-01", "0001-01-01", "9999-12-31", "2026-13-45"])
def test_an_impossible_day_shows_today(office: Client, day: str) -> None:
    assert "<h1>Hôm nay</h1>" in page(office, f"/?ngay={day}")


def test_three_hundred_people_and_long_names_fit_one_page(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    helper = facilitator(commune, "chị Lúa").learner
    badges = [person_with_badge(commune, f"{LONG[:150]} {n}", n) for n in range(300)]
    arrive(kiosk, evening(kiosk, [came(badge.learner) for badge in badges], helper))
    shown = page(office, f"/buoi/{kiosk.ref(1)}")
    assert "Lượt 300 Người 300" in words(shown)
    assert shown.count(LONG[:150]) == 300


def test_names_are_text_and_never_markup(commune: Commune, kiosk: Kiosk, office: Client) -> None:
    helper = facilitator(commune, "<b>Lúa</b>").learner
    badge = person_with_badge(commune, "<script>alert(1)</script>", 1)
    arrive(kiosk, evening(kiosk, [came(badge.learner)], helper))
    shown = page(office, f"/buoi/{kiosk.ref(1)}")
    assert "<script>" not in shown
    assert "<b>Lúa" not in shown


@pytest.mark.parametrize("address", [
    "/buoi/mau-0001/00ff00ff00ff00ff/9", "/buoi/x/y/99999999999999999999999", "/tam-giu/99999999999999999999999",
    "/may/khong-co/thu-hoi", "/khong-co", "/hinh/../settings.png", "/hinh/khong-co.png",
])
def test_what_is_not_there_is_a_kind_404(office: Client, address: str) -> None:
    answer = office.get(address)
    assert answer.status_code == 404
    assert "Chưa mở được trang này" in answer.content.decode()


def test_another_communes_sessions_and_devices_are_not_there(commune: Commune, kiosk: Kiosk) -> None:
    helper = facilitator(commune, "chị Lúa").learner
    arrive(kiosk, evening(kiosk, [], helper))
    other = Commune.objects.create(code="ben", name="xã Bên")
    stranger = Client()
    stranger.force_login(staff_of(other))
    assert stranger.get(f"/buoi/{kiosk.ref(1)}").status_code == 404
    assert stranger.post(f"/may/{kiosk.device.pk}/thu-hoi").status_code == 404
    assert "chị Lúa" not in page(stranger, "/")


def test_the_devices_page_counts_what_is_missing_and_set_aside(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    poison = canonical(kiosk.event(2)).replace(b'"free_mb":100', b'"free_mb":-1')
    arrive(kiosk, [canonical(kiosk.event(1)), poison, canonical(kiosk.event(6))])
    shown = words(page(office, "/may"))
    for expected in ("Máy 1", "thiếu 3 sự kiện", "tạm giữ 1", "vừa xong", "Đã nhận 2"):
        assert expected in shown
    listed = page(office, "/tam-giu")
    assert "không đúng mẫu" in listed
    assert "&quot;free_mb&quot;:-1" in page(office, link(listed, "/tam-giu/"))


def test_revoking_asks_first_and_then_takes_the_device_off(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    address = f"/may/{kiosk.device.pk}/thu-hoi"
    assert "Thu hồi máy này" in page(office, address)
    assert Device.objects.get().revoked_at is None
    assert "Đã thu hồi Máy 1" in office.post(address, follow=True).content.decode()
    assert Device.objects.get().revoked_at is not None
    assert "đã thu hồi" in page(office, "/may")


def test_asking_a_kiosk_for_its_quarantine_asks_first_and_is_a_fresh_wish_each_time(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    address = f"/may/{kiosk.device.pk}/gui-lai"
    assert address in page(office, "/may")
    assert "Xin gửi lại" in page(office, address)
    assert Device.objects.get().retry_quarantine == ""
    wishes = set()
    for _ in range(2):
        assert "Máy 1 sẽ gửi lại" in office.post(address, follow=True).content.decode()
        wishes.add(Device.objects.get().retry_quarantine)
    assert [len(wish) for wish in wishes] == [32, 32]
    assert set(AuditEntry.objects.filter(page="retry-quarantine").values_list("about", flat=True)) == {kiosk.device.pk}


@pytest.mark.parametrize("number", ["0", "2147483648", str(2**53), str(2**63 - 1), str(2**63), str(2**64), "9" * 400])
def test_a_number_that_no_database_holds_is_no_page_and_no_fault(
    commune: Commune, kiosk: Kiosk, office: Client, number: str
) -> None:
    root = Client()
    root.force_login(Staff.objects.create_superuser("goc", password="trau den an co"))
    for address in (f"/tam-giu/{number}", f"/buoi/{kiosk.device.pk}/00ff00ff00ff00ff/{number}"):
        assert office.get(address).status_code == 404, address
    assert office.get("/tam-giu", {"trang": number}).status_code == 200
    for model in ("people/person", "people/badge", "tenancy/site", "accounts/staff", "audit/auditentry"):
        assert root.get(f"/quan-tri/{model}/{number}/change/").status_code in (302, 404), model
    changes = kiosk.prepared("GET", f"/api/v1/changes?since={number}&retried=")
    answer = Client().get(changes.path_url, headers=dict(changes.headers))
    assert answer.status_code in (200, 400)


def test_an_invitation_is_one_qr_for_the_chosen_site(commune: Commune, office: Client) -> None:
    assert "Nhà văn hóa thôn Mẫu Đông" in page(office, "/may/ghi-danh")
    shown = office.post("/may/ghi-danh", {"site": "mau-dong"}).content.decode()
    assert shown.count("<svg") == 1
    assert "24 giờ" in shown
    assert ENROLMENT_PREFIX not in shown
    invitation = Invitation.objects.get()
    assert invitation.used_at is None
    assert timedelta(hours=23) < invitation.expires - timezone.now() <= timedelta(hours=24)
    assert office.post("/may/ghi-danh", {"site": "không có"}).status_code == 404


def test_enrolling_again_invites_the_same_device(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    assert office.post(f"/may/{kiosk.device.pk}/ghi-danh-lai").content.decode().count("<svg") == 1
    assert Invitation.objects.get().device == kiosk.device


def test_every_look_and_change_leaves_a_line_without_names(
    commune: Commune, kiosk: Kiosk, office: Client
) -> None:
    badge = person_with_badge(commune, "Lê Thị Ví", 1)
    arrive(kiosk, [*evening(kiosk, [came(badge.learner)], facilitator(commune, "chị Lúa").learner), b"{}"])
    kept = QuarantinedEvent.objects.get().pk
    for address in ("/", f"/buoi/{kiosk.ref(1)}", "/may", "/tam-giu", f"/tam-giu/{kept}"):
        page(office, address)
    office.post(f"/may/{kiosk.device.pk}/ghi-danh-lai")
    office.post(f"/may/{kiosk.device.pk}/thu-hoi")
    looks = AuditEntry.objects.exclude(page="login")
    lines = list(looks.order_by("pk").values_list("staff__username", "page", "about"))
    assert [line[1] for line in lines] == [
        "today", "session", "devices", "quarantine", "quarantined-event", "enrol", "revoke"
    ]
    assert {line[0] for line in lines} == {"canbo"}
    assert "Ví" not in str(lines)


def test_pages_load_nothing_from_elsewhere_and_are_kept_nowhere(office: Client) -> None:
    answer = office.get("/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.findall(r'(?:src|href)="(?:https?:)?//', answer.content.decode()) == []
    assert re.findall(r"<script|style=|\son\w+=", answer.content.decode()) == []


def served(office: Client, path: str) -> bytes:
    answer = office.get(path)
    assert isinstance(answer, StreamingHttpResponse)
    return b"".join(iter(answer))


def test_the_style_and_its_fonts_are_served(office: Client) -> None:
    css = served(office, "/static/commune/commune.css").decode()
    for font in re.findall(r'url\("([^"]+)"\)', css):
        assert office.get(f"/static/commune/{font}").status_code == 200
    assert "@import" not in css
    assert "//" not in re.sub(r"/\*.*?\*/", "", css, flags=re.S)


@pytest.mark.parametrize("address", ["/?ngay=%00", "/may/a%00b/thu-hoi", "/buoi/a%00/b/1", "/hinh/%00.png", "/api/%00"])
def test_an_address_with_nul_is_refused(office: Client, address: str) -> None:
    assert office.get(address).status_code == 400


def test_a_form_with_nul_is_refused(office: Client) -> None:
    assert office.post("/may/ghi-danh", {"site": "mau\0dong"}).status_code == 400


def test_pages_speak_the_language_the_office_chose(office: Client, tmp_path: Path) -> None:
    tool = make_translations()
    pages = tool.Speaker(tmp_path, "django", tool.commune_extracted)
    pages.begin("tyz")
    pages.renew()
    path = tmp_path / "tyz/LC_MESSAGES/django.po"
    empty = 'msgid "Hôm nay chưa có buổi học nào gửi về."\nmsgstr "'
    path.write_text(path.read_text("utf-8").replace(empty, f"{empty}⟦chưa có buổi nào⟧"), encoding="utf-8")
    assert pages.renew() == []
    with override_settings(LOCALE_PATHS=[tmp_path], OFFICE_LANGUAGE="tyz"):
        shown = page(office, "/")
    assert "⟦chưa có buổi nào⟧" in shown
    assert "Đăng xuất" in shown, "what nobody translated stays Vietnamese"
    assert "⟦" not in page(office, "/")
