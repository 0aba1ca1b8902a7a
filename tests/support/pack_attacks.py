"""A kiosk with an honest pack, a stick for the attacker to work on, and the judgement afterwards.

    def test_a_flipped_bit(kiosk: Taker, stick: Path) -> None:
        ...
        refused(kiosk, stick, StickDamaged)
"""


from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.core.errors import PackError
from kiosk.packs.install.folder_fetcher import FolderFetcher
from kiosk.packs.install.registry import installed_packs
from sync.protocol.pack_repository import manifest_target
from tests.support.install_target import Taker, tree
from tests.support.tuf_publisher import PackRepository, made_pack, sheet

MAX_S = 5.0
STRANGERS = 2_000                       # files nobody lists, in a folder; the limit test makes the list itself long


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("built")
    sheets = {f"to-{number}.svg": sheet(number) for number in range(3)}
    return {"1.0.0": made_pack(out, sheets=sheets),
            "1.1.0": made_pack(out, "1.1.0", ("bai-mot", "bai-hai"), say="Bác đọc kỹ tên nhé.", sheets=sheets)}


@pytest.fixture
def repository(packs: dict[str, Path]) -> PackRepository:
    made = PackRepository()
    made.add(packs["1.0.0"])
    return made


@pytest.fixture
def kiosk(repository: PackRepository, tmp_path: Path) -> Taker:
    """It has 1.0.0 from an honest stick."""
    made = Taker(repository.bootstrap, tmp_path / "data")
    made.take(repository.publish(tmp_path / "first"))
    return made


@pytest.fixture
def stick(kiosk: Taker, repository: PackRepository, packs: dict[str, Path], tmp_path: Path) -> Path:
    """An honest stick with 1.1.0, for the attacker to work on."""
    repository.add(packs["1.1.0"])
    return repository.publish(tmp_path / "stick")


class Unmoved:
    """What must be as it was after an attack: the installed packs, and everything outside the kiosk's folder."""

    def __init__(self, kiosk: Taker) -> None:
        self._kiosk = kiosk
        self._before = self._look()
        self._begun = time.process_time()

    def _look(self) -> tuple[object, ...]:
        around = self._kiosk.data.parent
        outside = sorted(str(path) for path in around.rglob("*") if not path.is_relative_to(self._kiosk.root))
        return tree(self._kiosk.root), outside, installed_packs(self._kiosk.root)

    def check(self) -> None:
        assert time.process_time() - self._begun < MAX_S
        assert self._look() == self._before


def refused(kiosk: Taker, stick: Path | FolderFetcher, *errors: type[PackError]) -> PackError:
    unmoved = Unmoved(kiosk)
    with pytest.raises(errors or PackError) as told:
        kiosk.take(stick)
    unmoved.check()
    assert str(told.value)
    return told.value


def files_of(stick: Path, kind: str) -> list[Path]:
    return sorted((stick / "bdhvs/targets").rglob(f"*.{kind}"))


def some_file(stick: Path) -> Path:
    """One that the kiosk has to read: a lesson of 1.1.0."""
    return next(path for path in files_of(stick, "json") if "kỹ".encode() in path.read_bytes())


def manifest_on(stick: Path) -> Path:
    return next((stick / "bdhvs/targets/packs/goi").glob("*.1.1.0.json"))


def metadata(stick: Path, name: str) -> Path:
    return stick / "bdhvs/metadata" / name


PLACES: dict[str, Callable[[Path], Path]] = {
    "a lesson": some_file,
    "the manifest": manifest_on,
    "targets": lambda stick: metadata(stick, "2.targets.json"),
    "snapshot": lambda stick: metadata(stick, "2.snapshot.json"),
    "timestamp": lambda stick: metadata(stick, "timestamp.json"),
}
places = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())


def sign_manifest(repository: PackRepository, raw: bytes) -> None:
    """Signs a manifest that no tool of ours would have written."""
    custom = {"pack": "goi", "version": "1.1.0", "title": "Gói thử", "kind": "lessons",
              "signed_at": "2026-11-22T08:00:00Z"}
    repository.target(manifest_target("goi", "1.1.0"), raw, custom)


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)
