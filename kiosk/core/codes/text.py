"""From the bytes of a code to text that may be compared and shown.

Guarantees: NFC, no BOM or blanks at the ends; ``repaired`` changes only text that was mangled by a
decoder that guessed a charset. A charset is guessed only to tell text from binary (``text_of``), and only those that
ISO/IEC 18004 names: badges, cards and payment codes are UTF-8 or nothing.

    exact_text("Nguyễn".encode())  ==  "Nguyễn"
    exact_text(b"\\xff")            is None
    tidy("\\ufeffNguyễn\\r\\n")    ==  "Nguyễn"

Source of the repair: zbar's guessing (pyzbar issues 95 and 155, mchehab/zbar issue 212).
"""

from __future__ import annotations

import unicodedata

MAX_BYTES = 4096                        # a QR holds 2,953 bytes; what is longer is no single QR
BROKEN = "\N{REPLACEMENT CHARACTER}"    # stands where bytes were not UTF-8
_EDGES = "\ufeff\u200b\u00a0 \t\r\n"
_OTHER_CHARSETS = ("utf-16", "latin-1", "shift_jis")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_GUESSES = ("shift_jis", "cp932", "big5", "cp950", "latin-1", "cp1252")


def exact_text(payload: bytes) -> str | None:
    """The text in ``payload`` in NFC, nothing stripped; None where the bytes are no UTF-8 (RFC 3629, strict)."""
    try:
        return unicodedata.normalize("NFC", payload.decode("utf-8"))
    except UnicodeDecodeError:
        return None


def decoded(payload: bytes) -> str:
    """UTF-8, exactly as it stands; ``BROKEN`` where it is not UTF-8."""
    return payload.decode("utf-8", "replace")


def text_of(payload: bytes) -> str:
    """The text for people in ``payload``; with ``BROKEN`` in it where there is none.

    UTF-8 first, then what ISO/IEC 18004 gives a code without ECI (Shift-JIS of its Kanji mode, Latin-1 of its byte
    mode), then UTF-16 with its byte order mark.
    """
    text = decoded(payload)
    if BROKEN not in text:
        return text
    for charset in _OTHER_CHARSETS:
        try:
            other = payload.decode(charset)
        except UnicodeDecodeError:
            continue
        if readable(other) and (charset != "utf-16" or payload[:2] in _UTF16_MARKS):
            return other
    return text


def tidy(text: str) -> str:
    """NFC, without BOM, line ends, tabs and blanks at the ends."""
    return unicodedata.normalize("NFC", text.strip(_EDGES))


def single_spaced(text: str) -> str:
    return " ".join(text.split())


def readable(text: str) -> bool:
    """Text for people: something in it, no broken byte, no control character but tab and line end."""
    return bool(text) and BROKEN not in text and not any(
        unicodedata.category(sign) == "Cc" and sign not in "\t\r\n" for sign in text
    )


def showable(text: str, longest: int) -> str:
    """At most ``longest`` characters; each that cannot be seen (control, bidi, joiner) becomes "?"."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:longest])


def repaired(text: str) -> str:
    """UTF-8 that a decoder took for Shift-JIS, Big5 or Latin, turned back; other text unchanged.

    Genuine Vietnamese never survives the way back, because its bytes in those charsets are not UTF-8.
    """
    if text.isascii():
        return text
    for charset in _GUESSES:
        try:
            return text.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
    return text
