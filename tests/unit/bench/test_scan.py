"""The bench measures what it says, on few pictures: its shape, not its figures."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from kiosk.bench import worst_frame
from kiosk.bench.backgrounds import empty_frames, still_frames, without_codes
from kiosk.bench.check_in import frames_until_scan
from kiosk.bench.code_sheets import CODE_SHEETS
from kiosk.bench.decoder_memory import NOBODY, peak_mb
from kiosk.bench.decoders import OURS, PYZBAR, ZXING, contestants
from kiosk.bench.qr_images import DISTORTIONS, LEVELS, PAYLOADS, drawn, shots
from kiosk.bench.scan import scores
from kiosk.vision.decoder import decode
from kiosk.vision.zxing import look_zxing

pytestmark = pytest.mark.heavy


def test_there_are_fourteen_distortions_of_five_levels() -> None:
    assert len(DISTORTIONS) == 14
    assert all(len(values) == len(LEVELS) == 5 for settings in DISTORTIONS.values() for values in settings.values())


def test_pictures_are_the_same_every_time_and_no_two_are_alike() -> None:
    payloads = {"payment": PAYLOADS["payment"]}
    once, again = (list(islice(shots(1, (2,), payloads), 4)) for _ in range(2))
    assert [shot.distortion for shot in once] == list(DISTORTIONS)[:4]
    assert all(np.array_equal(a.grey, b.grey) for a, b in zip(once, again, strict=True))
    assert len({shot.grey.tobytes() for shot in once}) == len(once)
    assert {shot.grey.shape for shot in once} == {(720, 1280)}


def test_the_mildest_level_of_every_distortion_is_read() -> None:
    payloads = {"payment": PAYLOADS["payment"]}
    assert [s.distortion for s in shots(1, (1,), payloads) if not decode(s.grey)] == []


def test_ours_reads_what_zxing_alone_and_pyzbar_read_and_more() -> None:
    made = scores(shots(1, (4,), {"badge": PAYLOADS["badge"]}), (PYZBAR, ZXING, OURS))
    for other in (PYZBAR, ZXING):
        assert all(made[OURS].reads[d] >= made[other].reads[d] for d in DISTORTIONS)
    assert made[OURS].reads.total() > made[ZXING].reads.total() > made[PYZBAR].reads.total()
    assert made[OURS].wrong.total() == 0
    assert made[OURS].stages.total() == made[OURS].reads.total()
    assert made[OURS].shown == dict.fromkeys(DISTORTIONS, 1)


def test_a_text_that_is_not_in_the_picture_counts_as_wrong() -> None:
    shot = next(shots(1, (1,), {"payment": PAYLOADS["payment"]}))
    made = scores([replace(shot, payload=b"something else")], (OURS,))
    assert made[OURS].wrong.total() == 1
    assert made[OURS].reads.total() == 0


@pytest.mark.parametrize("name", contestants())
def test_every_decoder_reads_a_plain_code_and_nothing_in_an_empty_room(name: str) -> None:
    read = contestants()[name]()
    card = np.pad(drawn(b"plain", 8), 60, constant_values=255)
    assert read(card) == [b"plain"]
    assert read(np.full((480, 640), 112, np.uint8)) == []


def test_rooms_hold_no_code_and_a_still_room_stays_what_it_is() -> None:
    assert {room.shape for room in empty_frames(640, 480, 2)} == {(480, 640)}
    still = still_frames(2)
    assert not np.array_equal(still[0], still[1])
    assert abs(still[0].astype(int) - still[1]).mean() < 6
    assert len(without_codes()) > 60


def test_memory_is_that_of_a_process_of_its_own() -> None:
    rooms = empty_frames(640, 480, 1)
    assert 10 < peak_mb(NOBODY, rooms) < peak_mb(OURS, rooms) < 1000


def test_pages_full_of_codes_are_read_and_worn_ones_are_only_found() -> None:
    small, badges, *worn = (sheet() for sheet in CODE_SHEETS)
    assert {sheet.shape for sheet in (small, badges, *worn)} == {(720, 1280)}
    assert len(look_zxing(small).found) > len(look_zxing(badges).found) > 30
    for sheet in worn:
        seen = look_zxing(sheet)
        assert not seen.found
        assert len(seen.near) >= 3


def test_a_frame_that_never_ends_is_ended_and_counts_as_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = subprocess.CompletedProcess([], -signal.SIGXCPU, stdout="7.5\n", stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *_command, **_how: ended)
    assert worst_frame.worst_ms(0, 11) == 1000 * worst_frame.CAP_S


def test_a_page_that_is_read_tells_its_dearest_frame() -> None:
    assert 0 < worst_frame.worst_ms(1, 2) < 1000 * worst_frame.CAP_S


def test_a_card_held_up_counts_after_two_frames_at_least() -> None:
    assert frames_until_scan(0) >= 2
