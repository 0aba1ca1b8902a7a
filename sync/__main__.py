"""``python -m sync``: the sync worker, a process of its own beside the kiosk's.

    python -m sync --data DIR                 # keeps sending until SIGTERM
    python -m sync --data DIR --once          # one whole round; exit 0 only if everything was judged
    python -m sync --data DIR --status --json
    python -m sync --data DIR --retry-quarantine  # what the commune once turned away is sent again

Guarantees: this is where the sync side's real parts are put together, and the only place that prints. Errors
go to stderr as one Vietnamese sentence and a stable code.
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from sync.command_line import CommandParser, report_error
from sync.database import DATABASE_NAME
from sync.pipes import until_reader_leaves
from sync.protocol import Enrolment
from sync.protocol.addresses import base_url
from sync.protocol.errors import (
    EnrolmentRefused,
    InboxUnusable,
    Malformed,
    NotEnrolled,
    Refused,
    Revoked,
    StoreUnusable,
    SyncError,
    Unproven,
    Unreachable,
)
from sync.worker.backoff import Backoff
from sync.worker.client import HttpCommuneApi, HttpEnrolmentApi
from sync.worker.clock import SystemClock
from sync.worker.engine import Connections, Engine
from sync.worker.enrolment import IdentityFile
from sync.worker.outbox import SqliteOutbox
from sync.worker.pack_client import HttpPacks
from sync.worker.pack_fetcher import Idle, PackFetcher
from sync.worker.pack_inbox import PackInbox
from sync.worker.ports import CommuneApi
from sync.worker.status import read_status, say, to_json
from sync.worker.worker import Ending, Worker

SENTENCES: dict[type[SyncError], str] = {
    Unreachable: "Chưa liên lạc được với máy chủ của xã, máy sẽ tự thử lại",
    Revoked: "Xã đã ngừng nhận dữ liệu từ máy này, bà con vẫn học được bình thường",
    NotEnrolled: "Máy chưa được ghi danh với xã, hãy quét mã ghi danh",
    EnrolmentRefused: "Mã ghi danh không dùng được nữa, xin xã tạo mã mới",
    Refused: "Máy chủ của xã không nhận dữ liệu từ máy này, hãy báo cán bộ xã",
    Malformed: "Nhận được dữ liệu không đúng quy cách, hãy báo người phụ trách máy",
    Unproven: "Nơi trả lời chưa chắc là máy chủ của xã nên máy giữ lại tất cả, hãy xem lại mạng rồi báo cán bộ xã",
    InboxUnusable: "Thẻ nhớ của máy hết chỗ hoặc hỏng nên chưa nhận được gói bài học, hãy báo người phụ trách máy",
    StoreUnusable: "Chưa mở được kho dữ liệu của máy, hãy mở phần mềm lớp học trước",
}

_log = logging.getLogger("sync")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; the exit status."""
    return until_reader_leaves(lambda: _main(arguments))


def _main(arguments: Sequence[str] | None) -> int:
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s")
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)      # its lines hold traces and addresses
    ask = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: ask.set())
    try:
        if chosen.server and not _usable(chosen.server):
            return _say_unusable(chosen.server)
        if chosen.status:
            return _show(chosen)
        if chosen.retry_quarantine:
            return _retry(chosen)
        return _once(chosen, ask) if chosen.once else _forever(chosen, ask)
    except SyncError as error:
        return _complain(error)


def _usable(url: str) -> bool:
    try:
        base_url(url)
    except Malformed as error:
        _log.debug("%s %s", error.code, error)
        return False
    return True


def _say_unusable(url: str) -> int:
    return report_error(
        "sync", f"Địa chỉ máy chủ “{url}” không dùng được, hãy ghi như https://xa.example:8443", Malformed.code)


def _parser() -> CommandParser:
    parser = CommandParser(prog="python -m sync", description="Gửi dữ liệu của máy về xã.")
    default = Path(os.environ.get("KIOSK_DATA", "~/.local/share/kiosk")).expanduser()
    parser.add_argument("--data", type=Path, default=default, metavar="DIR", help="thư mục dữ liệu của máy")
    parser.add_argument("--server", metavar="URL", help="địa chỉ máy chủ thay cho địa chỉ lúc ghi danh")
    parser.add_argument("--once", action="store_true", help="gửi một lượt rồi dừng")
    parser.add_argument("--status", action="store_true", help="cho biết đã gửi bao nhiêu, còn bao nhiêu")
    parser.add_argument(
        "--retry-quarantine", action="store_true", help="gửi lại những dòng xã đang tạm giữ, ở lượt gửi tới")
    parser.add_argument("--json", action="store_true", help="trả lời bằng JSON")
    return parser


def _open(chosen: argparse.Namespace) -> SqliteOutbox:
    return SqliteOutbox.open(chosen.data / DATABASE_NAME)


def _engine(chosen: argparse.Namespace, outbox: SqliteOutbox, ask: threading.Event) -> Engine:
    def connect(enrolment: Enrolment) -> CommuneApi:
        url = chosen.server or enrolment.url
        return HttpCommuneApi(msgspec.structs.replace(enrolment, url=url), secrets.token_urlsafe)

    connections = Connections(HttpEnrolmentApi(), connect)
    identity = IdentityFile(chosen.data)
    return Engine(outbox, identity, SystemClock(), connections, secrets.token_urlsafe, ask.is_set)


def _packs(chosen: argparse.Namespace, outbox: SqliteOutbox, ask: threading.Event) -> Callable[[Idle], float]:
    """What an idle link is used for."""
    fetcher = PackFetcher(PackInbox(chosen.data / "packs" / "inbox"), outbox, Backoff(random.random), SystemClock())
    identity = IdentityFile(chosen.data)

    def connect() -> HttpPacks:
        enrolment = identity.read()
        if enrolment is None:
            raise NotEnrolled("no identity")
        url = chosen.server or enrolment.url
        return HttpPacks(msgspec.structs.replace(enrolment, url=url), secrets.token_urlsafe)

    return lambda idle: fetcher.turn(connect, lambda: idle() and not ask.is_set())


def _show(chosen: argparse.Namespace) -> int:
    with closing(_open(chosen)) as outbox:
        status = read_status(outbox, IdentityFile(chosen.data))
    print(to_json(status) if chosen.json else say(status))
    return 0


def _retry(chosen: argparse.Namespace) -> int:
    """A worker that runs beside notices it within seconds; else the next round sends them."""
    with closing(_open(chosen)) as outbox:
        freed = outbox.retry_quarantine(secrets.token_hex(8))
        status = read_status(outbox, IdentityFile(chosen.data))
    print(to_json(status) if chosen.json else f"{freed} dòng sổ sẽ được gửi lại. {say(status)}")
    return 0


def _once(chosen: argparse.Namespace, ask: threading.Event) -> int:
    with closing(_open(chosen)) as outbox:
        outcome = _engine(chosen, outbox, ask).round()
        status = read_status(outbox, IdentityFile(chosen.data))
    print(to_json(status) if chosen.json else say(status))
    if outcome.problem is not None:
        return _complain(outcome.problem)
    return 1 if outcome.stopped else 0


def _forever(chosen: argparse.Namespace, ask: threading.Event) -> int:
    """Works until SIGTERM; a store that fails or is set aside is opened again after a wait."""
    with closing(_open(chosen)):
        pass  # a first failure is told to whoever started us
    backoff = Backoff(random.random)
    while not ask.is_set():
        try:
            with closing(_open(chosen)) as outbox:
                spare = _packs(chosen, outbox, ask)
                if Worker(_engine(chosen, outbox, ask), outbox, backoff, ask.wait, spare).run() is Ending.ASKED:
                    return 0
        except StoreUnusable as error:
            _log.error("%s %s", error.code, error)
            ask.wait(backoff.failed())
    return 0


def _complain(error: SyncError) -> int:
    _log.debug("%s %s", error.code, error)
    return report_error("sync", SENTENCES[type(error)], error.code)


if __name__ == "__main__":
    sys.exit(main())
