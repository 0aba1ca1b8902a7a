"""Lesson titles on pages: from what the commune published, else from the shipped lessons, else the id."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commune import DATA_DIR, packs, titles
from tests.support.tuf_publisher import PackRepository, made_pack, remade

SHIPPED = "tra-tien-qr"


@pytest.fixture(autouse=True)
def no_publication() -> Iterator[None]:
    shutil.rmtree(DATA_DIR.packs, ignore_errors=True)
    yield
    shutil.rmtree(DATA_DIR.packs, ignore_errors=True)


def publish(repository: PackRepository, tmp_path: Path, version: str, title: str) -> None:
    """A pack whose one lesson is called ``title``."""
    def renamed(files: dict[str, bytes]) -> None:
        lesson = json.loads(files["lessons/bai-mot.json"])
        files["lessons/bai-mot.json"] = json.dumps(lesson | {"title": title}).encode()

    built = remade(made_pack(tmp_path / version, version), tmp_path / f"{version}-named", renamed)
    repository.add(built)
    packs.take_over(repository.publish(tmp_path / f"stick-{version}"), DATA_DIR.packs)


def test_without_a_publication_the_shipped_lessons_have_their_titles() -> None:
    assert titles.title_of(SHIPPED) == "Trả tiền bằng mã QR"
    assert titles.title_of("tu-do") == "Học tự do"


def test_a_lesson_nobody_knows_is_shown_by_its_id(tmp_path: Path) -> None:
    assert titles.title_of("bai-mot") == "bai-mot"


def test_a_published_lesson_has_the_title_of_the_newest_version(tmp_path: Path) -> None:
    repository = PackRepository()
    publish(repository, tmp_path, "1.9.0", "Tên cũ")
    assert titles.title_of("bai-mot") == "Tên cũ"
    publish(repository, tmp_path, "1.10.0", "Tên mới")
    assert titles.title_of("bai-mot") == "Tên mới"
    assert titles.title_of(SHIPPED) == "Trả tiền bằng mã QR"


def test_a_damaged_publication_fails_no_page(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    publish(PackRepository(), tmp_path, "1.0.0", "Tên")
    for path in DATA_DIR.packs.rglob("*.snapshot.json"):
        path.write_bytes(b"{")
    (DATA_DIR.packs / "bdhvs" / "metadata" / "timestamp.json").touch()
    assert titles.title_of("bai-mot") == "bai-mot"
    assert "not readable" in caplog.text
