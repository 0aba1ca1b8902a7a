"""Where everything of the publishers' repository lies on a stick, and how large a reader lets it be.

Guarantees: every name is ASCII, lower case, at most 160 letters, and the same on the publisher's laptop, on a
stick and at the commune. Opens nothing.

    STICK/bdhvs/metadata/1.root.json ... 3.targets.json 3.snapshot.json timestamp.json
    STICK/bdhvs/targets/packs/<pack>/<sha256>.<version>.json      the manifest of one version of one pack
    STICK/bdhvs/targets/files/<sha256>.<sha256>.<ending>          every other file, once for all packs

    stored_at(manifest_target("goi", "1.0.0"), sha256)            # "packs/goi/<sha256>.1.0.0.json"

Names and limits have their one definition in ``sync.protocol.pack_repository``, by which the commune and the sync
worker carry the same files; here is what only those who build, sign and install need beside it.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from sync.protocol.pack_repository import (
    FOLDER,
)

REPOSITORY: Final = FOLDER

Role = Literal["root", "targets", "snapshot", "timestamp"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
Kind = Literal["lessons", "voices"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

ROOT_THRESHOLD: Final = 2
ROOT_KEYS: Final = 3
SIGNED_AT: Final = "x-bdhvs-signed-at"          # in timestamp.json: when it was signed, UTC
TIME_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"


def order(version: str) -> tuple[int, ...]:
    """Versions in their order: 1.9.0 before 1.10.0."""
    return tuple(int(part) for part in version.split("."))
