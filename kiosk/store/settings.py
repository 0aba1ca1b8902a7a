"""How the screen speaks to people here: text size, contrast, calm.

Guarantees: what was kept is answered at once and survives a restart; a value this program does not know
counts as its default. Holds nothing about a person.

    book = StoredSettings(reader, writer)
    book.keep(Settings(text_percent=125))
    book.read().text_percent
"""

from __future__ import annotations

from kiosk.core.ports import Settings
from kiosk.store.reader import Reader
from kiosk.store.writer import SmallWrite, Writer

_KEEP = "INSERT OR REPLACE INTO settings VALUES (?, ?), (?, ?), (?, ?)"


class StoredSettings:
    """``kiosk.core.ports.SettingsBook``: memory for reading, the writer for keeping."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        """Raises StoreError where the file cannot be read."""
        self._writer = writer
        self._settings = _settings(dict(reader.rows("SELECT key, value FROM settings")))

    def read(self) -> Settings:
        return self._settings

    def keep(self, settings: Settings) -> None:
        self._settings = settings
        percent, contrast, calm = settings.text_percent, settings.high_contrast, settings.calm
        values = ("text_percent", str(percent), "high_contrast", _word(contrast), "calm", _word(calm))
        self._writer.submit(SmallWrite(_KEEP, values))


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _settings(kept: dict[str, str]) -> Settings:
    plain = Settings(high_contrast=kept.get("high_contrast") == "yes", calm=kept.get("calm") == "yes")
    match kept.get("text_percent"):
        case "125":
            return Settings(125, plain.high_contrast, plain.calm)
        case "150":
            return Settings(150, plain.high_contrast, plain.calm)
        case _:
            return plain
