"""What a new version of a pack brings, by its lessons.

Guarantees: a lesson counts as changed where its text, one of its pictures or one of its sheets did. Sounds
belong to lines, not to lessons, and do not count. Reads nothing.

    changes_between(old, new).sentence()        # "3 bài mới, 2 bài sửa"
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.packs.format.manifest import Manifest


@dataclass(frozen=True)
class Changes:
    """Names of lessons, in the order of the packs."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    lines: int = 0                      # of an add-on of voices: how many it speaks

    def sentence(self) -> str:
        """For people."""
        if self.lines:
            return f"{self.lines} câu có giọng đọc"
        counts = ((self.new, "bài mới"), (self.changed, "bài sửa"), (self.removed, "bài bỏ"))
        said = [f"{len(names)} {word}" for names, word in counts if names]
        return ", ".join(said) or "các bài vẫn như cũ"


def changes_between(old: Manifest | None, new: Manifest) -> Changes:
    """From ``old`` (None: nothing was installed) to ``new``."""
    if new.kind == "voices":
        return Changes(lines=len(new.sounds))
    before = _contents(old) if old is not None else {}
    after = _contents(new)
    return Changes(
        new=tuple(name for name in after if name not in before),
        changed=tuple(name for name in after if name in before and before[name] != after[name]),
        removed=tuple(name for name in before if name not in after),
    )


def _contents(manifest: Manifest) -> dict[str, tuple[str, dict[str, str], dict[str, str]]]:
    hashes = {entry.path: entry.sha256 for entry in manifest.files}
    return {
        name: (hashes[f"lessons/{name}.json"], manifest.pictures.get(name, {}), manifest.sheets.get(name, {}))
        for name in manifest.lessons
    }
