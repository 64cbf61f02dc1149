"""The log of one run: plain text, UTC times, no secret in it, so that it can be sent to a colleague."""

import logging
import re
import time
from collections.abc import Iterable
from pathlib import Path

from auditor.errors import RunError
from auditor.i18n import _

LOGGER = logging.getLogger("auditor")
"""Every room logs here or to a child of it."""
HIDDEN = "***"

_known: set[str] = set()
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.S)
_URL = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s/:@]*:)[^\s/@]+(@)", re.I)
_NAMED = re.compile(
    r"""((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|authorization|community)["']?\s*[=:]\s*)"""
    r"""("[^"]*"|'[^']*'|(?:basic |bearer )?[^\s,;&]+)""",
    re.I,
)
# Line feeds would let a device write lines of its own, escapes would run in the reader's terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def register_secrets(values: Iterable[str]) -> None:
    """Never let these values into a log; shorter than 3 characters they cannot be told from other text."""
    _known.update(value for value in values if len(value) >= 3)


def redact(text: str) -> str:
    """*text* with known secrets and everything that looks like one replaced by ``***``."""
    for value in sorted(_known, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    text = _PRIVATE_KEY.sub(HIDDEN, text)
    text = _URL.sub(rf"\g<1>{HIDDEN}\2", text)
    return _NAMED.sub(rf"\g<1>{HIDDEN}", text)


class _Formatter(logging.Formatter):
    """Redacts once the traceback is there; indents further lines, so that no message can pose as two."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        text = redact(super().format(record)).replace("\n", "\n    ")
        return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def attach(file: Path, level: str = "info") -> logging.Handler:
    """Append LOGGER's records from *level* on to *file* as well. Raises RunError when it cannot."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise RunError(
            _("the log {file} cannot be written: {error}").format(file=file, error=error)
        ) from error
    handler.setFormatter(
        _Formatter("%(asctime)s.%(msecs)03dZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    )
    LOGGER.addHandler(handler)
    LOGGER.setLevel(level.upper())
    LOGGER.propagate = False
    return handler


def detach(handler: logging.Handler) -> None:
    """The end of :func:`attach`."""
    LOGGER.removeHandler(handler)
    handler.close()
