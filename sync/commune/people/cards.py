"""A badge as a printable card: 85.6 x 54 mm at 300 dpi, picture and QR, no personal name.

Guarantees: the QR keeps its four modules of quiet zone, its modules are whole pixels and at least 0.6 mm
wide. Does not lay cards out on a sheet.

    draw_card(CardFace("xã Mẫu", "sen", BADGE_LEARNER, text), pictures).save(path)

Source of the rules: ISO/IEC 7810 ID-1 (size), ISO/IEC 18004 (quiet zone); look: the noticeboard's colours.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import segno
from nacl.signing import SigningKey
from PIL import Image, ImageDraw, ImageFont

from sync.commune.errors import PictureMissing
from sync.durable import write_whole
from sync.protocol import BADGE_FACILITATOR, BADGE_LEARNER, BADGE_MAINTENANCE
from sync.protocol.badges import PICTURE_NAMES, BadgeContent, badge_signed_bytes, encode_badge

DPI = 300
WIDTH, HEIGHT = 1011, 638           # 85.6 x 54 mm in pixels
STRIP = 96                          # header strip, pixels
QR_SIDE = 510                       # room for the QR with its quiet zone, pixels
PICTURE_SIDE = 320
MARGIN = 30
QUIET = 4                           # modules

_SHEET, _INK, _INK2, _LINE = "#FFFAEF", "#2A2017", "#4F4032", "#CDB78A"
_KINDS = {                          # strip colour and what the card is
    BADGE_LEARNER: ("#933718", "Thẻ học"),
    BADGE_FACILITATOR: ("#25456B", "Thẻ hướng dẫn"),
    BADGE_MAINTENANCE: ("#5B4632", "Thẻ bảo trì"),
}
_FONTS = Path(__file__).resolve().parents[1] / "static" / "commune" / "fonts"


@dataclass(frozen=True)
class CardFace:
    """What stands on a card. Never log ``text``."""

    commune: str
    picture: str
    kind: int
    text: str = field(repr=False)


def badge_payload(secret: bytes, kind: int, signing_key: SigningKey) -> str:
    """The text of a badge's QR, signed by the commune's badge key. Never log it: who knows it holds the badge.

    Args:
        secret: 16 bytes, random.
        kind: BADGE_LEARNER, BADGE_FACILITATOR or BADGE_MAINTENANCE.

    Raises:
        Malformed: ``secret`` is not 16 bytes, or no such kind.
    """
    signature = signing_key.sign(badge_signed_bytes(secret, kind)).signature
    return encode_badge(BadgeContent(secret, kind, signature))


def draw_card(face: CardFace, pictures: Path) -> Image.Image:
    """The card's front.

    Args:
        pictures: folder with ``badge-<picture>.png``.

    Raises:
        PictureMissing: no such picture there, or it cannot be read.
    """
    card = Image.new("RGB", (WIDTH, HEIGHT), _SHEET)
    pen = ImageDraw.Draw(card)
    colour, kind = _KINDS[face.kind]
    pen.rectangle((0, 0, WIDTH, STRIP), fill=colour)
    _write(pen, f"{face.commune} · Bình dân học vụ số", (WIDTH / 2, STRIP / 2), _SHEET, 44, WIDTH - 2 * MARGIN)
    picture = _picture(pictures / f"badge-{face.picture}.png")
    column = (WIDTH - QR_SIDE) / 2
    card.paste(picture, (int(column - PICTURE_SIDE / 2), STRIP + 24), picture)
    room = WIDTH - QR_SIDE - MARGIN
    _write(pen, PICTURE_NAMES[face.picture], (column, 490), _INK, 66, room)
    _write(pen, kind, (column, 570), _INK2, 38, room)
    code = _qr(face.text)
    card.paste(code, (WIDTH - QR_SIDE + (QR_SIDE - code.width) // 2, STRIP + (HEIGHT - STRIP - code.height) // 2))
    pen.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=_LINE, width=3)
    return card


def save_card(face: CardFace, pictures: Path, path: Path) -> None:
    """Draws and writes the card whole, readable by its owner only. Raises PictureMissing, OSError."""
    png = io.BytesIO()
    draw_card(face, pictures).save(png, "PNG", dpi=(DPI, DPI), compress_level=4)
    write_whole(path, png.getvalue())


def _qr(text: str) -> Image.Image:
    drawn = segno.make_qr(text, error="m", boost_error=False)
    rows = list(drawn.matrix_iter(border=QUIET))
    side, pixels = len(rows), bytes(0 if dark else 255 for row in rows for dark in row)
    scale = QR_SIDE // side
    return Image.frombytes("L", (side, side), pixels).resize((side * scale, side * scale), Image.Resampling.NEAREST)


@lru_cache(maxsize=len(PICTURE_NAMES))
def _picture(path: Path) -> Image.Image:
    """Made once for the many cards of a commune; nobody draws on it."""
    try:
        with Image.open(path) as picture:
            return picture.convert("RGBA").resize((PICTURE_SIDE, PICTURE_SIDE), Image.Resampling.LANCZOS)
    except OSError as error:
        raise PictureMissing(f"Thiếu hình {path.name} trong {path.parent}.") from error


def _write(
    pen: ImageDraw.ImageDraw, text: str, centre: tuple[float, float], colour: str, size: int, room: float
) -> None:
    """One centred line, made smaller until it fits ``room`` pixels."""
    font = ImageFont.truetype(_FONTS / "BeVietnamPro-Bold.ttf", size)
    while font.getlength(text) > room and size > 12:
        size -= 2
        font = ImageFont.truetype(_FONTS / "BeVietnamPro-Bold.ttf", size)
    pen.text(centre, text, fill=colour, font=font, anchor="mm")
