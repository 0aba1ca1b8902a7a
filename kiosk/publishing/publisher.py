"""Publishing packs: the publishers' own copy first, sticks from it, so that no two sticks ever part ways.

Guarantees: versions only rise, even onto a current stick or with the copy lost (``published.json`` beside the keys
remembers); one version of a pack has one content for ever; nothing is signed while the clock is before the newest
signature. Does not check lessons (the command does), does not print, asks no clock.

    publisher = Publisher(ring, Path("khoa/repository"), tries)
    publish(publisher, now, [read_publishable(folder, assets)])
    deliver(publisher, Path("/media/usb"))              # kiosk.publishing.stick
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import TargetFile

from kiosk.core.errors import PackError, PackUnfit, PackUnknown, StickOlder
from kiosk.packs.format.atomic_files import storage_error
from kiosk.packs.format.manifest import MANIFEST
from kiosk.packs.format.repository_paths import TIME_FORMAT, Role, order
from kiosk.publishing.built_pack import ManifestHead, PublishablePack, read_manifest_head
from kiosk.publishing.history import PublishedHistory, PublishedVersion, read_history, write_history
from kiosk.publishing.keyring import KeyRing, Tries
from kiosk.publishing.mirror import Placed, place
from kiosk.publishing.repository import (
    SIGNING,
    Repository,
    custom,
    read_manifest,
    read_repository,
    read_roots,
    signed_repository,
)
from kiosk.publishing.root_metadata import RootChain, own_root_chain
from sync.protocol.pack_repository import manifest_target, stored_at


@dataclass(frozen=True)
class Publisher:
    """``repo`` is the publishers' own copy, laid out like a stick; ``tries`` gives passphrases."""

    ring: KeyRing
    repo: Path
    tries: Tries


@dataclass(frozen=True)
class Published:
    """``signed`` is false where everything was there already and nothing had to be signed."""

    repository: Repository
    placed: Placed
    signed: bool


def publish(publisher: Publisher, now: datetime, publishables: Sequence[PublishablePack] = (), *,
            keep: int | None = None, renew: bool = False) -> Published:
    """Brings the own copy up to date: new packs, new keys, new root versions, current signatures with ``renew``.

    Args:
        now: UTC, of a clock that is right.
        keep: how many versions of each pack stay (1 or more); None keeps all.

    Raises:
        StickOlder: an older version than was published, or the clock stands before the newest signature.
        PackUnfit: that version was published with other content, or its id for another kind of pack.
        PackUnknown: there is no pack at all yet.
        KeyTrouble, PackNoRoom, StickDamaged, StickGone, PackError.
    """
    chain, memory = own_root_chain(publisher.ring), read_history(publisher.ring.home)
    before = own_copy(publisher, chain)
    _check_publishable(publishables, before, memory)
    targets = dict(before.targets.targets) if before else {}
    for publishable in publishables:
        targets |= _targets_of(publishable, targets, now)
    if not targets:
        raise PackUnknown("chưa phát hành gói nào bằng bộ khóa này; nêu gói cần phát hành")
    if keep is not None:
        targets = _kept(publisher.repo, targets, publishables, keep)
    sources = {stored: path for publishable in publishables for stored, path in _sources(publishable)}
    current = before is not None and not renew and targets == before.targets.targets and _same_keys(before.chain, chain)
    if before is not None and current:
        repository = replace(before, chain=chain)
    else:
        now = now.replace(microsecond=0)
        for newest in (memory.signed_at, before.signed_at if before else ""):
            check_clock(now, newest)
        signers = {role: _signer(publisher, chain, role) for role in SIGNING}
        repository = signed_repository(chain, targets, _risen(memory, before), signers, now)
        write_history(publisher.ring.home, _remembered(memory, repository, publishables), publisher.ring.disk)
    with storage_error(publisher.repo):
        publisher.repo.mkdir(parents=True, exist_ok=True)
    placed = place(repository, publisher.repo, publisher.repo, sources, publisher.ring.disk)
    return Published(repository, placed, not current)


def own_copy(publisher: Publisher, chain: RootChain) -> Repository | None:
    """The publishers' copy as it stands; None where nothing was published. Raises PackError."""
    roots = read_roots(publisher.repo, chain)
    if roots is None:
        return None
    try:
        return read_repository(publisher.repo, roots)
    except PackError:
        if (older := roots.without_last()) is None:
            raise
        return read_repository(publisher.repo, older)   # cut off between a new root and the timestamp it asks for


def check_clock(now: datetime, newest: str) -> None:
    """Raises StickOlder where the clock stands before the newest signature."""
    if newest and now < datetime.strptime(newest, TIME_FORMAT).replace(tzinfo=UTC):
        raise StickOlder(f"đồng hồ máy này đang là {now:%d/%m/%Y %H:%M} UTC, trước lần ký gần nhất ({newest}); "
                         "chỉnh lại đồng hồ rồi làm lại")


# --- what may be published -----------------------------------------------------------------------


def _check_publishable(publishables: Sequence[PublishablePack], before: Repository | None,
                       memory: PublishedHistory) -> None:
    there = before.manifests if before else {}
    for publishable in publishables:
        head = publishable.head
        marks = {version: target.hashes["sha256"] for (pack, version), target in there.items() if pack == head.id}
        if mark := memory.packs.get(head.id):
            marks[mark.version] = mark.sha256
        if marks.get(head.version, publishable.sha256) != publishable.sha256:
            raise PackUnfit(f"gói “{head.id}” bản {head.version} đã phát hành với nội dung khác; tăng số version trong "
                            "pack.yaml rồi làm lại")
        highest = max(marks, key=order, default=head.version)
        if order(head.version) < order(highest):
            raise StickOlder(f"gói “{head.id}” đã phát hành bản {highest}, mới hơn bản {head.version}; tăng số version "
                             "trong pack.yaml rồi làm lại")
        kinds = {custom(target).get("kind") for (pack, _version), target in there.items() if pack == head.id}
        if kinds - {head.kind}:
            raise PackUnfit(f"mã “{head.id}” đã dùng cho loại gói khác; đặt mã khác")


def _targets_of(publishable: PublishablePack, there: dict[str, TargetFile], now: datetime) -> dict[str, TargetFile]:
    """The parcel's targets that are not there yet: a manifest keeps the time it was first signed."""
    head = publishable.head
    path = manifest_target(head.id, head.version)
    new = {name: TargetFile(file.size, {"sha256": file.sha256}, name) for name, file in head.targets().items()}
    own = {"pack": head.id, "version": head.version, "title": head.title, "kind": head.kind,
           "signed_at": now.strftime(TIME_FORMAT)}
    new[path] = TargetFile(len(publishable.manifest), {"sha256": publishable.sha256}, path, {"custom": own})
    return {name: target for name, target in new.items() if name not in there}


def _sources(publishable: PublishablePack) -> list[tuple[str, Path]]:
    head = publishable.head
    files = [(stored_at(name, file.sha256), publishable.folder / file.path) for name, file in head.targets().items()]
    manifest = stored_at(manifest_target(head.id, head.version), publishable.sha256)
    return [*files, (manifest, publishable.folder / MANIFEST)]


def _kept(repo: Path, targets: dict[str, TargetFile], publishables: Sequence[PublishablePack],
          keep: int) -> dict[str, TargetFile]:
    """Only the newest ``keep`` versions of each pack, and the files they need."""
    heads = {manifest_target(new.head.id, new.head.version): new.head for new in publishables}
    heads |= {path: _manifest_head(repo, target) for path, target in targets.items()
              if path.startswith("packs/") and path not in heads}
    chosen: dict[str, TargetFile] = {}
    for pack in {head.id for head in heads.values()}:
        own = (path for path, head in heads.items() if head.id == pack)
        for path in sorted(own, key=lambda path: order(heads[path].version))[-keep:]:
            chosen |= {name: targets[name] for name in (path, *heads[path].targets())}
    return chosen


def _manifest_head(repo: Path, target: TargetFile) -> ManifestHead:
    return read_manifest_head(read_manifest(repo, target))


# --- signing -------------------------------------------------------------------------------------


def _same_keys(old: RootChain, new: RootChain) -> bool:
    return all(old.root.roles[role].keyids == new.root.roles[role].keyids for role in SIGNING)


def _risen(memory: PublishedHistory, before: Repository | None) -> dict[Role, int]:
    """One above the highest of what is there and what is remembered."""
    there = before.versions if before else {}
    return {role: 1 + max(memory.versions.get(role, 0), there.get(role, 0)) for role in SIGNING}


def _signer(publisher: Publisher, chain: RootChain, role: Role) -> CryptoSigner:
    line = publisher.ring.line_of(chain.root.roles[role].keyids[0])
    return publisher.ring.signer(line, publisher.tries)


def _remembered(memory: PublishedHistory, repository: Repository,
                publishables: Sequence[PublishablePack]) -> PublishedHistory:
    marks = {new.head.id: PublishedVersion(version=new.head.version, sha256=new.sha256) for new in publishables}
    signed_at = max(memory.signed_at, repository.signed_at)
    return PublishedHistory(versions=repository.versions, packs=memory.packs | marks, signed_at=signed_at)
