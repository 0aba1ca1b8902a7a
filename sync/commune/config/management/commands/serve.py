"""``commune serve``: the server, by Gunicorn, processes with threads: one on SQLite, which has one writer; on
PostgreSQL as many as there are processors.

Guarantees: prints the address once it answers; DIR/port holds the bound port while it runs; ends on SIGTERM
and SIGINT after finishing what was begun. Speaks plain HTTP, therefore only to this machine, unless a TLS
proxy stands in front (COMMUNE_TLS_PROXY=1).
"""

from __future__ import annotations

import argparse
import errno
import gc
import ipaddress
import os
import socket
from typing import Any

from django.conf import settings
from django.db import connection, connections
from gunicorn.app.base import BaseApplication

from sync.commune.base_command import DEFAULT_PORT, LOOPBACK, CommuneCommand
from sync.commune.config.proxy import networks
from sync.commune.errors import AddressRefused, OptionRefused
from sync.commune.tenancy.current import current_commune, current_data_dir
from sync.durable import write_whole

THREADS = 8
USUAL_WORKERS, MAX_WORKERS = 4, 64
BACKLOG = 256
GRACE_S = 10        # seconds a request may take to end after SIGTERM
HIGHEST_PORT = 65535
STUCK_S = 60        # seconds after which a silent worker is replaced


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn without its own command line, listening on a socket that is already bound."""

    def __init__(self, listener: socket.socket, options: dict[str, Any]) -> None:
        self._listener = listener
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from sync.commune.config.wsgi import application

        return application


class Command(CommuneCommand):
    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="cổng; 0 là cổng trống nào cũng được")
        parser.add_argument("--bind", default=LOOPBACK, help="địa chỉ để nghe")
        parser.add_argument("--workers", type=int, default=0, help="số tiến trình; bỏ trống thì máy chủ tự chọn")

    def handle(self, *args: Any, bind: str, port: int, workers: int, **options: Any) -> None:
        """Raises Unknown where DIR has no commune yet, AddressRefused, OptionRefused."""
        if not 0 <= workers <= MAX_WORKERS:
            raise OptionRefused(f"--workers phải từ 1 đến {MAX_WORKERS}.")
        current_commune()
        check_proxy()
        listener = listen(bind, port)
        workers = workers or usual_workers(connection.vendor)
        connections.close_all()  # no connection may cross the fork
        _Server(listener, _options(listener, workers)).run()


def usual_workers(vendor: str) -> int:
    """How many processes serve a database of this kind; each has ``THREADS`` connections."""
    return 1 if vendor == "sqlite" else min(os.cpu_count() or 1, USUAL_WORKERS)


def check_proxy() -> None:
    """Raises OptionRefused for settings of the proxy that would refuse everybody."""
    if settings.BEHIND_TLS_PROXY and not settings.PUBLIC_HOSTS:
        raise OptionRefused("Có COMMUNE_TLS_PROXY thì ghi cả tên miền của xã, ví dụ COMMUNE_HOSTS=xa.example.")
    try:
        networks(settings.TRUSTED_PROXIES)
    except ValueError as error:
        raise OptionRefused("COMMUNE_TRUSTED_PROXIES phải là địa chỉ IP, ví dụ 127.0.0.1 hoặc 10.0.0.0/24.") from error


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to ``host`` and ``port`` (0: any free one). Raises AddressRefused."""
    if not _may_listen(host):
        raise AddressRefused("Chưa có TLS nên chỉ mở được trên máy này, ví dụ --bind 127.0.0.1.")
    if not 0 <= port <= HIGHEST_PORT:
        raise AddressRefused(f"Cổng phải là số từ 0 đến {HIGHEST_PORT}, ví dụ --port 8000.")
    try:
        return socket.create_server((host, port), backlog=BACKLOG)
    except OSError as error:
        raise AddressRefused(_serve_error(host, port, error)) from error


def _serve_error(host: str, port: int, error: OSError) -> str:
    """Which address, why not, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return (f"Cổng {port} ở {host} đang có chương trình khác dùng; hãy tắt chương trình đó, "
                "hoặc mở cổng trống nào cũng được: --port 0.")
    if error.errno == errno.EACCES:
        return f"Cổng {port} cần quyền quản trị; hãy chọn cổng từ 1024 trở lên, ví dụ --port 8000."
    return f"Không mở được cổng {port} ở {host}; hãy xem lại --bind."


def _may_listen(host: str) -> bool:
    try:
        return settings.BEHIND_TLS_PROXY or host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _options(listener: socket.socket, workers: int) -> dict[str, Any]:
    host, port = listener.getsockname()[:2]
    data_dir = current_data_dir()

    def ready(_: Any) -> None:
        write_whole(data_dir.port, f"{port}\n".encode())
        print(f"Máy chủ xã đã mở: http://{host}:{port}", flush=True)

    def ended(_: Any) -> None:
        data_dir.port.unlink(missing_ok=True)

    def settled(_: Any) -> None:
        gc.collect()
        gc.freeze()     # what a worker has loaded stays: no collection need look at it again

    return {
        "post_worker_init": settled,
        "bind": f"fd://{listener.fileno()}", "worker_class": "gthread", "workers": workers, "threads": THREADS,
        "timeout": STUCK_S, "graceful_timeout": GRACE_S, "keepalive": 15, "loglevel": "warning",
        "secure_scheme_headers": {},        # whose headers count is decided in one place: config.proxy
        "control_socket_disable": True, "when_ready": ready, "on_exit": ended,
    }
