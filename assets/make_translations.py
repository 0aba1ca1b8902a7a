"""Collects the sentences of kiosk and commune for translators (``make translations``, ADR 21).

    python assets/make_translations.py                  # the .pot files; every .po brought up to date; its .mo
    python assets/make_translations.py --begin tyz      # first empty catalogues for Tày

Writes below ``assets/translations`` (the kiosk: ``kiosk.pot``) and ``sync/commune/locale`` (the commune's pages:
``django.pot``), each with ``<language>/LC_MESSAGES/<domain>.po`` and ``.mo``. Ends with 1 where a translation has other
values ({name}, %(name)s) than its sentence; no ``.mo`` is written for that language.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from kiosk.runtime.translations import DOMAIN, values_of
from sync.protocol.badges import PICTURE_NAMES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "assets" / "translations"
SPEAKING = ("kiosk/core", "kiosk/runtime", "kiosk/ui", "kiosk/hardware")    # packages that people at the kiosk see
SAMPLES = "kiosk/ui/testing"                            # made-up views for pictures
MARKS: dict[str, None] = {"_": None, "N_": None}
COMMUNE = ROOT / "sync" / "commune"
COMMUNE_FOLDER = COMMUNE / "locale"
COMMUNE_MARKS: dict[str, None] = {"_": None, "gettext_lazy": None, "gettext_noop": None}
_TEMPLATE_MARK = re.compile(r"""\bgettext\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)|\b_\(("[^"]*")\)""")
_PERCENT_VALUE = re.compile(r"%\(\w+\)s")
UNSTEADY = (b'"POT-Creation-Date:', b'"PO-Revision-Date:', b'"Generated-By:')     # differ though no sentence does


@cache
def extracted() -> Catalog:
    """Every marked sentence, with the file it stands in; the names of the badges' pictures too. Read once a run: not
    to be changed."""
    catalog = Catalog(project="bdhvs-kiosk", version="", copyright_holder="", fuzzy=False, charset="utf-8",
                      header_comment="# The kiosk's own sentences. Made by `make translations`; not edited by hand.")
    for package in SPEAKING:
        found = extract_from_dir(ROOT / package, [("**.py", "python")], keywords=MARKS, strip_comment_tags=True)
        for name, _line, sentence, _comments, _context in found:
            place = f"{package}/{name}"
            if not place.startswith(SAMPLES):
                catalog.add(sentence, locations=[(place, None)])
    for name in PICTURE_NAMES.values():
        catalog.add(name, locations=[("sync/protocol/badges.py", None)])
    return catalog


def template_sentences(path: Path) -> Iterator[str]:
    """What a page of the commune says, as Django will look it up."""
    for found in _TEMPLATE_MARK.finditer(templatize(path.read_text(encoding="utf-8"), origin=path.name)):
        yield ast.literal_eval(found[1] or found[2])


def commune_extracted() -> Catalog:
    """Every marked sentence of the commune's modules and pages, with the file it stands in."""
    catalog = Catalog(project="bdhvs-commune", version="", copyright_holder="", fuzzy=False, charset="utf-8",
                      header_comment="# The commune's own sentences. Made by `make translations`; not edited by hand.")
    found = extract_from_dir(COMMUNE, [("**.py", "python")], keywords=COMMUNE_MARKS, strip_comment_tags=True)
    for name, _line, sentence, _comments, _context in found:
        catalog.add(sentence, locations=[(f"sync/commune/{name}", None)])
    for path in sorted(COMMUNE.rglob("templates/**/*.html")):
        for sentence in template_sentences(path):
            catalog.add(sentence, locations=[(path.relative_to(ROOT).as_posix(), None)])
    return catalog


@dataclass(frozen=True)
class Speaker:
    """A program with catalogues of its own."""

    folder: Path
    domain: str
    extracted: Callable[[], Catalog]

    def template(self) -> bytes:
        """The ``.pot``: the same bytes as long as no sentence changed."""
        return _written(self.extracted())

    def catalogues(self) -> list[Path]:
        return sorted(self.folder.glob(f"*/LC_MESSAGES/{self.domain}.po"))

    def begin(self, language: str) -> None:
        """An empty catalogue for ``language``; one that is there stays."""
        path = self.folder / language / "LC_MESSAGES" / f"{self.domain}.po"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_written(Catalog(locale=language, fuzzy=False)))

    def renew(self) -> list[str]:
        """The ``.pot``, and every catalogue by it. Returns what is wrong, one line each."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{self.domain}.pot").write_bytes(self.template())
        wrong = []
        for path in self.catalogues():
            with path.open("rb") as file:
                catalog = read_po(file, locale=path.parent.parent.name)
            catalog.update(self.extracted(), no_fuzzy_matching=True)
            path.write_bytes(_written(catalog))
            found = [f"{path}: {sentence!r}" for sentence in wrong_values(catalog)]
            if not found:
                path.with_suffix(".mo").write_bytes(compiled(catalog))
            wrong += found
        return wrong


KIOSK = Speaker(FOLDER, DOMAIN, extracted)
COMMUNE_PAGES = Speaker(COMMUNE_FOLDER, "django", commune_extracted)


def wrong_values(catalog: Catalog) -> Iterator[str]:
    """The sentences whose translation asks for other values than they have."""
    for message in catalog:
        if message.id and message.string and _values(str(message.string)) != _values(str(message.id)):
            yield str(message.id)


def _values(sentence: str) -> tuple[object, list[str]]:
    return values_of(sentence), sorted(_PERCENT_VALUE.findall(sentence))


def compiled(catalog: Catalog) -> bytes:
    """The ``.mo``, as gettext reads it."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _written(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalog, width=120, sort_output=True, include_lineno=False)
    lines = out.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(UNSTEADY))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--begin", metavar="LANGUAGE", help="first an empty catalogue for it (tyz, nut, hmn)")
    language = parser.parse_args(arguments).begin
    wrong = []
    for speaker in (KIOSK, COMMUNE_PAGES):
        if language:
            speaker.begin(language)
        wrong += speaker.renew()
    for line in wrong:
        print(f"other values than the sentence has: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
