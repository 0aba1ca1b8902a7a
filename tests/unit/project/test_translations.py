"""The kiosk's own sentences: all of them marked, all of them in ``kiosk.pot``, and catalogues that cannot break it."""

from __future__ import annotations

import ast
import importlib.util
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.pofile import read_po

from kiosk.runtime.translations import InstalledTranslations

ROOT = Path(__file__).resolve().parents[3]
SPEAKING = ("kiosk/core", "kiosk/runtime", "kiosk/ui", "kiosk/hardware")
MARKS = ("_", "N_")
LETTERS = frozenset("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")
NOT_SENTENCES = {                       # file or folder: why its Vietnamese is nobody's to translate
    "kiosk/core/text/": "rules of Vietnamese itself: typing, reading numbers aloud, sorting names",
    "kiosk/ui/testing/": "made-up views for pictures",
    "kiosk/ui/bare_window.py": "a window of the bench, never at the site",
    "kiosk/core/codes/citizen_card.py": "what is printed on the card",
    "kiosk/core/i18n.py": "names of languages in themselves; the form of address",
    "kiosk/core/flows/lesson/step_views.py": "a lesson's words for a button's colour, in Vietnamese lessons only",
    "kiosk/core/flows/keyboard.py": "letters",
    "kiosk/core/phone/typing.py": "letters",
    "kiosk/core/controller.py": "the form of address, as the commune names it",
    "kiosk/core/ports.py": "the form of address, as the commune names it",
    "kiosk/hardware/system/systemd.py": "systemctl's status line, for staff",
}


@cache
def make_translations() -> ModuleType:
    """``assets/make_translations.py``; it reads the program's sources once."""
    spec = importlib.util.spec_from_file_location("make_translations", ROOT / "assets" / "make_translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module     # its dataclasses look it up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tool() -> ModuleType:
    return make_translations()


def marks(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield node


def unmarked(source: str) -> list[str]:
    """Vietnamese sentences that are neither marked nor documentation."""
    tree = ast.parse(source)
    known = {id(inner) for call in marks(tree) for argument in call.args for inner in ast.walk(argument)}
    known |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in known and LETTERS & set(unicodedata.normalize("NFC", node.value).lower())]


def sources() -> Iterator[tuple[str, str]]:
    for package in SPEAKING:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_a_bare_sentence_is_found() -> None:
    source = '"""Tài liệu."""\nA = "Chào bác"\nB = N_("Vào học")\ndef f():\n    """Lời."""\n    return _("Nghỉ")\n'
    assert unmarked(source) == ["Chào bác"]


def test_every_sentence_people_see_is_marked() -> None:
    bare = {name: found for name, source in sources() if (found := unmarked(source))}
    allowed = {name: prefix for name in bare for prefix in NOT_SENTENCES if name.startswith(prefix)}
    assert {name: found for name, found in bare.items() if name not in allowed} == {}
    assert set(NOT_SENTENCES) == set(allowed.values()), "an exception that nothing needs any more"


def test_marks_can_be_collected_and_are_translated_when_they_are_shown() -> None:
    """A put-together sentence is in no catalogue; one translated while a module loads stays in that language."""
    wrong = []
    for name, source in sources():
        tree = ast.parse(source)
        late = {id(call) for body in ast.walk(tree) if isinstance(body, ast.FunctionDef | ast.Lambda)
                for part in (body.body if isinstance(body.body, list) else [body.body]) for call in marks(part)}
        for call in marks(tree):
            assert isinstance(call.func, ast.Name)
            put_together = isinstance(call.args[0], ast.JoinedStr | ast.BinOp | ast.Call)
            if put_together or (call.func.id == "_" and id(call) not in late):
                wrong.append(f"{name}:{call.lineno}")
    assert wrong == []


def test_kiosk_pot_has_the_sentences_of_the_program(tool: ModuleType) -> None:
    with (tool.FOLDER / "kiosk.pot").open("rb") as file:
        kept = {message.id for message in read_po(file)}
    assert kept == {message.id for message in tool.extracted()}, "run: make translations"
    assert {"Vào học thôi", "TẬP LUYỆN", "Sen Hồng"} <= kept


def test_every_shipped_catalogue_is_compiled_from_its_sentences(tool: ModuleType) -> None:
    for path in sorted(tool.FOLDER.glob("*/LC_MESSAGES/kiosk.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parent.parent.name)
        assert list(tool.wrong_values(catalog)) == []
        assert path.with_suffix(".mo").read_bytes() == tool.compiled(catalog), "run: make translations"


def translate(path: Path, sentence: str, said: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert f'msgid "{sentence}"\nmsgstr ""' in text
    path.write_text(text.replace(f'msgid "{sentence}"\nmsgstr ""', f'msgid "{sentence}"\nmsgstr "{said}"'), "utf-8")


def test_a_language_from_its_beginning_to_the_kiosk(tool: ModuleType, tmp_path: Path) -> None:
    kiosk = tool.Speaker(tmp_path, "kiosk", tool.extracted)
    kiosk.begin("tyz")
    assert kiosk.renew() == []
    translate(tmp_path / "tyz/LC_MESSAGES/kiosk.po", "Vào học thôi", "⟦Vào học⟧")
    assert kiosk.renew() == []
    installed = InstalledTranslations(tmp_path)
    assert installed.languages() == ("tyz",)
    said = installed.into("tyz")
    assert [said("Vào học thôi"), said("Về đầu"), said("")] == ["⟦Vào học⟧", "Về đầu", ""]
    assert installed.into("nut")("Vào học thôi") == "Vào học thôi"


def test_a_translation_with_other_values_is_told_and_never_spoken(tool: ModuleType, tmp_path: Path) -> None:
    kiosk = tool.Speaker(tmp_path, "kiosk", tool.extracted)
    kiosk.begin("tyz")
    kiosk.renew()
    path = tmp_path / "tyz/LC_MESSAGES/kiosk.po"
    translate(path, "Chào bác {name}!", "⟦Chào {ten}⟧")
    assert [line.endswith("'Chào bác {name}!'") for line in kiosk.renew()] == [True]
    with path.open("rb") as file:
        path.with_suffix(".mo").write_bytes(tool.compiled(read_po(file, locale="tyz")))
    assert InstalledTranslations(tmp_path).into("tyz")("Chào bác {name}!") == "Chào bác {name}!"


@pytest.mark.parametrize("content", [b"", b"\x00" * 40, b"\xde\x12\x04\x95\x00", b"not a catalogue at all, but longer"])
def test_a_damaged_catalogue_leaves_vietnamese(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tyz/LC_MESSAGES/kiosk.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    installed = InstalledTranslations(tmp_path)
    assert installed.languages() == ()
    assert installed.into("tyz")("Về đầu") == "Về đầu"
