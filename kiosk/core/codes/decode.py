"""The text of a code whose bytes were read: UTF-8 as it stands, in NFC.

Guarantees: never raises and never guesses a charset; Vietnamese that was printed as base letters plus marks compares
equal to the same name typed on a keyboard. Does not strip or shorten anything: rules that compare
fields tidy them further (``kiosk.core.codes.text``).

    exact_text("Nguyễn".encode())  ==  "Nguyễn"
    exact_text(b"\\xff")            is None
"""

from __future__ import annotations

import unicodedata


def exact_text(payload: bytes) -> str | None:
    """The text in ``payload``; None where the bytes are no UTF-8 (RFC 3629, strict)."""
    try:
        return unicodedata.normalize("NFC", payload.decode("utf-8"))
    except UnicodeDecodeError:
        return None
