"""The root of trust: who may sign what, and how that changes without visiting a single kiosk.

Guarantees: a new root version is signed by two keys of the old root and two of the new one, is durable before
anything uses it, and no version is ever written twice; every version is kept. Ten years for the root (TUF 5.3).
Does not write onto sticks.

    first_root(ring, fresh, now)
    rotated_root(ring, ["targets"], None, tries, fresh, now)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization import DeserializationError
from tuf.api.serialization.json import JSONSerializer

from kiosk.core.errors import KeyTrouble, PackError, StickDamaged, StickForeign
from kiosk.packs.format.atomic_files import Placing, read_file
from kiosk.packs.format.repository_paths import ROLES, ROOT_KEYS, ROOT_THRESHOLD, Role
from kiosk.publishing.keyring import LIST, SECRET_FOLDER, Fresh, KeyLine, KeyRing, Tries
from sync.protocol.pack_repository import MAX_METADATA, MAX_ROOTS

HISTORY: Final = "root-history"
ROOT_LIFE: Final = timedelta(days=3652)         # ten years


@dataclass(frozen=True)
class RootChain:
    """All versions of a root, 1 first: each as signed, and read."""

    raw: tuple[bytes, ...]
    newest: Metadata[Root]

    @property
    def root(self) -> Root:
        return self.newest.signed

    @property
    def fingerprint(self) -> str:
        """Of the first version: what people compare, and what ships with the installation."""
        return fingerprint(self.raw[0])

    def without_last(self) -> RootChain | None:
        """As it was one version earlier; None where this is the first."""
        return root_chain(self.raw[:-1]) if len(self.raw) > 1 else None


def fingerprint(root: bytes) -> str:
    """Eight groups of four, as they are printed on the paper."""
    digest = sha256(root).hexdigest()[:32]
    return " ".join(digest[at:at + 4] for at in range(0, 32, 4))


def root_chain(raw: Sequence[bytes]) -> RootChain:
    """Every version follows from the one before. Raises StickForeign, StickDamaged."""
    if not raw:
        raise StickDamaged("thiếu 1.root.json")
    before: Metadata[Root] | None = None
    for number, content in enumerate(raw, start=1):
        metadata = _decoded(content, number)
        try:
            for judge in (before or metadata, metadata):
                judge.signed.verify_delegate(Root.type, metadata.signed_bytes, metadata.signatures)
        except (RepositoryError, ValueError) as broken:
            raise StickForeign(f"{number}.root.json không do những người giữ khóa gốc ký") from broken
        before = metadata
    assert before is not None
    return RootChain(tuple(raw), before)


def _decoded(content: bytes, number: int) -> Metadata[Root]:
    try:
        metadata: Metadata[Root] = Metadata[Root].from_bytes(content)
    except DeserializationError as broken:
        raise StickDamaged(f"{number}.root.json không đọc được") from broken
    if not isinstance(metadata.signed, Root) or metadata.signed.version != number:
        raise StickDamaged(f"{number}.root.json là thứ khác")
    if any((key.keytype, key.scheme) != ("ed25519", "ed25519") for key in metadata.signed.keys.values()):
        raise StickForeign(f"{number}.root.json có loại khóa mà kiosk packs keygen không làm")
    return metadata


def read_root_chain(folder: Path) -> RootChain:
    """The root versions in a folder. Raises StickForeign, StickDamaged, StickGone."""
    raw = []
    for number in range(1, MAX_ROOTS + 1):
        path = folder / f"{number}.root.json"
        if not path.exists() and not path.is_symlink():
            break
        raw.append(read_file(path, MAX_METADATA["root"]))
    return root_chain(raw)


def own_root_chain(ring: KeyRing) -> RootChain:
    """The publishers' own root. Raises KeyTrouble."""
    try:
        return read_root_chain(ring.home / HISTORY)
    except PackError as broken:
        raise KeyTrouble(f"{ring.home} không phải thư mục khóa đủ ({broken}); chạy kiosk packs keygen trước, "
                         "hoặc chép lại thư mục khóa từ bản cất giữ") from broken


def first_root(ring: KeyRing, fresh: Fresh, now: datetime) -> RootChain:
    """Makes all keys and version 1. Raises KeyTrouble where the folder has keys, PackError."""
    if (ring.home / HISTORY).exists() or (ring.home / LIST).exists() or any(ring.home.glob("*.pem")):
        raise KeyTrouble(f"{ring.home} đã có khóa; đổi khóa thì dùng kiosk packs rotate-key, làm bộ khóa mới thì "
                         "lấy một thư mục trống")
    roles: list[Role] = ["root"] * ROOT_KEYS
    made = ring.make([*roles, *(role for role in ROLES if role != "root")], fresh, now)
    root = Root(version=1, expires=now + ROOT_LIFE, consistent_snapshot=True)
    for line, signer in made:
        root.add_key(signer.public_key, line.role)
    root.roles["root"].threshold = ROOT_THRESHOLD
    signers = [signer for line, signer in made if line.role == "root"]
    return _kept(ring, (), _signed(root, signers))


def rotated_root(ring: KeyRing, roles: Sequence[Role], replace: str | None, tries: Tries, fresh: Fresh,
                 now: datetime) -> RootChain:
    """The next version: a new key for each of ``roles`` (none: only ten more years). Raises KeyTrouble, PackError.

    ``replace`` names the root key that goes ("root-2"), where "root" is among the roles.
    """
    old = own_root_chain(ring)
    going = _going(ring, old.root, roles, replace)
    root = deepcopy(old.root)
    for line in going:
        root.revoke_key(line.keyid, line.role)
    signing = _enough(ring, old.root, root, fresh_roots=list(roles).count("root"))
    signers = [ring.signer(line, tries) for line in signing]
    for line, signer in ring.make(roles, fresh, now):
        root.add_key(signer.public_key, line.role)
        signers += [signer] if line.role == "root" else []
    root.version, root.expires = root.version + 1, now + ROOT_LIFE
    return _kept(ring, old.raw, _signed(root, signers))


def _going(ring: KeyRing, root: Root, roles: Sequence[Role], replace: str | None) -> list[KeyLine]:
    """The keys that lose their office."""
    going = []
    for role in roles:
        lines = [ring.line_of(keyid) for keyid in root.roles[role].keyids]
        if role == "root":
            lines = [line for line in lines if line.name == replace]
            if not lines:
                raise KeyTrouble("đổi khóa gốc thì nói rõ khóa nào, ví dụ --replace root-2; khóa gốc đang dùng: "
                                 + ", ".join(names(ring, root, "root")))
        going += lines
    return going


def names(ring: KeyRing, root: Root, role: Role) -> list[str]:
    """The names of the keys that have this office now. Raises KeyTrouble."""
    return sorted(ring.line_of(keyid).name for keyid in root.roles[role].keyids)


def _enough(ring: KeyRing, old: Root, left: Root, fresh_roots: int) -> list[KeyLine]:
    """Root keys at hand that reach both thresholds; those that stay first. Raises KeyTrouble."""
    stays = set(left.roles["root"].keyids)
    at_hand = [line for keyid in old.roles["root"].keyids if ring.holds(line := ring.line_of(keyid))]
    at_hand.sort(key=lambda line: (line.keyid not in stays, line.name))
    chosen = at_hand[:old.roles["root"].threshold]
    staying = sum(line.keyid in stays for line in chosen) + fresh_roots
    if len(chosen) < old.roles["root"].threshold or staying < old.roles["root"].threshold:
        have = ", ".join(line.name for line in at_hand) or "không có khóa nào"
        raise KeyTrouble(f"cần {old.roles['root'].threshold} khóa gốc, ở đây thấy: {have}; cắm thêm USB của người giữ "
                         "khóa gốc khác rồi thêm --keys thư mục của nó")
    return chosen


def _signed(root: Root, signers: Iterable[CryptoSigner]) -> bytes:
    metadata = Metadata(root)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes(JSONSerializer(validate=True))


def _kept(ring: KeyRing, before: Sequence[bytes], content: bytes) -> RootChain:
    """Checks the new version as a kiosk would, then keeps it."""
    chain = root_chain([*before, content])
    ring.disk.make_folder(ring.home / HISTORY, SECRET_FOLDER)
    placing = Placing(ring.home / HISTORY, ring.disk)
    placing.add(f"{chain.root.version}.root.json", [content])
    placing.settle()
    return chain
