"""What lies on a stick, told from its signed lists: packs, versions, sizes, dates, roots.

Guarantees: every list is verified before it is told; any garbage is one PackError sentence. Contents are only
looked for (name and size): ``kiosk packs verify`` reads them.

    inventory(Path("/media/usb")).entries[0].version
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import TargetFile

from kiosk.core.errors import StickForeign
from kiosk.packs.format.repository_paths import order
from kiosk.publishing.built_pack import ManifestHead, read_manifest_head
from kiosk.publishing.repository import Repository, custom, read_manifest, read_repository, read_roots, targets_folder
from kiosk.publishing.root_metadata import RootChain
from sync.protocol.pack_repository import stored_at


@dataclass(frozen=True)
class InventoryEntry:
    """One version of one pack; ``size`` in bytes, ``missing`` counts files that are not there whole."""

    head: ManifestHead
    signed_at: str
    size: int
    files: int
    missing: int


@dataclass(frozen=True)
class Inventory:
    """``size``: bytes of everything listed, each content once."""

    repository: Repository
    entries: tuple[InventoryEntry, ...]
    size: int


def inventory(place: Path, own: RootChain | None = None) -> Inventory:
    """With ``own``, only a repository of these publishers. Raises StickForeign, StickDamaged, StickGone, PackUnfit."""
    chain = read_roots(place, own)
    repository = read_repository(place, chain) if chain else None
    if repository is None:
        raise StickForeign(f"ở {place} chưa có gói bài học nào được phát hành")
    manifests = sorted(repository.manifests.items(), key=lambda which: (which[0][0], order(which[0][1])))
    entries = tuple(_entry(place, repository.targets.targets, target) for _which, target in manifests)
    return Inventory(repository, entries, sum(target.length for target in repository.targets.targets.values()))


def _entry(place: Path, targets: Mapping[str, TargetFile], manifest: TargetFile) -> InventoryEntry:
    head = read_manifest_head(read_manifest(place, manifest))
    files = head.targets()
    folder = targets_folder(place)
    missing = sum(name not in targets or not _there(folder / stored_at(name, file.sha256), file.size)
                  for name, file in files.items())
    signed_at = str(custom(manifest).get("signed_at", ""))
    return InventoryEntry(head, signed_at, head.size + manifest.length, len(files), missing)


def _there(path: Path, size: int) -> bool:
    try:
        return path.is_file() and path.stat().st_size == size
    except OSError:
        return False
