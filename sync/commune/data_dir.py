"""What lies where in a commune server's DIR, and its private keys.

Guarantees: a key is made once, even by two processes at the same moment, is 32 random bytes in a file of
mode 0600 inside a folder of mode 0700, and is never half-written. Does not encrypt the keys: who can read
DIR as this account is this commune.

    DataDir(Path("demo")).key("badge")      # 32 bytes, the same ever after
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sync.commune.errors import FolderUnusable
from sync.durable import create_whole

KEY_BYTES = 32

KeyName = Literal["badge", "server", "roster", "cards", "django"]


@dataclass(frozen=True)
class DataDir:
    """``root`` is DIR. Keys: badge and server are Ed25519 seeds; roster opens people's names at the kiosks;
    cards seals badge secrets for reprinting; django signs sessions."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "commune.db"

    @property
    def port(self) -> Path:
        """Holds the bound port while ``commune serve`` runs."""
        return self.root / "port"

    @property
    def demo(self) -> Path:
        return self.root / "demo.json"

    @property
    def badges(self) -> Path:
        return self.root / "badges"

    @property
    def packs(self) -> Path:
        """The lesson packs for the kiosks: laid out like a stick."""
        return self.root / "packs"

    def key(self, name: KeyName) -> bytes:
        """The key of this name, made on first use.

        Raises:
            FolderUnusable: cannot be read, written, or is not 32 bytes.
        """
        path = self.root / "keys" / f"{name}.key"
        try:
            if not path.exists():
                _make_key(path)
            key = base64.b64decode(path.read_text("ascii"), validate=False)
        except (OSError, ValueError) as error:
            raise FolderUnusable(f"Không đọc được khóa “{name}” trong thư mục của xã.") from error
        if len(key) != KEY_BYTES:
            raise FolderUnusable(f"Khóa “{name}” trong thư mục của xã bị hỏng.")
        return key


def _make_key(path: Path) -> None:
    """Another process may be first: then its key counts."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_whole(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
