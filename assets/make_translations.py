"""Collects the kiosk's sentences for translators, and makes their catalogues ready (``make translations``, ADR 21).

    python assets/make_translations.py                  # kiosk.pot; every kiosk.po brought up to date; its kiosk.mo
    python assets/make_translations.py --begin tyz      # first an empty catalogue for Tày

Writes below ``assets/translations``: ``kiosk.pot``, ``<language>/LC_MESSAGES/kiosk.po`` and ``kiosk.mo``. Ends with 1
where a translation has other values ({name}) than its sentence; no ``kiosk.mo`` is written for that language.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kiosk.runtime.translations import DOMAIN, values_of
from sync.protocol.badges import PICTURE_NAMES

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "assets" / "translations"
SPEAKING = ("kiosk/core", "kiosk/runtime", "kiosk/ui", "kiosk/hardware")    # packages that people at the kiosk see
SAMPLES = "kiosk/ui/testing"                            # made-up views for pictures
MARKS: dict[str, None] = {"_": None, "N_": None}
UNSTEADY = (b'"POT-Creation-Date:', b'"PO-Revision-Date:', b'"Generated-By:')     # differ though no sentence does


def extracted() -> Catalog:
    """Every marked sentence, with the file it stands in; the names of the badges' pictures too."""
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


def template() -> bytes:
    """``kiosk.pot``: the same bytes as long as no sentence changed."""
    return _written(extracted())


def wrong_values(catalog: Catalog) -> Iterator[str]:
    """The sentences whose translation asks for other values than they have."""
    for message in catalog:
        if message.id and message.string and values_of(str(message.string)) != values_of(str(message.id)):
            yield str(message.id)


def begin(folder: Path, language: str) -> None:
    """An empty catalogue for ``language``; one that is there stays."""
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(Catalog(locale=language, fuzzy=False)))


def renew(folder: Path) -> list[str]:
    """``kiosk.pot``, and every catalogue by it. Returns what is wrong, one line each."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{DOMAIN}.pot").write_bytes(template())
    wrong = []
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        language = path.parent.parent.name
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        catalog.update(extracted(), no_fuzzy_matching=True)
        path.write_bytes(_written(catalog))
        found = [f"{path}: {sentence!r}" for sentence in wrong_values(catalog)]
        if not found:
            path.with_suffix(".mo").write_bytes(compiled(catalog))
        wrong += found
    return wrong


def compiled(catalog: Catalog) -> bytes:
    """``kiosk.mo``, as gettext reads it."""
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
    if language:
        begin(FOLDER, language)
    wrong = renew(FOLDER)
    for line in wrong:
        print(f"other values than the sentence has: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
