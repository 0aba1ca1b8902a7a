"""``kiosk lessons voices``: the voices recorded on this kiosk as an add-on pack, to be published like any other.

Guarantees: only sentences that some lesson still says are carried along, each once for a language, filed under the
Vietnamese sentence; recordings that cannot be read are named and left behind. Nothing on the kiosk changes.

    export(Config(data=Path("/var/lib/kiosk")), of="ky-nang-so-co-ban", version="1.0.0", out=Path("out"))
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from kiosk.authoring.builder import Spoken, Voices, build_voices
from kiosk.config import Config
from kiosk.core.errors import PackUnknown
from kiosk.core.lessons.sentences import sentences
from kiosk.hardware.audio.recorded_voices import RecordedVoices
from kiosk.hardware.audio.recorder import MicrophoneRecorder
from kiosk.hardware.audio.samples import SoundUnreadable, read
from kiosk.hardware.audio.voice import play_file
from kiosk.packs.catalogue.catalogue import InstalledCatalogue
from kiosk.packs.catalogue.loader import load_lessons


def export(config: Config, of: str, version: str, out: Path) -> Path:
    """Writes ``out/giong-xom-<of>``. Raises PackUnknown where there is nothing to carry, LessonRefused."""
    lessons = load_lessons(config.lessons, config.assets)
    voices = RecordedVoices(config.data / "voices", MicrophoneRecorder(lambda _event: None), play_file)
    sounds = tuple(_spoken(voices, lessons, of))
    if not sounds:
        raise PackUnknown(f"Máy này chưa thu câu nào của gói “{of}”.")
    name = f"giong-xom-{of}"[:60]
    place = build_voices(Voices(name, version, "Giọng xóm mình", of), sounds, out)
    sys.stdout.write(f"{place}: {len(sounds)} câu giọng xóm.\n")
    return place


def _spoken(voices: RecordedVoices, lessons: InstalledCatalogue, of: str) -> Iterator[Spoken]:
    said = {(language, lessons.said(language, text)): text for text in _texts(lessons, of)
            for language in lessons.languages()}
    for language, sentence, path in voices.all():
        source = said.get((language, sentence), said.get(("vi", sentence)))
        if source is None:
            continue
        try:
            read(path)
        except SoundUnreadable as broken:
            sys.stderr.write(f"Bỏ lại một câu không nghe được: {broken}\n")
            continue
        yield Spoken(source, path.read_bytes(), "ogg", "giọng xóm", language)


def _texts(lessons: InstalledCatalogue, of: str) -> Iterator[str]:
    for lesson in lessons.lessons():
        if lessons.pack_of(lesson.id)[0] == of:
            yield from sentences(lesson)
