"""Events by stick: what a kiosk wrote reaches the commune once, and leaves the outbox only by the commune's receipt."""

from __future__ import annotations

import base64
import errno
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from kiosk.core.errors import NotEnrolled, PackError, StickDamaged, StickFull, StickGone, StickReadOnly
from kiosk.importer import event_export
from kiosk.importer.event_export import EventExport
from kiosk.importer.stick_files import StickDisk, StickFiles
from sync.commune.errors import ExportUnusable
from sync.protocol.stick_export import (
    STICK_FOLDER,
    ExportBatch,
    ExportManifest,
    Receipt,
    decode_line,
    encode_line,
    encode_receipt,
    sign,
)
from sync.worker.outbox import SqliteOutbox
from tests.support.commune import DATA_DIR, Commune, QuarantinedEvent, arrive, fresh_commune, timezone
from tests.support.stick_export import (
    MADE,
    Failing,
    OfflineKiosk,
    SteppedStick,
    imported,
    offline_kiosk,
    other_commune_key,
)


@pytest.fixture
def commune() -> Commune:
    return fresh_commune()


@pytest.fixture
def kiosk(tmp_path: Path, commune: Commune, monkeypatch: pytest.MonkeyPatch) -> Iterator[OfflineKiosk]:
    """Batches of five, so that a few events make several lines."""
    monkeypatch.setattr(event_export, "BATCH_EVENTS", 5)
    monkeypatch.setattr(event_export, "SYNC_LINES", 2)
    with offline_kiosk(tmp_path, commune) as made:
        yield made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def test_events_stay_pending_until_the_communes_receipt_is_read_from_the_stick(
    kiosk: OfflineKiosk, stick: Path,
) -> None:
    kiosk.record(12)
    done = kiosk.export(stick)
    assert (done.events, done.pending, done.received) == (12, 12, 0)
    assert kiosk.counts().pending == 12
    imported(stick)
    assert kiosk.stored() == list(range(1, 13))
    assert kiosk.counts().pending == 12
    done = kiosk.export(stick)
    assert (done.received, done.pending) == (12, 0)
    assert (kiosk.counts().pending, kiosk.counts().sent) == (0, 12)
    with closing(SqliteOutbox.open(kiosk.book.ready.path)) as outbox:
        assert (outbox.state("last_contact") or "").startswith("20")
    assert list((stick / STICK_FOLDER).iterdir()) == []     # nothing of use is left on it


def test_what_is_on_the_stick_can_be_read_by_the_commune_alone(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(3)
    kiosk.export(stick)
    raw = kiosk.files(stick).whole.read_bytes()
    for secret in (b"device.health", b"camera", kiosk.enrolment.private_key.encode()):
        assert secret not in raw
        assert base64.b64encode(secret)[:12] not in raw


def test_the_manifest_names_device_ranges_counts_and_every_line(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(12)
    kiosk.export(stick)
    *batches, last = (decode_line(line) for line in lines_of(kiosk.files(stick).whole))
    assert isinstance(last, ExportManifest)
    assert (last.device, last.events, len(last.batches), last.made) == (kiosk.device.pk, 12, 3, MADE)
    assert [(span.first, span.last, span.events) for span in last.spans] == [(1, 12, 12)]
    assert [batch.number for batch in batches if isinstance(batch, ExportBatch)] == [1, 2, 3]


def test_the_same_events_by_network_and_by_stick_count_once(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(12)
    kiosk.export(stick)
    kiosk.by_network(acknowledged=False)
    imported(stick)
    imported(stick)
    kiosk.by_network()
    assert kiosk.stored() == list(range(1, 13))
    assert kiosk.export(stick).received == 0                # the network was first
    assert kiosk.counts().pending == 0


def test_only_what_is_still_pending_goes_onto_the_stick_next_time(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(7)
    kiosk.export(stick)
    imported(stick)
    kiosk.record(4)
    done = kiosk.export(stick)
    assert (done.received, done.events) == (7, 4)
    assert not kiosk.files(stick).receipt.exists()
    imported(stick)
    assert kiosk.stored() == list(range(1, 12))


def test_without_the_receipt_the_next_export_has_everything_again(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(7)
    kiosk.export(stick)
    imported(stick)
    kiosk.files(stick).receipt.unlink()
    kiosk.record(4)
    assert kiosk.export(stick).events == 11
    imported(stick)
    assert kiosk.stored() == list(range(1, 12))


# --- pulled, full, locked -------------------------------------------------------------------------


def test_pulled_at_any_step_marks_nothing_and_the_next_visit_brings_everything(
    kiosk: OfflineKiosk, stick: Path, tmp_path: Path,
) -> None:
    kiosk.record(23)
    counting = SteppedStick()
    kiosk.export(stick, counting)
    assert counting.steps > 8
    for at in range(1, counting.steps + 1):
        pulled = tmp_path / f"stick-{at}"
        pulled.mkdir()
        with pytest.raises(StickGone):
            kiosk.export(pulled, SteppedStick(at, Failing()))
        assert kiosk.counts().pending == 23
        assert kiosk.export(pulled).events == 23
        imported(pulled)
        assert kiosk.stored() == list(range(1, 24))


def test_whole_lines_of_a_cut_export_are_kept_and_not_written_again(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(23)
    with pytest.raises(StickGone):
        kiosk.export(stick, SteppedStick(6, Failing()))     # folder, two lines and their sync, then the fourth line
    before = lines_of(kiosk.files(stick).part)[:3]
    kiosk.export(stick)
    assert lines_of(kiosk.files(stick).whole)[:3] == before
    imported(stick)
    assert kiosk.stored() == list(range(1, 24))


def test_the_export_before_stays_until_the_new_one_is_whole(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(7)
    kiosk.export(stick)
    before = kiosk.files(stick).whole.read_bytes()
    kiosk.record(7)
    with pytest.raises(StickGone):
        kiosk.export(stick, SteppedStick(2, Failing()))
    assert kiosk.files(stick).whole.read_bytes() == before


@pytest.mark.parametrize(("number", "trouble"), [
    (errno.ENOSPC, StickFull), (errno.EROFS, StickReadOnly), (errno.EIO, StickGone), (errno.ENOENT, StickGone)])
def test_each_trouble_of_a_stick_has_its_own_name(
    kiosk: OfflineKiosk, stick: Path, number: int, trouble: type[PackError],
) -> None:
    kiosk.record(7)
    with pytest.raises(trouble):
        kiosk.export(stick, SteppedStick(2, Failing(number)))
    assert kiosk.counts().pending == 7


def test_a_stick_that_does_not_keep_what_it_was_given_is_refused(kiosk: OfflineKiosk, stick: Path) -> None:
    class Liar(StickDisk):
        def append(self, path: Path, piece: bytes, at: int) -> None:
            super().append(path, piece.replace(b"a", b"b", 1) if at else piece, at)

    kiosk.record(7)
    with pytest.raises(StickDamaged):
        kiosk.export(stick, Liar())
    assert not kiosk.files(stick).whole.exists()


def test_a_link_on_the_stick_is_neither_written_through_nor_read_through(
    kiosk: OfflineKiosk, stick: Path, tmp_path: Path,
) -> None:
    kiosk.record(3)
    outside = tmp_path / "outside"
    outside.write_text("mine")
    (stick / STICK_FOLDER).mkdir()
    kiosk.files(stick).part.symlink_to(outside)
    with pytest.raises(StickDamaged):
        kiosk.export(stick)
    assert outside.read_text() == "mine"


def test_a_stick_that_is_gone_is_not_made_anew(kiosk: OfflineKiosk, tmp_path: Path) -> None:
    kiosk.record(3)
    with pytest.raises(StickGone):
        kiosk.export(tmp_path / "pulled")
    assert not (tmp_path / "pulled").exists()


def test_nothing_is_written_unsealed_where_the_communes_key_is_missing(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(3)
    bare = msgspec.structs.replace(kiosk.enrolment.reply, server_key="")
    broken = msgspec.structs.replace(kiosk.enrolment, reply=bare)
    with pytest.raises(NotEnrolled):
        EventExport(StickFiles(stick, "k"), kiosk.pending, broken).carry(MADE, lambda *_: None)
    assert list(stick.iterdir()) == []


# --- what the commune refuses ---------------------------------------------------------------------


def refused(stick: Path) -> str:
    with pytest.raises(ExportUnusable) as error:
        imported(stick)
    return str(error.value)


def test_an_export_for_another_commune_is_refused(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(3)
    foreign = msgspec.structs.replace(kiosk.enrolment.reply, server_key=other_commune_key())
    enrolment = msgspec.structs.replace(kiosk.enrolment, reply=foreign)
    EventExport(kiosk.files(stick), kiosk.pending, enrolment).carry(MADE, lambda *_: None)
    assert "không gửi cho xã mình" in refused(stick)
    assert kiosk.stored() == []


def test_an_export_of_a_device_nobody_enrolled_is_refused(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(3)
    stranger = msgspec.structs.replace(kiosk.enrolment.reply, device="stranger")
    enrolment = msgspec.structs.replace(kiosk.enrolment, reply=stranger)
    EventExport(kiosk.files(stick), kiosk.pending, enrolment).carry(MADE, lambda *_: None)
    assert "chưa ghi danh" in refused(stick)


def test_an_export_of_a_revoked_device_is_refused(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(3)
    kiosk.export(stick)
    kiosk.device.revoked_at = timezone.now()
    kiosk.device.save()
    assert "thu hồi" in refused(stick)
    assert kiosk.stored() == []


def test_an_export_signed_by_another_key_is_refused(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(3)
    forged = msgspec.structs.replace(kiosk.enrolment, private_key=base64.b64encode(b"x" * 32).decode())
    EventExport(kiosk.files(stick), kiosk.pending, forged).carry(MADE, lambda *_: None)
    assert "bị sửa" in refused(stick)
    assert kiosk.stored() == []


def test_a_changed_line_and_what_follows_is_refused_and_what_came_before_is_taken(
    kiosk: OfflineKiosk, stick: Path,
) -> None:
    kiosk.record(12)
    kiosk.export(stick)
    first, second, third, manifest = lines_of(kiosk.files(stick).whole)
    batch = decode_line(second)
    assert isinstance(batch, ExportBatch)
    changed = msgspec.structs.replace(batch, ranges=[msgspec.structs.replace(batch.ranges[0], last=9)])
    kiosk.files(stick).whole.write_bytes(b"".join((first, encode_line(changed), third, manifest)))
    assert "bị sửa" in refused(stick)
    assert kiosk.stored() == [1, 2, 3, 4, 5]
    assert kiosk.export(stick).received == 5
    assert kiosk.counts().pending == 7


@pytest.mark.parametrize("order", [(0, 2, 3), (1, 0, 2, 3), (0, 0, 1, 2, 3), (0, 1, 3), (0, 1, 2, 3, 3)])
def test_lines_taken_out_doubled_or_exchanged_are_noticed(
    kiosk: OfflineKiosk, stick: Path, order: tuple[int, ...],
) -> None:
    kiosk.record(12)
    kiosk.export(stick)
    lines = lines_of(kiosk.files(stick).whole)
    kiosk.files(stick).whole.write_bytes(b"".join(lines[at] for at in order))
    assert "bị sửa" in refused(stick)
    assert len(kiosk.stored()) == len(set(kiosk.stored()))


def test_lines_of_two_exports_are_not_one_export(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(12)
    kiosk.export(stick)
    mine = lines_of(kiosk.files(stick).whole)
    kiosk.files(stick).whole.unlink()
    kiosk.export(stick)
    other = lines_of(kiosk.files(stick).whole)
    kiosk.files(stick).whole.write_bytes(b"".join((mine[0], other[1], other[2], other[3])))
    assert "bị sửa" in refused(stick)


def test_a_half_written_export_is_taken_as_far_as_it_is_whole(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(12)
    kiosk.export(stick)
    raw, ends = kiosk.files(stick).whole.read_bytes(), [0]
    for line in lines_of(kiosk.files(stick).whole):
        ends.append(ends[-1] + len(line))
    for cut in (ends[1] - 1, ends[1], ends[2] + 10, ends[3], ends[4] - 1):
        kiosk.files(stick).whole.write_bytes(raw[:cut])
        said = refused(stick)
        assert ("chưa ghi xong" if cut in (ends[1], ends[3]) else "hỏng") in said
        whole = sum(end <= cut for end in ends[1:4])
        assert kiosk.stored() == list(range(1, min(12, 5 * whole) + 1))


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b"\x00" * 5000, b'{"record":"manifest"}\n', b"x" * 400_000])
def test_what_is_no_export_is_refused(kiosk: OfflineKiosk, stick: Path, content: bytes) -> None:
    (stick / STICK_FOLDER).mkdir()
    kiosk.files(stick).whole.write_bytes(content)
    assert refused(stick)


def test_a_replayed_export_counts_nothing_and_gives_its_receipt_again(
    kiosk: OfflineKiosk, stick: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    kiosk.record(7)
    kiosk.export(stick)
    imported(stick)
    kiosk.files(stick).receipt.unlink()
    capsys.readouterr()
    imported(stick)
    said = capsys.readouterr().out
    assert "0 dòng mới, 7 dòng đã có" in said
    assert "Xã đã nhận đủ tệp này từ trước" in said
    assert kiosk.stored() == list(range(1, 8))
    assert kiosk.export(stick).received == 7


def test_a_stick_without_exports_and_a_path_without_anything_are_said(kiosk: OfflineKiosk, stick: Path) -> None:
    assert "Không thấy tệp nào" in refused(stick)
    assert "Không thấy tệp nào" in refused(stick / "nowhere")


def test_conflicts_and_rejections_are_held_at_the_commune_and_marked_by_the_receipt(
    kiosk: OfflineKiosk, stick: Path,
) -> None:
    kiosk.record(3)
    kiosk.by_network(acknowledged=False)
    kiosk.record(2)
    kiosk.export(stick)
    other = kiosk.wire.event(4, epoch=kiosk.book.ready.epoch, clock="guess")     # the cloned card was first
    assert arrive(kiosk.wire, [msgspec.json.encode(other, order="sorted")]) == ["stored"]
    imported(stick)
    assert QuarantinedEvent.objects.count() == 1
    kiosk.export(stick)
    assert (kiosk.counts().pending, kiosk.counts().sent, kiosk.counts().quarantined) == (0, 4, 1)


# --- receipts that the kiosk does not believe -----------------------------------------------------


def test_a_forged_or_foreign_receipt_marks_nothing_and_is_told(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(7)
    kiosk.export(stick)
    imported(stick)
    true = msgspec.json.decode(kiosk.files(stick).receipt.read_bytes(), type=Receipt)
    for false in (
        sign(true, b"x" * 32), msgspec.structs.replace(true, signature=""), msgspec.structs.replace(true, at="later"),
        sign(msgspec.structs.replace(true, device="another"), DATA_DIR.key("server")),
    ):
        kiosk.files(stick).receipt.write_bytes(encode_receipt(false))
        done = kiosk.export(stick)
        assert (done.received, done.code, done.events) == (0, "P14", 7)
    kiosk.files(stick).receipt.write_bytes(b"{")
    assert kiosk.export(stick).code == "P14"
    assert kiosk.counts().pending == 7


def test_a_receipt_for_other_bytes_at_the_same_place_marks_nothing(kiosk: OfflineKiosk, stick: Path) -> None:
    kiosk.record(7)
    kiosk.export(stick)
    imported(stick)
    true = msgspec.json.decode(kiosk.files(stick).receipt.read_bytes(), type=Receipt)
    runs = [msgspec.structs.replace(run, digest="0" * 64) for run in true.runs[:1]]
    other = sign(msgspec.structs.replace(true, runs=[*runs, *true.runs[1:]]), DATA_DIR.key("server"))
    kiosk.files(stick).receipt.write_bytes(encode_receipt(other))
    assert kiosk.export(stick).received == 2
    assert kiosk.counts().pending == 5


def test_a_receipt_counts_once_even_after_somebody_asked_for_the_quarantine_again(
    kiosk: OfflineKiosk, stick: Path,
) -> None:
    kiosk.record(3)
    kiosk.export(stick)
    imported(stick)
    true = msgspec.json.decode(kiosk.files(stick).receipt.read_bytes(), type=Receipt)
    turned = [msgspec.structs.replace(run, verdict="rejected") for run in true.runs]
    receipt = encode_receipt(sign(msgspec.structs.replace(true, runs=turned), DATA_DIR.key("server")))
    kiosk.files(stick).receipt.write_bytes(receipt)
    kiosk.export(stick)
    assert kiosk.counts().quarantined == 3
    with closing(SqliteOutbox.open(kiosk.book.ready.path)) as outbox:
        outbox.retry_quarantine("mark")
    kiosk.files(stick).receipt.parent.mkdir(exist_ok=True)
    kiosk.files(stick).receipt.write_bytes(receipt)
    kiosk.export(stick)
    assert (kiosk.counts().pending, kiosk.counts().quarantined) == (3, 0)
