"""The letters of the keyboard as they lie on the screen, and what each adds in Telex."""

from __future__ import annotations

from kiosk.core.intents import Letter
from kiosk.core.views import Key

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
MARKS = {"w": "ư", "r": "ả", "s": "á", "d": "đ", "f": "à", "j": "ạ", "x": "ã"}
LAID = tuple(tuple(Key(key.upper(), Letter(key), MARKS.get(key, "")) for key in row) for row in ROWS)
