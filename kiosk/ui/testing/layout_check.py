"""Measures a planned screen against the look: what is cut off, overlaps, is too small or too faint.

Guarantees: pure, from parts and text measurement alone, so every view can be checked at every size and
text step without drawing it. Rules: issue 2 section 4 of the project, look sections 2-4. What the
simulated phone shows behind its veil is not measured for contrast: it is meant to step back.

    faults(plan_all(view, m), m)      # [] or [Fault("cut-off", "Quét thẻ của bác")]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kiosk.ui.design.metrics import SMALLEST_EM_MM, Metrics
from kiosk.ui.design.parts import Box, Corners, Hear, Icon, Panel, Part, Picture, Text, Touch
from kiosk.ui.design.rail_slots import hear_word
from kiosk.ui.design.text_layout import fit, width_of
from kiosk.ui.design.theme import STYLES, hex_of, ratio

Rule = Literal["cut-off", "overlap", "small-text", "contrast", "small-target", "targets-overlap", "outside"]
RATIO: Final = 6.98                     # 7:1; leaf on paper is 7.0 when rounded (look.md section 2)
_GRACE: Final = 1.0                     # px
_KEY_HEIGHT: Final = 0.88               # keys may be 118 x 112 (look.md section 4)


@dataclass(frozen=True)
class Fault:
    """``what`` names the words or the place, with the figures that are wrong."""

    rule: Rule
    what: str


@dataclass(frozen=True)
class _Word:
    """A text where it stands: its ink, the touch it belongs to, the fields and touches drawn before it, the fields
    drawn after it."""

    part: Text
    ink: Box
    size: float
    fits: bool
    owner: Touch | None
    below: tuple[Part, ...]
    above: tuple[Panel, ...]


def faults(parts: Sequence[Part], m: Metrics) -> list[Fault]:
    """Everything wrong with a screen; an empty list is a good screen."""
    words = list(_words(parts, m))
    targets = [part for part in parts if isinstance(part, Touch | Hear)]
    return [
        *_cut_off(words), *_overlaps(words, targets), *_small_texts(words, m), *_faint(words, m),
        *_small_targets(targets, m), *_target_overlaps(targets, m), *_outside(parts, m),
    ]


# --- gathering -----------------------------------------------------------------------------------

def _words(parts: Sequence[Part], m: Metrics) -> Iterator[_Word]:
    below: tuple[Part, ...] = ()
    above = tuple(part for part in parts if isinstance(part, Panel))
    for part in parts:
        if isinstance(part, Panel):
            below, above = (*below, part), above[1:]
        elif isinstance(part, Text):
            yield _word(part, None, below, above)
        elif isinstance(part, Hear):
            both = [_word(hear_word(part, m, speaking), _as_touch(part), (), above)
                    for speaking in (False, True)]
            yield max(both, key=lambda word: (not word.fits, word.ink.w))
        elif isinstance(part, Touch):
            for number, child in enumerate(part.parts):
                if isinstance(child, Text):
                    yield _word(child, part, part.parts[:number], above)
            below = (*below, part)


def _as_touch(part: Hear) -> Touch:
    from kiosk.core.intents import Back
    return Touch(part.box, Back(), style="lamp")


def _word(part: Text, owner: Touch | None, below: tuple[Part, ...], above: tuple[Panel, ...]) -> _Word:
    fitted = fit(part)
    width = max(width_of(line, fitted.size, part.weight) for line in fitted.lines)
    pitch = fitted.size * part.leading
    high = pitch * (len(fitted.lines) - 1) + fitted.size * 0.98
    block = pitch * len(fitted.lines)
    air = {"top": 0.0, "middle": (part.box.h - block) / 2, "bottom": part.box.h - block}[part.valign]
    top = part.box.y + air + pitch / 2 - fitted.size * 0.42
    left = part.box.x + {"left": 0.0, "center": (part.box.w - width) / 2, "right": part.box.w - width}[part.align]
    return _Word(part, Box(left, top, width, high), fitted.size, fitted.fits, owner, below, above)


# --- rules ---------------------------------------------------------------------------------------

def _cut_off(words: Sequence[_Word]) -> Iterator[Fault]:
    for word in words:
        if not word.fits:
            yield Fault("cut-off", f"{word.part.text!r} at {word.size:g} px in {_size(word.part.box)}")
        elif word.owner and word.owner.style != "clear" and not _holds(word.owner.box, word.ink):
            yield Fault("cut-off", f"{word.part.text!r} stands out of its button {_size(word.owner.box)}")


def _overlaps(words: Sequence[_Word], targets: Sequence[Touch | Hear]) -> Iterator[Fault]:
    seen = [word for word in words if not _hidden(word)]
    faces = [target for target in targets if _has_face(target)]
    inks, boxes = [word.ink for word in seen], [target.box for target in faces]
    for at, word in enumerate(seen):
        for other in _met(word.ink, inks, at + 1):
            yield Fault("overlap", f"{word.part.text!r} and {seen[other].part.text!r}")
        for target in _met(word.ink, boxes):
            if word.owner is None or word.owner.box != boxes[target]:
                yield Fault("overlap", f"{word.part.text!r} and a touch at {_place(boxes[target])}")


def _small_texts(words: Sequence[_Word], m: Metrics) -> Iterator[Fault]:
    for word in words:
        if word.size * m.mm_per_px < SMALLEST_EM_MM - 0.01:
            yield Fault("small-text", f"{word.part.text!r} has {word.size * m.mm_per_px:.2f} mm em")


def _faint(words: Sequence[_Word], m: Metrics) -> Iterator[Fault]:
    for word in words:
        if _veiled(word):
            continue
        for ground in {_ground_of(word), word.part.ground or _ground_of(word)}:
            found = ratio(hex_of(word.part.colour, m.high_contrast)[:7], hex_of(ground, m.high_contrast)[:7])
            if found < RATIO:
                yield Fault("contrast", f"{word.part.text!r}: {word.part.colour} on {ground} is {found:.1f}")


def _small_targets(targets: Sequence[Touch | Hear], m: Metrics) -> Iterator[Fault]:
    for target in targets:
        if isinstance(target, Touch) and target.in_phone:
            continue
        least = m.target * (_KEY_HEIGHT if isinstance(target, Touch) and target.style.startswith("key") else 1)
        if target.box.w < m.target - _GRACE or target.box.h < least - _GRACE:
            yield Fault("small-target", f"{_name(target)} is {_size(target.box)}, least {m.target:g}")


def _target_overlaps(targets: Sequence[Touch | Hear], m: Metrics) -> Iterator[Fault]:
    faces = [target for target in targets if _has_face(target)]
    boxes = [_with_edge(target, m) for target in faces]
    for at, target in enumerate(faces):
        for other in _met(boxes[at], boxes, at + 1):
            yield Fault("targets-overlap", f"{_name(target)} and {_name(faces[other])}")


def _outside(parts: Sequence[Part], m: Metrics) -> Iterator[Fault]:
    window = Box(0, 0, m.width, m.height)
    for part in parts:
        if isinstance(part, Touch | Hear):
            box = _with_edge(part, m)
        elif isinstance(part, Text | Picture | Icon | Panel | Corners):
            box = part.box
        else:
            continue
        if not _holds(window, box):
            yield Fault("outside", f"{type(part).__name__} {_name(part)} at {_place(box)}")


# --- geometry ------------------------------------------------------------------------------------

def _has_face(target: Touch | Hear) -> bool:
    """Touches without a face of their own may lie over others (the simulated phone's screen)."""
    return isinstance(target, Hear) or bool(STYLES[target.style].fill)


def _with_edge(target: Touch | Hear, m: Metrics) -> Box:
    flat = m.high_contrast or (isinstance(target, Touch) and STYLES[target.style].flat)
    return target.box if flat else Box(target.box.x, target.box.y, target.box.w, target.box.h + m.edge)


def _ground_of(word: _Word) -> str:
    """Token of the topmost field drawn before the words under their middle."""
    x, y = word.ink.x + word.ink.w / 2, word.ink.y + word.ink.h / 2
    for part in reversed(word.below):
        if isinstance(part, Panel) and part.fill and part.opacity > 0.9 and _at(part.box, x, y):
            return part.fill
        if isinstance(part, Touch) and _has_face(part) and _at(part.box, x, y):
            return _face_of(part)
    return _face_of(word.owner) if word.owner and _has_face(word.owner) else "paper"


def _face_of(target: Touch) -> str:
    return STYLES[target.style if target.enabled else "disabled"].fill


def _veiled(word: _Word) -> bool:
    return any(part.fill == "veil" and _meet(part.box, word.ink) for part in word.above)


def _hidden(word: _Word) -> bool:
    """An opaque field drawn later covers it: a passing line over a title."""
    return any(part.fill and part.fill != "veil" and part.opacity > 0.9 and _meet(part.box, word.ink)
               for part in word.above)


def _at(box: Box, x: float, y: float) -> bool:
    return box.x <= x <= box.right and box.y <= y <= box.bottom


def _meet(a: Box, b: Box) -> bool:
    """In both directions by more than the grace; each of them is larger than that itself."""
    ax, bx, ay, by = a.x, b.x, a.y, b.y
    return (ax + a.w - bx > _GRACE and bx + b.w - ax > _GRACE and ay + a.h - by > _GRACE and by + b.h - ay > _GRACE
            and min(a.w, b.w) > _GRACE and min(a.h, b.h) > _GRACE)


def _met(box: Box, others: Sequence[Box], first: int = 0) -> list[int]:
    """Which of ``others`` from ``first`` on meet ``box``. Nearly none does: what is beside, above or below it by its
    edges alone is passed over first."""
    left, right, top, bottom = box.x, box.x + box.w, box.y, box.y + box.h
    return [at for at in range(first, len(others))
            if (other := others[at]).y < bottom and other.x < right and other.y + other.h > top
            and other.x + other.w > left and _meet(box, other)]


def _holds(outer: Box, inner: Box) -> bool:
    return (inner.x >= outer.x - _GRACE and inner.y >= outer.y - _GRACE
            and inner.right <= outer.right + _GRACE and inner.bottom <= outer.bottom + _GRACE)


def _name(part: Part) -> str:
    words = [child.text for child in part.parts if isinstance(child, Text)] if isinstance(part, Touch) else []
    own = part.label if isinstance(part, Hear) else part.text if isinstance(part, Text) else ""
    return repr(" ".join(words) or own or getattr(part, "speak", "") or "without words")


def _size(box: Box) -> str:
    return f"{box.w:.0f} x {box.h:.0f} px"


def _place(box: Box) -> str:
    return f"{box.x:.0f},{box.y:.0f} {_size(box)}"
