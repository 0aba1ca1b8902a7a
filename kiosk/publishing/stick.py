"""Carries the publishers' copy onto sticks, and back from a stick where the copy was lost.

Guarantees: a stick becomes exactly the copy; a stick of other publishers, a newer one, or the stick with the keys
on it is refused; the copy takes over from a stick only what the present keys signed and only where no pack is lost.
Signs nothing.

    take_over(publisher, stick); publish(...); deliver(publisher, stick)
"""

from __future__ import annotations

from pathlib import Path

from kiosk.core.errors import KeyTrouble, StickDamaged, StickGone, StickOlder
from kiosk.packs.format.atomic_files import storage_error
from kiosk.packs.format.repository_paths import order
from kiosk.publishing.mirror import Placed, Progress, place, quiet
from kiosk.publishing.publisher import Publisher, own_copy
from kiosk.publishing.repository import Repository, read_repository, read_roots
from kiosk.publishing.root_metadata import RootChain, own_root_chain


def take_over(publisher: Publisher, stick: Path, progress: Progress = quiet) -> bool:
    """Copies a newer repository from the stick into the own copy; says whether it did. Raises PackError."""
    chain = own_root_chain(publisher.ring)
    check_stick(publisher, stick)
    there = _whole_on(stick, chain)
    here = own_copy(publisher, chain)
    if there is None or (here is not None and not _newer(there, here)):
        return False
    if here is not None and (lost := _lacking(there, here)):
        raise StickOlder(f"kho trên {stick} mới hơn ở đây nhưng thiếu {', '.join(lost)}: có hai nơi cùng phát hành, "
                         "chỉ phát hành từ một máy")
    with storage_error(publisher.repo):
        publisher.repo.mkdir(parents=True, exist_ok=True)
    place(there, publisher.repo, stick, {}, publisher.ring.disk, progress)
    return True


def deliver(publisher: Publisher, stick: Path, progress: Progress = quiet) -> Placed:
    """Makes the stick hold the own copy. Raises PackError; KeyTrouble where ``publish`` must run first."""
    chain = own_root_chain(publisher.ring)
    check_stick(publisher, stick)
    here = own_copy(publisher, chain)
    if here is None or here.chain.raw != chain.raw:
        raise KeyTrouble("chưa phát hành gói nào bằng bộ khóa này")
    there = _whole_on(stick, chain)
    if there is not None and _newer(there, here):
        raise StickOlder(f"kho trên {stick} mới hơn kho ở đây; chạy lại kiosk packs publish --to {stick}")
    if there is not None and there.versions == here.versions and there.files != here.files:
        raise StickOlder(f"kho trên {stick} cùng số bản với kho ở đây nhưng khác nội dung: có hai nơi cùng phát hành. "
                         f"Nếu kho ở đây mới đúng, xóa thư mục bdhvs trên {stick} rồi làm lại")
    return place(here, stick, publisher.repo, {}, publisher.ring.disk, progress)


def check_stick(publisher: Publisher, stick: Path) -> None:
    """There is such a folder, and the keys do not lie on it. Raises StickGone, KeyTrouble."""
    if not stick.is_dir():
        raise StickGone(f"không thấy thư mục {stick}; cắm USB và xem lại đường dẫn")
    for folder in publisher.ring.folders:
        if folder.resolve().is_relative_to(stick.resolve()):
            raise KeyTrouble(f"khóa {folder} nằm ngay trên {stick}; USB mang gói đi các thôn không được chứa khóa")


def _whole_on(stick: Path, chain: RootChain) -> Repository | None:
    """What the present keys signed there; None where there is nothing such, or it is damaged."""
    try:
        roots = read_roots(stick, chain)
    except StickDamaged as broken:
        raise StickDamaged(f"kho trên {stick} hỏng ({broken}); xóa thư mục bdhvs trên đó rồi làm lại") from broken
    try:
        return read_repository(stick, chain) if roots else None
    except StickDamaged:
        return None                     # half-written, or of keys that were replaced: it is written anew


def _newer(one: Repository, other: Repository) -> bool:
    return one.timestamp.version > other.timestamp.version


def _packs(repository: Repository) -> dict[str, str]:
    newest: dict[str, str] = {}
    for pack, version in sorted(repository.manifests, key=lambda which: order(which[1])):
        newest[pack] = version
    return newest


def _lacking(there: Repository, here: Repository) -> list[str]:
    """Packs of ``here`` that ``there`` does not have, or only older."""
    theirs = _packs(there)
    return sorted(f"{pack} {version}" for pack, version in _packs(here).items()
                  if pack not in theirs or order(theirs[pack]) < order(version))
