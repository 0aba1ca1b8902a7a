"""Ports of a kiosk that lacks something: no index of questions, no microphone, no recordings, no importer, no
translations, nothing known of the machine."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.i18n import Translate
from kiosk.core.lessons.curriculum import Found
from kiosk.core.ports import InstalledPack, MachineFacts, StickState


class NoFinder:
    def find(self, text: str, limit: int) -> Sequence[Found]:
        return ()


class NoTranslations:
    def languages(self) -> Sequence[str]:
        return ()

    def into(self, language: str) -> Translate:
        return str


class NoUsbPacks:
    def state(self) -> StickState:
        return StickState()

    def packs(self) -> Sequence[InstalledPack]:
        return ()

    def install(self) -> None:
        """Nobody to ask."""

    def export(self) -> None:
        """Nobody to ask."""

    def roll_back(self, pack: str) -> None:
        """Nothing installed."""


class UnknownMachine:
    def facts(self) -> MachineFacts:
        return MachineFacts()


class NoRecorder:
    ready = False

    def start(self) -> None:
        """Nothing to record with."""

    def stop(self) -> None:
        """Nothing is being recorded."""


class NoVoices:
    def has(self, language: str, text: str) -> bool:
        return False

    def keep(self, language: str, text: str) -> bool:
        return False

    def play(self) -> None:
        """Nothing was recorded."""

    def forget(self, language: str, text: str) -> None:
        """Nothing was kept."""
