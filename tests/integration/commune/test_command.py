"""The command ``commune`` as its own process: a demo, a server with a real kiosk's client, and plain errors."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zxingcpp
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey
from PIL import Image

from sync.pipes import READER_GONE
from sync.protocol import (
    Changes,
    Enrolment,
    EnrolRequest,
    Event,
    Moment,
    Verdicts,
    canonical,
    decode_invitation,
    decode_roster,
    encode_batch,
    event_ref,
    learner_id,
    picture_of,
    proof_bytes,
    seal,
)
from sync.protocol.badges import BadgeContent, badge_signed_bytes, decode_badge
from sync.protocol.unlock import open_unlock
from sync.worker.client import HttpCommuneApi, HttpEnrolmentApi
from tests.support.patience import PATIENCE_S

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
EPOCH = "00ff00ff00ff00ff"


def commune(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sync.commune", *map(str, arguments)], cwd=ROOT, text=True, check=False,
        capture_output=True, env=os.environ | environment, stdin=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Assets with a plain picture for every badge."""
    assets = tmp_path_factory.mktemp("assets")
    (assets / "pictures").mkdir()
    for name in ("sen", "lua", "cau", "ca", "trau", "cau-chim", "ngo", "buom", "xoai", "rua"):
        Image.new("RGBA", (64, 64), "#1D5A3E").save(assets / "pictures" / f"badge-{name}.png")
    return str(assets)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, pictures: str) -> Path:
    folder = tmp_path_factory.mktemp("xa") / "mau"
    made = commune("demo", "--dir", folder, "--kiosks", "2", KIOSK_ASSETS=pictures)
    assert made.returncode == 0, made.stderr
    return folder


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, "-m", "sync.commune", "serve", "--dir", str(folder), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        assert "http://127.0.0.1:" in line, line + server.stdout.read()
        try:
            yield line.split()[-1], server
        finally:
            server.kill()


def enrolment(folder: Path, kiosk: int = 1) -> Enrolment:
    return msgspec.json.decode((folder / f"kiosk-{kiosk}" / "enrolment.json").read_bytes(), type=Enrolment)


def summary(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "demo.json").read_text("utf-8"))
    return told


def scanned(path: Path) -> str:
    with Image.open(path) as card:
        (found,) = zxingcpp.read_barcodes(card)
        return found.text


def read_badge(text: str, key: VerifyKey) -> BadgeContent:
    """The content of a badge that ``key`` signed; anything else raises."""
    content = decode_badge(text)
    key.verify(badge_signed_bytes(content.secret, content.kind), content.signature)
    return content


def an_evening(device: str, people: list[str], helper: str) -> list[bytes]:
    at = Moment(1, "boot", 1000, "2026-11-22T12:30:00.000Z", "trusted")
    ref = event_ref(device, EPOCH, 1)
    opened = {"topic": "tra-tien-qr", "thon": "thôn Mẫu Đông", "facilitator": helper}
    events = [Event(device, EPOCH, 1, "session.opened", at, opened)]
    events += [
        Event(device, EPOCH, seq, "attendance.checked_in", at, {"way": "badge"}, ref, learner)
        for seq, learner in enumerate(people, 2)
    ]
    return [canonical(seal(event)) for event in events]


def test_the_demo_has_its_people_badges_and_kiosks(demo: Path) -> None:
    told = summary(demo)
    assert len(told["people"]) == len({one["name"] for one in told["people"]}) == 40
    assert {one["thon"] for one in told["people"]} == {"thôn Mẫu Đông", "thôn Mẫu Đoài", "thôn Mẫu Thượng"}
    assert [one["label"] for one in told["facilitators"]] == ["chị Lúa", "anh Trâu"]
    assert all((demo / one["badge_png"]).is_file() for one in told["people"])
    assert enrolment(demo, 1).reply.device != enrolment(demo, 2).reply.device
    assert (demo / "kiosk-1" / "enrolment.json").stat().st_mode & 0o777 == 0o600


def test_a_card_is_scanned_as_the_badge_it_shows_and_carries_no_name(demo: Path) -> None:
    one = summary(demo)["people"][0]
    card = demo / one["badge_png"]
    key = VerifyKey(base64.b64decode(enrolment(demo).reply.badge_key))
    content = read_badge(scanned(card), key)
    assert learner_id(content.secret) == one["learner"]
    assert card.stem == f"nguoi-01-{picture_of(one['learner'])}"
    with Image.open(card) as drawn:
        assert drawn.size == (1011, 638)
        assert round(drawn.info["dpi"][0]) == 300


def test_private_keys_are_in_the_folder_for_its_owner_and_not_in_the_database(demo: Path) -> None:
    keys = sorted((demo / "keys").iterdir())
    assert [key.stem for key in keys] == ["badge", "cards", "django", "roster", "server"]
    raw = b"".join(path.read_bytes() for path in demo.glob("commune.db*"))
    for key in keys:
        assert key.stat().st_mode & 0o777 == 0o600
        assert base64.b64decode(key.read_text()) not in raw
        assert key.read_bytes().strip() not in raw
    assert (demo / "commune.db").stat().st_mode & 0o077 == 0


def test_no_badge_secret_or_pin_lies_in_the_database(demo: Path) -> None:
    raw = b"".join(path.read_bytes() for path in demo.glob("commune.db*"))
    key = VerifyKey(base64.b64decode(enrolment(demo).reply.badge_key))
    for one in [*summary(demo)["people"][:3], *summary(demo)["facilitators"]]:
        secret = read_badge(scanned(demo / one["badge_png"]), key).secret
        assert secret not in raw
        assert secret.hex().encode() not in raw
    assert b"246810" not in raw
    assert summary(demo)["staff"]["password"].encode() not in raw
    assert b"argon2$argon2id$" in raw


def test_run_again_the_demo_keeps_what_is_there_and_adds_kiosks(demo: Path, pictures: str) -> None:
    before, identity = summary(demo), enrolment(demo, 1)
    keys = [key.read_bytes() for key in sorted((demo / "keys").iterdir())]
    again = commune("demo", "--dir", demo, "--kiosks", "3", "--url", "http://127.0.0.1:9999", KIOSK_ASSETS=pictures)
    assert again.returncode == 0, again.stderr
    assert summary(demo) == before
    assert [key.read_bytes() for key in sorted((demo / "keys").iterdir())] == keys
    assert enrolment(demo, 1) == msgspec.structs.replace(identity, url="http://127.0.0.1:9999")
    assert enrolment(demo, 3).reply.device == "mau-0003"


def test_an_evening_sent_to_the_server_is_in_the_status(demo: Path) -> None:
    people = [one["learner"] for one in summary(demo)["people"][:3]]
    helper = summary(demo)["facilitators"][0]
    with served(demo) as (url, server):
        assert (demo / "port").read_text().strip() == url.rpartition(":")[2]
        me = msgspec.structs.replace(enrolment(demo), url=url)
        with closing(HttpCommuneApi(me, lambda size: "n" * size)) as client:
            events = an_evening(me.reply.device, [*people, helper["learner"]], helper["learner"])
            del events[2]
            answer = client.push(encode_batch(events))
            news = client.changes(0)
        assert isinstance(answer, Verdicts)
        assert {verdict.verdict for verdict in answer.verdicts} == {"stored"}
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE_S) == 0
    assert not (demo / "port").exists()
    told = json.loads(commune("status", "--dir", demo, "--json").stdout)
    assert (told["events"], told["gaps"], told["quarantined"]) == (4, 1, 0)
    assert (told["sessions"][0]["visits"], told["sessions"][0]["people"]) == (2, 2)
    opens_with_the_pin(news, helper, demo)


def opens_with_the_pin(news: Changes | None, helper: dict[str, str], demo: Path) -> None:
    assert news is not None
    (sent,) = [one for one in news.facilitators if one.id == helper["learner"]]
    key = VerifyKey(base64.b64decode(enrolment(demo).reply.badge_key))
    secret = read_badge(scanned(demo / helper["badge_png"]), key).secret
    roster = open_unlock(sent.unlock, secret, helper["pin"], base64.b64decode(sent.salt))
    assert roster == base64.b64decode((demo / "keys" / "roster.key").read_text())
    people = decode_roster(SecretBox(roster).decrypt(base64.b64decode(news.roster)))
    assert [(one.name, one.learner) for one in people] == [
        (one["name"], one["learner"]) for one in summary(demo)["people"]]


def test_a_status_whose_reader_left_ends_without_a_word(demo: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as nobody:
        command = [sys.executable, "-m", "sync.commune", "status", "--dir", str(demo)]
        done = subprocess.run(command, cwd=ROOT, stdout=nobody, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (READER_GONE, "")


def test_what_was_acknowledged_survives_a_killed_server(demo: Path) -> None:
    with served(demo) as (url, server):
        me = msgspec.structs.replace(enrolment(demo, 2), url=url)
        with closing(HttpCommuneApi(me, lambda size: "n" * size)) as client:
            answer = client.push(encode_batch(an_evening(me.reply.device, ["ab" * 16], "cd" * 16)))
        assert isinstance(answer, Verdicts)
        for process in [*workers_of(server), server.pid]:
            os.kill(process, signal.SIGKILL)
        server.wait(PATIENCE_S)
    (demo / "port").unlink(missing_ok=True)
    with closing(sqlite3.connect(demo / "commune.db")) as database:
        kept = database.execute("SELECT count(*) FROM commune_event WHERE device_id = ?", (me.reply.device,))
        assert kept.fetchone() == (2,)


def workers_of(server: subprocess.Popen[str]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()]


def test_an_invitation_from_the_command_enrols_a_kiosk_and_ctrl_c_ends_the_server(
    demo: Path, tmp_path: Path
) -> None:
    invited = commune("enrol", "--dir", demo, "--site", "thôn Mẫu Đoài", "--png", tmp_path / "ma.png")
    text = invited.stdout.strip()
    assert scanned(tmp_path / "ma.png") == text
    key = SigningKey.generate()
    public = base64.b64encode(bytes(key.verify_key)).decode()
    with served(demo) as (url, server):
        invitation = msgspec.structs.replace(decode_invitation(text), url=url)
        proof = base64.b64encode(key.sign(proof_bytes(invitation.token, public)).signature).decode()
        reply = HttpEnrolmentApi().enrol(invitation, EnrolRequest(invitation.token, public, proof))
        server.send_signal(signal.SIGINT)
        assert server.wait(PATIENCE_S) == 0
    assert reply.site.thon == "thôn Mẫu Đoài"


@pytest.mark.parametrize(("taken", "said"), [(True, "--port 0"), (False, "65535")], ids=["taken", "no such port"])
def test_a_port_that_cannot_be_opened_is_named_with_what_to_do(demo: Path, taken: bool, said: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1] if taken else 70000
        told = commune("serve", "--dir", demo, "--port", str(port))
    assert told.returncode == 1
    assert f"Cổng {port}" in told.stderr or not taken
    assert said in told.stderr
    assert told.stderr.strip().endswith("(C4)")


@pytest.mark.parametrize("words", [["--kiosks", "-1"], ["--kiosks", "100"], ["--url", "xa"], ["--url", "http://x:y"]])
def test_a_demo_of_nonsense_is_not_made(tmp_path: Path, pictures: str, words: list[str]) -> None:
    told = commune("demo", "--dir", tmp_path / "xa", *words, KIOSK_ASSETS=pictures)
    assert (told.returncode, told.stderr.strip()[-4:]) == (1, "(C8)")
    assert not (tmp_path / "xa" / "demo.json").exists()


def test_what_cannot_be_done_is_one_sentence_and_its_code(tmp_path: Path) -> None:
    (tmp_path / "commune.db").write_bytes(b"not a database at all, only text" * 100)
    for folder in (tmp_path / "khong-co", tmp_path):
        told = commune("status", "--dir", folder)
        assert told.returncode == 1
        assert told.stderr.strip().endswith("(C1)"), told.stderr
        assert len(told.stderr.strip().splitlines()) == 1
