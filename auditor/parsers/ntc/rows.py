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
