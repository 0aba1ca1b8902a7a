"""Packs that were signed and should not have been: nothing in them is decoded, shown or installed."""

from __future__ import annotations

import struct
from pathlib import Path

import msgspec
import pytest

from kiosk.core.errors import PackUnfit
from tests.support.install_target import Taker
from tests.support.lesson_folders import png
from tests.support.pack_attacks import kiosk, packs, refused, repository, stick, umask
from tests.support.tuf_publisher import PackRepository, remade, sound

__all__ = ["kiosk", "packs", "repository", "stick", "umask"]


# --- contents that were signed ----------------------------------------------------------------------


def wav(channels: int = 1, rate: int = 8000, bits: int = 16, form: int = 1) -> bytes:
    body = b"\0\0" * 100
    head = (b"RIFF", 0, b"WAVE", b"fmt ", 16, form, channels, rate, 0, 2, bits, b"data", len(body))
    return struct.pack("<4sI4s4sIHHIIHH4sI", *head) + body


def ogg(granule: int = 8000, packets: int = 10, rate: int = 22_050, blocks: int = 0xB8) -> bytes:
    head = b"\x01vorbis" + struct.pack("<IBIiiiBB", 0, 1, rate, 0, 0, 0, blocks, 1)
    pages = [(0, [head]), *[(granule, [b"\0"] * min(255, packets - at)) for at in range(0, packets, 255)]]
    return b"".join(
        struct.pack("<4sBBqIIIB", b"OggS", 0, 0, count, 7, number, 0, len(content)) + bytes(map(len, content))
        + b"".join(content) for number, (count, content) in enumerate(pages))


BOMBS = {
    "a picture 20000 wide": (".png", png(20_000, 20_000)),
    "a picture one too wide": (".png", png(4097, 1)),
    "a picture of nothing": (".png", png(0, 0)),
    "no picture": (".png", b"GIF89a" + bytes(40)),
    "an empty picture": (".png", b""),
    "an empty sound": (".wav", b""),
    "no sound": (".wav", b"RIFF" + bytes(60)),
    "a sound of hours": (".wav", sound()[:40] + struct.pack("<I", 0xFFFFFFF0) + bytes(100)),
    "a fast sound": (".wav", wav(rate=4_000_000)),
    "a many-voiced sound": (".wav", wav(channels=255)),
    "a compressed WAV": (".wav", wav(form=0x55)),
    "an ogg of hours": (".ogg", ogg(granule=22_050 * 3600)),
    "an ogg that lies about its hours": (".ogg", ogg(packets=200_000)),
    "an ogg cut short": (".ogg", ogg()[:-1]),
    "an ogg with something behind": (".ogg", ogg() + b"MZ"),
    "an empty ogg": (".ogg", b""),
    "an endless head": (".ogg", b"OggS" + b"\xff" * 1000),
    "a drawing that grows": (".svg", b'<!DOCTYPE a [<!ENTITY b "bb">]><svg>&b;</svg>'),
    "a drawing of nothing": (".svg", b""),
    "a drawing too large": (".svg", b"<svg>" + b" " * 4_000_001),
}


@pytest.mark.parametrize(("ending", "content"), BOMBS.values(), ids=BOMBS.keys())
def test_a_picture_sound_or_drawing_nobody_should_decode(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path, ending: str, content: bytes,
) -> None:
    def alter(files: dict[str, bytes]) -> None:
        kind = ".wav" if ending == ".ogg" else ending
        files[next(name for name in files if name.endswith(kind))] = content

    made = remade(packs["1.1.0"], tmp_path / "made", alter)
    if ending == ".ogg":
        rename_sounds(made)
    repository.add(made)
    error = refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)
    assert str(error).startswith("assets/")             # refused for this file's head, not for something else


def rename_sounds(made: Path) -> None:
    """The same pack with its .wav called .ogg."""
    for path in (made / "assets").glob("*.wav"):
        path.rename(path.with_suffix(".ogg"))
    manifest = made / "pack.json"
    manifest.write_bytes(manifest.read_bytes().replace(b".wav", b".ogg"))


def test_control_a_short_ogg_is_installed(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    def alter(files: dict[str, bytes]) -> None:
        files[next(name for name in files if name.endswith(".wav"))] = ogg()

    made = remade(packs["1.1.0"], tmp_path / "made", alter)
    rename_sounds(made)
    repository.add(made)
    assert kiosk.take(repository.publish(tmp_path / "stick"))[0].version == "1.1.0"


@pytest.mark.parametrize("text", ["[ref=x]chạm[/ref]", "[font=/dev/zero]", "tên \u202eđảo", "ẩn\u200bchữ", "\u0007",
                                  "&bl;b&br;", "\ufeff", "\ue000"])
def test_markup_and_invisible_letters_in_a_text(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path, text: str,
) -> None:
    def alter(files: dict[str, bytes]) -> None:
        quoted = msgspec.json.encode(text)[1:-1]
        files["lessons/bai-hai.json"] = files["lessons/bai-hai.json"].replace("Bài thử".encode(), quoted)

    repository.add(remade(packs["1.1.0"], tmp_path / "made", alter))
    assert "bai-hai" in str(refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit))


def test_markup_in_the_title_of_a_pack(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    repository.add(remade(packs["1.1.0"], tmp_path / "made", title="[size=900]Gói"), title="Gói thử")
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)


def test_a_file_of_the_pack_that_was_not_signed_for(
    kiosk: Taker, repository: PackRepository, stick: Path,
) -> None:
    lesson = next(path for path in repository.contents if path.startswith("files/") and path.endswith(".json")
                  and "kỹ".encode() in repository.contents[path])
    del repository.targets[lesson], repository.contents[lesson]
    repository.publish(stick)
    refused(kiosk, stick, PackUnfit)


def test_a_pack_of_a_kind_this_program_does_not_know(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    repository.add(packs["1.1.0"], kind="films")
    refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit)


def test_a_lesson_that_needs_an_icon_this_program_lacks(
    kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path,
) -> None:
    def alter(files: dict[str, bytes]) -> None:
        files["lessons/bai-hai.json"] = files["lessons/bai-hai.json"].replace(b'"icon":"hand"', b'"icon":"robot"')

    repository.add(remade(packs["1.1.0"], tmp_path / "made", alter))
    assert "robot" in str(refused(kiosk, repository.publish(tmp_path / "stick"), PackUnfit))
