"""The way in: wrong tries are slowed down by name and address, and nobody is locked out by somebody else."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client, override_settings
from django.utils import timezone

from tests.support.commune import (
    AuditEntry,
    Commune,
    LoginAttempt,
    Staff,
    fresh_commune,
    hashers,
    staff_of,
    throttle,
)
from tests.support.patience import PATIENCE_S

ADDRESS, ATTACKED, PAIR = throttle.ADDRESS, throttle.ATTACKED, throttle.PAIR
address_key, begin_try, succeeded = throttle.address_key, throttle.begin_try, throttle.succeeded
PASSWORD = "mot hai ba bon"
WRONG = "Tên hoặc mật khẩu chưa đúng"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE, THERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


def log_in(password: str, name: str = "canbo", address: str = HERE) -> str:
    client = Client(REMOTE_ADDR=address)
    return client.post("/dang-nhap", {"username": name, "password": password}, follow=True).content.decode()


def misses(count: int, name: str = "canbo", address: str = HERE) -> None:
    for _ in range(count):
        assert begin_try(name, address, NOW) == timedelta(0)


def test_the_right_password_leads_to_today_and_logout_closes(commune: Commune) -> None:
    staff_of(commune)
    client = Client()
    told = client.post("/dang-nhap", {"username": "canbo", "password": PASSWORD}, follow=True).content.decode()
    assert "Hôm nay chưa có buổi học nào" in told
    client.post("/dang-xuat")
    assert client.get("/").status_code == 302


def test_a_wrong_password_is_told_kindly_and_alike_for_unknown_names(commune: Commune) -> None:
    staff_of(commune)
    assert WRONG in log_in("sai")
    assert WRONG in log_in("sai", "không có ai")


def test_login_does_not_lead_to_another_site(commune: Commune) -> None:
    staff_of(commune)
    answer = Client().post(
        "/dang-nhap", {"username": "canbo", "password": PASSWORD, "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"


# --- slowed down, not locked out


def test_misses_from_elsewhere_do_not_stop_the_person_whose_name_it_is(commune: Commune) -> None:
    staff_of(commune)
    for _ in range(PAIR.free):
        assert WRONG in log_in("sai", address=THERE)
    assert "đợi 1 phút" in log_in(PASSWORD, address=THERE)
    assert "Hôm nay" in log_in(PASSWORD, address=HERE)


def test_a_wait_ends_and_the_right_password_clears_it(commune: Commune) -> None:
    staff_of(commune)
    for _ in range(PAIR.free):
        log_in("sai")
    LoginAttempt.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert "Hôm nay" in log_in(PASSWORD)
    assert LoginAttempt.objects.get(name="canbo").misses == 0


def test_each_further_miss_doubles_the_wait_up_to_a_quarter_of_an_hour(commune: Commune) -> None:
    misses(PAIR.free)
    waits, now = [], NOW
    for _ in range(6):
        waits.append(begin_try("canbo", HERE, now))
        now += waits[-1]
        assert begin_try("canbo", HERE, now) == timedelta(0)
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 2, 4, 8, 15, 15]


def test_a_refused_try_counts_for_nothing(commune: Commune) -> None:
    misses(PAIR.free)
    before = list(LoginAttempt.objects.order_by("pk").values())
    for _ in range(50):
        assert begin_try("canbo", HERE, NOW) > timedelta(0)
    assert list(LoginAttempt.objects.order_by("pk").values()) == before


def test_one_address_cannot_try_one_password_on_every_name(commune: Commune) -> None:
    for number in range(ADDRESS.free):
        misses(1, name=f"can-bo-{number}")
    assert begin_try("can-bo-moi", HERE, NOW) == timedelta(minutes=1)
    assert begin_try("can-bo-moi", THERE, NOW) == timedelta(0)
    assert not LoginAttempt.objects.filter(name="can-bo-moi", address=HERE).exists()


def test_an_address_whose_password_was_right_does_not_wait_for_its_neighbours(commune: Commune) -> None:
    misses(1)
    succeeded("canbo", HERE, NOW)
    for number in range(ADDRESS.free):
        misses(1, name=f"can-bo-{number}")
    assert begin_try("can-bo-moi", HERE, NOW) > timedelta(0)
    assert begin_try("canbo", HERE, NOW) == timedelta(0)


def test_a_name_tried_from_everywhere_slows_strangers_only(commune: Commune) -> None:
    misses(1)
    succeeded("canbo", HERE, NOW)
    for number in range(ATTACKED):
        misses(1, address=f"203.0.113.{number}")
    stranger = "198.51.100.77"
    assert begin_try("canbo", stranger, NOW) == timedelta(0)      # one try: the person may sit there
    assert begin_try("canbo", stranger, NOW) == timedelta(minutes=1)
    misses(PAIR.free - 1)                                          # at the known address it is as ever
    assert begin_try("canbo", HERE, NOW) == timedelta(0)


def test_misses_of_yesterday_do_not_count(commune: Commune) -> None:
    misses(PAIR.free - 1)
    later = NOW + throttle.FORGET + timedelta(minutes=1)
    assert begin_try("canbo", HERE, later) == timedelta(0)
    assert begin_try("canbo", HERE, later) == timedelta(0)
    assert LoginAttempt.objects.get(name="canbo", address=HERE).misses == 2


@pytest.mark.parametrize(("address", "key"), [
    ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"), ("", "unknown"), ("xa.example", "unknown"),
])
def test_an_address_is_what_one_connection_is_given(address: str, key: str) -> None:
    assert address_key(address) == key


# --- Argon2 in turns


def test_logins_cannot_take_every_thread_and_a_busy_try_is_no_miss(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashers, "_places", threading.BoundedSemaphore(1))
    with override_settings(PASSWORD_HASHERS=["sync.commune.accounts.hashers.BoundedArgon2PasswordHasher"]):
        with hashers.turn():
            assert "bấm lại sau ít giây" in log_in("sai")
            assert set(LoginAttempt.objects.values_list("misses", flat=True)) == {0}
        assert WRONG in log_in("sai")


def test_at_most_so_many_passwords_are_judged_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most, gate, go_on = [0], [0], threading.Lock(), threading.Event()

    def slow(_self: object, password: str, _encoded: str) -> bool:
        with gate:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        go_on.wait(PATIENCE_S)
        with gate:
            at_work[0] -= 1
        return True

    monkeypatch.setattr("django.contrib.auth.hashers.Argon2PasswordHasher.verify", slow)
    outcomes: list[str] = []

    def judge() -> None:
        try:
            hashers.BoundedArgon2PasswordHasher().verify("x", "y")
            outcomes.append("judged")
        except hashers.PasswordsBusy:
            outcomes.append("busy")
            if outcomes.count("busy") == 20 - hashers.AT_ONCE - hashers.WAITING:
                go_on.set()

    threads = [threading.Thread(target=judge) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert most[0] == hashers.AT_ONCE
    assert outcomes.count("judged") == hashers.AT_ONCE + hashers.WAITING


def test_what_django_stored_before_is_still_right(commune: Commune) -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        Staff.objects.create(username="cu", password=make_password(PASSWORD))
    with override_settings(PASSWORD_HASHERS=["sync.commune.accounts.hashers.BoundedArgon2PasswordHasher"]):
        assert authenticate(username="cu", password=PASSWORD) is not None


# --- passwords


WEAK = [
    "123456789012", "aaaaaaaaaaaa", "canbo123456", "xaMau2026!", "Matkhau@2026", "binhdanhocvuso1", "qwertyuiop12",
    "short", "0123456789ab",
]


@pytest.mark.parametrize("password", WEAK)
def test_no_way_of_making_an_account_takes_a_guessable_password(
    commune: Commune, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, username="canbo", email="")
    root = Client()
    root.force_login(Staff.objects.create_superuser("goc", password="trau den an co"))
    form = {"username": "canbo", "password1": password, "password2": password, "usable_password": "true",
            "commune": str(commune.pk)}
    root.post("/quan-tri/accounts/staff/add/", form)
    assert not Staff.objects.filter(username="canbo").exists()


@pytest.mark.parametrize("password", ["trau den an co", "Ba con sao tren cay da", "cay-mit-nha-ba-7"])
def test_a_few_words_are_a_good_password(commune: Commune, password: str) -> None:
    assert Staff.objects.create_superuser("canbo", password=password).check_password(password)


# --- the audit log


def test_logins_and_wrong_tries_are_in_the_audit_log_without_typed_names(commune: Commune) -> None:
    staff_of(commune)
    log_in("sai", address=THERE)
    log_in("sai", "mật khẩu gõ nhầm ô")
    log_in(PASSWORD)
    lines = list(AuditEntry.objects.exclude(page="today").order_by("pk").values_list(
        "staff__username", "page", "about"))
    assert lines == [("canbo", "login-failed", THERE), (None, "login-failed", HERE), ("canbo", "login", HERE)]


def test_a_flood_of_tries_leaves_few_lines(commune: Commune) -> None:
    staff_of(commune)
    for _ in range(30):
        log_in("sai")
    counted = AuditEntry.objects.filter(page="login-failed").aggregate(lines=Count("pk"))
    assert counted["lines"] == PAIR.free
