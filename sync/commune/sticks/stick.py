"""A stick, or a folder or file copied from one, as the commune reads it and writes receipts onto it.

Guarantees: reads regular files only, never through a link, and none larger than an export may be; a receipt replaces
the one before whole or not at all. Stores nothing.

    for path in exports_at(Path("/media/usb")): ...
    with opened(path) as stream: ...
    write_receipt(path, receipt)

Source of the rules: docs/protocol.md "By stick".
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from sync.commune.errors import ExportUnusable
from sync.durable import write_whole
from sync.os_errors import reason
from sync.protocol.stick_export import EXPORT_BYTES, EXPORT_ENDING, PART_ENDING, RECEIPT_ENDING, STICK_FOLDER

MAX_FILES: Final = 500


def exports_at(path: Path) -> list[Path]:
    """The exports on a stick or in a folder, or the one file; of a device the finished one first.

    Raises:
        ExportUnusable: nothing there, or more than ``MAX_FILES``.
    """
    folder = path / STICK_FOLDER if (path / STICK_FOLDER).is_dir() else path
    try:
        names = sorted(entry.name for entry in os.scandir(folder)) if folder.is_dir() else []
    except OSError as error:
        raise ExportUnusable(f"Không đọc được {folder}: {reason(error)}.") from error
    found = [folder / name for name in names if name.endswith((EXPORT_ENDING, PART_ENDING))]
    if not folder.is_dir() and path.exists():
        found = [path]
    if not found:
        raise ExportUnusable(f"Không thấy tệp nào của máy ở {path}; tệp của máy có đuôi {EXPORT_ENDING}.")
    if len(found) > MAX_FILES:
        raise ExportUnusable(f"Ở {path} có hơn {MAX_FILES} tệp; hãy chia ra nhiều thư mục.")
    return found


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Raises ExportUnusable where ``path`` cannot be read, is no regular file or too large."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ExportUnusable(f"Không đọc được {path.name}: {reason(error)}.") from error
    with open(descriptor, "rb") as stream:
        seen = os.fstat(descriptor)
        if not stat.S_ISREG(seen.st_mode):
            raise ExportUnusable(f"{path.name} không phải tệp thường.")
        if seen.st_size > EXPORT_BYTES:
            raise ExportUnusable(f"{path.name} lớn quá {EXPORT_BYTES >> 20} MB.")
        try:
            yield stream
        except OSError as error:
            raise ExportUnusable(f"Không đọc hết được {path.name}: {reason(error)}.") from error


def write_receipt(export: Path, receipt: bytes) -> Path:
    """Puts the receipt where the kiosk looks for it: beside its export. Raises ExportUnusable."""
    name = export.name.removesuffix(PART_ENDING).removesuffix(EXPORT_ENDING)
    path = export.with_name(f"{name}{RECEIPT_ENDING}")
    try:
        write_whole(path, receipt, mode=None)       # FAT takes no mode
    except OSError as error:
        raise ExportUnusable(
            f"Chưa ghi được giấy báo {path.name}: {reason(error)}. Các dòng sổ vẫn đã vào xã.") from error
    return path
