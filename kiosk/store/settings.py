"""How the screen speaks to people here: text size, contrast, calm, slow voice, language.

Guarantees: what was kept is answered at once and survives a restart; a value this program does not know
counts as its default, and so do all while the file cannot be read. Holds nothing about a person.

    book = SqliteSettings(reader, writer)
    book.keep(Settings(text_percent=125))
    book.read().text_percent
"""

from __future__ import annotations

import logging

from kiosk.core.errors import StoreError
from kiosk.core.ports import Settings
from kiosk.store.reader import Reader
from kiosk.store.writer import SmallWrite, Writer

_KEEP = "INSERT OR REPLACE INTO settings VALUES (?, ?), (?, ?), (?, ?), (?, ?), (?, ?)"


_log = logging.getLogger(__name__)


class SqliteSettings:
    """``kiosk.core.ports.SettingsStore``: memory for reading, the writer for keeping."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer
        self._settings: Settings | None = None

    def read(self) -> Settings:
        if self._settings is None:
            try:
                self._settings = _settings(dict(self._reader.rows("SELECT key, value FROM settings")))
            except StoreError as error:
                _log.warning("%s: settings cannot be read yet", error.code)
                return Settings()
        return self._settings

    def keep(self, settings: Settings) -> None:
        self._settings = settings
        self._writer.submit(SmallWrite(_KEEP, (
            "text_percent", str(settings.text_percent), "high_contrast", _word(settings.high_contrast),
            "calm", _word(settings.calm), "slow", _word(settings.slow), "language", settings.language,
        )))


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _settings(kept: dict[str, str]) -> Settings:
    """What cannot be understood is as at the first start."""
    return Settings(
        text_percent={"125": 125, "150": 150}.get(kept.get("text_percent", ""), 100),  # type: ignore[arg-type]
        high_contrast=kept.get("high_contrast") == "yes", calm=kept.get("calm") == "yes",
        slow=kept.get("slow") == "yes", language=kept.get("language") or "vi",
    )
