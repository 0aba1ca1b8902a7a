"""Where everything of the publishers' repository lies on a stick, and how large a reader lets it be.

Guarantees: every name is ASCII, lower case, at most 160 letters, and the same on the publisher's laptop, on a
stick and at the commune. Opens nothing.

    STICK/bdhvs/metadata/1.root.json ... 3.targets.json 3.snapshot.json timestamp.json
    STICK/bdhvs/targets/packs/<pack>/<sha256>.<version>.json      the manifest of one version of one pack
    STICK/bdhvs/targets/files/<sha256>.<sha256>.<ending>          every other file, once for all packs

    stored_at(manifest_target("goi", "1.0.0"), sha256)            # "packs/goi/<sha256>.1.0.0.json"
"""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

REPOSITORY: Final = "bdhvs"
METADATA: Final = "metadata"
TARGETS: Final = "targets"
INBOX: Final = "inbox"                  # DATA/packs/inbox: what came over the network; no pack may be called so

Role = Literal["root", "targets", "snapshot", "timestamp"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Kind = Literal["lessons", "voices"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

# What python-tuf's client reads at most (tuf.ngclient.UpdaterConfig): more would lock every kiosk out.
MOST_METADATA: Final[dict[str, int]] = {
    "root": 512_000, "timestamp": 16_384, "snapshot": 2_000_000, "targets": 5_000_000}      # bytes
MOST_ROOTS: Final = 256
ROOT_THRESHOLD: Final = 2
ROOT_KEYS: Final = 3
SIGNED_AT: Final = "x-bdhvs-signed-at"          # in timestamp.json: when it was signed, UTC
TIME_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"

_MANIFEST: Final = re.compile(r"packs/([a-z0-9][a-z0-9-]{0,59})/(\d{1,6}\.\d{1,6}\.\d{1,6})\.json")
_FILE: Final = re.compile(r"files/([0-9a-f]{64})\.(json|png|svg|ogg|wav)")


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
    """Whether a path is one of ours: nothing else is ever opened."""
    return bool(_MANIFEST.fullmatch(target) or _FILE.fullmatch(target))


def stored_at(target: str, sha256: str) -> str:
    """The file below ``bdhvs/targets``, as python-tuf's client asks for it (prefix_targets_with_hash)."""
    folder, _, name = target.rpartition("/")
    return f"{folder}/{sha256}.{name}"


def order(version: str) -> tuple[int, ...]:
    """Versions in their order: 1.9.0 before 1.10.0."""
    return tuple(int(part) for part in version.split("."))
