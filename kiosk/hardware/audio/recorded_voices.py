"""The village's own voices: sentences of lessons read aloud by somebody from here, in any language of the lessons.

Guarantees: a kept recording is whole or not there (written beside, fsynced, put in place); a damaged file is simply
not found again; files are named by a hash, the sentences stand in ``sentences.json`` so that they can be carried on as
an add-on pack. Nothing of a learner is in here: what is read are sentences of lessons. Implements
``kiosk.core.ports.VoiceStore``.

    voices = RecordedVoices(data / "voices", recorder, play)
    voices.keep("tyz", "Bác chạm nút xanh nhé"); voices.path("tyz", "Bác chạm nút xanh nhé")
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kiosk.hardware.audio.recorder import MicrophoneRecorder
from kiosk.hardware.audio.samples import Samples, SoundUnreadable, encoded
from sync.durable import write_whole

log = logging.getLogger(__name__)
INDEX: Final = "sentences.json"

Play = Callable[[Path], None]


class RecordedVoices:
    """``folder`` is made when the first recording is kept; ``play`` plays a file."""

    def __init__(self, folder: Path, recorder: MicrophoneRecorder, play: Play) -> None:
        self._folder, self._recorder, self._play = folder, recorder, play
        self._sentences: dict[str, str] = dict(_read_index(folder))

    def path(self, language: str, text: str) -> Path | None:
        """The recording of a sentence, None where there is none."""
        name = _name(language, text)
        return self._folder / name if name in self._sentences else None

    def all(self) -> Iterator[tuple[str, str, Path]]:
        """(language, sentence, file) of every recording, in the order of their names."""
        for name in sorted(self._sentences):
            yield name.split("/")[0], self._sentences[name], self._folder / name

    def has(self, language: str, text: str) -> bool:
        return _name(language, text) in self._sentences

    def keep(self, language: str, text: str) -> bool:
        samples = self._recorder.latest
        if samples is None:
            return False
        name = _name(language, text)
        try:
            self._write(self._folder / name, encoded(samples))
            self._write_index({**self._sentences, name: text})
        except (OSError, SoundUnreadable) as broken:
            log.warning("M3 a recording could not be kept: %s", type(broken).__name__)
            return False
        self._sentences[name] = text
        return True

    def play(self) -> None:
        samples: Samples | None = self._recorder.latest
        if samples is None:
            return
        draft = self._folder / ".draft.ogg"
        try:
            self._write(draft, encoded(samples))
            self._play(draft)
        except (OSError, SoundUnreadable) as broken:
            log.warning("M3 a recording could not be played: %s", type(broken).__name__)

    def forget(self, language: str, text: str) -> None:
        name = _name(language, text)
        rest = {other: sentence for other, sentence in self._sentences.items() if other != name}
        try:
            self._write_index(rest)
            (self._folder / name).unlink(missing_ok=True)
        except OSError as broken:
            log.warning("M3 a recording could not be taken away: %s", type(broken).__name__)
            return
        self._sentences = rest

    def _write_index(self, sentences: dict[str, str]) -> None:
        content = json.dumps(sentences, ensure_ascii=False, sort_keys=True, indent=1)
        self._write(self._folder / INDEX, content.encode())

    def _write(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)


def _name(language: str, text: str) -> str:
    return f"{language}/{hashlib.sha256(text.encode()).hexdigest()[:32]}.ogg"


def _read_index(folder: Path) -> Iterator[tuple[str, str]]:
    """(file, sentence) of what is really there; an index that cannot be read counts as empty."""
    try:
        kept = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (OSError, ValueError) as broken:
        log.warning("M3 the village's recordings cannot be read: %s", type(broken).__name__)
        return
    if isinstance(kept, dict):
        for name, text in kept.items():
            if isinstance(text, str) and _is_ours(name) and (folder / name).is_file():
                yield name, text


def _is_ours(name: str) -> bool:
    language, _slash, file = name.partition("/")
    return language.isalpha() and file == Path(file).name and file.endswith(".ogg")
