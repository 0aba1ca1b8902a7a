"""Something to do on the own phone: a code large enough for an old phone, what to do, "Tôi làm xong".

Guarantees: the code (or picture) and the buttons always stay; with larger text the lines leave from the last one and
are still spoken. While the facilitator's badge is awaited the camera's picture takes the code's place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.core.views import Action, DoView
from kiosk.ui.design.metrics import Metrics
from kiosk.ui.design.parts import Box, Corners, Panel, Part, Picture, Preview, QrCode
from kiosk.ui.screens.components import sheet
from kiosk.ui.screens.lesson_components import (
    Block,
    best,
    buttons_block,
    column,
    height,
    middle_page,
    progress_block,
    words_block,
)


def plan(view: DoView, m: Metrics) -> tuple[Part, ...]:
    area = middle_page(m)
    gap = m.px(18 if m.percent == 100 else 12)
    for offer in _offers(view):
        foot = _foot(offer, area.w, m)
        if foot.height > max(m.target, m.px(150)) and offer[-1][0] is view.back and len(offer) > 1:
            continue                    # one row of buttons: the code needs the room, the rail has its own way out
        body = Box(area.x, area.y, area.w, area.h - foot.height - m.px(26))
        for share in (0.42, 0.36, 0.3):
            shown, room = _shown(view, body, m, share)
            blocks = best(_arrangements(view, m, room.w), room, gap)
            if height(blocks, gap) <= room.h + 1:
                low = Box(area.x, area.bottom - foot.height, area.w, foot.height)
                return (*shown, *column(blocks, room, gap), *foot.draw(low))
    low = Box(area.x, area.bottom - foot.height, area.w, foot.height)
    return (*shown, *column(blocks, room, gap), *foot.draw(low))


def _offers(view: DoView) -> Iterator[list[tuple[Action, str]]]:
    """Back leaves where letters are large: "Về đầu" stands in the rail."""
    main = [(action, style) for action, style in ((view.primary, "primary"), (view.secondary, "plain")) if action]
    if view.back is not None:
        yield [*main, (view.back, "plain")]
    yield main


def _foot(offer: Sequence[tuple[Action, str]], width: float, m: Metrics) -> Block:
    sizes = (m.size("primary"), m.size("second"), m.size("secondary"))
    made = [buttons_block(offer, m, width, size, least=124) for size in sizes]
    return min(made, key=lambda block: (block.height > max(m.target, m.px(140)), made.index(block)))


# --- left: code, picture or camera ----------------------------------------------------------------


def _shown(view: DoView, body: Box, m: Metrics, share: float) -> tuple[tuple[Part, ...], Box]:
    if not (view.confirming or view.qr or view.picture):
        return (), body
    width = min(body.w * share, body.h)
    left = Box(body.x, body.y, width, body.h)
    room = Box(left.right + m.px(36), body.y, body.right - left.right - m.px(36), body.h)
    if view.confirming:
        return _camera(view, left, m), room
    if view.qr:
        return _code(view, left, m), room
    side = min(left.w, left.h)
    box = Box(left.x, left.y + (left.h - side) / 2, side, side)
    return (Panel(box, fill="tint-leaf", radius=m.radius), Picture(box.inset(side * 0.1), view.picture)), room


def _code(view: DoView, left: Box, m: Metrics) -> tuple[Part, ...]:
    """The code on its sheet, its line below where there is room."""
    pad = m.px(20)
    line = words_block(view.qr_line, m, left.w - 2 * pad, m.size("secondary"), weight=600, leading=1.26, align="center",
                       ground="sheet")
    line_h = line.height + m.px(12) if view.qr_line and line.height < left.h * 0.34 else 0.0
    side = min(left.w - 2 * pad, left.h - 2 * pad - line_h)
    paper = Box(left.x, left.y + (left.h - side - 2 * pad - line_h) / 2, left.w, side + 2 * pad + line_h)
    code = Box(left.x + (left.w - side) / 2, paper.y + pad, side, side)
    parts: tuple[Part, ...] = (sheet(paper, m), QrCode(code, view.qr))
    if not line_h:
        return parts
    return (*parts, *line.draw(Box(left.x + pad, code.bottom + m.px(10), left.w - 2 * pad, line.height)))


def _camera(view: DoView, left: Box, m: Metrics) -> tuple[Part, ...]:
    tall = min(left.h, left.w * 1.1)
    box = Box(left.x, left.y + (left.h - tall) / 2, left.w, tall)
    frame = box.inset(box.w * 0.14, box.h * 0.2)
    return (Preview(box, radius=m.radius_sheet),
            Corners(frame, view.frame, m.px(10), min(m.px(72), frame.h * 0.3), m.px(26), 3))


# --- right: words ---------------------------------------------------------------------------------


def _arrangements(view: DoView, m: Metrics, width: float) -> Iterator[Sequence[Block]]:
    full = [progress_block(view.progress, m)] if view.progress else []
    bar = [progress_block(view.progress, m, words=False)] if view.progress else []
    advice = [words_block(view.advice, m, width, m.size("primary"), weight=600, lines=4)] if view.advice else []
    title = words_block(view.title, m, width, m.size("title"), lines=3, leading=1.28)
    plain = words_block(view.title, m, width, m.size("primary"), lines=4, leading=1.26)
    lines = [words_block(line, m, width, m.text(42), weight=500, leading=1.32, lines=3) for line in view.text]
    small = [words_block(line, m, width, m.size("secondary"), weight=500, leading=1.3, lines=4) for line in view.text]
    for said in (lines, small):
        yield [*full, title, *advice, *said]
        yield [*full, plain, *advice, *said]
    for count in range(len(lines) - 1, -1, -1):
        yield [*full, title, *advice, *lines[:count]]
        yield [*bar, plain, *advice, *small[:count]]
    second = words_block(view.title, m, width, m.size("second"), lines=6, leading=1.24)
    if view.advice:
        yield [*bar, words_block(view.advice, m, width, m.size("second"), weight=700, lines=6, leading=1.26)]
    else:
        yield [second]
