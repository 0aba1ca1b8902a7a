"""Every sentence that the voice may have to say: of the shipped lessons, and of the kiosk's own screens."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from kiosk.authoring.workspace import gather
from kiosk.packs.format.text_fields import texts

ROOT = Path(__file__).resolve().parents[2]
_NOT_HEARD = re.compile(r"^\$\.(?:sources|checked|keywords)\b|\.(?:expect|address|code|payload|qr)$")


def lesson_sentences() -> Iterator[str]:
    """Texts of all lessons and packs, also what stands on the simulated phone."""
    gathered = gather(ROOT / "lessons", ROOT / "assets")
    for record in (*(pack.pack for pack in gathered.packs), *(source.lesson for source in gathered.lessons)):
        yield from (said.text for said in texts(record) if not _NOT_HEARD.search(said.where))


def screen_sentences() -> Iterator[str]:
    """The arguments of ``_()`` in the kiosk's code, places for names filled with one."""
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "_(" in text else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_" and node.args \
                    and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield re.sub(r"\{[^}]*\}", "Mẫu", node.args[0].value)
