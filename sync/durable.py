"""The one way to put a file on the disk so that a power cut leaves the old content or the new, never a half.

Guarantees: the name appears only after its content is on the medium (temporary file beside it, fsync, ``os.replace``,
fsync of the folder); a failure leaves no temporary file behind. Standard library only: everybody may import it. Does
not translate errors and does not make folders.

    write_whole(data / "enrolment.json", content)               # mode 0600
    create_whole(keys / "badge.key", key)                       # False where another process was first

Source of the rules: fsync(2), rename(2); docs/adr/0007-durability.md.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

PRIVATE: Final = 0o600
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write_whole(
    path: Path, content: bytes | Iterable[bytes], *, mode: int | None = PRIVATE, draft: Path | None = None
) -> None:
    """Replaces ``path`` by ``content``, whole or not at all.

    Args:
        content: the bytes, or pieces of them in order; an error raised by the pieces leaves ``path`` as it was.
        mode: permission bits of the new file; None where the file system takes none (FAT).
        draft: the temporary file, on the same file system; one that a power cut left there is replaced. Without it
            a fresh name beside ``path`` is taken, so that two processes may write the same file.

    Raises:
        OSError: the disk refused.
    """
    temporary = _written(path, content, mode, draft)
    try:
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_path(path.parent)


def create_whole(path: Path, content: bytes, *, mode: int = PRIVATE) -> bool:
    """Makes ``path`` where it is missing; False, and nothing changed, where it is there. Raises OSError."""
    temporary = _written(path, content, mode, None)
    try:
        os.link(temporary, path)
        made = True
    except FileExistsError:
        made = False
    finally:
        temporary.unlink()
    sync_path(path.parent)
    return made


def sync_path(path: Path, *, follow_links: bool = True) -> None:
    """Puts a file's content, or a folder's names, on the medium. Raises OSError (ELOOP for a refused link)."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | (0 if follow_links else os.O_NOFOLLOW))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(path: Path, content: bytes | Iterable[bytes], mode: int | None, draft: Path | None) -> Path:
    """A durable file with ``content`` under a name of its own; gone again where it could not be written."""
    descriptor, temporary = _open_new(path, draft)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            for piece in [content] if isinstance(content, bytes) else content:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _open_new(path: Path, draft: Path | None) -> tuple[int, Path]:
    if draft is None:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        return descriptor, Path(name)
    draft.unlink(missing_ok=True)
    return os.open(draft, _NEW, PRIVATE), draft
