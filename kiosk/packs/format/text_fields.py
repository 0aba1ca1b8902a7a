"""Every text of a record with its place, found by the records' own types.

Guarantees: a new kind of step or element needs nothing here: what is a name (a pattern, a fixed set of
values, a picture, an icon) is told from the types; everything else that is text is for people.

    for said in texts(lesson): print(said.where, said.text)     # $.steps[2].hints.again  Bác đọc lại nhé.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from msgspec import Struct
from msgspec import inspect as kinds

PICTURE: Final = "picture"
_NAMES: Final = frozenset({PICTURE, "icon"})        # names even where their type is plain text ('' = none)
_THINGS: Final = frozenset({"screen", "screens"})   # what stands on the simulated phone


@dataclass(frozen=True)
class TextField:
    """``on_phone``: it stands on the simulated phone, as real programs write it."""

    where: str
    text: str
    on_phone: bool


def texts(record: object, where: str = "$", on_phone: bool = False) -> Iterator[TextField]:
    """All texts of a record, in the order of its fields; empty ones are left out."""
    if isinstance(record, str):
        if record:
            yield TextField(where, record, on_phone)
    elif isinstance(record, Struct):
        for name in _text_fields(type(record)):
            yield from texts(getattr(record, name), f"{where}.{name}", on_phone or name in _THINGS)
    elif isinstance(record, Mapping):
        for key, value in record.items():
            yield from texts(value, f"{where}.{key}", on_phone)
    elif isinstance(record, tuple | list):
        for number, value in enumerate(record):
            yield from texts(value, f"{where}[{number}]", on_phone)


def pictures(record: object) -> Iterator[str]:
    """Names of all pictures of a record."""
    if isinstance(record, Struct):
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if name == PICTURE and isinstance(value, str) and value:
                yield value
            yield from pictures(value)
    elif isinstance(record, Mapping):
        for value in record.values():
            yield from pictures(value)
    elif isinstance(record, tuple | list):
        for value in record:
            yield from pictures(value)


@cache
def _text_fields(kind: type[Struct]) -> tuple[str, ...]:
    described = kinds.type_info(kind)
    assert isinstance(described, kinds.StructType)
    return tuple(field.name for field in described.fields
                 if field.name not in _NAMES and not _is_name(field.type))


def _is_name(kind: kinds.Type) -> bool:
    """A pattern, a fixed set of values, a number: nothing that is read aloud."""
    match kind:
        case kinds.StrType(pattern=pattern):
            return pattern is not None
        case kinds.UnionType(types=members):
            return all(_is_name(member) for member in members)
        case kinds.VarTupleType(item_type=member) | kinds.ListType(item_type=member):
            return _is_name(member)
        case kinds.StructType() | kinds.DictType():
            return False
    return True
