"""The order of Vietnamese names: aA ăĂ âÂ b c d đ e ê … y, then ngang huyền hỏi ngã sắc nặng.

Source: Unicode CLDR, common/collation/vi.xml (standard): ă â, đ, ê, ô ơ and ư are letters of their own after
a, d, e, o and u; tones count only where all letters are the same, in the order grave, hook above, tilde,
acute, dot below, which is that of Vietnamese dictionaries. Browsers and PostgreSQL (ICU) sort so too.
"""

import unicodedata
from functools import lru_cache

_ALPHABET = "a ă â b c d đ e ê f g h i j k l m n o ô ơ p q r s t u ư v w x y z".split()
_LETTERS = {unicodedata.normalize("NFD", letter): rank for rank, letter in enumerate(_ALPHABET)}
_SHAPES = "\u0306\u0302\u031b"
"""Breve, circumflex, horn: they make another letter."""
_TONES = {mark: rank for rank, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}

Key = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


@lru_cache(8192)
def vietnamese(name: str) -> Key:
    """Sort key of *name*: its letters, then its tones, then small before capital; any text has one.

    Signs and blanks stand before digits, these before letters, letters of other scripts last.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for base, marks in _clusters(name):
        letters.append(_rank(base, marks))
        tones.append(next((_TONES[mark] for mark in marks if mark in _TONES), 0))
    return tuple(letters), tuple(tones), unicodedata.normalize("NFC", name).swapcase()


def _clusters(name: str) -> list[tuple[str, str]]:
    """Each character of *name* with the marks on it, whether it came composed or not."""
    found: list[tuple[str, str]] = []
    for char in unicodedata.normalize("NFD", name.casefold()):
        if unicodedata.combining(char) and found:
            base, marks = found[-1]
            found[-1] = (base, marks + char)
        else:
            found.append((char, ""))
    return found


def _rank(base: str, marks: str) -> tuple[int, int]:
    shape = "".join(mark for mark in marks if mark in _SHAPES)
    rank = _LETTERS.get(base + shape, _LETTERS.get(base))
    if rank is not None:
        return (2, rank)
    if base.isdecimal():
        return (1, ord(base))
    return (3 if base.isalpha() else 0, ord(base))
