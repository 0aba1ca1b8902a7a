"""Base45: bytes as text of the QR alphabet, in which a badge's code stays small.

Guarantees: strict in both directions; ``decode(encode(raw)) == raw``.

    encode(b"AB")  ->  "BB8"

Source of the rules: RFC 9285 sections 3 and 4.
"""

from __future__ import annotations

from typing import Final

from sync.protocol.errors import Malformed

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS: Final = (1, 45, 45 * 45)


def encode(raw: bytes) -> str:
    """Two bytes become three characters, a last single byte becomes two."""
    return "".join(_group(raw[start:start + 2]) for start in range(0, len(raw), 2))


def _group(pair: bytes) -> str:
    high, low = divmod(int.from_bytes(pair, "big"), 45)
    if len(pair) == 1:
        return _ALPHABET[low] + _ALPHABET[high]
    highest, middle = divmod(high, 45)
    return _ALPHABET[low] + _ALPHABET[middle] + _ALPHABET[highest]


def decode(text: str) -> bytes:
    """The bytes of ``text``.

    Raises:
        Malformed: a foreign character, a group above its range, a dangling character.
    """
    if len(text) % 3 == 1:
        raise Malformed("base45: dangling character")
    try:
        return b"".join(_ungroup(text[start:start + 3]) for start in range(0, len(text), 3))
    except KeyError as error:
        raise Malformed("base45: foreign character") from error
    except OverflowError as error:
        raise Malformed("base45: group out of range") from error


def _ungroup(group: str) -> bytes:
    number = sum(_VALUES[character] * weight for character, weight in zip(group, _WEIGHTS, strict=False))
    return number.to_bytes(len(group) - 1, "big")
