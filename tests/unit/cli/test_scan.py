"""``kiosk scan``: one JSON line a code, exact texts, and broken files that stop nobody."""

from __future__ import annotations

import base64
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from kiosk.bench.qr_images import PAYLOADS
from kiosk.cli import scan_files
from kiosk.cli.scan import kind_of, main
from kiosk.hardware.camera.port import empty_frame
from kiosk.vision.results import Reading
from tests.support import card_images

KEYS = {"file", "text", "kind", "ms", "stage"}


class Said:
    """Runs the command and reads its lines."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.status = -1

    def __call__(self, *paths: Path | str, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        self.status = main([*options, *map(str, paths)])
        return [json.loads(line) for line in self._capsys.readouterr().out.splitlines()]


@pytest.fixture
def scan(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


def card(place: Path, content: str | bytes, name: str = "card.png") -> Path:
    return card_images.save(card_images.held_up(card_images.qr(content)), place / name)


def test_a_picture_gives_its_text_its_kind_and_what_read_it(scan: Said, tmp_path: Path) -> None:
    path = card(tmp_path, card_images.CITIZEN)
    (line,) = scan(path)
    assert set(line) == KEYS
    assert line["ms"] > 0
    wanted = {"file": str(path), "text": card_images.CITIZEN, "kind": "citizen_card", "stage": "zxing"}
    assert wanted.items() <= line.items()
    assert scan.status == 0


def test_a_picture_without_a_code_has_a_line_with_null_and_is_no_failure(scan: Said, tmp_path: Path) -> None:
    (line,) = scan(card_images.save(empty_frame(), tmp_path / "room.png"))
    assert (line["text"], line["kind"], line["stage"]) == (None, None, None)
    assert set(line) == KEYS
    assert scan.status == 0


def test_several_codes_in_one_picture_have_a_line_each(scan: Said, tmp_path: Path) -> None:
    frame = card_images.held_up(card_images.qr(card_images.BADGE), left=20)
    second = card_images.qr(card_images.CITIZEN)
    frame[100:100 + second.shape[0], 700:700 + second.shape[1]] = second
    lines = scan(card_images.save(frame, tmp_path / "two.png"))
    assert {line["text"] for line in lines} == {card_images.BADGE, card_images.CITIZEN}
    assert len({line["ms"] for line in lines}) == 1


def test_folders_are_read_whole_in_the_order_of_names(scan: Said, tmp_path: Path) -> None:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    for name in ("b/deep/1.png", "a.png", "b/2.jpg", "c.bmp"):
        card(tmp_path, name, name)
    (tmp_path / "notes.txt").write_text("not a picture")
    assert [line["text"] for line in scan(tmp_path)] == ["a.png", "c.bmp", "b/2.jpg", "b/deep/1.png"]
    assert scan.status == 0


@pytest.mark.parametrize("inside", [(), ("notes.txt",), ("deep/more.txt",)])
def test_a_folder_without_a_picture_is_said_not_passed_over(
    scan: Said, tmp_path: Path, inside: tuple[str, ...]
) -> None:
    for name in inside:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("not a picture")
    (line,) = scan(tmp_path)
    assert (line["code"], line["file"], scan.status) == ("Q1", str(tmp_path), 1)
    assert "không có ảnh" in line["error"]


BROKEN = {
    "not a picture": (b"not a picture", "Q2"),
    "empty": (b"", "Q2"),
    "cut off": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Q2"),
    "a lying header": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 40, "Q2"),
}


@pytest.mark.parametrize(("content", "code"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_said_in_its_line_and_the_rest_goes_on(
    scan: Said, tmp_path: Path, content: bytes, code: str
) -> None:
    (tmp_path / "a.png").write_bytes(content)
    card(tmp_path, "good", "b.png")
    broken, good = scan(tmp_path / "a.png", tmp_path / "b.png")
    assert (broken["text"], broken["code"]) == (None, code)
    assert broken["error"].endswith(f"({code})")
    assert good["text"] == "good"
    assert scan.status == 1


def test_a_missing_path_is_said_and_the_rest_goes_on(scan: Said, tmp_path: Path) -> None:
    missing, good = scan(tmp_path / "nowhere.png", card(tmp_path, "good"))
    assert (missing["code"], good["text"], scan.status) == ("Q1", "good", 1)


def test_a_picture_of_more_pixels_than_allowed_is_not_unpacked(
    scan: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("1", (9000, 8000)).save(tmp_path / "huge.png")
    monkeypatch.setattr(cv2, "imread", lambda *_: pytest.fail("unpacked"))
    (line,) = scan(tmp_path / "huge.png")
    assert (line["code"], scan.status) == ("Q3", 1)
    assert scan_files.MAX_MEGAPIXELS * 1_000_000 < 9000 * 8000


def test_special_files_are_not_waited_for(scan: Said, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert [line["code"] for line in scan(tmp_path)] == ["Q1"]


def test_a_file_whose_name_is_no_utf8_is_read(scan: Said, tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"th\xe1\xba.png")
    with open(path, "wb") as file:
        file.write(card(tmp_path, "good").read_bytes())
    video = os.path.join(os.fsencode(tmp_path), b"th\xe1\xba.avi")
    os.rename(card_images.save_video([card_images.held_up(card_images.qr("good"))], tmp_path / "a.avi"), video)
    lines = scan(os.fsdecode(path), os.fsdecode(video))
    assert [line["text"] for line in lines] == ["good", "good"]


def test_a_transparent_code_lies_on_white_paper(scan: Said, tmp_path: Path) -> None:
    segno.make_qr("trong suot").save(str(tmp_path / "clear.png"), scale=4, light=None)
    assert [line["text"] for line in scan(tmp_path / "clear.png")] == ["trong suot"]


def test_text_is_nfc_and_the_bytes_are_given_where_they_differ(scan: Said, tmp_path: Path) -> None:
    apart = unicodedata.normalize("NFD", card_images.NAME)
    (line,) = scan(card(tmp_path, apart))
    assert line["text"] == card_images.NAME
    assert base64.b64decode(line["bytes"]) == apart.encode()


def test_another_charset_is_read_as_text_with_its_bytes_beside_it(scan: Said, tmp_path: Path) -> None:
    latin = card_images.drawn(segno.make_qr("café", encoding="iso-8859-1"))
    (line,) = scan(card_images.save(latin, tmp_path / "latin.png"))
    assert (line["text"], base64.b64decode(line["bytes"])) == ("café", "café".encode("latin-1"))


BINARY = [bytes(range(256)), b"a\x00b\x1d\n\xff", b"\xff\xfe", "\u2028\x85".encode("utf-16")]


@pytest.mark.parametrize("payload", BINARY)
def test_no_byte_of_a_binary_code_is_lost(scan: Said, tmp_path: Path, payload: bytes) -> None:
    (line,) = scan(card(tmp_path, payload))
    assert line["text"] is not None
    assert base64.b64decode(line["bytes"]) == payload


def test_a_video_has_a_line_for_each_code_with_its_first_frame(scan: Said, tmp_path: Path) -> None:
    a, b = (card_images.held_up(card_images.qr(text)) for text in ("ma a", "ma b"))
    video = card_images.save_video([empty_frame(), a, a, b, a, empty_frame()], tmp_path / "evening.avi")
    assert [(line["text"], line["frame"]) for line in scan(video)] == [("ma a", 2), ("ma b", 4)]
    assert scan.status == 0


def test_a_video_without_a_code_has_one_line_and_a_broken_one_an_error(scan: Said, tmp_path: Path) -> None:
    card_images.save_video([empty_frame(64, 48)], tmp_path / "a.avi")
    (tmp_path / "b.mp4").write_bytes(b"not a video")
    empty, broken = scan(tmp_path)
    assert (empty["text"], "error" in empty, broken["code"]) == (None, False, "Q4")


def test_a_camera_tells_each_scan_once(scan: Said, tmp_path: Path) -> None:
    card(tmp_path, "held up")
    lines = scan(options=("--camera", str(tmp_path), "--seconds", "0.4"))
    assert [(line["text"], line["file"]) for line in lines] == [("held up", str(tmp_path))]
    assert scan.status == 0


def test_a_camera_that_is_not_there_is_said(scan: Said) -> None:
    (line,) = scan(options=("--camera", "/dev/video98765", "--seconds", "1"))
    assert (line["code"], scan.status) == ("M1", 1)


@pytest.mark.parametrize("arguments", [[], ["a.png", "--camera", "0"]])
def test_neither_or_both_of_paths_and_camera_is_a_usage_error(arguments: list[str]) -> None:
    assert main(arguments) == 2


def test_hundreds_of_files_in_one_process_do_not_grow_it(scan: Said, tmp_path: Path) -> None:
    path = card_images.save(card_images.noisy(empty_frame(160, 120), 20), tmp_path / "noise.png")
    scan(*[path] * 10)
    before = resident_kb()
    lines = scan(*[path] * 200)
    assert len(lines) == 200
    assert resident_kb() - before < 20_000


def resident_kb() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


@pytest.mark.parametrize(("payload", "kind"), [
    (PAYLOADS["badge"], "badge_unknown"), (PAYLOADS["payment"], "vietqr"),
    (card_images.CITIZEN.encode(), "citizen_card"), (b"https://example.vn", "url"),
    (b"xin chao", "text"), (np.random.default_rng(1).bytes(40), "binary"),
])
def test_every_payload_has_a_kind(payload: bytes, kind: str) -> None:
    assert kind_of(Reading(payload, (), "zxing")) == kind


def test_one_part_of_several_is_told_as_a_part(scan: Said, tmp_path: Path) -> None:
    part = segno.make_sequence("Một bài dài " * 30, symbol_count=3, error="m")[1]
    (line,) = scan(card_images.save(card_images.drawn(part), tmp_path / "part.png"))
    assert (line["kind"], line["part_of"]) == ("part", 3)
