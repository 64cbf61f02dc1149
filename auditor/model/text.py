"""Text from devices made safe to show: what a terminal or a reader would not see becomes a visible escape."""

import unicodedata


def printable(text: str, keep: str = "") -> str:
    r"""*text* with control, format (bidi), surrogate and other unseen characters as ``\x1b``, ``\u202e`` …

    Characters of *keep* stay as they are (``"\n\t"`` for a text of several lines). Letters, marks and all
    kinds of spaces stay, so Vietnamese text comes back unchanged, composed or decomposed.
    """
    if text.isprintable():
        return text
    return "".join(char if char in keep or _is_visible(char) else _escaped(char) for char in text)


def _is_visible(char: str) -> bool:
    # isprintable() knows no other space than U+0020, but a no-break space in a text is harmless
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def searchable(text: str) -> str:
    """*text* as people type it into a search: small letters without accents, ``đ`` as ``d``."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("đ", "d")
