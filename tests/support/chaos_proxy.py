"""A TCP proxy that spoils HTTP exchanges the ways real lines do, by a seed.

Each request that passes is, with probability ``share``, met by one of ``FAULTS``; the rest go through clean.
What was spoiled is counted, so that a test can prove its faults happened.

    with ChaosProxy(server_port, random.Random(1), share=0.6).running() as proxy:
        requests.post(f"http://127.0.0.1:{proxy.port}/api/v1/events", ...)
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence

from tests.support.patience import PATIENCE_S

PORTAL = b"<html><body>Xin chao! Moi ban dang nhap Wi-Fi</body></html>"
LATENCY_S = 0.02
THROTTLE_BYTES, THROTTLE_S = 400, 0.001


class ChaosProxy:
    """``upstream`` is a port on this machine; ``faults`` are names of ``FAULTS``."""

    def __init__(
        self, upstream: int, chance: random.Random, share: float = 0.6, faults: Sequence[str] = ()
    ) -> None:
        self.port = 0
        self.seen: Counter[str] = Counter()
        self._upstream = upstream
        self._chance = chance
        self._share = share
        self._faults = list(faults or FAULTS)
        self._earlier: list[bytes] = []
        self._exchanges: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def running(self) -> Iterator[ChaosProxy]:
        """Serves from a thread of its own until left."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        listener = asyncio.run_coroutine_threadsafe(self._listen(), loop).result(10)
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self._end(listener), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(PATIENCE_S)
            loop.close()

    async def _listen(self) -> asyncio.Server:
        listener = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        return listener

    async def _end(self, listener: asyncio.Server) -> None:
        listener.close()
        for exchange in list(self._exchanges):
            exchange.cancel()
        await asyncio.gather(*self._exchanges, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._exchanges.add(task)
        try:
            while await self._exchange(Line(reader, writer), await read_message(reader)):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.transport.abort()
        except asyncio.CancelledError:
            writer.transport.abort()  # the test is over
        finally:
            self._exchanges.discard(task)
            writer.close()

    async def _exchange(self, line: Line, request: bytes) -> bool:
        """Whether the connection lives on."""
        name = self._chance.choice(self._faults) if self._chance.random() < self._share else "clean"
        self.seen[name] += 1
        alive = await FAULTS.get(name, clean)(self, line, request)
        self._earlier = [*self._earlier, request][-20:]
        return alive

    async def forward(self, request: bytes) -> bytes:
        """The server's whole answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        try:
            writer.write(request)
            return await read_message(reader)
        finally:
            writer.close()

    async def forward_half(self, request: bytes) -> None:
        """Half a request, then a reset: the server must not store anything of it."""
        _, writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        writer.write(request[: len(request) // 2])
        await writer.drain()
        Line.cut(writer)

    def an_earlier_one(self, request: bytes) -> bytes:
        return self._chance.choice(self._earlier) if self._earlier else request


class Line:
    """The kiosk's side of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, content: bytes) -> bool:
        self.writer.write(content)
        await self.writer.drain()
        return True

    def reset(self) -> bool:
        self.cut(self.writer)
        return False

    @staticmethod
    def cut(writer: asyncio.StreamWriter) -> None:
        """Ends a connection by RST."""
        raw: socket.socket = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """One HTTP message with its body, as its Content-Length says."""
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return head + await reader.readexactly(int(value))
    return head


def page(body: bytes, kind: bytes = b"text/html") -> bytes:
    """A 200 with this body."""
    length = str(len(body)).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\nContent-Length: " + length + b"\r\n\r\n" + body


async def clean(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    return await line.send(await proxy.forward(request))


async def latency(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    await asyncio.sleep(LATENCY_S)
    return await line.send(await proxy.forward(request))


async def throttle(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    reply = await proxy.forward(request)
    for start in range(0, len(reply), THROTTLE_BYTES):
        await line.send(reply[start : start + THROTTLE_BYTES])
        await asyncio.sleep(THROTTLE_S)
    return True


async def refused(_proxy: ChaosProxy, line: Line, _request: bytes) -> bool:
    return line.reset()


async def reset_in_request(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    await proxy.forward_half(request)
    return line.reset()


async def reset_in_reply(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    reply = await proxy.forward(request)
    await line.send(reply[: len(reply) // 2])
    return line.reset()


async def reply_lost(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    await proxy.forward(request)
    return False


async def half_open(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    await proxy.forward(request)
    await line.reader.read()  # says nothing until the kiosk gives up
    return False


async def delivered_twice(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    await proxy.forward(request)
    return await line.send(await proxy.forward(request))


async def delivered_late_again(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    await proxy.forward(proxy.an_earlier_one(request))
    return await line.send(await proxy.forward(request))


async def cut_reply(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    reply = await proxy.forward(request)
    await line.send(reply[: len(reply) - 20])
    return False


async def truncated_json(proxy: ChaosProxy, line: Line, request: bytes) -> bool:
    body = (await proxy.forward(request)).partition(b"\r\n\r\n")[2]
    return await line.send(page(body[: len(body) // 2], b"application/json"))


async def captive_portal(_proxy: ChaosProxy, line: Line, _request: bytes) -> bool:
    return await line.send(page(PORTAL))


FAULTS: dict[str, Callable[[ChaosProxy, Line, bytes], Awaitable[bool]]] = {
    fault.__name__: fault
    for fault in (
        latency, throttle, refused, reset_in_request, reset_in_reply, reply_lost, half_open, delivered_twice,
        delivered_late_again, cut_reply, truncated_json, captive_portal,
    )
}
