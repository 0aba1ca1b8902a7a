"""The office's page for sticks: files go up, counts and receipts come back; nothing for strangers, none too large."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from kiosk.importer import event_export
from sync.protocol.stick_export import STICK_FOLDER
from tests.support.commune import AuditEntry, Commune, StickImport, fresh_commune, staff_of
from tests.support.stick_export import OfflineKiosk, offline_kiosk

PAGE = "/usb"


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def office(commune: Commune) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(staff_of(commune))
    return client


@pytest.fixture
def kiosk(tmp_path: Path, commune: Commune, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfflineKiosk]:
    monkeypatch.setattr(event_export, "BATCH_EVENTS", 5)
    with offline_kiosk(tmp_path, commune) as made:
        yield made


def exported(kiosk: OfflineKiosk, stick: Path, count: int) -> bytes:
    stick.mkdir(exist_ok=True)
    kiosk.record(count)
    kiosk.export(stick)
    return kiosk.files(stick).whole.read_bytes()


def upload(office: Client, *contents: bytes) -> str:
    files = [io.BytesIO(content) for content in contents]
    for number, file in enumerate(files):
        file.name = f"may-{number}.batches"
    return office.post(PAGE, {"tep": files}).content.decode()


def test_an_upload_is_stored_counted_and_answered_by_a_receipt(
    office: Client, kiosk: OfflineKiosk, tmp_path: Path,
) -> None:
    stick = tmp_path / "stick"
    page = upload(office, exported(kiosk, stick, 12))
    assert "<dt>Dòng mới</dt><dd>12</dd>" in page
    assert "nhận đủ" in page
    assert kiosk.stored() == list(range(1, 13))
    kept = StickImport.objects.get()
    answer = office.get(f"/usb/{kiosk.device.pk}/{kept.export}.receipt")
    assert answer["Content-Disposition"] == f'attachment; filename="{kiosk.files(stick).receipt.name}"'
    kiosk.files(stick).receipt.write_bytes(answer.content)
    assert kiosk.export(stick).received == 12


def test_the_same_file_again_adds_nothing_and_says_so(office: Client, kiosk: OfflineKiosk, tmp_path: Path) -> None:
    content = exported(kiosk, tmp_path / "stick", 7)
    upload(office, content)
    page = upload(office, content)
    assert "Xã đã nhận đủ tệp này từ trước" in page
    assert kiosk.stored() == list(range(1, 8))
    assert (StickImport.objects.get().stored, StickImport.objects.get().whole) == (7, True)


def test_a_file_that_was_cut_off_is_taken_as_far_as_it_is_whole_and_completed_later(
    office: Client, kiosk: OfflineKiosk, tmp_path: Path,
) -> None:
    content = exported(kiosk, tmp_path / "stick", 12)
    page = upload(office, content[: len(content) // 2])
    assert "hỏng hoặc bị cắt giữa chừng" in page
    assert 0 < len(kiosk.stored()) < 12
    assert not StickImport.objects.get().whole
    upload(office, content)
    kept = StickImport.objects.get()
    assert (kept.stored, kept.whole) == (12, True)


def test_a_part_of_an_export_does_not_replace_the_receipt_of_the_whole(
    office: Client, kiosk: OfflineKiosk, tmp_path: Path,
) -> None:
    content = exported(kiosk, tmp_path / "stick", 12)
    upload(office, content)
    whole = bytes(StickImport.objects.get().receipt)
    upload(office, content[: len(content) // 2])
    kept = StickImport.objects.get()
    assert (bytes(kept.receipt), kept.stored, kept.whole) == (whole, 12, True)


def test_good_and_bad_files_of_one_upload_do_not_harm_each_other(
    office: Client, kiosk: OfflineKiosk, tmp_path: Path,
) -> None:
    page = upload(office, b"a letter\n", exported(kiosk, tmp_path / "stick", 3), b"")
    assert page.count("chưa trọn") == 2
    assert kiosk.stored() == [1, 2, 3]


def test_strangers_neither_import_nor_get_receipts(kiosk: OfflineKiosk, tmp_path: Path, office: Client) -> None:
    content = exported(kiosk, tmp_path / "stick", 3)
    upload(office, content)
    stranger, kept = Client(headers={"host": "127.0.0.1"}), StickImport.objects.get()
    for answer in (stranger.get(PAGE), stranger.post(PAGE, {"tep": io.BytesIO(content)}),
                   stranger.get(f"/usb/{kept.device}/{kept.export}.receipt")):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/dang-nhap")


def test_a_form_without_its_token_changes_nothing(commune: Commune, kiosk: OfflineKiosk, tmp_path: Path) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})
    strict.force_login(staff_of(commune))
    answer = strict.post(PAGE, {"tep": io.BytesIO(exported(kiosk, tmp_path / "stick", 3))})
    assert answer.status_code == 403
    assert kiosk.stored() == []


def test_what_is_too_large_or_of_unknown_length_is_refused_unread(
    office: Client, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sync.commune.sticks.views.UPLOAD_BYTES", 1000)
    answer = office.post(PAGE, {"tep": io.BytesIO(b"x" * 2000)})
    assert answer.status_code == 413
    assert "lớn quá" in answer.content.decode()


def test_no_file_and_too_many_are_said(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "chưa chọn tệp" in office.post(PAGE, {}).content.decode()
    monkeypatch.setattr("sync.commune.sticks.views.MAX_FILES", 1)
    assert "Mỗi lần gửi nhiều nhất" in upload(office, b"1", b"2")


def test_imports_and_receipts_leave_their_lines(office: Client, kiosk: OfflineKiosk, tmp_path: Path) -> None:
    upload(office, exported(kiosk, tmp_path / "stick", 3))
    kept = StickImport.objects.get()
    office.get(f"/usb/{kept.device}/{kept.export}.receipt")
    pages = set(AuditEntry.objects.values_list("page", flat=True))
    assert {"stick-import", "stick-receipt"} <= pages
    assert AuditEntry.objects.get(page="stick-import").about == f"{kept.device} {kept.export}"


def test_a_receipt_of_another_commune_is_not_found(office: Client, kiosk: OfflineKiosk, tmp_path: Path) -> None:
    upload(office, exported(kiosk, tmp_path / "stick", 3))
    kept = StickImport.objects.get()
    other = Commune.objects.create(code="ben", name="xã Bên", badge_key="", server_key="")
    StickImport.objects.filter(export=kept.export).update(commune=other)
    assert office.get(f"/usb/{kept.device}/{kept.export}.receipt").status_code == 404


def test_the_page_says_where_the_files_are(office: Client) -> None:
    assert STICK_FOLDER in office.get(PAGE).content.decode()
