"""What a signature lets through, and everything it must not."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver, algorithms
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from sync.protocol import signing
from sync.protocol.errors import Malformed
from sync.protocol.signing import sign_request, verify_request

SEED = b"\x01" * 32
KEYS = {"k1": bytes(SigningKey(SEED).verify_key), "k2": bytes(SigningKey(b"\x02" * 32).verify_key)}
NONCE = "n" * 22
URL = "https://xa-mau.example/api/v1/events"


def signed(body: bytes = b"hello", url: str = URL, method: str = "POST") -> requests.PreparedRequest:
    prepared = requests.Request(method, url, data=body or None).prepare()
    sign_request(prepared, "k1", SEED, NONCE)
    return prepared


def judge(prepared: requests.PreparedRequest, **other: object) -> tuple[str, str]:
    seen = {
        "method": prepared.method,
        "url": prepared.url,
        "headers": dict(prepared.headers),
        "body": prepared.body or b"",
        "key_of": KEYS.get,
    }
    return verify_request(**{**seen, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("body", [b"", b"hello"])
def test_a_signed_request_names_its_device_and_nonce(method: str, body: bytes) -> None:
    assert judge(signed(body, URL + "?since=3", method)) == ("k1", NONCE)


def test_header_names_may_come_in_any_case() -> None:
    prepared = signed()
    assert judge(prepared, headers={k.upper(): v for k, v in prepared.headers.items()})[0] == "k1"


@pytest.mark.parametrize(
    "other",
    [
        {"body": b"hellO"},
        {"body": b""},
        {"method": "PUT"},
        {"url": URL + "?x=1"},
        {"url": URL.replace("xa-mau", "xa-khac")},
        {"url": URL.replace("https", "http")},
        {"url": "not a url"},
        {"key_of": lambda _device: None},
        {"key_of": lambda _device: KEYS["k2"]},
        {"key_of": lambda _device: b"short"},
        {"headers": {}},
    ],
    ids=lambda other: "-".join(f"{k}={v}"[:30] for k, v in other.items()),
)
def test_anything_tampered_with_is_refused(other: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        judge(signed(), **other)


@pytest.mark.parametrize(
    "change",
    [
        lambda h: h.pop("Content-Digest"),
        lambda h: h.pop("Signature"),
        lambda h: h.pop("Signature-Input"),
        lambda h: h.update({"Signature": "sig1=:AAAA:"}),
        lambda h: h.update({"Signature-Input": h["Signature-Input"].replace("k1", "k2")}),
        lambda h: h.update({"Signature-Input": h["Signature-Input"].replace(NONCE, "m" * 22)}),
        lambda h: h.update({"Signature-Input": h["Signature-Input"].replace('"@method" ', "")}),
        lambda h: h.update({"Signature-Input": h["Signature-Input"].replace("ed25519", "hmac-sha256")}),
        lambda h: h.update({"Signature": h["Signature"].replace("sig1", "sig2")}),
        lambda h: h.update({"Signature-Input": "((((", "Signature": "\x00"}),
    ],
)
def test_a_header_altered_or_missing_is_refused(change: Callable[[dict[str, str]], object]) -> None:
    prepared = signed()
    headers = dict(prepared.headers)
    change(headers)
    with pytest.raises(Malformed):
        judge(prepared, headers=headers)


def sign_otherwise(**asked: object) -> requests.PreparedRequest:
    """A request truly signed by the device's key, but not in the agreed shape."""
    prepared = requests.Request("POST", URL, data=b"hello").prepare()
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519,
        key_resolver=MappingKeyResolver(
            public_keys={}, private_keys={"k1": Ed25519PrivateKey.from_private_bytes(SEED)}
        ),
    )
    shape = {
        "key_id": "k1",
        "nonce": NONCE,
        "label": signing.LABEL,
        "covered_component_ids": signing.COMPONENTS,
        "body": b"hello",
    }
    signer.sign(prepared, **{**shape, **asked})  # type: ignore[arg-type]
    return prepared


def test_the_agreed_shape_made_by_hand_is_accepted() -> None:
    assert judge(sign_otherwise())[0] == "k1"


@pytest.mark.parametrize(
    "asked",
    [
        {"label": "sig2"},
        {"nonce": None},
        {"nonce": ""},
        {"nonce": "n" * 101},
        {"include_alg": False},
        {"tag": "x"},
        {"expires": datetime.datetime(2999, 1, 1)},
        {"covered_component_ids": ("@target-uri", "@method", "content-digest")},
        {"covered_component_ids": ("@method", "@target-uri", "content-digest", "content-length")},
        {"covered_component_ids": ("@method", "@authority", "content-digest")},
    ],
    ids=str,
)
def test_another_shape_is_refused_though_truly_signed(asked: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        judge(sign_otherwise(**asked))


@pytest.mark.parametrize("year", [1970, 2040, 2090])
def test_the_kiosks_clock_does_not_matter(year: int) -> None:
    assert judge(sign_otherwise(created=datetime.datetime(year, 1, 2, tzinfo=datetime.UTC)))[0] == "k1"


def test_two_signatures_are_refused() -> None:
    prepared = signed()
    headers = dict(prepared.headers)
    for name in ("Signature", "Signature-Input"):
        headers[name] += ", " + headers[name].replace("sig1", "sig2")
    with pytest.raises(Malformed):
        judge(prepared, headers=headers)


def test_a_body_that_is_no_bytes_cannot_be_signed() -> None:
    prepared = requests.Request("POST", URL, data=iter([b"x"])).prepare()
    with pytest.raises(Malformed):
        sign_request(prepared, "k1", SEED, NONCE)


@given(st.dictionaries(st.sampled_from(["Signature", "Signature-Input", "Content-Digest"]), st.text(max_size=80)))
def test_no_header_text_brings_the_judge_down(headers: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        verify_request("POST", URL, headers, b"hello", KEYS.get)
