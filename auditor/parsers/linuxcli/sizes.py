"""Sizes as commands write them."""

import re

_POWERS = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5}
_SIZE = re.compile(r"(\d{1,15}(?:[.,]\d{1,3})?)([KMGTP]?)(i?B?)")


def size_of(said: str, unit: int) -> int | None:
    """Bytes of ``1.9G``, ``378M``, ``512MB``, ``0B`` (of 1024 each), of a plain number in *unit* bytes."""
    found = _SIZE.fullmatch(said.strip().upper().replace("IB", "B"))
    if not found:
        return None
    number = float(found[1].replace(",", "."))
    plain = not found[2] and not found[3]
    return int(number * (unit if plain else 1024 ** _POWERS[found[2]]))
