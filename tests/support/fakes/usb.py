"""The importer as the pages see it: says what it is told to say, and remembers what was wished."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.core.ports import InstalledPack, StickState


class FakeSticks:
    def __init__(self, state: StickState | None = None, packs: Sequence[InstalledPack] = ()) -> None:
        self.now = state or StickState()
        self.installed = tuple(packs)
        self.wishes: list[str] = []

    def state(self) -> StickState:
        return self.now

    def packs(self) -> Sequence[InstalledPack]:
        return self.installed

    def install(self) -> None:
        self.wishes.append("install")

    def export(self) -> None:
        self.wishes.append("export")

    def roll_back(self, pack: str) -> None:
        self.wishes.append(f"roll back {pack}")
