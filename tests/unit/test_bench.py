"""The bench measures what it says, on few pictures: its shape, not its figures."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from kiosk.commands.bench import bench, scan_table
from kiosk.commands.bench_decoders import OURS, PYZBAR, ZXING, contestants
from kiosk.commands.bench_memory import NOBODY, peak_mb
from kiosk.bench.qr_images import DISTORTIONS, LEVELS, PAYLOADS, drawn, shots
from kiosk.bench.backgrounds import empty_frames, still_frames, without_codes
from kiosk.commands.bench_scan import scores
from kiosk.hardware.decoder import decode


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
    made, stages = scores(shots(1, (4,), {"badge": PAYLOADS["badge"]}), (PYZBAR, ZXING, OURS))
    for other in (PYZBAR, ZXING):
        assert all(made[OURS].reads[d] >= made[other].reads[d] for d in DISTORTIONS)
    assert made[OURS].reads.total() > made[ZXING].reads.total() > made[PYZBAR].reads.total()
    assert made[OURS].wrong == 0
    assert stages.total() == made[OURS].reads.total()
    assert made[OURS].shown == dict.fromkeys(DISTORTIONS, 1)


def test_a_text_that_is_not_in_the_picture_counts_as_wrong() -> None:
    shot = next(shots(1, (1,), {"payment": PAYLOADS["payment"]}))
    made, _ = scores([replace(shot, payload=b"something else")], (OURS,))
    assert made[OURS].wrong == 1
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


def test_the_quick_bench_prints_every_row_and_json_holds_them(capsys: pytest.CaptureFixture[str]) -> None:
    from kiosk.commands import bench as command

    assert command.main(["--json", "--quick", "--only", "scan"]) == 0
    scan = json.loads(capsys.readouterr().out)["scan"]
    assert list(scan["decoders"]) == list(contestants())
    assert set(scan["decoders"][OURS]) >= {"read_percent", "wrong_texts", "median_ms", "p95_ms", "empty_ms", "peak_mb"}
    assert set(scan["live_empty_720p_ms"]) == {"plain", "with_rescues", "with_rescues_moving"}
    assert set(scan["screen_ms"]) == {"without", "with", "added"}
    assert scan["phantoms"] == 0
    lines = list(scan_table(scan))
    assert all(any(line.startswith(name) for line in lines) for name in (*contestants(), *DISTORTIONS))
    assert bench is command.bench
