"""The notifier against a real datagram socket, and the rule of the watchdog."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from kiosk.hardware.system.systemd import Notifier, Watchdog, watchdog_period_s


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A service manager's end and the address it gives in NOTIFY_SOCKET."""
    path = tmp_path / "notify"
    address = str(path) if request.param == "path" else f"@{path}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as end:
        end.bind(address.replace("@", "\0", 1))
        end.settimeout(10)
        yield end, address


def test_vietnamese_arrives_as_written(manager: tuple[socket.socket, str]) -> None:
    end, address = manager
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": address})
    assert notifier.ready()
    assert end.recv(4096).decode() == "READY=1\nSTATUS=Đang chạy"
    assert notifier.status("Đang đồng bộ, còn 3")
    assert end.recv(4096).decode() == "STATUS=Đang đồng bộ, còn 3"
    assert notifier.alive()
    assert end.recv(4096) == b"WATCHDOG=1"
    assert notifier.stopping()
    assert end.recv(4096) == b"STOPPING=1"


def test_a_status_cannot_smuggle_in_another_message(manager: tuple[socket.socket, str]) -> None:
    end, address = manager
    Notifier(address).status("xong\nWATCHDOG=1")
    assert end.recv(4096) == b"STATUS=xong WATCHDOG=1"


def test_without_a_service_manager_nothing_happens() -> None:
    notifier = Notifier.from_environment({})
    assert not notifier.ready()
    assert not notifier.alive()


def test_a_lost_manager_never_raises_and_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    notifier = Notifier(str(tmp_path / "nobody"))
    assert [notifier.alive() for _ in range(3)] == [False] * 3
    assert len(caplog.records) == 1


def test_a_manager_that_does_not_read_never_blocks_the_screen(manager: tuple[socket.socket, str]) -> None:
    _, address = manager
    notifier = Notifier(address)
    answers = [notifier.alive() for _ in range(5000)]
    assert answers[0]
    assert not answers[-1]


@pytest.mark.parametrize(
    ("usec", "period"), [("30000000", 15.0), ("", None), ("0", None), ("soon", None), ("-5", None), ("²", None)]
)
def test_the_dog_is_fed_twice_as_often_as_the_unit_demands(usec: str, period: float | None) -> None:
    assert watchdog_period_s({"WATCHDOG_USEC": usec}) == period
    assert watchdog_period_s({}) is None


def test_a_drawn_frame_and_an_answering_database_feed_the_dog_in_any_order() -> None:
    for first, second in permutations([Watchdog.frame_drawn, Watchdog.database_answered]):
        _, feed = second(first(Watchdog())).feed()
        assert feed


@pytest.mark.parametrize("half", [Watchdog(), Watchdog().frame_drawn().frame_drawn(), Watchdog().database_answered()])
def test_a_half_alive_kiosk_does_not_feed_the_dog(half: Watchdog) -> None:
    after, feed = half.feed()
    assert not feed
    assert after == half


def test_both_must_show_life_again_after_each_feed() -> None:
    after, feed = Watchdog().frame_drawn().database_answered().feed()
    assert feed
    assert not after.feed()[1]
    assert not after.frame_drawn().feed()[1]
