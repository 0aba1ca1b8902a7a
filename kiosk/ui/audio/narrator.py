"""Reads the screen aloud: 300 ms after a new place is shown, from the beginning on "Nghe lại".

Guarantees: the same place is not read again by itself; an aside (advice, whose code this is) is said once, at
once, where it changes within a place; a touch stops the voice; without a voice nothing
fails. Keeps no clock: time comes with ``advance``.

    narrator.show("home", ("Bác muốn làm gì ạ?", "Quét thẻ của bác"), now_ms=0); narrator.advance(300)
"""

from __future__ import annotations

from typing import Final, Protocol

START_MS: Final = 300                   # look.md section 7


class Voice(Protocol):
    """The real one is ``kiosk.hardware.audio.voice``; tests use one that remembers."""

    @property
    def speaking(self) -> bool: ...

    def speak(self, lines: tuple[str, ...], /) -> None:
        """Says the lines one after another, instead of what it says now. Returns at once."""

    def tune(self, *, slow: bool, language: str) -> None:
        """How everything from now on is said."""

    def stop(self) -> None: ...


class Narrator:
    """Knows what to read and when."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._key: str | None = None
        self._lines: tuple[str, ...] = ()
        self._aside = ""
        self._start_at: int | None = None

    @property
    def speaking(self) -> bool:
        return self._voice.speaking

    def show(self, key: str, lines: tuple[str, ...], now_ms: int, aside: str = "") -> None:
        """Another view stands on the stage; another ``key`` reads it, another ``aside`` is said."""
        self._lines = lines
        before, self._aside = self._aside, aside
        if key == self._key:
            if aside != before:
                self.say((aside,) if aside else ())
            return
        self._key = key
        self._voice.stop()
        self._start_at = now_ms + START_MS if lines else None

    def tune(self, *, slow: bool, language: str) -> None:
        """As the person in front wants to hear it."""
        self._voice.tune(slow=slow, language=language)

    def advance(self, now_ms: int) -> None:
        """Starts the voice when its time has come."""
        if self._start_at is not None and now_ms >= self._start_at:
            self._start_at = None
            self._voice.speak(self._lines)

    def stop(self) -> None:
        """A touch: whatever is said or about to be said ends."""
        self._start_at = None
        if self._voice.speaking:
            self._voice.stop()

    def say(self, lines: tuple[str, ...]) -> None:
        """Says something at once, e.g. what a disabled button waits for."""
        self._start_at = None
        if lines:
            self._voice.speak(lines)

    def toggle(self, now_ms: int) -> None:
        """"Nghe lại" / "Dừng đọc"."""
        if self._voice.speaking:
            self.stop()
            return
        self._start_at = now_ms
        self.advance(now_ms)
