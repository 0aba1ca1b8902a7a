"""The kiosk's own words in other languages, read from ``assets/translations/<language>/LC_MESSAGES/kiosk.mo``.

Guarantees: a sentence without a translation stays Vietnamese; so does one whose translation asks for another value than
the sentence has (``{name}``), because putting the values in would fail; a damaged catalogue is logged and left out.

    translations = InstalledTranslations(Path("assets/translations"))
    translations.into("tyz")("Vào học thôi")
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Sequence
from gettext import GNUTranslations
from pathlib import Path
from string import Formatter

from kiosk.core.i18n import Translate

log = logging.getLogger(__name__)

DOMAIN = "kiosk"


class InstalledTranslations:
    """Reads every catalogue below ``folder`` once; implements ``Translations``."""

    def __init__(self, folder: Path) -> None:
        self._into = {path.parent.parent.name: translate for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
                      if (translate := _read(path)) is not None}

    def languages(self) -> Sequence[str]:
        return tuple(self._into)

    def into(self, language: str) -> Translate:
        return self._into.get(language, str)


def values_of(sentence: str) -> frozenset[str] | None:
    """The values that are put into a sentence: "{n} phút" -> {"n"}. None where its braces do not match."""
    try:
        return frozenset(name for _text, name, _spec, _form in Formatter().parse(sentence) if name is not None)
    except ValueError:
        return None


def _read(path: Path) -> Translate | None:
    try:
        with path.open("rb") as file:
            catalogue = GNUTranslations(file)
    except (OSError, ValueError, struct.error) as error:
        log.warning("%s: no catalogue of translations, left out: %s", path, error)
        return None
    return _careful(catalogue)


def _careful(catalogue: GNUTranslations) -> Translate:
    """gettext answers '' with the file's header; a sentence on the screen may be empty."""
    checked: dict[str, str] = {}

    def translate(sentence: str) -> str:
        said = catalogue.gettext(sentence) if sentence else ""
        if said == sentence:
            return sentence
        if sentence not in checked:
            checked[sentence] = said if values_of(said) == values_of(sentence) else sentence
        return checked[sentence]
    return translate
