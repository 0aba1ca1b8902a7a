"""``kiosk packs verify | install | list | rollback`` as a maintenance person meets them."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.core.errors import StickForeign
from kiosk.importer.kiosk_book import open_kiosk_book
from kiosk.importer.manual_install import DONE, _Counter, trusted_root
from kiosk.packs.install.staging import Progress
from kiosk.store.clock import TimeSources, iso_utc, system_boot_id
from sync.database import open_database
from tests.support.fakes.store import SMALL_RESERVE, enrol, stored_events
from tests.support.patience import PATIENCE_S
from tests.support.tuf_publisher import PackRepository, made_pack

ROOT = Path(__file__).resolve().parents[3]


class Room:
    """A publisher, a stick and a kiosk's data folder with the commune's root in it."""

    def __init__(self, folder: Path, built: dict[str, Path]) -> None:
        self.repository = PackRepository()
        self.built = built
        self.data = folder / "data"
        self.data.mkdir()
        self.stick = folder / "usb"
        (self.data / "root.json").write_bytes(self.repository.bootstrap)
        self.publish("1.0.0")

    def publish(self, version: str) -> None:
        self.repository.add(self.built[version])
        self.repository.publish(self.stick)

    def run(self, *words: str) -> int:
        return main(["packs", *words, "--data", str(self.data)])

    def install(self, *more: str) -> int:
        return self.run("install", str(self.stick), *more)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    out = tmp_path_factory.mktemp("built")
    newer = made_pack(out, "1.1.0", ("bai-mot", "bai-hai"), say="Bác đọc kỹ tên nhé.")
    return {"1.0.0": made_pack(out), "1.1.0": newer}


@pytest.fixture
def room(tmp_path: Path, built: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KIOSK_DATA", raising=False)
    monkeypatch.setattr("kiosk.config.Config.reserve_bytes", SMALL_RESERVE, raising=False)
    return Room(tmp_path, built)


def test_a_stick_is_installed_and_done_is_the_last_word(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    assert room.install() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "“Gói thử” bản 1.0.0: 1 bài mới."
    assert "không được ghi vào sổ" in lines[1]           # not enrolled: said, not skipped
    assert lines[-1] == DONE
    assert room.run("list") == 0
    assert capsys.readouterr().out == "goi 1.0.0 “Gói thử”, 1 bài\n"


def test_an_update_says_what_changed_and_can_be_taken_back(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    room.install()
    room.publish("1.1.0")
    capsys.readouterr()
    assert room.install() == 0
    assert "1 bài mới, 1 bài sửa" in capsys.readouterr().out
    assert room.run("rollback", "goi") == 0
    assert "quay về bản 1.0.0" in capsys.readouterr().out
    room.run("list")
    assert "bản 1.1.0 đã bị quay lui" in capsys.readouterr().out


def test_what_somebody_rolled_back_from_comes_only_when_asked_for(
    room: Room, capsys: pytest.CaptureFixture[str],
) -> None:
    room.install()
    room.publish("1.1.0")
    room.install()
    room.run("rollback", "goi")
    capsys.readouterr()
    assert room.install() == 1
    said = capsys.readouterr()
    assert DONE not in said.out
    assert "P2" in said.err
    assert room.install("--older") == 0
    room.run("list")
    assert "goi 1.1.0" in capsys.readouterr().out


def test_the_same_stick_again_is_done_too(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    room.install()
    capsys.readouterr()
    assert room.install() == 0
    assert capsys.readouterr().out.splitlines() == ["“Gói thử” bản 1.0.0: máy đã có rồi.", DONE]


def test_an_older_stick_is_refused_in_one_sentence_with_its_code(
    room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    room.install()
    old = room.stick.rename(tmp_path / "old")
    room.publish("1.1.0")
    room.install()
    capsys.readouterr()
    assert room.run("install", str(old)) == 1
    said = capsys.readouterr()
    assert DONE not in said.out
    assert said.err.count("\n") == 1
    assert "(P2)" in said.err


@pytest.mark.parametrize(("place", "code"), [("none", "P1"), ("photos", "P1")])
def test_no_stick_and_a_stick_of_photos_are_refused(
    room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, code: str,
) -> None:
    (tmp_path / "photos").mkdir()
    assert room.run("install", str(tmp_path / place)) == 1
    said = capsys.readouterr()
    assert DONE not in said.out
    assert f"({'P4' if place == 'none' else code})" in said.err


def test_a_kiosk_without_a_root_says_so(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    (room.data / "root.json").unlink()
    assert room.install() == 1
    assert "tệp gốc tin cậy" in capsys.readouterr().err


def test_the_root_asked_for_comes_first_then_that_of_the_installation(tmp_path: Path) -> None:
    for name in ("given", "assets/system/root.json", "data/root.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    given, assets, data = tmp_path / "given", tmp_path / "assets", tmp_path / "data"
    assert trusted_root(given, assets, data) == b"given"
    assert trusted_root(None, assets, data) == b"assets/system/root.json"
    assert trusted_root(None, tmp_path / "no", data) == b"data/root.json"
    with pytest.raises(StickForeign):
        trusted_root(tmp_path / "no", assets, data)


def test_verifying_reads_everything_and_installs_nothing(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    assert room.run("verify", str(room.stick)) == 0
    assert "đúng chữ ký" in capsys.readouterr().out
    assert not (room.data / "packs").exists()
    lesson = next((room.stick / "bdhvs/targets/files").glob("*.png"))
    lesson.write_bytes(lesson.read_bytes()[:-1] + b"?")
    assert room.run("verify", str(room.stick)) == 1
    assert "(P3)" in capsys.readouterr().err


def test_an_enrolled_kiosk_tells_the_commune(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    enrol(room.data)
    room.install()
    room.publish("1.1.0")
    room.install()
    room.run("rollback", "goi")
    assert "ghi vào sổ" not in capsys.readouterr().out
    show = [(event.kind, event.data) for event in stored_events(room.data / "kiosk.db")]
    assert show == [
        ("pack.installed", {"pack": "goi", "version": "1.0.0", "previous": ""}),
        ("pack.installed", {"pack": "goi", "version": "1.1.0", "previous": "1.0.0"}),
        ("pack.rolled_back", {"pack": "goi", "version": "1.0.0", "left": "1.1.0"}),
    ]


def test_rolling_back_what_is_not_there_is_refused(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    assert room.run("rollback", "goi") == 1
    assert "(P8)" in capsys.readouterr().err
    assert room.run("list") == 0
    assert "chưa cài gói nào" in capsys.readouterr().out


def test_an_error_goes_to_stderr_of_a_real_process(room: Room) -> None:
    command = [sys.executable, "-m", "kiosk", "packs", "install", str(room.stick / "bdhvs"), "--data", str(room.data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert (done.returncode, done.stdout) == (1, "")
    assert "(P1)" in done.stderr
    assert "Traceback" not in done.stderr


# --- time and progress ------------------------------------------------------------------------------

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


def test_the_time_comes_from_ntp_or_from_an_anchor_that_is_no_ones_finger(tmp_path: Path) -> None:
    marker = tmp_path / "synchronized"
    sources = TimeSources(lambda: 61_000, lambda: NOON, marker)
    with open_kiosk_book(tmp_path / "data", SMALL_RESERVE, sources) as book:
        assert book.anchored() is None
        add(book.ready.path, 1_000, NOON + timedelta(days=4000), "facilitator")
        assert book.anchored() is None
        add(book.ready.path, 1_000, NOON, "server")
        assert book.anchored() == NOON + timedelta(minutes=1)
        marker.touch()
        assert book.anchored() == NOON


def add(path: Path, ms: int, utc: datetime, source: str) -> None:
    with closing(open_database(path)) as database:
        database.execute("INSERT INTO anchors VALUES (?, ?, ?, ?, 0)", (system_boot_id(), ms, iso_utc(utc), source))


def test_progress_is_told_in_tenths_with_minutes_once_it_is_slow(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    counter = _Counter(lambda: now)
    for done in range(1001):
        counter.show(Progress(done // 10, 100, done * 1000, 1_000_000))
        now += 0.12
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 11
    assert lines[0] == "Đang chép: 0/100 tệp, 0,0/1,0 MB"
    assert lines[5] == "Đang chép: 50/100 tệp, 0,5/1,0 MB, còn khoảng 1 phút"
