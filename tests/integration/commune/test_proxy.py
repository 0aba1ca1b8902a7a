"""Behind a TLS proxy: whose headers count, what a forgotten header is answered with, what TLS adds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from sync.commune.config.proxy import client_address, networks
from sync.commune.errors import OptionRefused
from tests.support.commune import Commune, LoginAttempt, check_proxy, fresh_commune, staff_of

PASSWORD = "mot hai ba bon"
NAME = "xa-mau.example"
TRUSTED = networks(["127.0.0.0/8", "::1", "10.0.0.0/24"])
BEHIND = {
    "BEHIND_TLS_PROXY": True, "PUBLIC_HOSTS": [NAME], "ALLOWED_HOSTS": ["127.0.0.1", "localhost", NAME],
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"), "TRUSTED_PROXIES": ["127.0.0.0/8"],
}
GOOD = {"host": NAME, "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.7"}


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def behind() -> Iterator[None]:
    with override_settings(**BEHIND, SECURE_HSTS_SECONDS=60):
        yield


def log_in(headers: dict[str, str], origin: str = f"https://{NAME}", peer: str = "127.0.0.1") -> tuple[int, str]:
    """As a browser does through the proxy: the page, then its form with the token."""
    client = Client(enforce_csrf_checks=True, headers=headers, REMOTE_ADDR=peer)
    client.get("/dang-nhap")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    form = {"username": "canbo", "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = client.post("/dang-nhap", form, headers={"origin": origin})
    return answer.status_code, answer.content.decode()


def without(header: str) -> dict[str, str]:
    return {name: value for name, value in GOOD.items() if name != header}


@pytest.mark.usefixtures("behind")
def test_with_all_headers_a_login_works_and_counts_the_clients_address(commune: Commune) -> None:
    staff_of(commune)
    assert log_in(GOOD)[0] == 302
    assert set(LoginAttempt.objects.values_list("address", flat=True)) == {"192.0.2.7"}


@pytest.mark.usefixtures("behind")
@pytest.mark.parametrize(("headers", "named"), [
    (without("x-forwarded-proto"), "X-Forwarded-Proto"), ({**GOOD, "host": "127.0.0.1:8000"}, "dòng Host"),
])
def test_a_forgotten_header_is_named_not_called_an_old_page(
    commune: Commune, headers: dict[str, str], named: str
) -> None:
    staff_of(commune)
    status, told = log_in(headers)
    assert status == 403
    assert named in told
    assert "mở đã lâu" not in told


def test_without_the_setting_the_proxys_forgotten_setting_is_named(commune: Commune) -> None:
    staff_of(commune)
    with override_settings(ALLOWED_HOSTS=[NAME]):
        status, told = log_in({"host": NAME})
    assert (status, "X-Forwarded-Proto" in told) == (403, True)


@pytest.mark.usefixtures("behind")
def test_another_sites_form_is_nothing_of_the_proxys(commune: Commune) -> None:
    staff_of(commune)
    status, told = log_in(GOOD, origin="https://ke-gian.example")
    assert (status, "mở đã lâu" in told) == (403, True)


@pytest.mark.usefixtures("behind")
@pytest.mark.parametrize("host", ["ke-gian.example", "127.0.0.1.ke-gian.example"])
def test_a_name_that_is_not_the_servers_is_refused_clearly(commune: Commune, host: str) -> None:
    answer = Client(headers={**GOOD, "host": host}).get("/dang-nhap")
    assert answer.status_code == 400
    assert "COMMUNE_HOSTS" in answer.content.decode()
    assert Client(headers={**GOOD, "host": host}).get("/api/v1/time?nonce=abcdefgh").status_code in (200, 400)


@pytest.mark.usefixtures("behind")
def test_headers_of_a_stranger_are_not_believed(commune: Commune) -> None:
    staff_of(commune)
    forged = {**GOOD, "x-forwarded-for": "203.0.113.1"}
    answer = Client(headers=forged, REMOTE_ADDR="198.51.100.9").post(
        "/dang-nhap", {"username": "canbo", "password": "sai"})
    assert answer.status_code == 200
    assert set(LoginAttempt.objects.exclude(address="").values_list("address", flat=True)) == {"198.51.100.9"}
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.usefixtures("behind")
def test_tls_is_asked_to_stay_and_plain_http_is_not(commune: Commune) -> None:
    over_tls = Client(headers=GOOD, REMOTE_ADDR="127.0.0.1").get("/dang-nhap")
    assert over_tls.headers["Strict-Transport-Security"] == "max-age=60"
    plain = Client(headers=without("x-forwarded-proto"), REMOTE_ADDR="127.0.0.1").get("/dang-nhap")
    assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.parametrize(("peer", "chain", "client"), [
    ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
    ("127.0.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7"),               # what the client wrote itself stands in front
    ("127.0.0.1", "192.0.2.7, 10.0.0.4", "192.0.2.7"),                  # a second proxy of ours
    ("127.0.0.1", "", "127.0.0.1"),
    ("::1", "2001:db8::7", "2001:db8::7"),
    ("127.0.0.1", ", ".join(["203.0.113.9"] * 5000), "203.0.113.9"),
])
def test_the_client_is_the_last_hop_that_is_not_ours(peer: str, chain: str, client: str) -> None:
    assert client_address(peer, chain, TRUSTED) == client


@pytest.mark.parametrize("wrong", [
    {"PUBLIC_HOSTS": [], "BEHIND_TLS_PROXY": True}, {"TRUSTED_PROXIES": ["nginx"]},
])
def test_serve_refuses_settings_that_would_refuse_everybody(wrong: dict[str, object]) -> None:
    with override_settings(**wrong), pytest.raises(OptionRefused):
        check_proxy()
    check_proxy()
