"""Links, networks, cards, secrets, look-alikes and our own codes: told apart, and kept to themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.codes.everyday import Wifi
from kiosk.core.codes.links import HOST_SHOWN, Link, safe_host
from kiosk.core.codes.own import Enrolment, OwnRefusal, PracticeCode, TimeCode
from kiosk.core.codes.recognise import Other, Recognised, kind_name, recognise
from kiosk.core.codes.text import readable, showable, single_spaced, tidy
from sync.protocol import decode_invitation
from tests.support.code_samples import COVID, EVERYDAY, INSURANCE
from tests.support.fakes.core import fake_signer

INVITATION = '{"url":"https://xa-mau.vidu.example","pin":"","token":"00112233445566778899aabbccddeeff"}'


def read(text: str | bytes) -> Recognised:
    payload = text if isinstance(text, bytes) else text.encode()
    return recognise(payload, fake_signer, frozenset())


@pytest.mark.parametrize(("kind", "text"), EVERYDAY.items())
def test_everyday_codes_are_told_apart(kind: str, text: str) -> None:
    assert kind_name(read(text)) == kind
    assert kind_name(read(f"\ufeff {text if kind in {'text', 'ticket'} else text.swapcase()}\r\n")) == kind


@pytest.mark.parametrize(("text", "kind"), [
    (INSURANCE, "health_insurance"),
    (INSURANCE.replace("HT2420000000000", "0000000000"), "health_insurance"),
    (INSURANCE.replace("HT2420000000000", "042048999001"), "health_insurance"),
    (INSURANCE.replace("01/01/1948", "1948", 1), "health_insurance"),
    (INSURANCE.replace("HT2420000000000", "HT24"), "text"),
    (INSURANCE.replace("|1|", "|3|"), "text"),
    (INSURANCE.replace("NGUYỄN VĂN MẪU".encode().hex(), "xyz"), "text"),
    (INSURANCE.replace("NGUYỄN VĂN MẪU".encode().hex(), "ff"), "text"),
    (COVID, "covid"), (COVID.replace("042048999001", "B1234567"), "covid"),
    (COVID.replace("1948-01-01", "01011948"), "citizen_card_damaged"),
])
def test_look_alikes_of_the_can_cuoc_are_recognised(text: str, kind: str) -> None:
    assert kind_name(read(text)) == kind


@pytest.mark.parametrize(("text", "host"), [
    ("https://vidu.example/duong/dan?x=1#y", "vidu.example"),
    ("HTTP://VIDU.EXAMPLE", "vidu.example"),
    ("https://vidu.example:8443/", "vidu.example"),
    ("https://ngan-hang.vidu.example@xau.example/", "xau.example"),
    ("https://a:b@c@xau.example", "xau.example"),
    ("https:\\\\xau.example\\@vidu.example", "xau.example"),
    ("https:////xau.example", "xau.example"),
    ("https:xau.example", "xau.example"),
    ("https://vidu。example/", "vidu.example"),
    ("https://ｖｉｄｕ.example/", "vidu.example"),
    ("https://vіdu.example/", "vіdu.example".encode("idna").decode()),      # Cyrillic і
    ("https://đồng.example/", "xn--ng-pma6851a.example"),
    ("https://vidu\u202e.example", "vidu?.example"),
    ("https://vi\x00du\x1b.example/", "vi?du?.example"),
    ("https://%65vil.example", "?65vil.example"),
    ("https://192.0.2.1/x", "192.0.2.1"),
    ("https://[2001:db8::1]:80/x", "[2001:db8::1]"),
    ("https://[", "["),
    ("https://", ""), ("https:///", ""),
    ("www.vidu.example", "www.vidu.example"), ("www.vídụ", "www.xn--vd-nja3081a"),
    ("vidu.vn", "vidu.vn"), ("a.b-c.com.vn/x?y", "a.b-c.com.vn"), ("bit.ly/abc", "bit.ly"), ("vidu.xyz:80", "vidu.xyz"),
    ("momo://pay.example/x", "pay.example"), ("javascript:alert(1)", ""), ("data:text/html,x", ""),
    ("intent://vidu.example#Intent;end", ""), ("file:///etc/passwd", ""),
    ("https://" + "a." * 60 + "that.xau.example", "..." + "a.a.a.a.a.a.a.a.a.a.a.that.xau.example"[-37:]),
])
def test_the_true_host_is_shown_and_nothing_is_opened(text: str, host: str) -> None:
    found = read(text)
    assert isinstance(found, Link)
    assert found.host == host


@pytest.mark.parametrize("text", [
    "xin.chao", "v.v.", "1.000.000", "bác Mẫu, xin chào.", "mau@vidu.example", "data: ghi chép", "a.b c.vn", "vidu..vn",
    ".vn", "thon-mau.txt",
])
def test_what_only_resembles_an_address_is_text(text: str) -> None:
    assert read(text) == Other("text")


@pytest.mark.parametrize(("text", "leads_to"), [
    ("https://vidu.example/x", "web"), ("http://vidu.example", "web"), ("vidu.vn", "web"),
    ("https://bit.ly/abc", "short"), ("bit.ly/abc", "short"), ("https://s.shopee.vn/x", "short"),
    ("https://play.google.com/store/apps/details?id=x", "store"), ("https://apps.apple.com/vn/app/x/id1", "store"),
    ("market://details?id=x", "store"), ("market:details", "store"), ("itms-apps://itunes.apple.com/app/id1", "store"),
    ("https://zalo.me/0900000000", "zalo"), ("https://www.facebook.com/mau", "facebook"),
    ("https://m.me/mau", "facebook"),
    ("https://www.meinvoice.vn/tra-cuu/?sc=x", "invoice"),
    ("https://id.vidu.example/01/08930000000002/10/A", "product"),
    ("https://vidu.example/login?next=x", "sign_in"), ("https://vidu.example/dang-nhap", "sign_in"),
    ("https://login.vidu.example/", "sign_in"), ("momo://pay.example/x", "app"), ("intent://x#Intent;end", "app"),
    ("javascript:alert(1)", "app"), ("https://zalo.me.xau.example/", "web"), ("https://notbit.ly/x", "web"),
    ("https://zalo.me@xau.example/", "web"), ("https://vidu.example/blogin", "web"),
    ("https://vidu.example/loginov", "web"),
])
def test_links_are_sorted_by_the_true_host(text: str, leads_to: str) -> None:
    found = read(text)
    assert isinstance(found, Link)
    assert found.leads_to == leads_to


@pytest.mark.parametrize(("text", "kind"), [
    ("litecoin:canary", "crypto"), ("0x" + "aB" * 20, "crypto"), ("0x" + "aB" * 21, "text"),
    ("bc1q" + "q" * 38, "crypto"),
    ("FIDO:/0123456789", "sign_in"), ("]d20108930000000002", "product"), ("(01)08930000000002(10)A", "product"),
])
def test_wallets_passkeys_and_goods_are_told_by_their_form(text: str, kind: str) -> None:
    assert kind_name(read(text)) == kind


def test_the_decoder_s_reading_tells_what_a_code_in_another_charset_is() -> None:
    """ECI and Kanji codes: the bytes alone are no text in any charset that is tried here."""
    payload = "Добрый день".encode("cp1251")
    assert recognise("日本".encode("gb18030"), fake_signer, frozenset(), "https://vidu.example") == Link("vidu.example")
    assert recognise(payload + b"\x98", fake_signer, frozenset()) == Other("binary")
    assert recognise(payload + b"\x98", fake_signer, frozenset(), "Добрый день") == Other("text")


@pytest.mark.parametrize("payload", [b"BDHVS1:0123", b"000201", "xin chào".encode(), b"\xff\x00"])
def test_one_part_of_several_is_never_taken_for_the_whole(payload: bytes) -> None:
    assert recognise(payload, fake_signer, frozenset(), part_of=3) == Other("part")


@given(st.text(max_size=300))
def test_a_shown_host_is_short_ascii_without_controls(text: str) -> None:
    host = safe_host(text)
    assert len(host) <= HOST_SHOWN
    assert host.isascii()
    assert all(sign.isprintable() and sign not in " /\\@#" for sign in host)


@pytest.mark.parametrize(("text", "wifi"), [
    ("WIFI:T:WPA;S:Nha Van Hoa;P:canary;;", Wifi(True, "Nha Van Hoa")),
    ("wifi:S:Mẫu;T:nopass;;", Wifi(False, "Mẫu")),
    ("WIFI:S:Mau;;", Wifi(False, "Mau")),
    (r"WIFI:P:S\:T\;canary;S:a\;b\\c;T:WEP;H:true;;", Wifi(True, r"a;b\c")),
    ("WIFI:T:WPA;P:canary\\", Wifi(True, "")),
    ("WIFI:S:a\u202eb\x07;;", Wifi(False, "a?b?")),
    ("WIFI:S:" + "x" * 99, Wifi(False, "x" * 32)),
    ("WIFI:", Wifi(False, "")),
])
def test_a_wifi_s_name_is_read_and_its_password_never(text: str, wifi: Wifi) -> None:
    found = read(text)
    assert found == wifi
    assert "canary" not in f"{found!r}{vars(found)}"


@pytest.mark.parametrize(("text", "utc"), [
    ("BDHVSTIME1:2026-11-22T19:30:00+07:00", datetime(2026, 11, 22, 12, 30, tzinfo=UTC)),
    ("BDHVSTIME1:2026-11-22T12:30:00Z", datetime(2026, 11, 22, 12, 30, tzinfo=UTC)),
    ("BDHVSTIME1:2026-11-22T00:00:01-00:30\n", datetime(2026, 11, 22, 0, 30, 1, tzinfo=UTC)),
])
def test_a_time_code_is_read_in_utc(text: str, utc: datetime) -> None:
    assert read(text) == TimeCode(utc)


@pytest.mark.parametrize("rest", [
    "", "2026-11-22", "2026-11-22T19:30:00", "2026-11-22T19:30+07:00", "2026-11-22 19:30:00+07:00",
    "2026-11-22T19:30:00.5+07:00", "2026-11-31T19:30:00+07:00", "2026-11-22T24:00:01Z", "2026-11-22T19:30:60Z",
    "2026-11-22T19:30:00+99:00", "1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00", "2026-W47-7T19:30:00Z", "٢٠٢٦-11-22T19:30:00Z", "2026-11-22T19:30:00Zx",
])
def test_a_time_code_that_is_not_exact_is_refused(rest: str) -> None:
    assert read("BDHVSTIME1:" + rest) == OwnRefusal("time")


@given(st.datetimes(datetime(2025, 1, 2), datetime(2099, 12, 30)))
def test_every_second_of_the_century_is_read_back(moment: datetime) -> None:
    utc = moment.replace(microsecond=0, tzinfo=UTC)
    assert read(f"BDHVSTIME1:{utc.isoformat()}") == TimeCode(utc)


@pytest.mark.parametrize("name", ["rau-co-mau", "a", "0", "a" * 60])
def test_a_practice_code_has_the_name_of_a_lesson_s_code(name: str) -> None:
    assert read(f"BDHVSTAP1:{name}") == PracticeCode(name)


@pytest.mark.parametrize("name", ["", "Rau", "-a", "rau co", "rau_co", "a" * 61, "rau-cỏ", "a\nb", "a/../b"])
def test_another_practice_name_is_refused(name: str) -> None:
    assert read(f"BDHVSTAP1:{name}") == OwnRefusal("practice")


def test_an_invitation_is_passed_on_and_does_not_show() -> None:
    found = read("BDHVSEN1:" + INVITATION)
    assert found == Enrolment(decode_invitation("BDHVSEN1:" + INVITATION))
    assert "0011" not in repr(found)


@pytest.mark.parametrize("rest", [
    "", "{}", "[]", '{"url":1,"token":"0"}', INVITATION[:-1], INVITATION + "x", "[" * 1000, '{"a":' * 150,
    '{"url":"' + "x" * 1100 + '","pin":"","token":""}',
])
def test_half_an_invitation_is_refused(rest: str) -> None:
    assert read("BDHVSEN1:" + rest) == OwnRefusal("enrolment")


@pytest.mark.parametrize(("payload", "kind"), [
    (b"", "binary"), (b" \r\n", "binary"), (b"\x00\x01\x02", "binary"), (b"\xff\xfe\x00", "binary"),
    (bytes(range(256)), "binary"), (b"\x80\x81\x82\xff", "binary"), (b"\xfe\xffa", "text"),
    ("xin chào".encode("utf-16"), "text"), (b"xin ch\xe0o", "text"), (b"dong 1\r\n\tdong 2", "text"),
    ("日本語".encode("shift_jis"), "text"),
    (b"x" * 4096, "text"), (b"x" * 4097, "too_large"), (b"BDHVS1:" + b"0" * 5000, "too_large"),
    (b"042048999001", "digits"), (b"0900000000", "digits"),
    (b"8930000000002", "product"), (b"8930000000003", "digits"), (b"96385074", "product"), (b"01011948", "digits"),
    ("🌸".encode(), "text"),
])
def test_the_rest_is_text_binary_or_too_large(payload: bytes, kind: str) -> None:
    assert read(payload) == Other(kind)  # type: ignore[arg-type]


def test_text_is_tidied_for_comparing_and_showing() -> None:
    assert tidy("\ufeff\tNguye\u0302\u0303n \r\n") == "Nguyễn"
    assert single_spaced(" a \u00a0 b\tc ") == "a b c"
    assert showable("a\u200db\u2066c", 4) == "a?b?"
    assert [readable(text) for text in ("a\tb", "a\x7f", "a\ufffd", "")] == [True, False, False, False]
