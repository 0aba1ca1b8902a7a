"""The commune's own sentences: all of them marked, all of them in ``django.pot``."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from tests.unit.project.test_translations import LETTERS, ROOT, make_translations

COMMUNE = ROOT / "sync" / "commune"
MARKS = ("_", "gettext_lazy", "gettext_noop")
TERMINAL = "what a command says on a terminal: it speaks Vietnamese to staff, as every command does (ADR 21)"
NOT_SENTENCES = {                       # file or folder: why its Vietnamese is nobody's to translate
    "sync/commune/__main__.py": TERMINAL,
    "sync/commune/base_command.py": TERMINAL,
    "sync/commune/data_dir.py": TERMINAL,
    "sync/commune/config/system_checks.py": TERMINAL,
    "sync/commune/packs/repository.py": TERMINAL,
    "sync/commune/tenancy/current.py": TERMINAL,
    "sync/commune/accounts/management/": TERMINAL,
    "sync/commune/attendance/management/": TERMINAL,
    "sync/commune/config/databases.py": TERMINAL,
    "sync/commune/config/management/": TERMINAL,
    "sync/commune/events/management/": TERMINAL,
    "sync/commune/sticks/management/": TERMINAL,
    "sync/commune/sticks/stick.py": TERMINAL,
    "sync/commune/devices/management/": TERMINAL,
    "sync/commune/packs/management/": TERMINAL,
    "sync/commune/people/management/": TERMINAL,
    "sync/commune/people/cards.py": "what is printed on a card that is read in every village",
    "sync/commune/people/demo_people.py": "invented people",
    "sync/commune/people/models.py": "the value of a column",
    "sync/commune/tenancy/models.py": "the form of address, as the commune names it",
    "sync/commune/http/openapi.py": "the name of the API in its description",
}
_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_BLOCK = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
_MARKED_DEFAULT = re.compile(r"_\(\"[^\"]*\"\)")
_QUOTED = re.compile(r"\"([^\"]*)\"")


def vietnamese(text: str) -> bool:
    return bool(LETTERS & set(unicodedata.normalize("NFC", text).lower()))


def unmarked(source: str) -> list[str]:
    """Vietnamese sentences of a module that are neither marked nor documentation."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS]
    known = {id(inner) for call in calls for argument in call.args for inner in ast.walk(argument)}
    known |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and id(node) not in known and vietnamese(node.value)]


def unmarked_in_page(source: str) -> list[str]:
    """Vietnamese between the tags of a page, or in a tag that translates nothing."""
    rest = _BLOCK.sub("", source)
    tags = [_MARKED_DEFAULT.sub("", tag) for tag in _TAG.findall(rest) if not tag.startswith("{% translate ")]
    bare = [quoted for tag in tags for quoted in _QUOTED.findall(tag) if vietnamese(quoted)]
    return bare + [text.strip() for text in re.split(r"<[^>]*>|\n", _TAG.sub("\n", rest)) if vietnamese(text)]


def put_together(source: str) -> Iterator[int]:
    """Lines where a mark is given anything but one plain sentence or a name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS \
                and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
            yield node.lineno


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(COMMUNE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_bare_sentences_are_found() -> None:
    assert unmarked('"""Tài liệu."""\nA = "Máy"\nB = gettext_lazy("Xã")\nC = f"Máy {A}"\n') == ["Máy", "Máy "]
    page = ('<p>{% translate "Đã nhận" %} {{ a|default:_("chưa rõ") }}</p>\n<b>Đã gửi</b>{{ b|default:"chưa có" }}\n'
            '{% blocktranslate %}Máy {{ n }}{% endblocktranslate %}')
    assert unmarked_in_page(page) == ["chưa có", "Đã gửi"]
    assert list(put_together('_(f"Máy {n}")\n_("Máy {n}")\n')) == [1]


def test_every_sentence_of_the_pages_is_marked() -> None:
    pages = {path.name: found for path in sorted(COMMUNE.rglob("templates/**/*.html"))
             if (found := unmarked_in_page(path.read_text(encoding="utf-8")))}
    bare = {name: found for name, source in sources() if (found := unmarked(source))}
    allowed = {name: prefix for name in bare for prefix in NOT_SENTENCES if name.startswith(prefix)}
    assert pages == {}
    assert {name: found for name, found in bare.items() if name not in allowed} == {}
    assert set(NOT_SENTENCES) == set(allowed.values()), "an exception that nothing needs any more"
    assert {name: lines for name, source in sources() if (lines := list(put_together(source)))} == {}


def test_django_pot_has_the_sentences_of_the_commune() -> None:
    tool = make_translations()
    with (tool.COMMUNE_FOLDER / "django.pot").open("rb") as file:
        kept = {message.id for message in read_po(file)}
    assert kept == {message.id for message in tool.commune_extracted()}, "run: make translations"
    assert {"Hôm nay", "%(number)s buổi học", "chưa rõ thôn", "{minutes} phút trước"} <= kept


def test_a_translation_of_the_pages_with_other_values_is_told(tmp_path: Path) -> None:
    tool = make_translations()
    pages = tool.Speaker(tmp_path, "django", tool.commune_extracted)
    pages.begin("tyz")
    assert pages.renew() == []
    path = tmp_path / "tyz/LC_MESSAGES/django.po"
    marked = 'msgid "%(number)s buổi học"\nmsgstr "'
    text = path.read_text(encoding="utf-8")
    assert marked in text
    path.write_text(text.replace(marked, f"{marked}%(so)s buổi"), encoding="utf-8")
    assert [line.endswith("'%(number)s buổi học'") for line in pages.renew()] == [True]
