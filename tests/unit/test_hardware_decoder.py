"""The decoders on made images: exact bytes, the order of stages, and images of every wrong kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from kiosk.hardware import zbar
from kiosk.hardware.camera import Pixels, quiet_room
from kiosk.hardware.decoder import STAGES, LiveDecoder, Stage, decode
from tests import frames

ZXING, ZBAR = STAGES
needs_zbar = pytest.mark.skipif(not zbar.zbar_available(), reason="libzbar0 is not installed")
BOTH = [pytest.param(ZXING, id="zxing"), pytest.param(ZBAR, id="zbar", marks=needs_zbar)]

PAYLOADS = {
    "badge": frames.BADGE.encode(),
    "citizen": frames.CITIZEN.encode(),
    "name": frames.NAME.encode(),
    "only one â": "â".encode(),
    "not UTF-8": bytes(range(256)),
}
SPOILT: dict[str, Callable[[Pixels], Pixels]] = {
    "as it is": lambda frame: frame,
    "blurred": lambda frame: frames.blurred(frame, 1.5),
    "noisy": lambda frame: frames.noisy(frame, 25),
    "inverted": frames.inverted,
    "dim": lambda frame: (frame * 0.25).astype(np.uint8),
}


def read(frame: Pixels, stage: Stage | None = None) -> list[bytes]:
    stages = [stage] if stage else STAGES
    return [reading.payload for reading in decode(frames.grey(frame), stages)]


@pytest.mark.parametrize("stage", BOTH)
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_bytes_arrive_exactly_as_printed(stage: Stage, payload: bytes) -> None:
    assert read(frames.held_up(frames.qr(payload)), stage) == [payload]


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize("degrees", [0, 17, 90, 200])
def test_a_badge_is_read_however_it_is_held(degrees: float, spoil: Callable[[Pixels], Pixels]) -> None:
    frame = spoil(frames.held_up(frames.qr(frames.BADGE), degrees))
    assert read(frame) == [frames.BADGE.encode()]


@pytest.mark.parametrize("module_px", [2, 3, 12])
def test_a_badge_is_read_near_and_far(module_px: int) -> None:
    frame = frames.held_up(frames.qr(frames.BADGE, module_px), top=40)
    assert read(frame) == [frames.BADGE.encode()]


def test_two_cards_in_one_picture_are_both_read() -> None:
    frame = frames.held_up(frames.qr(frames.BADGE), left=20)
    second = frames.qr(frames.CITIZEN)
    frame[100:100 + second.shape[0], 700:700 + second.shape[1]] = second
    assert sorted(read(frame)) == sorted([frames.BADGE.encode(), frames.CITIZEN.encode()])


@pytest.mark.parametrize("stage", BOTH)
def test_corners_surround_the_code(stage: Stage) -> None:
    card = frames.qr(frames.BADGE)
    (reading,) = decode(frames.grey(frames.held_up(card, left=300, top=100)), [stage])
    assert reading.stage == stage.name
    assert len(reading.corners) == 4
    xs, ys = zip(*reading.corners, strict=True)
    assert 300 < min(xs) < max(xs) < 300 + card.shape[1]
    assert 100 < min(ys) < max(ys) < 100 + card.shape[0]


def test_an_empty_room_reads_as_nothing() -> None:
    assert read(frames.noisy(quiet_room(), 20)) == []


@needs_zbar
def test_zbar_does_not_read_one_part_of_a_code_in_parts() -> None:
    parts = segno.make_sequence("Một bài dài " * 30, symbol_count=3, error="m")
    assert read(frames.drawn(parts[0]), ZBAR) == []


def test_a_damaged_code_reads_as_nothing() -> None:
    card = frames.qr(frames.BADGE)
    card[60:-60, 90:-60] = 255
    assert read(frames.held_up(card)) == []


WRONG_KINDS = {
    "no pixels": np.zeros((0, 0), np.uint8),
    "no lines": np.zeros((0, 7), np.uint8),
    "one pixel": np.zeros((1, 1), np.uint8),
    "too wide": np.zeros((2, 70_000), np.uint8),
    "colour": np.zeros((9, 9, 3), np.uint8),
    "float": np.zeros((9, 9), np.float32),
    "turned view": np.zeros((90, 40), np.uint8)[::-2, ::3],
}


@pytest.mark.parametrize("image", WRONG_KINDS.values(), ids=WRONG_KINDS)
def test_an_image_of_a_wrong_kind_reads_as_nothing(image: Pixels) -> None:
    assert decode(image) == ()


@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=60)), st.booleans())
def test_no_image_makes_it_raise(image: Pixels, turned: bool) -> None:
    assert isinstance(decode(image.T if turned else image), tuple)


def test_a_stage_that_refuses_an_image_leaves_it_to_the_next() -> None:
    def refuses(grey: Pixels) -> list[tuple[bytes, zbar.Corners]]:
        raise ValueError("-2 is not a valid orientation")

    stages = [Stage("broken", refuses), Stage("next", lambda grey: [(b"read", ())])]
    assert [r.stage for r in decode(frames.grey(quiet_room()), stages)] == ["next"]


def test_a_reading_does_not_show_its_payload_when_printed() -> None:
    (reading,) = decode(frames.grey(frames.held_up(frames.qr(frames.CITIZEN))))
    assert "001090000123" not in repr(reading)


class CountingStage:
    """Reads nothing except in the frames named by ``reads_at`` (counted in its own calls)."""

    def __init__(self, reads_at: range = range(0)) -> None:
        self.calls = 0
        self._reads_at = reads_at

    def __call__(self, grey: Pixels) -> list[tuple[bytes, zbar.Corners]]:
        self.calls += 1
        return [(b"payload", ())] if self.calls in self._reads_at else []


def live(frames_seen: int, first: CountingStage, second: CountingStage) -> list[int]:
    """Frame numbers (from 1) in which something was read."""
    decoder = LiveDecoder([Stage("first", first), Stage("second", second)])
    picture = frames.grey(quiet_room(8, 8))
    return [number for number in range(1, frames_seen + 1) if decoder(picture)]


def test_the_dear_stage_sees_every_tenth_empty_frame() -> None:
    first, second = CountingStage(), CountingStage()
    assert live(100, first, second) == []
    assert (first.calls, second.calls) == (100, 10)


def test_what_only_the_dear_stage_reads_is_read_twice_running() -> None:
    assert live(20, CountingStage(), CountingStage(range(1, 3))) == [10, 11]


def test_the_dear_stage_rests_while_the_first_one_reads() -> None:
    second = CountingStage()
    assert live(50, CountingStage(range(1, 51)), second) == list(range(1, 51))
    assert second.calls == 0
