"""``kiosk lessons schema``: JSON Schema of the authors' files, for editors that complete and underline.

Guarantees: made from the very records that load the files, in one order, so that it is the same every time; what only
the kiosk sets is left out. An editor that is content is no proof: ``kiosk lessons check`` is.

    write_schemas(Path("lessons/schema"))       # lesson.schema.json, pack.schema.json, skills.schema.json
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk.core.lessons.curriculum import Skill
from kiosk.core.lessons.lesson import Lesson
from kiosk.packs.format.source_records import Pack, Recordings, Translations

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_FORMS: Final[dict[str, tuple[Any, str]]] = {
    "lesson": (Lesson, "lesson.yaml: một bài học"),
    "pack": (Pack, "pack.yaml: một gói bài"),
    "skills": (tuple[Skill, ...], "skills.yaml: các kỹ năng và nguồn của chúng"),
    "translations": (Translations, "tyz.yaml, hmn.yaml …: câu tiếng Việt và câu dịch"),
    "sounds": (Recordings, "sounds/vi.yaml …: câu tiếng Việt và tệp tiếng thu sẵn"),
}
_SET_BY_US: Final = ("moment", "same_as")


def schema(name: str) -> dict[str, Any]:
    """One of the five, by its name."""
    form, title = _FORMS[name]
    made: dict[str, Any] = msgspec.json.schema(form)
    for record in made.get("$defs", {}).values():
        record.pop("description", None)     # written for programmers
        for field in _SET_BY_US:
            record.get("properties", {}).pop(field, None)
    return {"$schema": DIALECT, "title": title, **made}


def write_schemas(out: Path) -> list[Path]:
    """Writes all of them. Raises OSError."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name in _FORMS:
        path = out / f"{name}.schema.json"
        path.write_text(json.dumps(schema(name), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        written.append(path)
    return written
