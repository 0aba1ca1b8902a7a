"""What the publishers' repository of lesson packs is made of: names, places, limits. The one definition for publisher,
commune, sync worker and importer.

Guarantees: a name that ``is_name`` accepts is plain ASCII and leads nowhere but into ``bdhvs/metadata`` or
``bdhvs/targets``; lists are bounded in files and bytes before anybody asks for one of them. Decides no trust:
signatures, versions and expiry are judged by the kiosk's importer alone. Opens nothing.

    snapshot = snapshot_of(timestamp)           # Listed("metadata/3.snapshot.json", size, sha256)
    for listed in files_of(targets): ...        # every file, as it lies in the folder
    stored_at(manifest_target("goi", "1.0.0"), sha256)          # "packs/goi/<sha256>.1.0.0.json", below targets/

Source of the rules: docs/protocol.md "Lesson packs"; docs/adr/0013; TUF 1.0.33 section 4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta, Struct

from sync.protocol import UNREADABLE, Hex64
from sync.protocol.errors import Malformed

PATH_PACKS: Final = "/api/v1/packs/"
FOLDER: Final = "bdhvs"                         # as on a stick
METADATA: Final = "metadata"
TARGETS: Final = "targets"
TIMESTAMP: Final = f"{METADATA}/timestamp.json"
# What python-tuf's client reads at most (tuf.ngclient.UpdaterConfig): more would lock every kiosk out.
MAX_METADATA: Final[dict[str, int]] = {        # bytes
    "root": 512_000, "timestamp": 16_384, "snapshot": 2_000_000, "targets": 5_000_000}
MAX_ROOTS: Final = 256
MAX_FILE: Final = 64_000_000                   # bytes of one target
MAX_FILES: Final = 50_000
MAX_TOTAL: Final = 400_000_000                 # bytes of all targets
MAX_VERSION: Final = 999_999_999               # of a role's metadata; a thousand years of an edition every minute
INBOX: Final = "inbox"                          # DATA/packs/inbox: what came over the network
# Not for packs: what the kiosk keeps beside them, and what Windows, where publishers work, takes for a device.
RESERVED_PACKS: Final = frozenset(
    {INBOX, "con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))})

_METADATA: Final = re.compile(r"metadata/(?:[1-9][0-9]{0,8}\.(root|snapshot|targets)|(timestamp))\.json")
_STORED: Final = re.compile(
    r"targets/(?:packs/[a-z0-9][a-z0-9-]{0,59}/([0-9a-f]{64})\.[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}\.json"
    r"|files/([0-9a-f]{64})\.\2\.(?:json|png|svg|ogg|wav))")
_MANIFEST: Final = re.compile(r"packs/([a-z0-9][a-z0-9-]{0,59})/([0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6})\.json")
_FILE: Final = re.compile(r"files/([0-9a-f]{64})\.(json|png|svg|ogg|wav)")


@dataclass(frozen=True)
class Listed:
    """One file below ``bdhvs/``: its name there, its bytes, the SHA-256 (hex) of its content."""

    name: str
    size: int
    sha256: str


class _Hashes(Struct, frozen=True):
    sha256: Hex64


class _TargetCustom(Struct, frozen=True):
    """What metadata says of another file. Length and hash are the format's, although TUF could do without."""

    length: Annotated[int, Meta(ge=0, le=MAX_FILE)]
    hashes: _Hashes


class _Versioned(_TargetCustom, frozen=True):
    version: Annotated[int, Meta(ge=1, le=MAX_VERSION)]


class _OfTimestamp(Struct, frozen=True):
    snapshot: _Versioned = msgspec.field(name="snapshot.json")


class _OfSnapshot(Struct, frozen=True):
    targets: _Versioned = msgspec.field(name="targets.json")


class _TimestampBody(Struct, frozen=True):
    version: Annotated[int, Meta(ge=1, le=MAX_VERSION)]
    meta: _OfTimestamp


class _SnapshotBody(Struct, frozen=True):
    meta: _OfSnapshot


class _TargetsBody(Struct, frozen=True):
    targets: Annotated[dict[str, _TargetCustom], Meta(max_length=MAX_FILES)]


_Body = TypeVar("_Body", _TimestampBody, _SnapshotBody, _TargetsBody)


def is_name(name: str) -> bool:
    """Whether ``name`` is of a repository's file, below ``bdhvs/``. Nothing else is ever opened or asked for."""
    return bool(_METADATA.fullmatch(name) or _STORED.fullmatch(name))


def max_bytes(name: str) -> int:
    """How large the file of this name may be. KeyError is a defect of ours: ask ``is_name`` first."""
    found = _METADATA.fullmatch(name)
    return MAX_FILE if found is None else MAX_METADATA[found[1] or found[2]]


def hash_in(name: str) -> str | None:
    """The SHA-256 of its content that a target carries in its name; None for metadata."""
    found = _STORED.fullmatch(name)
    return None if found is None else found[1] or found[2]


def manifest_target(pack: str, version: str) -> str:
    """The target path of a manifest."""
    return f"packs/{pack}/{version}.json"


def file_target(sha256: str, ending: str) -> str:
    """The target path of any other file; ``ending`` without the dot."""
    return f"files/{sha256}.{ending}"


def pack_of(target: str) -> tuple[str, str] | None:
    """Pack id and version of a manifest's target path; None for any other path."""
    found = _MANIFEST.fullmatch(target)
    return (found[1], found[2]) if found else None


def is_target(target: str) -> bool:
    """Whether a target path is one of ours: nothing else is ever opened."""
    return bool(_MANIFEST.fullmatch(target) or _FILE.fullmatch(target))


def stored_at(target: str, sha256: str) -> str:
    """The file below ``bdhvs/targets``, as python-tuf's client asks for it (prefix_targets_with_hash)."""
    folder, _, name = target.rpartition("/")
    return f"{folder}/{sha256}.{name}"


def root_name(version: int) -> str:
    return f"metadata/{version}.root.json"


def version_of(timestamp: bytes) -> int:
    """The version of a timestamp.json. Raises Malformed."""
    return _body(timestamp, _TimestampBody).version


def snapshot_of(timestamp: bytes) -> Listed:
    """The snapshot that a timestamp.json names. Raises Malformed."""
    return _metadata("snapshot", _body(timestamp, _TimestampBody).meta.snapshot)


def targets_of(snapshot: bytes) -> Listed:
    """The list of targets that a snapshot names. Raises Malformed."""
    return _metadata("targets", _body(snapshot, _SnapshotBody).meta.targets)


def files_of(targets: bytes) -> tuple[Listed, ...]:
    """Every target as it is stored, manifests first; paths that are not of this format are left out.

    Raises:
        Malformed: not a list of targets, more than MAX_FILES, more than MAX_TOTAL bytes, a reserved pack id.
    """
    listed = {path: one for path, one in _body(targets, _TargetsBody).targets.items() if is_target(path)}
    if any(found and found[0] in RESERVED_PACKS for found in map(pack_of, listed)):
        raise Malformed("a pack has a reserved id")
    files = tuple(sorted((_stored(path, one) for path, one in listed.items()), key=_manifests_first))
    if sum(file.size for file in files) > MAX_TOTAL:
        raise Malformed(f"more than {MAX_TOTAL} bytes of lesson packs")
    if not all(is_name(file.name) for file in files):
        raise Malformed("a target's name and content disagree")
    return files


def _metadata(role: str, listed: _Versioned) -> Listed:
    if listed.length > MAX_METADATA[role]:
        raise Malformed(f"{role} larger than {MAX_METADATA[role]} bytes")
    return Listed(f"metadata/{listed.version}.{role}.json", listed.length, listed.hashes.sha256)


def _stored(path: str, listed: _TargetCustom) -> Listed:
    return Listed(f"{TARGETS}/{stored_at(path, listed.hashes.sha256)}", listed.length, listed.hashes.sha256)


def _manifests_first(file: Listed) -> tuple[bool, str]:
    return not file.name.startswith("targets/packs/"), file.name


def _body(raw: bytes, kind: type[_Body]) -> _Body:
    """The ``signed`` part; the signatures beside it are not looked at here."""
    try:
        return msgspec.json.decode(msgspec.json.decode(raw, type=dict[str, msgspec.Raw])["signed"], type=kind)
    except KeyError as error:
        raise Malformed("nothing signed in it") from error
    except UNREADABLE as error:
        raise Malformed(f"not metadata of lesson packs: {error}") from error
