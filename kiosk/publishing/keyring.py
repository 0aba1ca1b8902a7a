"""The publishers' keys: which there are, where their files lie, how they are encrypted, and signing with them.

Guarantees: a private key is never written unencrypted: on disk it is PKCS8, its password stretched by scrypt first
(the writer's own PBKDF2 has 2,048 rounds, a second's work for a thief), the passphrase NFC, so that every keyboard
types the same one. Its file is readable by its owner only and is durable before any signature of it; a key's name is
never used twice. Does not ask for passphrases and does not decide which keys are trusted: the root metadata does
(``kiosk.publishing.root_metadata``).

    DIR/keys.json   DIR/root-1.pem   DIR/root-1.pub ...   DIR/targets-1.pem   DIR/snapshot-1.pem   DIR/timestamp-1.pem

    ring = KeyRing((Path("khoa"), Path("/media/usb-khoa-2")), Disk())
    ring.signer(ring.line_of(keyid), passphrases)
    text = sealed(Ed25519PrivateKey.generate(), "bốn từ dễ nhớ")
    opened(text, "bốn từ dễ nhớ")
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from msgspec import Meta, Struct
from securesystemslib.signer import CryptoSigner, SSlibKey

from kiosk.core.errors import KeyTrouble, PackError
from kiosk.packs.format.atomic_files import Disk, Placing, read_file
from kiosk.packs.format.repository_paths import ROLES, TIME_FORMAT, Role

LIST: Final = "keys.json"
MAX_LIST: Final = 1_000_000            # bytes
SECRET_FILE: Final = 0o600
SECRET_FOLDER: Final = 0o700

Tries = Callable[[str], Iterable[str]]  # passphrases that may open the key of this name, in order
Fresh = Callable[[str], str]            # the new passphrase for the key of this name
COST: Final = 17                        # log2 of scrypt's N: 128 MiB, under a second
MAX_COST: Final = 20
BLOCK: Final = 8                        # scrypt's r
MAX_KEY: Final = 10_000                # bytes of a key file
_HEAD: Final = re.compile(
    rb"\Ascrypt ([0-9]{1,2}) ([0-9a-f]{32})\n(-----BEGIN ENCRYPTED PRIVATE KEY-----\n.*)", re.DOTALL)


class KeyLine(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One key that was ever made; ``public`` is its 32 bytes in hex."""

    name: Annotated[str, Meta(pattern="^(root|targets|snapshot|timestamp)-[1-9][0-9]{0,5}$")]
    keyid: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    public: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    made: str

    @property
    def role(self) -> Role:
        return next(role for role in ROLES if self.name.startswith(f"{role}-"))

    @property
    def key(self) -> SSlibKey:
        """As metadata has it."""
        value = {"public": self.public}
        return SSlibKey(keyid=self.keyid, keytype="ed25519", scheme="ed25519", keyval=value)


class KeyList(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    format: Literal[1] = 1
    keys: Annotated[tuple[KeyLine, ...], Meta(max_length=10_000)] = ()


@dataclass(frozen=True)
class KeyRing:
    """``folders``: the first has keys.json and the roots; the others may hold further private keys."""

    folders: tuple[Path, ...]
    disk: Disk
    cost: int = COST                    # of scrypt, for new keys

    @property
    def home(self) -> Path:
        return self.folders[0]

    def lines(self) -> tuple[KeyLine, ...]:
        """Every key ever made. Raises KeyTrouble where there is no readable list."""
        try:
            return msgspec.json.decode(read_file(self.home / LIST, MAX_LIST), type=KeyList).keys
        except (PackError, msgspec.DecodeError, UnicodeDecodeError) as broken:
            raise KeyTrouble(f"không đọc được {self.home / LIST}; thư mục khóa này chưa có khóa, hoặc hỏng") from broken

    def line_of(self, keyid: str) -> KeyLine:
        """Raises KeyTrouble for a key that is not in the list."""
        for line in self.lines():
            if line.keyid == keyid:
                return line
        raise KeyTrouble(f"khóa {keyid[:12]}… không có trong {self.home / LIST}")

    def holds(self, line: KeyLine) -> Path | None:
        """The key's file in one of the folders."""
        return next((path for folder in self.folders if (path := folder / f"{line.name}.pem").is_file()), None)

    def signer(self, line: KeyLine, tries: Tries) -> CryptoSigner:
        """Opens the key. Raises KeyTrouble where the file is missing or no passphrase opens it."""
        path = self.holds(line)
        if path is None:
            raise KeyTrouble(f"thiếu khóa {line.name}.pem; cắm USB có khóa đó rồi thêm --keys thư mục của nó")
        try:
            text = read_file(path, MAX_KEY)
        except PackError as broken:
            raise KeyTrouble(f"không đọc được khóa {path}") from broken
        for passphrase in tries(line.name):
            if key := opened(text, passphrase):
                return _signer(line, key)
        raise KeyTrouble(f"mật khẩu không mở được khóa {line.name}")

    def make(self, roles: Iterable[Role], fresh: Fresh, now: datetime) -> tuple[tuple[KeyLine, CryptoSigner], ...]:
        """New keys, durable in the first folder. Raises PackError."""
        lines = list(self.lines()) if (self.home / LIST).exists() else []
        made = []
        for role in roles:
            made.append(self._make_one(self._unused(role, lines), fresh, now))
            lines.append(made[-1][0])
        placing = Placing(self.home, self.disk, SECRET_FILE)
        placing.add(LIST, [msgspec.json.format(msgspec.json.encode(KeyList(keys=tuple(lines))), indent=1)])
        placing.settle()
        return tuple(made)

    def _unused(self, role: Role, lines: Iterable[KeyLine]) -> str:
        """A name no key ever had, a file left over from a run that was cut off included."""
        serials = {int(line.name.rpartition("-")[2]) for line in lines if line.role == role}
        serial = max(serials, default=0) + 1
        while (self.home / f"{role}-{serial}.pem").exists():
            serial += 1
        return f"{role}-{serial}"

    def _make_one(self, name: str, fresh: Fresh, now: datetime) -> tuple[KeyLine, CryptoSigner]:
        key = Ed25519PrivateKey.generate()
        public = SSlibKey.from_crypto(key.public_key(), scheme="ed25519")
        line = KeyLine(name=name, keyid=public.keyid, public=public.keyval["public"], made=now.strftime(TIME_FORMAT))
        placing = Placing(self.home, self.disk, SECRET_FILE)
        placing.add(f"{name}.pem", [sealed(key, fresh(name), self.cost)])
        placing.add(f"{name}.pub", [key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)])
        placing.settle()
        return line, CryptoSigner(key, public)


def _signer(line: KeyLine, key: Ed25519PrivateKey) -> CryptoSigner:
    public = SSlibKey.from_crypto(key.public_key(), scheme="ed25519")
    if public.keyid != line.keyid:
        raise KeyTrouble(f"tệp {line.name}.pem là của bộ khóa khác")
    return CryptoSigner(key, public)


def sealed(key: Ed25519PrivateKey, passphrase: str, cost: int = COST) -> bytes:
    """The file's content: one line for scrypt (``cost`` is log2 of N), then the PEM."""
    salt = os.urandom(16)
    encryption = BestAvailableEncryption(_stretched(passphrase, salt, cost))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return f"scrypt {cost} {salt.hex()}\n".encode() + pem


def opened(text: bytes, passphrase: str) -> Ed25519PrivateKey | None:
    """The key; None where the passphrase is another. Raises KeyTrouble for what is no key of ours."""
    found = _HEAD.match(text)
    if not found or int(found[1]) > MAX_COST:
        raise KeyTrouble("tệp khóa hỏng, hoặc không phải do kiosk packs keygen viết ra")
    password = _stretched(passphrase, bytes.fromhex(found[2].decode()), int(found[1]))
    try:
        key = load_pem_private_key(found[3], password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, Ed25519PrivateKey) else None


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    room = 256 * BLOCK * (1 << cost)    # twice what scrypt needs
    words = unicodedata.normalize("NFC", passphrase).encode()
    return hashlib.scrypt(words, salt=salt, n=1 << cost, r=BLOCK, p=1, maxmem=room, dklen=32).hex().encode()
