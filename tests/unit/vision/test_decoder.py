"""The decoders on made images: exact bytes, the order of stages, and images of every wrong kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from kiosk.hardware.camera.port import empty_frame
from kiosk.vision import zbar
from kiosk.vision.decoder import STAGES, LiveDecoder, Rescues, decode
from kiosk.vision.pixels import Pixels
from kiosk.vision.results import Corners, Found, NearMiss, Stage, StageResult
from kiosk.vision.stages import EVERY_FRAME as ZXING
from kiosk.vision.stages import ZBAR
from tests.support import card_images

pytestmark = pytest.mark.heavy

needs_zbar = pytest.mark.skipif(not zbar.zbar_available(), reason="libzbar0 is not installed")
BOTH = [pytest.param(ZXING, id="zxing"), pytest.param(ZBAR, id="zbar", marks=needs_zbar)]

PAYLOADS = {
    "badge": card_images.BADGE.encode(),
    "citizen": card_images.CITIZEN.encode(),
    "name": card_images.NAME.encode(),
    "only one â": "â".encode(),
    "not UTF-8": bytes(range(256)),
}
SPOILT: dict[str, Callable[[Pixels], Pixels]] = {
    "as it is": lambda frame: frame,
    "blurred": lambda frame: card_images.blurred(frame, 1.5),
    "noisy": lambda frame: card_images.noisy(frame, 25),
    "inverted": card_images.inverted,
    "dim": lambda frame: (frame * 0.25).astype(np.uint8),
}


def read(frame: Pixels, only: Stage | None = None) -> list[bytes]:
    stages = [only] if only else STAGES
    return [reading.payload for reading in decode(card_images.grey(frame), stages)]


@pytest.mark.parametrize("decoder", BOTH)
@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_bytes_arrive_exactly_as_printed(decoder: Stage, payload: bytes) -> None:
    assert read(card_images.held_up(card_images.qr(payload)), decoder) == [payload]


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
@pytest.mark.parametrize("degrees", [0, 17, 90, 200])
def test_a_badge_is_read_however_it_is_held(degrees: float, spoil: Callable[[Pixels], Pixels]) -> None:
    frame = spoil(card_images.held_up(card_images.qr(card_images.BADGE), degrees))
    assert read(frame) == [card_images.BADGE.encode()]


@pytest.mark.parametrize("module_px", [2, 3, 12])
def test_a_badge_is_read_near_and_far(module_px: int) -> None:
    frame = card_images.held_up(card_images.qr(card_images.BADGE, module_px), top=40)
    assert read(frame) == [card_images.BADGE.encode()]


def test_two_cards_in_one_picture_are_both_read() -> None:
    frame = card_images.held_up(card_images.qr(card_images.BADGE), left=20)
    second = card_images.qr(card_images.CITIZEN)
    frame[100:100 + second.shape[0], 700:700 + second.shape[1]] = second
    assert sorted(read(frame)) == sorted([card_images.BADGE.encode(), card_images.CITIZEN.encode()])


@pytest.mark.parametrize("decoder", BOTH)
def test_corners_surround_the_code(decoder: Stage) -> None:
    card = card_images.qr(card_images.BADGE)
    (reading,) = decode(card_images.grey(card_images.held_up(card, left=300, top=100)), [decoder])
    assert reading.stage == decoder.name
    assert len(reading.corners) == 4
    xs, ys = zip(*reading.corners, strict=True)
    assert 300 < min(xs) < max(xs) < 300 + card.shape[1]
    assert 100 < min(ys) < max(ys) < 100 + card.shape[0]


def test_an_empty_room_reads_as_nothing() -> None:
    assert read(card_images.noisy(empty_frame(), 20)) == []


@needs_zbar
def test_zbar_does_not_read_one_part_of_a_code_in_parts() -> None:
    parts = segno.make_sequence("Một bài dài " * 30, symbol_count=3, error="m")
    assert read(card_images.drawn(parts[0]), ZBAR) == []


def test_another_charset_is_told_as_the_decoder_reads_it_and_utf8_is_not() -> None:
    latin = segno.make_qr("café", encoding="iso-8859-1")
    (reading,) = decode(card_images.grey(card_images.held_up(card_images.drawn(latin))))
    assert (reading.payload, reading.text) == ("café".encode("latin-1"), "café")
    (ours,) = decode(card_images.grey(card_images.held_up(card_images.qr(card_images.NAME))))
    assert ours.text is None


def test_a_damaged_code_reads_as_nothing() -> None:
    card = card_images.qr(card_images.BADGE)
    card[60:-60, 90:-60] = 255
    assert read(card_images.held_up(card)) == []


WRONG_KINDS: dict[str, Pixels] = {
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


def stage(name: str, *looks: StageResult) -> Stage:
    """Sees ``looks`` one call after the other, then nothing."""
    left = list(looks)
    return Stage(name, lambda grey, near, work=None: left.pop(0) if left else StageResult(), pixels=0)


def box(x: int, y: int) -> Corners:
    return (x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10)


ROOM = card_images.grey(empty_frame(300, 200))


def test_a_stage_that_refuses_an_image_leaves_it_to_the_next() -> None:
    def refuses(grey: Pixels, near: object, work: object = None, /) -> StageResult:
        raise ValueError("-2 is not a valid orientation")

    stages = [Stage("broken", refuses), stage("next", StageResult((Found(b"read", ()),)))]
    assert [r.stage for r in decode(ROOM, stages)] == ["next"]


def test_stages_end_with_the_first_that_leaves_nothing_unread() -> None:
    reads, more = StageResult((Found(b"a", box(0, 0)),)), StageResult((Found(b"b", ()),))
    stages = [stage("empty"), stage("reads", reads), stage("more", more)]
    assert [(r.payload, r.stage) for r in decode(ROOM, stages)] == [(b"a", "reads")]


def test_a_code_that_was_only_nearly_read_gets_the_other_stages_too() -> None:
    first = stage("first", StageResult((Found(b"a", box(0, 0)),), (NearMiss(box(50, 50), 3),)))
    second = stage("second", StageResult((Found(b"a", box(1, 1)), Found(b"b", box(51, 50)))))
    third = stage("third", StageResult((Found(b"c", box(90, 90)),)))
    assert [(r.payload, r.stage) for r in decode(ROOM, [first, second, third])] == [(b"a", "first"), (b"b", "second")]


def test_a_sheet_of_codes_is_searched_by_every_stage() -> None:
    three = tuple(Found(bytes([65 + n]), box(40 * n, 0)) for n in range(3))
    more = Found(b"D", box(200, 100))
    stages = [stage("first", StageResult(three)), stage("second", StageResult((three[0], more)))]
    assert [r.payload for r in decode(ROOM, stages)] == [b"A", b"B", b"C", b"D"]


def test_two_codes_with_one_text_are_two_readings_and_one_code_seen_twice_is_one() -> None:
    twins = (Found(b"a", box(0, 0)), Found(b"a", box(100, 0)), Found(b"a", box(2, 1)))
    assert [r.corners for r in decode(ROOM, [stage("first", StageResult(twins))])] == [box(0, 0), box(100, 0)]


def test_a_large_picture_is_rescued_small_and_told_in_its_own_pixels() -> None:
    seen: list[tuple[int, ...]] = []

    def looks(grey: Pixels, near: object, work: object = None, /) -> StageResult:
        seen.append(grey.shape)
        return StageResult((Found(b"a", ((grey.shape[1], grey.shape[0]),)),))

    (reading,) = decode(np.zeros((2000, 3000), np.uint8), [Stage("small", looks, pixels=1_500_000)])
    assert seen == [(1000, 1500)]
    assert reading.corners == ((3000, 2000),)


def test_a_card_on_a_photograph_of_many_megapixels_is_read() -> None:
    frame = card_images.grey(card_images.held_up(card_images.qr(card_images.BADGE), 8))
    photograph = np.kron(frame, np.ones((3, 3), np.uint8))
    assert [r.payload for r in decode(photograph)] == [card_images.BADGE.encode()]


def test_a_reading_does_not_show_its_payload_when_printed() -> None:
    (reading,) = decode(card_images.grey(card_images.held_up(card_images.qr(card_images.CITIZEN))))
    assert "001090000123" not in repr(reading)


class CountingStage:
    """Reads nothing except in the frames named by ``reads_at`` (counted in its own calls)."""

    def __init__(self, reads_at: range = range(0), near: tuple[NearMiss, ...] = ()) -> None:
        self.calls = 0
        self._reads_at, self._near = reads_at, near

    def __call__(self, grey: Pixels, near: object, work: object = None, /) -> StageResult:
        self.calls += 1
        return StageResult((Found(b"payload", ()),) if self.calls in self._reads_at else (), self._near)


class Bench:
    """A live decoder of counting stages."""

    def __init__(self, first: CountingStage | None = None, turns: int = 2) -> None:
        self.first = first or CountingStage()
        self.in_turn = [CountingStage() for _ in range(turns)]
        self.near, self.dear = CountingStage(), CountingStage()

    def show(self, shown: int, moving: bool = False) -> list[int]:
        """Frame numbers (from 1) in which something was read."""
        stages = tuple(Stage(f"turn {n}", counting) for n, counting in enumerate(self.in_turn))
        live = LiveDecoder(Rescues(Stage("first", self.first), stages, Stage("near", self.near),
                                   Stage("dear", self.dear)))
        pictures = [np.full((64, 64), 40 * (number % 2) * moving, np.uint8) for number in range(shown + 1)]
        return [number for number in range(1, shown + 1) if live(pictures[number])]

    def calls(self) -> tuple[int, list[int], int, int]:
        return self.first.calls, [counting.calls for counting in self.in_turn], self.near.calls, self.dear.calls


def test_an_empty_frame_gets_one_rescue_in_turn_and_the_dear_one_every_tenth() -> None:
    bench = Bench()
    assert bench.show(100) == []
    assert bench.calls() == (100, [45, 45], 0, 10)


def test_the_dear_rescue_comes_in_turn_while_something_moves() -> None:
    bench = Bench()
    bench.show(100, moving=True)
    assert bench.calls()[3] > 30
    assert sum(bench.calls()[1]) + bench.calls()[3] == 100


def test_what_only_a_rescue_reads_is_read_twice_running() -> None:
    bench = Bench()
    bench.in_turn[1] = CountingStage(range(1, 3))
    assert bench.show(6) == [2, 3]


def test_what_only_the_dear_rescue_reads_is_read_twice_running() -> None:
    bench = Bench()
    bench.dear = CountingStage(range(1, 3))
    assert bench.show(20) == [10, 11]


def test_rescues_rest_while_the_first_stage_reads() -> None:
    bench = Bench(CountingStage(range(1, 51)))
    assert bench.show(50) == list(range(1, 51))
    assert bench.calls() == (50, [0, 0], 0, 0)


def test_a_near_miss_gets_its_own_rescue_every_other_frame() -> None:
    bench = Bench(CountingStage(near=(NearMiss(box(0, 0), 2),)))
    bench.show(8)
    assert bench.calls() == (8, [2, 2], 4, 0)


def test_a_live_decoder_refuses_no_frame() -> None:
    live = LiveDecoder()
    for image in WRONG_KINDS.values():
        assert live(image) == ()
