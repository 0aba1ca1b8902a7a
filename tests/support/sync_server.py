"""A commune behind real HTTP on port 0: ``Ledger`` with signatures judged, storing as idempotently as ours.

    with serving(Ledger()) as server:
        HttpCommuneApi(enrolled(server.url), secrets.token_urlsafe).push(body)

``server.scripts`` holds behaviours used up one a request; each takes the handler and may write any bytes.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
from nacl.signing import SigningKey

from sync.protocol import Changes, EnrolRequest, Problem
from sync.protocol.answers import ANSWER_HEADER, sign_answer
from sync.protocol.errors import Malformed
from sync.protocol.signing import verify_request
from sync.worker.enrolment import unb64
from tests.support.fakes.sync import DEVICE, DEVICE_SEED, SERVER_KEY, Ledger, enrol_reply, signed_time
from tests.support.patience import PATIENCE_S


class Handler(BaseHTTPRequestHandler):
    """Routes like the commune: events, changes, time, enrol."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._serve()

    def do_GET(self) -> None:
        self.body = b""
        self._serve()

    def _serve(self) -> None:
        nonce = re.search(r'nonce="([^"]*)"', self.headers.get("Signature-Input", ""))
        self.nonce = nonce.group(1) if nonce else ""
        script = self.server.next_script(self.path)
        if script is not None:
            script(self)
        elif self.path.startswith("/api/v1/enrol"):
            self.enrol()
        elif self._signed():
            self.behave()

    def enrol(self) -> None:
        request = msgspec.json.decode(self.body, type=EnrolRequest)
        self.server.keys[DEVICE] = unb64(request.public_key)
        self.answer(201, msgspec.json.encode(enrol_reply()))

    def behave(self) -> None:
        """The answer of a healthy commune."""
        path = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(path.query).items()}
        if path.path.endswith("/events"):
            self.answer(200, self.store())
        elif path.path.endswith("/time"):
            self.answer(200, msgspec.json.encode(signed_time(query["nonce"])))
        elif query["since"] == str(self.server.snapshot.version):
            self.answer(304, b"")
        else:
            self.answer(200, msgspec.json.encode(self.server.snapshot))

    def store(self) -> bytes:
        with self.server.lock:
            return msgspec.json.encode(self.server.ledger.judge(self.body))

    def answer(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if self.nonce and self.server.signs:
            self.send_header(ANSWER_HEADER, sign_answer(bytes(SERVER_KEY), self.nonce, status, body))
        self.end_headers()
        self.wfile.write(body)

    def problem(self, status: int, word: str, **headers: str) -> None:
        problem = Problem(f"urn:bdhvs:problem:{word}", "Không nhận.", status)
        self.answer(status, msgspec.json.encode(problem), "application/problem+json", **headers)

    def reset(self) -> None:
        """Ends the connection by RST."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _signed(self) -> bool:
        url = f"{self.server.scheme}://{self.headers['Host']}{self.path}"
        try:
            verify_request(self.command, url, dict(self.headers), self.body, self.server.keys.get)
        except Malformed:
            self.problem(401, "signature")
            return False
        return True

    def log_message(self, *_: object) -> None:
        """Silence."""


Script = Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    """Counts connections and requests; ``scripts`` stand in for healthy answers, one a push."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, ledger: Ledger, certificate: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ledger = ledger
        self.keys = {DEVICE: bytes(SigningKey(DEVICE_SEED).verify_key)}
        self.snapshot = Changes(version=0)
        self.lock = threading.Lock()
        self.scripts: list[Script] = []
        self.signs = True       # answers prove to be the commune's, also the scripted ones
        self.scripted_path = "/"
        self.requests = 0
        self.connections = 0
        self.scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
            self.scheme = "https"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def next_script(self, path: str) -> Script | None:
        with self.lock:
            self.requests += 1
            fits = self.scripts and path.startswith(self.scripted_path)
            return self.scripts.pop(0) if fits else None

    def process_request(self, request: object, client_address: object) -> None:
        self.connections += 1
        super().process_request(request, client_address)  # type: ignore[arg-type]

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are the point of these tests."""


@contextlib.contextmanager
def serving(
    ledger: Ledger, scripts: Sequence[Script] = (), certificate: Path | None = None
) -> Iterator[Server]:
    """A running server, ended and joined on leaving."""
    with Server(ledger, certificate) as server:
        server.scripts = list(scripts)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(PATIENCE_S)
