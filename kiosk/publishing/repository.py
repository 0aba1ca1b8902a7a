"""A repository's metadata: read from a folder (a stick, or the publisher's own copy), and signed anew.

Guarantees: nothing but regular files of bounded size is read; every role is verified against the newest root
there, and against each other as TUF 5.3-5.6 says (versions, lengths, hashes); garbage is one PackError sentence. What
is signed verifies under the root it was made for and is small enough for every reader. Does not look at the clock
(``expiries`` tells; versions and time are given) and does not read targets (``kiosk.publishing.mirror`` does).

    chain = read_roots(Path("/media/usb"))
    repository = read_repository(Path("/media/usb"), chain)
    signed_repository(chain, targets, versions, signers, now)
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import LengthOrHashMismatchError, RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError
from tuf.api.serialization.json import JSONSerializer

from kiosk.core.errors import PackNoRoom, StickDamaged, StickForeign
from kiosk.packs.format.atomic_files import read_file
from kiosk.packs.format.manifest import MAX_MANIFEST
from kiosk.packs.format.repository_paths import REPOSITORY, SIGNED_AT, TIME_FORMAT, Role
from kiosk.publishing.root_metadata import RootChain, read_root_chain
from sync.protocol.pack_repository import MAX_METADATA, METADATA, TARGETS, is_target, pack_of, stored_at

LIFE: Final = timedelta(days=1095)              # three years
SIGNING: Final[tuple[Role, ...]] = ("targets", "snapshot", "timestamp")
_Body = TypeVar("_Body", Timestamp, Snapshot, Targets)


@dataclass(frozen=True)
class Repository:
    """What is signed, and ``files``: the metadata as it must stand on a disk, by file name."""

    chain: RootChain
    timestamp: Timestamp
    snapshot: Snapshot
    targets: Targets
    files: Mapping[str, bytes]

    @property
    def versions(self) -> dict[Role, int]:
        return {"root": self.chain.root.version, "targets": self.targets.version,
                "snapshot": self.snapshot.version, "timestamp": self.timestamp.version}

    @property
    def expiries(self) -> dict[Role, datetime]:
        """When each role's signatures end, UTC."""
        return {"root": self.chain.root.expires, "targets": self.targets.expires,
                "snapshot": self.snapshot.expires, "timestamp": self.timestamp.expires}

    @property
    def manifests(self) -> dict[tuple[str, str], TargetFile]:
        """The manifest of each version of each pack."""
        named = ((pack_of(path), target) for path, target in self.targets.targets.items())
        return {which: target for which, target in named if which}

    @property
    def signed_at(self) -> str:
        """The newest time anything here says it was signed; empty where nothing says."""
        stamps = [self.timestamp.unrecognized_fields.get(SIGNED_AT, "")]
        stamps += [custom(target).get("signed_at", "") for target in self.manifests.values()]
        return max((stamp for stamp in stamps if isinstance(stamp, str)), default="")


def custom(target: TargetFile) -> dict[str, object]:
    """A target's own fields; empty where they are not a table."""
    fields = target.unrecognized_fields.get("custom")
    return fields if isinstance(fields, dict) else {}


def metadata_folder(place: Path) -> Path:
    return place / REPOSITORY / METADATA


def targets_folder(place: Path) -> Path:
    return place / REPOSITORY / TARGETS


def read_roots(place: Path, own: RootChain | None = None) -> RootChain | None:
    """The roots there; None where there are none. With ``own``, they must be versions of it.

    Raises StickForeign, StickDamaged, StickGone.
    """
    for folder in (place / REPOSITORY, metadata_folder(place)):
        if folder.is_symlink():
            raise StickDamaged(f"{folder} là đường dẫn tắt")
    path = metadata_folder(place) / "1.root.json"
    if not path.exists() and not path.is_symlink():
        return None
    chain = read_root_chain(metadata_folder(place))
    if own is not None and own.raw[:len(chain.raw)] != chain.raw:
        newer = chain.raw[:len(own.raw)] == own.raw
        raise StickForeign(f"{place} có khóa gốc bản {len(chain.raw)}, mới hơn thư mục khóa ở đây; lấy thư mục khóa "
                           "mới nhất" if newer else f"{place} là của những người phát hành khác")
    return chain


def read_repository(place: Path, chain: RootChain) -> Repository | None:
    """Everything signed there; None where publishing never got to the end. Raises StickDamaged, StickGone."""
    if not (metadata_folder(place) / "timestamp.json").exists():
        return None
    files: dict[str, bytes] = {}
    timestamp = _role(place, chain, Timestamp, "timestamp.json", files)
    meta = timestamp.snapshot_meta
    snapshot = _role(place, chain, Snapshot, f"{meta.version}.snapshot.json", files)
    _same(snapshot.version == meta.version, "snapshot.json")
    if "targets.json" not in snapshot.meta:
        raise StickDamaged("snapshot.json không nói đến targets.json")
    listed = snapshot.meta["targets.json"]
    name = f"{listed.version}.targets.json"
    targets = _role(place, chain, Targets, name, files)
    _same(targets.version == listed.version, name)
    for file, expected in ((f"{meta.version}.snapshot.json", meta), (name, listed)):
        try:
            expected.verify_length_and_hashes(files[file])
        except LengthOrHashMismatchError as broken:
            raise StickDamaged(f"{file} khác lúc ký") from broken
    strange = [path for path, target in targets.targets.items() if not is_target(path) or "sha256" not in target.hashes]
    _same(not strange, name)
    return Repository(chain, timestamp, snapshot, targets, files)


def _role(place: Path, chain: RootChain, body: type[_Body], name: str, files: dict[str, bytes]) -> _Body:
    role = body.type
    content = read_file(metadata_folder(place) / name, MAX_METADATA[role])
    try:
        metadata: Metadata[Any] = Metadata.from_bytes(content)
    except DeserializationError as broken:
        raise StickDamaged(f"{name} không đọc được") from broken
    signed: object = metadata.signed
    if not isinstance(signed, body):
        raise StickDamaged(f"{name} là thứ khác")
    try:
        chain.root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except (RepositoryError, ValueError) as broken:
        raise StickDamaged(f"{name} không đúng chữ ký") from broken
    files[name] = content
    return signed


def _same(sound: bool, name: str) -> None:
    if not sound:
        raise StickDamaged(f"{name} không khớp với các tệp khác")


def read_manifest(place: Path, target: TargetFile) -> bytes:
    """A manifest as it was signed. Raises StickDamaged, StickGone."""
    stored = stored_at(target.path, target.hashes["sha256"])
    content = read_file(targets_folder(place) / stored, min(target.length, MAX_MANIFEST))
    if len(content) != target.length or hashlib.sha256(content).hexdigest() != target.hashes["sha256"]:
        raise StickDamaged(f"{stored} khác lúc ký")
    return content


def signed_repository(chain: RootChain, targets: Mapping[str, TargetFile], versions: Mapping[Role, int],
                      signers: Mapping[Role, CryptoSigner], now: datetime) -> Repository:
    """``now`` is UTC, whole seconds. Raises PackNoRoom where the list grew longer than kiosks read."""
    files: dict[str, bytes] = {}

    def sign(body: _Body, role: Role, name: str) -> _Body:
        files[name] = _signed(chain, body, role, signers[role])
        return body

    until = now + LIFE
    listed = sign(Targets(versions["targets"], expires=until, targets=dict(targets)),
                  "targets", name := f"{versions['targets']}.targets.json")
    snapshot = sign(Snapshot(versions["snapshot"], expires=until,
                             meta={"targets.json": _meta(listed.version, files[name])}),
                    "snapshot", name := f"{versions['snapshot']}.snapshot.json")
    stamp = {SIGNED_AT: now.strftime(TIME_FORMAT)}
    timestamp = sign(Timestamp(versions["timestamp"], expires=until, unrecognized_fields=stamp,
                               snapshot_meta=_meta(snapshot.version, files[name])),
                     "timestamp", "timestamp.json")
    return Repository(chain, timestamp, snapshot, listed, files)


def _meta(version: int, content: bytes) -> MetaFile:
    return MetaFile.from_data(version, content, ["sha256"])


def _signed(chain: RootChain, body: _Body, role: Role, signer: CryptoSigner) -> bytes:
    metadata = Metadata(body)
    metadata.sign(signer)
    chain.root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    content = metadata.to_bytes(JSONSerializer(compact=True))
    if len(content) > MAX_METADATA[role]:
        raise PackNoRoom("kho có nhiều tệp quá, máy học không đọc nổi; dùng --keep để bỏ bản cũ")
    return content
