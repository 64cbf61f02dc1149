"""Windows' texts: which code page, which line ends."""

import codecs
import unicodedata

from auditor.i18n import _
from auditor.parsers.parsed import Unreadable

_MAX_BYTES = 4 * 1024 * 1024
_VIETNAMESE = "cp1258"
"""A console's text names no code page; 1258 has Vietnamese, and Western letters where 1252 has them."""


def decode(raw: bytes) -> str:
    """*raw* (UTF-16 as regedit and wmic write it, UTF-8, or a code page) with plain line ends.

    Raises Unreadable for over 4 MiB.
    """
    if len(raw) > _MAX_BYTES:
        raise Unreadable(_("the recording is longer than {limit} bytes").format(limit=_MAX_BYTES))
    text = _decoded(raw).replace("\ufeff", "").replace("\0", "")
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    head = raw[:400]
    if len(head) > 1 and head[1::2].count(0) > len(head) // 4:
        return raw.decode("utf-16-le", "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # 1258 keeps tone marks apart from their letters
        return unicodedata.normalize("NFC", raw.decode(_VIETNAMESE, "replace"))
