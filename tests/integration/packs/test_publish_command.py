"""``kiosk packs`` as a publisher uses it, with real lessons, real keys and python-tuf's client at the other end."""

from __future__ import annotations

import re
import shutil
import sys
from array import array
from pathlib import Path
from types import SimpleNamespace

import pytest

import kiosk.__main__ as kiosk
from kiosk.authoring.builder import Spoken, Voices, build_voices
from kiosk.authoring.check import checked
from kiosk.authoring.speech import encoded
from kiosk.cli import packs
from kiosk.publishing import cli_inspect, cli_keys, cli_publish
from kiosk.publishing.built_pack import read_manifest_head
from tests.support.kivy import window_of_tests
from tests.support.lesson_folders import ROOT, change, pack_folder
from tests.support.publisher import WORDS, KioskClient, Press, press

pytestmark = pytest.mark.slow

__all__ = ["press"]


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    window_of_tests()
    monkeypatch.setenv("KIOSK_PASSPHRASE", WORDS)


def voices_folder(root: Path, title: str = "Giọng xóm") -> Path:
    """A built add-on: small, and quick to check."""
    sound = encoded(array("h", [0] * 22_050), "wav")
    spoken = Spoken("Bác đọc tên nhé.", sound, "wav", voice="giọng xóm")
    return build_voices(Voices("giong", "1.0.0", title, of="goi"), [spoken], root / "ra")


def run(*words: object) -> int:
    return kiosk.main(["packs", *map(str, words)])


def publish_lessons(press: Press, source: Path, *more: object) -> int:
    return run("publish", source, "--keys", press.keys, "--to", press.stick, "--no-voice", *more)


def test_from_keygen_to_a_stick_a_kiosk_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys, stick, root = tmp_path / "khoa", tmp_path / "usb", tmp_path / "root.json"
    stick.mkdir()
    assert run("keygen", "--keys", keys, "--root-out", root) == 0
    shown = capsys.readouterr().out
    assert run("publish", pack_folder(tmp_path, "bai"), "--keys", keys, "--to", stick, "--no-voice") == 0
    told = capsys.readouterr().out
    assert told.index("Đang kiểm bài") < told.index("Đang đóng gói") < told.index(f"Xong {stick}")
    assert f"kiosk packs verify {stick} --root root.json" in told
    found = KioskClient(tmp_path / "may", root.read_bytes()).update(stick)
    assert read_manifest_head(found["packs/goi/1.0.0.json"]).title == "Gói thử"
    assert run("list", stick) == 0
    listed = capsys.readouterr().out
    fingerprint = re.search(r"Vân tay gốc.*: ([0-9a-f ]+)\n", shown)
    assert fingerprint is not None
    assert f"Vân tay gốc: {fingerprint[1]}" in listed
    assert re.search(r"^goi 1\.0\.0  “Gói thử”  bài học, 0,\d MB, \d+ tệp, ký \d\d/\d\d/\d{4}$", listed, re.MULTILINE)


def test_who_waits_hears_which_lesson_is_being_checked(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    gathered, _ = checked(pack_folder(tmp_path, "bai"), cli_publish.ASSETS, progress=lambda *far: heard.append(far))
    assert heard == [(number, len(gathered.lessons)) for number in range(1, len(gathered.lessons) + 1)]
    assert heard


def test_broken_lessons_are_not_published(press: Press, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pack_folder(tmp_path, "bai")
    change(folder / "bai", "say: Bác đọc tên nhé.", "say: Bác click nhé.")
    assert publish_lessons(press, folder) == 1
    told = capsys.readouterr()
    assert "tu-cam" in told.out
    assert "Chưa phát hành gì" in told.err
    assert not any(press.stick.iterdir())
    assert not (press.keys / "repository").exists()
    change(folder / "bai", "say: Bác click nhé.", "say: Bác đọc tên nhé.")          # control: the sound one is
    assert publish_lessons(press, folder) == 0
    assert "packs/goi/1.0.0.json" in KioskClient(tmp_path / "may", press.bootstrap).update(press.stick)


def test_a_built_folder_is_published_as_it_is(press: Press, tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, "bai")
    assert kiosk.main(["lessons", "build", str(folder), "--out", str(tmp_path / "ra"), "--no-voice"]) == 0
    assert publish_lessons(press, tmp_path / "ra" / "goi") == 0
    found = KioskClient(tmp_path / "may", press.bootstrap).update(press.stick)
    assert found["packs/goi/1.0.0.json"] == (tmp_path / "ra" / "goi" / "pack.json").read_bytes()
    change_one = next((tmp_path / "ra" / "goi" / "lessons").iterdir())
    change_one.write_bytes(change_one.read_bytes().replace("Bài thử".encode(), "Bài khác".encode()))
    shutil.rmtree(press.keys / "repository")
    (press.keys / "published.json").unlink()
    assert publish_lessons(press, tmp_path / "ra" / "goi") == 1                     # a changed file is not


def test_a_changed_lesson_needs_a_new_version(press: Press, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = pack_folder(tmp_path, "bai")
    assert publish_lessons(press, folder) == 0
    change(folder / "bai", "title: Bài thử", "title: Bài thử mới")
    assert publish_lessons(press, folder) == 1
    assert re.search(r"bản 1\.0\.0 đã phát hành với nội dung khác.*\(P7\)$", capsys.readouterr().err.strip())
    path = folder / "pack.yaml"
    path.write_text(path.read_text("utf-8").replace("1.0.0", "1.0.1"), "utf-8")
    assert publish_lessons(press, folder) == 0


def test_the_same_content_in_another_order_of_packs_goes_to_every_stick_named(press: Press, tmp_path: Path) -> None:
    other = tmp_path / "usb-2"
    other.mkdir()
    assert publish_lessons(press, pack_folder(tmp_path, "bai"), "--to", other) == 0
    assert run("publish", "--keys", press.keys, "--to", press.stick) == 0            # nothing new: copies only
    client = KioskClient(tmp_path / "may", press.bootstrap)
    assert client.update(press.stick) == client.update(other)


def test_a_wrong_passphrase_is_one_sentence(
        press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KIOSK_PASSPHRASE", "từ khác hẳn")
    folder = voices_folder(tmp_path)
    assert run("publish", folder, "--keys", press.keys, "--to", press.stick) == 1
    told = capsys.readouterr()
    assert told.err == "kiosk: mật khẩu không mở được khóa targets-1 (P9)\n"
    assert "từ khác hẳn" not in told.out + told.err


def test_keys_change_with_root_keys_from_two_sticks(
        press: Press, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = voices_folder(tmp_path)
    assert run("publish", folder, "--keys", press.keys, "--to", press.stick) == 0
    client = KioskClient(tmp_path / "may", press.bootstrap)
    client.update(press.stick)
    holders = []
    for number in (1, 2, 3):
        holders += [tmp_path / f"nguoi-{number}"]
        holders[-1].mkdir()
        shutil.move(press.keys / f"root-{number}.pem", holders[-1])
    words = ["rotate-key", "targets", "snapshot", "timestamp", "--keys", press.keys, "--keys", holders[2]]
    assert run(*words) == 1
    assert "ở đây thấy: root-3" in capsys.readouterr().err
    assert run(*words, "--keys", holders[0], "--to", press.stick) == 0
    assert (press.stick / "bdhvs" / "metadata" / "2.root.json").exists()
    assert "packs/giong/1.0.0.json" in client.update(press.stick)
    assert run("rotate-key", "root", "--replace", "root-2", "--keys", press.keys, "--keys", holders[0], "--keys",
               holders[2], "--to", press.stick) == 0
    assert "root-4.pem sang USB của người giữ" in capsys.readouterr().out
    assert "packs/giong/1.0.0.json" in client.update(press.stick)


def test_signatures_are_shown_and_renewed(press: Press, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = voices_folder(tmp_path)
    assert run("publish", folder, "--keys", press.keys, "--to", press.stick) == 0
    capsys.readouterr()
    assert run("expire", press.stick) == 0
    before = capsys.readouterr().out
    assert re.search(r"^dấu thời gian  bản 1    đến \d\d/\d\d/\d{4}  còn 109\d ngày$", before, re.MULTILINE)
    assert run("expire", press.stick, "--keys", press.keys, "--renew", "--root") == 0
    after = capsys.readouterr().out
    assert re.search(r"^dấu thời gian  bản 2 ", after, re.MULTILINE)
    assert re.search(r"^khóa gốc       bản 2 ", after, re.MULTILINE)
    KioskClient(tmp_path / "may", press.bootstrap).update(press.stick)


@pytest.mark.parametrize(("words", "told"), [
    (["expire"], "cần --keys"), (["expire", "USB", "--renew"], "cần --keys"),
    (["list", "USB"], "chưa có gói bài học nào"),
    (["publish", "PACK", "--keys", "KHÔNG"], "không phải thư mục khóa đủ"),
    (["rotate-key", "targets", "--replace", "root-1", "--keys", "KHÓA"], "--replace chỉ đi với root"),
    (["publish", "PACK", "PACK", "--keys", "KHÓA"], "nêu hai lần"),
    (["publish", "--keys", "KHÓA", "--to", "KHÔNG"], "không thấy thư mục"),
])
def test_what_cannot_be_done_is_one_sentence(
        press: Press, tmp_path: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = voices_folder(tmp_path)
    places = {"USB": press.stick, "PACK": folder, "KHÔNG": tmp_path / "khong", "KHÓA": press.keys}
    assert run(*(places.get(word, word) for word in words)) == 1
    error = capsys.readouterr().err
    assert told in error
    assert re.fullmatch(r"kiosk: .+ \(P\d\)\n", error)


@pytest.mark.parametrize("command", ["", "keygen", "publish", "list", "expire", "rotate-key"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run(*filter(None, [command]), "--help")
    assert left.value.code == 0
    shown = capsys.readouterr().out
    assert "USB" in shown or "khóa" in shown
    assert len(shown.splitlines()) > 8


def test_every_command_on_the_printed_page_and_in_the_help_is_one_that_exists() -> None:
    page = (ROOT / "docs" / "phat-hanh-goi-bai.md").read_text("utf-8").replace("\n  ", " ")
    told = re.findall(r"`kiosk packs ([a-z][^`]+)`", page)
    for text in (cli_publish.ABOUT, cli_keys.ABOUT_KEYGEN, cli_keys.ABOUT_ROTATE,
                 cli_inspect.ABOUT_EXPIRE):
        told += re.findall(r"^  kiosk packs (.+?)(?:    .*)?$", text, re.MULTILINE)
    assert len(told) > 15
    for command in told:
        words = command.split()
        if words[0] not in packs.AT_KIOSK:
            packs._parser().parse_args(words)               # leaves with status 2 where it is none


def test_a_title_that_would_drive_a_terminal_is_refused_and_not_printed(
        press: Press, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = voices_folder(tmp_path, "G\x1b[2Ji\u202eong")
    assert run("publish", folder, "--keys", press.keys, "--to", press.stick) == 1
    told = capsys.readouterr()
    assert "ký tự lạ" in told.err
    assert not {"\x1b", "\u202e"} & set(told.out + told.err)


def test_list_without_a_stick_and_the_kiosks_commands_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    passed: list[list[str]] = []

    def at_kiosk(words: list[str]) -> int:
        passed.append(words)
        return 0

    monkeypatch.setitem(sys.modules, "kiosk.importer.manual_install", SimpleNamespace(main=at_kiosk))
    typed = [["list"], ["list", "--data", "x"], ["verify", "usb"], ["install", "usb", "--help"], ["rollback", "goi"]]
    assert [run(*words) for words in typed] == [0, 0, 0, 0, 0]
    assert passed == typed
