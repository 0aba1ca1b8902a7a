"""The kiosk's own disk: what installing needs beyond ``Disk``, and its failures as the kiosk's sentences.

Guarantees: ``place`` leaves the old file or the new one, whole and on the medium, never halves; a full card is
``PackNoRoom``, anything else of our own disk ``PackError`` (the stick's troubles are
``kiosk.packs.install.folder_fetcher``'s).

    with on_kiosk():
        place(CardDisk(), data / "packs/goi/current", content)
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.core.errors import PackError, PackNoRoom
from kiosk.packs.format.atomic_files import Disk

FRESH: Final = ".moi"                   # ending of a file that is not there yet
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


class CardDisk(Disk):
    """The card the kiosk runs from. Tests fail, or cut the power, at any of these."""

    def link(self, old: Path, new: Path) -> None:
        """A second name for a file that is never changed again. Raises OSError."""
        os.link(old, new, follow_symlinks=False)

    def sweep(self, folder: Path) -> None:
        """Removes a folder with everything in it; nothing where there is none. Raises OSError."""
        if folder.is_symlink() or not folder.is_dir():
            self.remove(folder)
        else:
            shutil.rmtree(folder)

    def free(self, folder: Path) -> int:
        """Bytes free for us there."""
        return shutil.disk_usage(folder).free


def place(disk: CardDisk, path: Path, content: bytes) -> None:
    """Puts ``content`` at ``path`` in one step that a power cut cannot halve. Raises OSError."""
    place_all(disk, {path: content})


def place_all(disk: CardDisk, contents: Mapping[Path, bytes]) -> None:
    """The same for several files: each is the old one or the new one, all are the new ones at the end. Raises
    OSError."""
    drafts = {path: path.with_name(f"{path.name}{FRESH}") for path in contents}
    for path, draft in drafts.items():
        disk.remove(draft)
        disk.write(draft, [contents[path]])
    for draft in drafts.values():
        disk.sync(draft)
    for path, draft in drafts.items():
        disk.rename(draft, path)
    for folder in sorted({path.parent for path in drafts}):
        disk.sync(folder)


@contextmanager
def on_kiosk() -> Iterator[None]:
    """Raises PackNoRoom where the card is full, PackError for its other failures."""
    try:
        yield
    except OSError as broken:
        if broken.errno in _FULL:
            raise PackNoRoom("thẻ nhớ của máy hết chỗ; gói đang dùng vẫn còn nguyên") from broken
        raise PackError(f"máy không ghi được lên thẻ nhớ ({broken.strerror}); gói đang dùng vẫn còn nguyên") from broken
