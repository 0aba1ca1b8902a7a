"""QR codes for the kiosk's own screens (practice payments, the address for the learner's phone).

Guarantees: error correction M or better, UTF-8, no quiet zone: the screen draws its own white border.
Makes no image file.

    rows = qr_matrix("https://dichvucong.gov.vn")   # ("1111111...", ...), '1' is dark
"""

from __future__ import annotations


def qr_matrix(text: str) -> tuple[str, ...]:
    """The modules of the code, row by row. Raises ``ValueError`` where ``text`` is too long for one code."""
    import segno  # not at the start: slow to import with its writers of files, and few pages show a code

    code = segno.make_qr(text, error="m", encoding="utf-8" if not text.isascii() else None)
    return tuple("".join(str(module & 1) for module in row) for row in code.matrix)
