"""Text from outside, made safe and short for a report; the whole stays in the raw evidence."""

import re
import unicodedata
from functools import lru_cache

from auditor.model.text import printable

MAX_TEXT = 2_000
# Of a pile of combining marks two stay: Vietnamese needs no more, and a pile covers the lines above it.
_PILE = re.compile(
    r"([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})[\u0300-\u036f"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)

_BLANKS = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")


# The same titles, fixes and sources are shown for each of a province's devices.
@lru_cache(4096)
def text(value: str, limit: int = MAX_TEXT) -> str:
    """*value* in NFC, cut at *limit* characters (an ellipsis says so), nothing unseen but line ends in it."""
    composed = unicodedata.normalize("NFC", value[: limit + 1])
    cut = composed if len(value) <= limit else composed[: limit - 1] + "…"
    return printable(cut if cut.isascii() else _PILE.sub(r"\1", cut), keep="\n")


@lru_cache(4096)
def line(value: str, limit: int = MAX_TEXT) -> str:
    """:func:`text` with every run of white space as one blank; a no-break space stays what it is."""
    return text(_BLANKS.sub(" ", value[: limit * 4]).strip(" "), limit)


def sentences(value: str, limit: int) -> str:
    """:func:`line`, cut behind the last whole sentence that *limit* characters hold; within the first where
    even that is longer."""
    whole = line(value)
    end = whole.rfind(". ", 0, limit - 1) if len(whole) > limit else -1
    return line(whole, limit) if end < 0 else f"{whole[: end + 1]}\N{NO-BREAK SPACE}…"
