"""Whatever is sent, signed or not, the API answers a problem and never breaks."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client
from django.test.client import FakePayload
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.protocol import PATH_CHANGES, PATH_ENROL, PATH_EVENTS, PATH_TIME, canonical, encode_batch
from tests.support.commune import Kiosk, StoredEvent, enrolled, fresh_commune

PATHS = st.sampled_from([PATH_EVENTS, PATH_ENROL, PATH_CHANGES, PATH_TIME, "/api/v1/openapi.json", "/api/"])
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
LATIN = st.characters(min_codepoint=32, max_codepoint=255)  # what a request line and headers can carry
HEADERS = st.dictionaries(
    st.sampled_from([
        "HTTP_SIGNATURE", "HTTP_SIGNATURE_INPUT", "HTTP_CONTENT_DIGEST", "HTTP_HOST", "HTTP_COOKIE",
        "CONTENT_ENCODING",
    ]),
    st.one_of(
        st.text(LATIN, max_size=80),
        st.just('sig1=("@method" "@target-uri" "content-digest");created=1;keyid="x";alg="ed25519";nonce="n"'),
        st.just("sig1=:AAAA:"), st.just("sha-256=:AAAA:"), st.just("sig1=()"),
    ),
)
ANYTHING = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
client = Client(raise_request_exception=True)  # an exception in a view would raise here


@pytest.fixture(scope="module")
def kiosk() -> Kiosk:
    return enrolled("http://testserver", fresh_commune())


def request(method: str, path: str, body: bytes, **environ: str) -> HttpResponse:
    """Everything in the request's surroundings as it is given, however odd."""
    answer = client.request(**{
        "REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/octet-stream", "wsgi.input": FakePayload(body), **environ})
    assert isinstance(answer, HttpResponse)
    return answer


def headers_of(kiosk: Kiosk, method: str, path: str, body: bytes) -> dict[str, str]:
    signed = kiosk.prepared(method, path, body).headers
    return {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in signed.items() if name in ("Content-Digest", "Signature", "Signature-Input")
    }


@ANYTHING
@given(METHODS, PATHS, st.text(LATIN, max_size=40), st.binary(max_size=200), HEADERS)
def test_garbage_requests_are_refused_politely(
    kiosk: Kiosk, method: str, path: str, query: str, body: bytes, headers: dict[str, str]
) -> None:
    answer = request(method, path, body, QUERY_STRING=query, **headers)
    assert 200 <= answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"


@ANYTHING
@given(st.one_of(
    st.binary(max_size=300), st.binary(max_size=300).map(gzip.compress),
    st.lists(st.binary(max_size=60), max_size=5).map(encode_batch),
))
def test_signed_garbage_stores_nothing(kiosk: Kiosk, body: bytes) -> None:
    answer = request("POST", PATH_EVENTS, body, CONTENT_TYPE="application/json",
                     **headers_of(kiosk, "POST", PATH_EVENTS, body))
    assert answer.status_code in (200, 400)
    assert not StoredEvent.objects.exists()


@ANYTHING
@given(st.data())
def test_an_event_damaged_anywhere_is_rejected_or_was_not_damaged(kiosk: Kiosk, data: st.DataObject) -> None:
    whole = canonical(kiosk.event(1, wall="2026-11-22T12:00:00.000Z"))
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + 1:]
    body = encode_batch([damaged])
    answer = request("POST", PATH_EVENTS, body, CONTENT_TYPE="application/json",
                     **headers_of(kiosk, "POST", PATH_EVENTS, body))
    stored = [bytes(body) for body in StoredEvent.objects.values_list("body", flat=True)]
    StoredEvent.objects.all().delete()
    assert answer.status_code in (200, 400)
    assert stored in ([], [whole])
