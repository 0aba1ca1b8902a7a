"""A kiosk's end written by somebody who has only docs/protocol-examples.md: the standard library and Ed25519.

Guarantees: imports nothing of this project. Formats are those of the page's numbered sections.

    stranger = Stranger(url, seed)
    stranger.enrol(token)
    stranger.push([line])
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from nacl.signing import SigningKey, VerifyKey

PATIENCE_S = 60


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; ``proven`` where the commune's signature fits it."""

    status: int
    body: bytes
    proven: bool

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Stranger:
    """Keeps what an enrolment gave."""

    url: str
    seed: bytes
    device: str = ""
    server_key: str = ""
    nonces: list[str] = field(default_factory=list)

    # section 2
    def enrol(self, token: str) -> dict[str, Any]:
        request = {"token": token, "public_key": public_key(self.seed), "proof": proof(self.seed, token), "name": ""}
        answer = self._send("POST", "/api/v1/enrol", json.dumps(request).encode(), {"Content-Type": "application/json"})
        if answer.status != http.client.CREATED:
            raise PermissionError(answer.json()["type"])
        reply: dict[str, Any] = answer.json()
        self.device, self.server_key = reply["device"], reply["server_key"]
        return reply

    # sections 4 and 5
    def event(self, seq: int, kind: str, data: dict[str, Any], **more: Any) -> str:
        at = {"boot": 1, "boot_id": "stranger", "ms": seq * 1000, "wall": "2026-11-22T12:30:00.000Z",
              "clock": "trusted"}
        return sealed({"device": self.device, "epoch": "00000000000000aa", "seq": seq, "kind": kind, "at": at,
                       "data": data, "session": None, "learner": None, "sha256": "", **more})

    def push(self, lines: list[str]) -> Answer:
        body = gzip.compress(('{"events":[' + ",".join(lines) + "]}").encode())
        return self._signed("POST", "/api/v1/events", body,
                            {"Content-Type": "application/json", "Content-Encoding": "gzip"})

    # section 6
    def changes(self, since: int) -> Answer:
        return self._signed("GET", f"/api/v1/changes?since={since}", b"", {})

    def time(self) -> dict[str, str]:
        nonce = secrets.token_urlsafe(16)
        told: dict[str, str] = self._send("GET", f"/api/v1/time?nonce={nonce}", b"", {}).json()
        signed = f"bdhvs-time-v1|{told['utc']}|{nonce}".encode()
        VerifyKey(base64.b64decode(self.server_key)).verify(signed, base64.b64decode(told["signature"]))
        return told

    # section 3
    def _signed(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        nonce = secrets.token_urlsafe(16)
        signed = signature_headers(self.seed, self.device, method, self.url + path, body, nonce, created=1)
        return self._send(method, path, body, headers | signed, nonce)

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str], nonce: str = "") -> Answer:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            content = response.read()
            return Answer(response.status, content, self._proven(response, content, nonce))
        finally:
            connection.close()

    def _proven(self, response: http.client.HTTPResponse, content: bytes, nonce: str) -> bool:
        signature = response.getheader("Commune-Signature", "")
        if not signature or not nonce:
            return False
        VerifyKey(base64.b64decode(self.server_key)).verify(
            answer_bytes(nonce, response.status, content), base64.b64decode(signature))
        return True


def public_key(seed: bytes) -> str:
    return base64.b64encode(bytes(SigningKey(seed).verify_key)).decode()


def proof(seed: bytes, token: str) -> str:
    return _sign(seed, f"bdhvs-enrol-v1|{token}|{public_key(seed)}".encode())


def signature_base(device: str, method: str, url: str, body: bytes, nonce: str, created: int) -> str:
    return "\n".join([
        f'"@method": {method}', f'"@target-uri": {url}', f'"content-digest": {_digest(body)}',
        f'"@signature-params": {_parameters(device, nonce, created)}',
    ])


def signature_headers(seed: bytes, device: str, method: str, url: str, body: bytes, nonce: str,
                      created: int) -> dict[str, str]:
    base = signature_base(device, method, url, body, nonce, created)
    return {
        "Content-Digest": _digest(body),
        "Signature-Input": f"sig1={_parameters(device, nonce, created)}",
        "Signature": f"sig1=:{_sign(seed, base.encode())}:",
    }


def sealed(event: dict[str, Any]) -> str:
    """The event as one line, with its digest."""
    empty = _line({**event, "sha256": ""})
    return _line({**event, "sha256": hashlib.sha256(empty.encode()).hexdigest()})


def answer_bytes(nonce: str, status: int, body: bytes) -> bytes:
    return f"bdhvs-answer-v1|{nonce}|{status}|{hashlib.sha256(body).hexdigest()}".encode()


def _parameters(device: str, nonce: str, created: int) -> str:
    covered = '("@method" "@target-uri" "content-digest")'
    return f'{covered};created={created};keyid="{device}";alg="ed25519";nonce="{nonce}"'


def _digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def _sign(seed: bytes, content: bytes) -> str:
    return base64.b64encode(SigningKey(seed).sign(content).signature).decode()


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
