"""Raw answers as files to read: ``evidence/<device>/<answer>.txt``, whatever a device is called."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from auditor.model.text import printable
from auditor.reports import files
from auditor.reports.text import line
from auditor.reports.words import Words

FOLDER = "evidence"
MAX_BYTES = 256 * 1024
"""How much of one answer is written; the store has the rest."""
Answers = Callable[[str], Mapping[str, bytes]]
"""Gives the raw answers of a device by their names."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}(\.[a-z0-9_-]{1,20})*")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
"""Names that Windows gives to no file (Microsoft, Naming Files, Paths, and Namespaces)."""
_BOM = "\ufeff"
"""A browser takes a text file without it for one in the system's code page."""
_ROW = 16
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Link:
    """One answer: its name as shown, and where its file is, from the page's folder."""

    name: str
    href: str


def write_evidence(folder: Path, device: str, answers: Mapping[str, bytes], words: Words) -> tuple[Link, ...]:
    """Write the *answers* of *device* under *folder*. Raises ReportError."""
    made = []
    for name, raw in sorted(answers.items()):
        href = f"{FOLDER}/{safe_name(device)}/{safe_name(name)}.txt"
        files.write(folder / href, _page(device, name, raw, words))
        made.append(Link(line(name, 60), href))
    return tuple(made)


def safe_name(name: str) -> str:
    """A name for a file or folder on any system: *name* if it is plain, else a hash of it."""
    if _NAME.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    return "x-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _page(device: str, name: str, raw: bytes, words: Words) -> Iterable[str]:
    _ = words.gettext
    yield f"{_BOM}{line(device, 120)} · {line(name, 120)}\n"
    yield f"{words.plural('{n} byte', '{n} bytes', len(raw))}, SHA-256 {hashlib.sha256(raw).hexdigest()}\n"
    shown = raw[:MAX_BYTES]
    if len(raw) > MAX_BYTES:
        yield (
            _("Only the first {n} bytes stand here; the store has the rest.").format(
                n=words.number(MAX_BYTES)
            )
            + "\n"
        )
    told = _as_text(shown)
    if told is None:
        yield _("Not a text: shown as bytes.") + "\n\n"
        yield from _dump(shown)
    else:
        yield f"\n{printable(told, keep=chr(10) + chr(9))}\n"


def _as_text(raw: bytes) -> str | None:
    """*raw* as text, None when it is none; a character that was cut in two does not count."""
    if _CONTROL.search(raw):
        return None
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        whole = error.reason == "unexpected end of data" and error.start >= len(raw) - 3
        return raw[: error.start].decode("utf-8").replace("\r\n", "\n") if whole and error.start else None


def _dump(raw: bytes) -> Iterable[str]:
    """Offset, bytes in hex, and those that are ASCII letters or signs."""
    for start in range(0, len(raw), _ROW):
        row = raw[start : start + _ROW]
        seen = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        yield f"{start:08x}  {row.hex(' '):<{_ROW * 3}} {seen}\n"
