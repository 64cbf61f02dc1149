"""Rows out of a command's text, by the TextFSM templates of ntc-templates."""

import re
from typing import Any

from ntc_templates.parse import ParsingException, parse_output
from textfsm import TextFSMError, TextFSMTemplateError

from auditor.i18n import _
from auditor.parsers.parsed import MAX_ITEMS, Unreadable

Row = dict[str, Any]

_MAX_TEXT = 512 * 1024
_MAX_LINE, _MAX_LINES = 600, 10_000
_BLANKS = re.compile(r"[ \t]{64,}")
"""Templates look for blanks in several places of a line: a thousand take a second, 64 stand for any."""
_TERMINAL = re.compile(r"\x1b\[[0-9;?]{0,16}[A-Za-z]|[\x00-\x08\x0b\x0e-\x1f]")
_PAGER = re.compile(r"(?m)^ *-{2,4} ?[Mm]ore ?-{2,4}[ \r]*|^ *---- More ----[ \r]*")

_PROMPT = re.compile(r"(?m)^\[[^\]\n]{1,64}@[^\]\n]{1,64}\] .*$\n?")
"""RouterOS', of which the first line of an answer is often copied too."""


def text_of(raw: bytes) -> str:
    """*raw* as lines: without what a terminal does with it. Raises Unreadable for over 512 KiB."""
    if len(raw) > _MAX_TEXT:
        raise Unreadable(_("the recording is longer than {limit} bytes").format(limit=_MAX_TEXT))
    text = _TERMINAL.sub("", raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n"))
    lines = _PROMPT.sub("", _PAGER.sub("", text.removeprefix("\ufeff"))).split("\n")
    return "\n".join(_BLANKS.sub(" " * 64, line[:_MAX_LINE]) for line in lines[:_MAX_LINES])


_UNKNOWN_LINE = re.compile(r"Input Line: (.*)\Z", re.DOTALL)
_MOST_UNKNOWN = 40


def answer_in(text: str, command: str) -> str:
    """*text* without the line that asked for it and the prompt after it, which are copied with it."""
    asked = re.sub(r"\s+", r"\\s+", re.escape(command).replace("\\ ", " "))
    text = re.sub(rf"\A\s*(?:[<\[]?[\w.()/:@~*-]{{1,64}} ?[>#\]$] ?)?{asked}[ \t]*\n", "", text)
    return re.sub(r"\n[<\[]?[\w.()/:@~*-]{1,64} ?[>#\]$]\s*\Z", "\n", text)


def device_rows(text: str, platform: str, command: str) -> tuple[list[Row], list[str]]:
    """As :func:`rows_of`, of a command about the device, and the lines that its template does not know.

    What a newer or older system says besides is no reason not to read the rest; of a table with a row a
    line it would be, since the row that is left out may be the one that matters.
    """
    unknown: list[str] = []
    first: Unreadable | None = None
    while True:
        try:
            return rows_of(text, platform, command), unknown
        except Unreadable as error:
            first = first or error
            found = _UNKNOWN_LINE.search(str(error.__cause__)) if error.__cause__ else None
            line = found[1] if found else ""
            rest = _without(_without(text, line), line.removesuffix("."))  # some messages end with a stop
            if rest == text or len(unknown) == _MOST_UNKNOWN or not rest.strip():
                raise first from error
            text, unknown = rest, [*unknown, line]


def _without(text: str, unknown: str) -> str:
    return "\n".join(line for line in text.split("\n") if line != unknown or not line.strip())


def rows_of(text: str, platform: str, command: str) -> list[Row]:
    """The rows of *command*'s *text* (columns as ntc-templates names them). Raises Unreadable."""
    try:
        rows: list[Row] = parse_output(platform, command, text)
    except (ParsingException, TextFSMError, TextFSMTemplateError) as error:
        why = str(error)[:300]
        raise Unreadable(_("no answer to “{command}”: {why}").format(command=command, why=why)) from error
    if not rows:
        raise Unreadable(_("there is nothing of “{command}” in it").format(command=command))
    return rows[:MAX_ITEMS]
