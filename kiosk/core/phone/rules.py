"""What happens on the simulated phone: one touch, or time going on, and the phone as it stands afterwards.

Guarantees: pure and total: any touch, also of something that is not there, gives a phone that goes on working; every
turn can be undone by the phone's arrow, a dialog closed on the first screen included. Knows no hints:
``kiosk.core.phone.guide`` knows the way to the goal. Rules of the format: ``kiosk.core.lessons.phone_screen`` and
``kiosk.core.lessons.lesson.PhoneStep``.

    state = fresh(now_ms)
    state, verdict = touched(step, state, "app-tin", now_ms)    # Moved()
    state = waited(step, state, now_ms)                          # a loading screen moves on
"""

from __future__ import annotations

from dataclasses import replace

from kiosk.core.i18n import _
from kiosk.core.lessons.lesson import PhoneStep
from kiosk.core.lessons.phone_screen import (
    BACK,
    BACKGROUND,
    DIGIT,
    DOWN,
    ROWS_SHOWN,
    UP,
    Loading,
    PhoneButton,
    PhoneScreen,
    Photos,
    PinPad,
    Rows,
    TextBox,
    Toggle,
)
from kiosk.core.phone.elements import PAD_ERASE, PAD_KEYS, Touchable, busy, pad_of, standing_dialog, thing, touchables
from kiosk.core.phone.state import (
    Done,
    Moved,
    Nothing,
    PhoneState,
    Place,
    Unmet,
    Verdict,
    Wrong,
    as_asked,
    face,
    missing,
    screen,
    unmet_words,
    value_of,
)
from kiosk.core.phone.typing import CLOSE, pressed

Result = tuple[PhoneState, Verdict]


# --- going from screen to screen --------------------------------------------------------------


def opened(step: PhoneStep, state: PhoneState, name: str, now_ms: int, *, passing: bool = False) -> PhoneState:
    """With screen ``name`` in front. A screen that was left before is gone back to; ``passing``: the one in front is
    not gone back to (it was only loading)."""
    before = [place.screen for place in state.trail]
    if name in before:
        trail = state.trail[:before.index(name)]
    else:
        trail = state.trail if passing or name == state.screen else (*state.trail, state.here)
    return _arrived(step, replace(state, here=Place(name), trail=trail), now_ms)


def went_back(step: PhoneStep, state: PhoneState, now_ms: int) -> PhoneState:
    """One turn undone."""
    if not state.trail:
        return state
    return _arrived(step, replace(state, here=state.trail[-1], trail=state.trail[:-1]), now_ms)


def _arrived(step: PhoneStep, state: PhoneState, now_ms: int) -> PhoneState:
    """A pad that leads on is empty whenever one comes to it."""
    pads = {e.id for e in screen(step, state).elements if isinstance(e, PinPad) and e.opens}
    values = tuple(value for value in state.values if value[0] not in pads)
    return replace(state, values=values, focus="", first=(), entered_ms=now_ms)


def waited(step: PhoneStep, state: PhoneState, now_ms: int) -> PhoneState:
    """Time went on: a screen that was loading long enough gives way to the next."""
    loading = next((e for e in screen(step, state).elements if isinstance(e, Loading)), None)
    if loading is None or now_ms - state.entered_ms < loading.seconds * 1000:
        return state
    return opened(step, state, loading.opens, now_ms, passing=True)


# --- touches ----------------------------------------------------------------------------------


def touched(step: PhoneStep, state: PhoneState, element: str, now_ms: int) -> Result:
    """One touch on ``element``."""
    shown, looks = screen(step, state), face(step, state, now_ms)
    if busy(shown):
        return state, Nothing()
    if element not in touchables(shown, looks):
        return _beside(step, state, shown)
    if element in step.right and (element in (BACK, BACKGROUND) or thing(shown, element) is None):
        return state, Done()
    pad = pad_of(shown)
    if state.focus and element == BACKGROUND:
        return replace(state, focus=""), Moved()
    if element == BACK:
        return went_back(step, state, now_ms), _named(step, element)
    if pad is not None and element in PAD_KEYS and thing(shown, element) is None:
        return _dialled(step, state, pad, element, now_ms)
    found = thing(shown, element)
    if found is not None:
        return _on_thing(step, state, found, shown, now_ms)
    return _on_key(step, state, shown, element)


def _on_key(step: PhoneStep, state: PhoneState, shown: PhoneScreen, element: str) -> Result:
    """What belongs to the phone itself: keyboard, arrows of a list, ground, address."""
    box = next((e for e in shown.elements if isinstance(e, TextBox) and e.id == state.focus), None)
    if box is not None and element == CLOSE:
        done = box.id in step.right and as_asked(state, box)
        return replace(state, focus=""), Done() if done else Moved()
    if box is not None:
        return state.with_value(box.id, pressed(value_of(state, box), element)), Moved()
    rows = next((e for e in shown.elements if isinstance(e, Rows) and element in (e.id + UP, e.id + DOWN)), None)
    if rows is not None:
        return scrolled(state, rows, 1 if element == rows.id + DOWN else -1), Moved()
    return state, Wrong(step.wrong.get(element, ""))


def _beside(step: PhoneStep, state: PhoneState, shown: PhoneScreen) -> Result:
    """Beside what can be touched. A dialog asks for its answer; an open keyboard closes."""
    if standing_dialog(shown) is not None:
        return state, Wrong(_("Bác chọn một nút trong khung đang hỏi nhé."))
    return (replace(state, focus=""), Moved()) if state.focus else (state, Nothing())


def _named(step: PhoneStep, element: str) -> Verdict:
    """A turn counts as wrong only where the author says a word about it."""
    return Wrong(step.wrong[element]) if element in step.wrong else Moved()


def _on_thing(step: PhoneStep, state: PhoneState, found: Touchable, shown: PhoneScreen, now_ms: int) -> Result:
    if isinstance(found, TextBox):
        return replace(state, focus=found.id), _named(step, found.id)
    if isinstance(found, Toggle):
        return _switched(step, state, found)
    photos = next((e for e in shown.elements if isinstance(e, Photos) and found in e.photos), None)
    if photos is not None:
        return _chosen(step, state, photos, found.id)
    if isinstance(found, PhoneButton):
        needed = missing(step, state, found)
        if needed is not None:
            return state, Unmet(found.unmet or unmet_words(needed, value_of(state, needed)))
    if found.id in step.right:
        return state, Done()
    return _led_on(step, state, found, shown, now_ms)


def _led_on(step: PhoneStep, state: PhoneState, found: Touchable, shown: PhoneScreen, now_ms: int) -> Result:
    leads = getattr(found, "opens", "")
    if leads:
        return opened(step, state, leads, now_ms), _named(step, found.id)
    dialog = standing_dialog(shown)
    if dialog is not None:
        here = replace(state.here, closed=(*state.here.closed, dialog.id))
        return replace(state, here=here, trail=state.trail or (state.here,)), _named(step, found.id)
    return state, Wrong(step.wrong.get(found.id, ""))


def _switched(step: PhoneStep, state: PhoneState, toggle: Toggle) -> Result:
    after = state.with_value(toggle.id, "off" if value_of(state, toggle) == "on" else "on")
    if as_asked(after, toggle):
        return after, Done() if toggle.id in step.right else Moved()
    return after, _named(step, toggle.id)


def _chosen(step: PhoneStep, state: PhoneState, photos: Photos, photo: str) -> Result:
    after = state.with_value(photos.id, photo)
    if photo in step.right or (photos.id in step.right and as_asked(after, photos)):
        return after, Done()
    return after, _named(step, photo)


def _dialled(step: PhoneStep, state: PhoneState, pad: PinPad, key: str, now_ms: int) -> Result:
    """One digit more or less. A full pad that is not as asked is emptied, kindly."""
    held = value_of(state, pad)
    if key == PAD_ERASE:
        return state.with_value(pad.id, held[:-1]), Moved()
    if len(held) >= pad.digits:
        return state, Nothing()
    after = state.with_value(pad.id, held + key.removeprefix(DIGIT))
    if len(held) + 1 < pad.digits:
        return after, Moved()
    if not as_asked(after, pad):
        text = step.wrong.get(pad.id) or _("Dãy số này chưa khớp, bác bấm lại nhé.")
        return state.with_value(pad.id, ""), Wrong(text)
    if pad.id in step.right:
        return after, Done()
    return (opened(step, after, pad.opens, now_ms) if pad.opens else after), Moved()


def scrolled(state: PhoneState, rows: Rows, by: int) -> PhoneState:
    """The list moved one hand's breadth (all but one row) up or down."""
    last = max(0, len(rows.rows) - ROWS_SHOWN)
    first = dict(state.first)
    first[rows.id] = min(last, max(0, first.get(rows.id, 0) + by * (ROWS_SHOWN - 1)))
    return replace(state, first=tuple(sorted(first.items())))
