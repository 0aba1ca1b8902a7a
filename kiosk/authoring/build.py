"""``kiosk lessons build``: every checked pack into ``--out``, with the machine's voice where there is one.

Guarantees: what is built is what was checked, and can be read back (it is, before anybody is told it is
done); where no voice can be made this is said in one line and the pack is built without.

    build_all(gathered, assets, Path("out"), voice=True)
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kiosk.authoring.builder import Spoken, build_pack
from kiosk.authoring.play_check import silent_progress, solved_by_name
from kiosk.authoring.recordings import spoken_by_people
from kiosk.authoring.speech import MachineVoice, machine_voice, spoken_sentences
from kiosk.authoring.workspace import Gathered, PackSource
from kiosk.core.errors import LessonRefused
from kiosk.packs.format.reader import read_built


def build_all(gathered: Gathered, assets: Path, out: Path, *, voice: bool,
              progress: Callable[[int, int], None] = silent_progress) -> None:
    """``told`` hears which line of how many is spoken next. Raises LessonRefused where a pack cannot be
    written or read back."""
    speaker = machine_voice(_cache()) if voice else None
    _report_voice(speaker, wanted=voice)
    for source in gathered.packs:
        people = list(spoken_by_people(source))
        recorded = {each.text for each in people if each.language == "vi"}
        machine = _sounds(speaker, source, recorded, progress) if speaker else ()
        sounds = (*people, *machine)
        place = build_pack(source, assets, out, sounds)
        built = read_built(place, assets)
        if built.lessons != tuple(each.lesson for each in source.lessons):
            raise LessonRefused(f"{place}: đọc lại không giống bài gốc.")
        size = sum(entry.size for entry in built.manifest.files)
        _say(f"{place}: {len(built.lessons)} bài, {len(built.manifest.files)} tệp, {size / 1e6:.1f} MB, "
             f"{len(people)} câu giọng người, {len(machine)} câu giọng máy, "
             f"{len(built.texts)} thứ tiếng khác.")


def lines_of(source: PackSource) -> Iterator[str]:
    """Every line anybody can hear in these lessons, as playing them showed."""
    for lesson in source.lessons:
        for seen in solved_by_name(lesson).seen:
            yield from (line for line in seen.view.speech if line)


def _sounds(speaker: MachineVoice, source: PackSource, recorded: set[str],
            progress: Callable[[int, int], None]) -> Sequence[Spoken]:
    try:
        return spoken_sentences(speaker, (line for line in lines_of(source) if line not in recorded), progress)
    except (OSError, subprocess.SubprocessError) as broken:
        _say(f"Giọng máy hỏng giữa chừng ({type(broken).__name__}): gói này chưa có giọng.")
        return ()


def _report_voice(speaker: MachineVoice | None, *, wanted: bool) -> None:
    if wanted and speaker is None:
        _say("Máy này chưa có espeak-ng: gói chưa có giọng máy (cài: sudo apt install espeak-ng).")
    elif speaker and speaker.ending == "wav":
        _say("Chưa có bộ nén âm thanh: giọng máy để dạng WAV, nặng hơn (cài: pip install soundfile).")


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "bdhvs-kiosk" / "giong-may"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
