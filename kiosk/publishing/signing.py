"""Signs targets, snapshot and timestamp over each other, as TUF wants them (spec 1.0, 5.4-5.6).

Guarantees: what comes out verifies under the root it was made for and is small enough for every reader.
Takes versions and time as given; opens no file.

    signed_repository(chain, targets, versions, signers, now)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from kiosk.core.errors import PackNoRoom
from kiosk.packs.format.repository_paths import SIGNED_AT, TIME_FORMAT, Role
from kiosk.publishing.repository import Repository
from kiosk.publishing.root_metadata import RootChain
from sync.protocol.pack_repository import MAX_METADATA

LIFE: Final = timedelta(days=1095)              # three years
SIGNING: Final[tuple[Role, ...]] = ("targets", "snapshot", "timestamp")
_Body = TypeVar("_Body", Timestamp, Snapshot, Targets)


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
