"""A built pack on its way to the publishers: lessons or an add-on of voices.

Guarantees: what is read is whole and sound, as ``kiosk.packs.format.reader`` judges. Does not copy and does not
sign; who copies (``kiosk.publishing.mirror``) counts the hashes again.

    pack = read_publishable(Path("out/ky-nang-so-co-ban"), Path("assets"))
    pack.head.version, pack.head.kind, len(pack.head.files)
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.core.errors import PackUnfit
from kiosk.core.lessons.phone_screen import Name, Words
from kiosk.packs.format.atomic_files import read_file
from kiosk.packs.format.manifest import MANIFEST, MAX_FILES, MAX_MANIFEST, Listed
from kiosk.packs.format.reader import read_built
from kiosk.packs.format.repository_paths import Kind
from sync.protocol.pack_repository import RESERVED_PACKS, file_target


class ManifestHead(Struct, frozen=True, kw_only=True):
    """Of any manifest what publishing needs; the rest travels untouched."""

    id: Name
    version: Annotated[str, Meta(pattern=r"^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$")]
    title: Words
    kind: Kind = "lessons"
    files: Annotated[tuple[Listed, ...], Meta(max_length=MAX_FILES)]

    def targets(self) -> dict[str, Listed]:
        """Each distinct content by its target path."""
        return {file_target(file.sha256, file.path.rpartition(".")[2]): file for file in self.files}

    @property
    def size(self) -> int:
        """Bytes of all files, each content once."""
        return sum(file.size for file in self.targets().values())


@dataclass(frozen=True)
class PublishablePack:
    folder: Path
    head: ManifestHead
    manifest: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.manifest).hexdigest()


def read_manifest_head(manifest: bytes) -> ManifestHead:
    """Raises PackUnfit."""
    try:
        head = msgspec.json.decode(manifest, type=ManifestHead)
    except (msgspec.DecodeError, ValueError, RecursionError) as broken:
        raise PackUnfit("tờ kê của gói (pack.json) không đúng kiểu, hoặc số bản không phải dạng 1.2.3") from broken
    if not head.title.isprintable() or not unicodedata.is_normalized("NFC", head.title):
        raise PackUnfit(f"tên của gói “{head.id}” có ký tự lạ; xóa rồi gõ lại")
    if head.id in RESERVED_PACKS:
        raise PackUnfit(f"“{head.id}” là tên máy dùng riêng; đặt cho gói tên khác")
    return head


def read_publishable(folder: Path, assets: Path) -> PublishablePack:
    """Raises LessonRefused, PackUnfit, StickDamaged, StickGone."""
    manifest = read_file(folder / MANIFEST, MAX_MANIFEST)
    head = read_manifest_head(manifest)
    read_built(folder, assets)
    return PublishablePack(folder, head, manifest)
