"""Texts in the user's language: gettext catalogues, Vietnamese first, English second.

The msgid is the English text. ``activate`` is called once, before the modules whose
texts are evaluated at import (click's help) are loaded.
"""

import errno
import gettext
import os
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("vi", "en")
DEFAULT_LANGUAGE = "vi"
_LOCALE_DIR = Path(__file__).parent / "locale"

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def activate(language: str) -> None:
    """Switch every later ``_()`` to *language* (``vi`` or ``en``); another name falls back to English."""
    global _current, _language
    _current = catalogue(language)
    _language = language


def catalogue(language: str) -> gettext.NullTranslations:
    """The texts of *language*, for what is written in a language of its own (a report), else as they are."""
    return gettext.translation("auditor", _LOCALE_DIR, languages=[language], fallback=True)


def language() -> str:
    """The language that is active now."""
    return _language


def _(message: str) -> str:
    """*message* (English) in the active language."""
    return _current.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """*one* or *many*, as *count* wants it, in the active language."""
    return _current.ngettext(one, many, count)


def N_(message: str) -> str:
    """Mark *message* for the catalogues without translating it yet."""
    return message


_OS_ERRORS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EACCES: N_("this user may not read or write it"),
    errno.EEXIST: N_("something else stands in its place"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a part of its path is no folder"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ECONNREFUSED: N_("nothing answers at this address and port"),
    errno.ECONNRESET: N_("the other side broke the connection off"),
    errno.EADDRINUSE: N_("another program uses this port"),
    errno.EHOSTUNREACH: N_("the device, or the way to it, is down"),
    errno.ENETUNREACH: N_("this machine knows no way to its network"),
    errno.EROFS: N_("the disk is read-only"),
}


def os_error(error: OSError) -> str:
    """Why the system refused, in the active language where the reason is a common one."""
    return _(_OS_ERRORS[error.errno]) if error.errno in _OS_ERRORS else error.strerror or str(error)


def pick(texts: Mapping[str, str]) -> str:
    """The active language's text out of ``{"vi": …, "en": …}``, else any that is there, else ``""``."""
    return texts.get(_language) or texts.get(DEFAULT_LANGUAGE) or next(iter(texts.values()), "")


def language_from_environment() -> str:
    """AUDITOR_LANG when it names a language that exists, else Vietnamese."""
    wanted = os.environ.get("AUDITOR_LANG", "")
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE
