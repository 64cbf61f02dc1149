"""Text from outside, made safe to show: a device must not steer a terminal, a page or a reader's eye."""

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
MAX_SHOWN = 2_000
"""Characters of one text that are shown; the whole stays in the raw evidence."""

# Controls and escapes (Cc), bidi marks and zero-width characters (Cf), lone surrogates (Cs), private use
# (Co), unassigned (Cn), and the two separators that end a line where nobody sees it (Zl, Zp).
_UNSHOWN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARK_PILE = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def printable(text: str, limit: int = MAX_SHOWN, keep: str = "\n\t") -> str:
    """*text* in NFC, cut at *limit* characters (an ellipsis says so), what cannot be shown as U+FFFD.

    That is control, format (bidi overrides, zero-width), surrogate, private and unassigned characters and
    line separators, except those in *keep*. Of a pile of combining marks two stay: Vietnamese needs no more.
    """
    shown = unicodedata.normalize("NFC", text[: limit + 1])
    if len(text) > limit:
        shown = shown[: max(limit - 1, 0)] + "…"
    if not shown.isascii():
        shown = _MARK_PILE.sub(r"\1", shown)
    if shown.isprintable():
        return shown
    return "".join(c if c in keep or unicodedata.category(c) not in _UNSHOWN else REPLACEMENT for c in shown)


def one_line(text: str, limit: int = MAX_SHOWN) -> str:
    """:func:`printable` with every run of white space as one blank."""
    return printable(" ".join(text[: limit * 4].split()), limit, keep="")
