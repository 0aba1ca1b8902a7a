"""The kiosk in a made-up language in which every sentence stands in ⟦brackets⟧: what is bare was never marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.controller import Controller
from kiosk.core.i18n import _, reworded
from kiosk.core.intents import BeGuest, NoBadge, OpenNeed, OpenTextSize, SetLanguage, StartScan
from kiosk.core.ports import Translations
from kiosk.core.views import (
    ChoiceView,
    GreetingView,
    HomeView,
    LessonListView,
    MaintenanceView,
    PinView,
    ScanView,
    SessionView,
    TextSizeView,
    View,
)
from kiosk.runtime.translations import InstalledTranslations
from tests.support.fakes.core import facilitator_badge, learner_badge, maintenance_badge
from tests.support.journey import Visit
from tests.unit.project.test_translations import make_translations

PSEUDO = "tyz"
DATA = ("thôn Mẫu Đông", "xã Mẫu", "chị Lúa", "anh Rùa", "Tiếng Tày", "Trả tiền bằng mã QR")    # nobody's sentences


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Translations:
    tool, folder = make_translations(), tmp_path_factory.mktemp("translations")
    catalog = tool.extracted()
    for message in catalog:
        if message.id:
            message.string = f"⟦{message.id}⟧"
    path: Path = folder / PSEUDO / "LC_MESSAGES" / "kiosk.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(tool.compiled(catalog))
    return InstalledTranslations(folder)


class PseudoVisit(Visit):
    def __init__(self, pseudo: Translations) -> None:
        super().__init__()
        self.ports = replace(self.ports, translations=pseudo)
        self.controller = Controller(self.ports)
        self.tap(OpenTextSize(), SetLanguage(PSEUDO))
        self.see(TextSizeView)

    def bare(self) -> list[str]:
        """The sentences of the view that are not in the made-up language."""
        return [text for text in sentences(self.view) if any(c.isalpha() for c in outside(text))]


def sentences(view: View) -> Iterator[str]:
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    reworded(view, note)
    keep = {view.key, getattr(view, "picture", "")}
    names = re.compile(r"[a-z0-9_-]+")            # pictures, colours, phases
    yield from (text for text in found if text not in keep and not names.fullmatch(text))


def outside(text: str) -> str:
    text = re.sub("⟦[^⟦⟧]*⟧", "", re.sub("⟦[^⟦⟧]*⟧", "", text))       # a sentence with a translated name in it
    for data in DATA:
        text = text.replace(data, "")
    return text


def show(visit: PseudoVisit) -> Iterator[tuple[type[View], View]]:
    """Brings up one view after another."""
    yield TextSizeView, visit.view
    yield HomeView, visit.touch("⟦Về đầu⟧")
    yield ScanView, visit.tap(StartScan())
    visit.scan(learner_badge(1))
    yield GreetingView, visit.view
    visit.touch("⟦Về đầu⟧")
    yield ChoiceView, visit.tap(NoBadge())
    yield GreetingView, visit.tap(BeGuest())
    visit.touch("⟦Về đầu⟧")
    yield LessonListView, visit.tap(OpenNeed("tra-tien"))
    visit.touch("⟦Về đầu⟧")
    visit.tap(StartScan())
    yield PinView, visit.scan(facilitator_badge())
    visit.touch("⟦Về đầu⟧")
    visit.open_session()
    yield SessionView, visit.view
    visit.touch("⟦Về đầu⟧")
    visit.tap(StartScan())
    visit.scan(maintenance_badge())
    visit.type_pin()
    yield MaintenanceView, visit.view


def test_every_view_is_in_the_language_throughout(pseudo: Translations) -> None:
    def walk() -> dict[str, list[str]]:
        visit, bare = PseudoVisit(pseudo), {}
        for kind, _view in show(visit):
            visit.see(kind)
            assert any("⟦" in text for text in sentences(visit.view))
            bare[kind.__name__] = visit.bare()
        return bare
    assert {name: found for name, found in copy_context().run(walk).items() if found} == {}


def test_the_next_visitor_of_a_vietnamese_kiosk_hears_vietnamese(pseudo: Translations) -> None:
    def both() -> tuple[str, str]:
        other, ours = PseudoVisit(pseudo), Visit()
        other.touch("⟦Về đầu⟧")
        assert _("Về đầu") == "⟦Về đầu⟧"
        ours.tap(OpenTextSize())
        title = ours.see(TextSizeView).title
        other.tap(OpenTextSize())
        return title, other.see(TextSizeView).title
    assert copy_context().run(both) == ("Bác muốn chữ to cỡ nào ạ?", "⟦Bác muốn chữ to cỡ nào ạ?⟧")
