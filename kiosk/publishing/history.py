"""What was ever published with these keys: remembered beside them, in case the repository's copy is lost.

Guarantees: durable before anything it tells of can be on a stick; unreadable is a refusal, never a fresh start.
Holds no secret and no content.

    history = read_history(Path("khoa"))
    write_history(Path("khoa"), history, Disk())
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from kiosk.core.errors import KeyTrouble, PackError
from kiosk.core.lessons.phone_screen import Name
from kiosk.packs.format.atomic_files import Disk, Placing, read_file
from kiosk.packs.format.repository_paths import Role

FILE: Final = "published.json"
MAX_FILE: Final = 5_000_000            # bytes


class PublishedVersion(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The highest version of one pack, and the SHA-256 of its manifest."""

    version: Annotated[str, Meta(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}$")]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class PublishedHistory(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``versions``: the highest signed, by role; ``signed_at``: the newest signature, UTC."""

    format: Literal[1] = 1
    versions: dict[Role, int] = {}
    packs: dict[Name, PublishedVersion] = {}
    signed_at: str = ""


def read_history(home: Path) -> PublishedHistory:
    """Raises KeyTrouble."""
    path = home / FILE
    if not path.exists():
        return PublishedHistory()
    try:
        return msgspec.json.decode(read_file(path, MAX_FILE), type=PublishedHistory)
    except (PackError, msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise KeyTrouble(f"{path} hỏng; chép lại thư mục khóa từ bản cất giữ") from broken


def write_history(home: Path, memory: PublishedHistory, disk: Disk) -> None:
    """Raises PackError."""
    placing = Placing(home, disk)
    placing.add(FILE, [msgspec.json.format(msgspec.json.encode(memory, order="sorted"), indent=1)])
    placing.settle()
