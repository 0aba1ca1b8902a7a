"""The publishers' keys: worth nothing without their passphrases, and enough of them for every change."""

from __future__ import annotations

import os
import shutil
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tuf.api.metadata import Metadata, Root

from kiosk.core.errors import KeyTrouble, PackError, StickOlder
from kiosk.publishing.keyring import KeyRing, opened, sealed
from kiosk.publishing.passphrases import Passphrases
from kiosk.publishing.publisher import check_clock
from kiosk.publishing.root_metadata import first_root, own_root_chain, root_chain, rotated_root
from tests.support.publisher import CHEAP, DAY, NOW, WORDS, FailingDisk, PowerCut, Press, press

pytestmark = pytest.mark.heavy

__all__ = ["press"]


def test_a_key_file_opens_with_its_passphrase_only() -> None:
    key = Ed25519PrivateKey.generate()
    text = sealed(key, WORDS, CHEAP)
    again = opened(text, unicodedata.normalize("NFD", WORDS))       # another keyboard, the same words
    assert again is not None
    assert again.private_bytes_raw() == key.private_bytes_raw()
    assert opened(text, WORDS + " ") is None
    assert opened(text, "") is None


@pytest.mark.parametrize("text", [
    b"", b"\x00" * 100, b"scrypt 99 " + b"0" * 32 + b"\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n",
    Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
])
def test_what_is_no_key_of_ours_is_told(text: bytes) -> None:
    with pytest.raises(KeyTrouble, match="tệp khóa hỏng"):
        opened(text, WORDS)


def test_no_key_lies_on_the_disk_unencrypted_and_none_is_readable_by_others(press: Press) -> None:
    pems = sorted(press.keys.glob("*.pem"))
    assert [path.name for path in pems] == ["root-1.pem", "root-2.pem", "root-3.pem", "snapshot-1.pem", "targets-1.pem",
                                            "timestamp-1.pem"]
    for path in pems:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        secret = opened(path.read_bytes(), WORDS)
        assert secret is not None
        for other in press.keys.rglob("*"):
            assert not other.is_file() or secret.private_bytes_raw() not in other.read_bytes()
            assert not other.is_file() or secret.private_bytes_raw().hex().encode() not in other.read_bytes()


def test_a_wrong_passphrase_gives_its_sentence_and_nothing_is_written(press: Press) -> None:
    press.words = "không phải từ ấy"
    with pytest.raises(KeyTrouble, match="mật khẩu không mở được khóa targets-1") as told:
        press.publish(press.publishable("goi", "1.0.0", {"bai.json": b"1"}))
    assert told.value.code == "P9"
    assert not (press.folder / "kho").exists()
    press.words = WORDS
    assert press.publish(press.publishable("goi", "1.0.0", {"bai.json": b"1"})).signed


def test_a_second_keygen_never_overwrites_keys(press: Press) -> None:
    before = {path.name: path.read_bytes() for path in press.keys.glob("*.pem")}
    with pytest.raises(KeyTrouble, match="đã có khóa"):
        first_root(press.ring, lambda _name: WORDS, NOW)
    shutil.rmtree(press.keys / "root-history")
    (press.keys / "keys.json").unlink()
    with pytest.raises(KeyTrouble, match="đã có khóa"):
        first_root(press.ring, lambda _name: WORDS, NOW)
    assert {path.name: path.read_bytes() for path in press.keys.glob("*.pem")} == before


def test_the_first_root_asks_for_two_of_three_and_lasts_ten_years(press: Press) -> None:
    root = own_root_chain(press.ring).root
    assert (len(root.roles["root"].keyids), root.roles["root"].threshold) == (3, 2)
    assert all((len(root.roles[role].keyids), root.roles[role].threshold) == (1, 1)
               for role in ("targets", "snapshot", "timestamp"))
    assert root.consistent_snapshot
    assert (root.expires - NOW).days in range(3650, 3655)


def test_one_root_key_changes_nothing(press: Press, tmp_path: Path) -> None:
    _carry(press, tmp_path / "usb-2", "root-2")
    _carry(press, tmp_path / "usb-3", "root-3")
    with pytest.raises(KeyTrouble, match=r"cần 2 khóa gốc, ở đây thấy: root-1"):
        press.rotate("targets")
    assert not (press.keys / "targets-2.pem").exists()
    both = replace(press.ring, folders=(press.keys, tmp_path / "usb-3"))
    chain = rotated_root(both, ["targets"], None, lambda _name: [WORDS], lambda _name: WORDS, NOW)
    assert chain.root.version == 2


@pytest.mark.parametrize("lost", ["root-1", "root-2", "root-3"])
def test_a_lost_root_key_is_replaced_by_the_other_two(press: Press, lost: str) -> None:
    (press.keys / f"{lost}.pem").unlink()
    press.rotate("root", replace_root=lost)
    chain = own_root_chain(press.ring)
    names = {press.ring.line_of(keyid).name for keyid in chain.root.roles["root"].keyids}
    assert names == {"root-1", "root-2", "root-3", "root-4"} - {lost}
    signed = {press.ring.line_of(keyid).name for keyid in chain.newest.signatures}
    assert lost not in signed
    assert len(signed & {"root-1", "root-2", "root-3"}) == 2


def test_two_lost_root_keys_are_the_end_and_it_is_said(press: Press) -> None:
    (press.keys / "root-1.pem").unlink()
    (press.keys / "root-2.pem").unlink()
    with pytest.raises(KeyTrouble, match="cần 2 khóa gốc"):
        press.rotate("root", replace_root="root-1")


def test_changing_a_root_key_needs_its_name(press: Press) -> None:
    with pytest.raises(KeyTrouble, match="root-1, root-2, root-3"):
        press.rotate("root")


def test_a_root_of_one_signature_is_no_root_of_ours(press: Press) -> None:
    press.rotate("targets")
    one, two = own_root_chain(press.ring).raw
    metadata: Metadata[Root] = Metadata.from_bytes(two)
    metadata.signatures.pop(next(iter(metadata.signatures)))
    root_chain([one, two])                                            # control: as it was signed
    with pytest.raises(PackError, match=r"2\.root\.json không do những người giữ khóa gốc ký"):
        root_chain([one, metadata.to_bytes()])


@pytest.mark.parametrize("good", range(40))
def test_a_rotation_cut_off_anywhere_can_be_run_again(press: Press, good: int) -> None:
    disk = FailingDisk(good)
    ring = replace(press.ring, disk=disk)
    try:
        rotated_root(ring, ["targets"], None, lambda _name: [WORDS], lambda _name: WORDS, NOW)
    except PowerCut:
        assert len(own_root_chain(press.ring).raw) in (1, 2)
    press.rotate("targets")
    assert press.publish(press.publishable("goi", "1.0.0", {"bai.json": b"1"})).signed


def test_a_damaged_key_folder_is_told(press: Press) -> None:
    (press.keys / "keys.json").write_bytes(b"{" * 5000)
    with pytest.raises(KeyTrouble, match=r"keys\.json"):
        press.rotate("targets")
    (press.keys / "root-history" / "1.root.json").write_bytes(b"\xff")
    with pytest.raises(KeyTrouble, match="không phải thư mục khóa đủ"):
        own_root_chain(press.ring)
    with pytest.raises(KeyTrouble, match="không phải thư mục khóa đủ"):
        own_root_chain(KeyRing((press.folder / "không có",), press.ring.disk))


def test_a_key_of_another_set_is_told(press: Press, tmp_path: Path) -> None:
    other = Press(tmp_path / "khac")
    shutil.copy(other.keys / "targets-1.pem", press.keys / "targets-1.pem")
    with pytest.raises(KeyTrouble, match="của bộ khóa khác"):
        press.publish(press.publishable("goi", "1.0.0", {"bai.json": b"1"}))


def test_a_clock_before_the_newest_signature_signs_nothing() -> None:
    check_clock(NOW, (NOW - DAY).strftime("%Y-%m-%dT%H:%M:%SZ"))
    check_clock(NOW, "")
    with pytest.raises(StickOlder, match="chỉnh lại đồng hồ"):
        check_clock(NOW - DAY, NOW.strftime("%Y-%m-%dT%H:%M:%SZ"))


def test_new_passphrases_are_typed_twice_and_long_enough(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter(["ngắn", "bốn từ dễ nhớ", "bốn từ dễ nhờ", "bốn từ dễ nhớ", "bốn từ dễ nhớ", "ba người ba khóa",
                    "ba người ba khóa"])
    passphrases = Passphrases({}, lambda _question: next(answers))
    assert passphrases.fresh("targets-1") == "bốn từ dễ nhớ"
    assert passphrases.fresh("snapshot-1") == "bốn từ dễ nhớ"       # the working keys share one
    assert passphrases.fresh("root-1") == "ba người ba khóa"
    told = capsys.readouterr()
    assert "ít nhất 12" in told.err
    assert "khác nhau" in told.err
    assert "dễ nhớ" not in told.err + told.out


def test_a_passphrase_that_opened_one_key_is_tried_on_the_next_before_asking() -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return WORDS

    passphrases = Passphrases({}, ask)
    assert next(iter(passphrases.tries("targets-1"))) == WORDS
    assert next(iter(passphrases.tries("snapshot-1"))) == WORDS
    assert len(asked) == 1


def test_the_environment_is_asked_instead_of_the_person() -> None:
    def nobody(_question: str) -> str:
        raise EOFError

    given = Passphrases({"KIOSK_PASSPHRASE": "x"}, nobody)
    assert [given.fresh("root-1"), *given.tries("root-1")] == ["x", "x"]
    tries: Iterator[str] = Passphrases({}, nobody).tries("root-1")
    with pytest.raises(KeyTrouble, match="KIOSK_PASSPHRASE"):
        next(tries)


def _carry(press: Press, folder: Path, name: str) -> None:
    folder.mkdir()
    os.replace(press.keys / f"{name}.pem", folder / f"{name}.pem")
