"""The records of a stick: what is signed cannot be changed by a bit, and nothing opens without the commune's key."""

from __future__ import annotations

import base64

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from sync.protocol.errors import Malformed
from sync.protocol.health_code import HEALTH_BYTES, Health, decode_health, encode_health
from sync.protocol.stick_export import (
    ExportBatch,
    ExportManifest,
    ExportRefused,
    ExportTally,
    ExportTampered,
    Line,
    Receipt,
    ReceiptRun,
    checked_lines,
    decode_receipt,
    encode_line,
    encode_receipt,
    fingerprint,
    open_batch,
    places,
    ranges_of,
    run_digest,
    seal_batch,
    sign,
    stick_name,
)

DEVICE_SEED, SERVER_SEED = b"d" * 32, b"s" * 32
DEVICE_KEY = bytes(SigningKey(DEVICE_SEED).verify_key)
SERVER_KEY = base64.b64encode(bytes(SigningKey(SERVER_SEED).verify_key)).decode()
TO = fingerprint(SERVER_KEY)
EPOCH = "00ff00ff00ff00ff"


def export(batches: int = 2) -> list[bytes]:
    tally, lines = ExportTally(), []
    for number in range(1, batches + 1):
        ranges = ranges_of([(EPOCH, 2 * number - 1), (EPOCH, 2 * number)])
        batch = sign(ExportBatch("a" * 32, number, "k1", TO, ranges, seal_batch(b"body", SERVER_KEY)), DEVICE_SEED)
        lines.append(encode_line(batch))
        tally.add(batch, lines[-1])
    manifest = ExportManifest("a" * 32, "k1", TO, tally.spans(), tally.events, tally.batches, "2026-12-01")
    return [*lines, encode_line(sign(manifest, DEVICE_SEED))]


def read(lines: list[bytes]) -> list[Line]:
    return list(checked_lines(lines, lambda _device: DEVICE_KEY, TO))


def test_what_was_written_is_read_and_opens_with_the_communes_key_alone() -> None:
    first, _second, last = read(export())
    assert isinstance(first, ExportBatch)
    assert open_batch(first, SERVER_SEED) == b"body"
    assert isinstance(last, ExportManifest)
    for other in (DEVICE_SEED, b"x" * 32):
        with pytest.raises(ExportTampered):
            open_batch(first, other)


@given(st.data())
def test_no_bit_of_an_export_can_be_turned(data: st.DataObject) -> None:
    lines = export(1)
    at = data.draw(st.integers(0, len(lines) - 1))
    line = bytearray(lines[at])
    place = data.draw(st.integers(0, len(line) - 2))
    line[place] ^= 1 << data.draw(st.integers(0, 7))
    lines[at] = bytes(line)
    with pytest.raises(ExportRefused):
        read(lines)


@given(st.lists(st.tuples(st.sampled_from([EPOCH, "1" * 16]), st.integers(1, 500)), min_size=1, max_size=200))
def test_ranges_name_exactly_the_events_they_were_made_of(events: list[tuple[str, int]]) -> None:
    assert places(ranges_of(events)) == events


def test_ranges_that_no_batch_can_hold_are_refused_without_counting_them_out() -> None:
    ranges = ranges_of([(EPOCH, 1)])
    for last in (0, 201, 2**53 - 1):
        with pytest.raises((ExportTampered, msgspec.ValidationError)):
            places([msgspec.structs.replace(ranges[0], last=last)])


@given(st.integers(min_value=0), st.integers(0, 7))
def test_no_bit_of_a_receipt_can_be_turned(place: int, bit: int) -> None:
    run = ReceiptRun(EPOCH, 1, 2, run_digest([b"one", b"two"]), "stored")
    content = bytearray(encode_receipt(sign(Receipt("k1", "a" * 32, "2026-12-01", [run]), SERVER_SEED)))
    assert decode_receipt(bytes(content), SERVER_KEY, "k1").runs == [run]
    content[place % (len(content) - 1)] ^= 1 << bit
    with pytest.raises(Malformed):
        decode_receipt(bytes(content), SERVER_KEY, "k1")


def test_names_on_a_stick_are_plain_and_one_for_each_device() -> None:
    names = {stick_name(device) for device in ("k1", "K1", "k-1", "k/1", "xã", "k" * 100, "../../etc")}
    assert len(names) == 7
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") and len(name) <= 49 for name in names)


def test_a_key_that_is_none_seals_nothing() -> None:
    for key in ("", "AAAA", "not base64", base64.b64encode(b"\x00" * 31).decode()):
        with pytest.raises(Malformed):
            seal_batch(b"body", key)


def test_a_health_code_is_read_back_and_stays_small() -> None:
    full = Health(
        "d" * 40, "10.20.30", 2**31, 2**31, 2**31, "2026-11-22T12:34", "S1", "K23", "missing", 2**31, 2**31, 2**31,
        2**31, "2026-11-22", sure=False)
    for health in (Health(), full):
        text = encode_health(health)
        assert decode_health(text) == health
        assert len(text.encode()) <= HEALTH_BYTES


@pytest.mark.parametrize("text", ["", "BDHVSKM1:", "BDHVSKM2:{}", 'BDHVSKM1:{"name":"Lan"}', "BDHVSKM1:" + "{" * 900])
def test_what_is_no_health_code_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        decode_health(text)
