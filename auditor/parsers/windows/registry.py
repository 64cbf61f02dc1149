"""Registry exports (regedit's and ``reg export``'s .reg files): keys with their values, and by key facts."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import Parsed, Unreadable, bounded
from auditor.parsers.windows import keys
from auditor.parsers.windows.keys import Export, Values
from auditor.parsers.windows.text import decode

_HEADS = ("Windows Registry Editor Version 5", "REGEDIT4")
_VALUE = re.compile(r'(?:"((?:[^"\\]|\\.){0,4096})"|(@))=(.*)', re.DOTALL)
_HEX = re.compile(r"hex(?:\(([0-9a-f]{1,2})\))?:")
_EXPANDED, _MULTIPLE = "2", "7"
_LONGEST = 4096
_MOST_LINES = 20_000
"""Of one value: 1 MB of hex."""
_NAME = r'(?:"(?:[^"\\]|\\.){0,4096}"|@)='
_HEX_BEGINS = re.compile(_NAME + "hex")
_TEXT_BEGINS = re.compile(_NAME + '"')
_TEXT_ENDS = re.compile(r'(?<!\\)(?:\\\\)*"\s*$')


def parse(raw: bytes) -> Parsed:
    """Facts of an export, or several one after the other. Raises Unreadable."""
    export = export_of(decode(raw))
    facts: dict[str, Any] = {}
    for extract in _EXTRACTS:
        facts |= {name: bounded(value) for name, value in extract(export).items()}
    if not facts:
        raise Unreadable(_("no key that a fact needs is in the export"))
    serial = facts.get("host.serial")
    return Parsed(facts, identity=f"serial:{serial}" if serial else "")


def export_of(text: str) -> Export:
    """Values (``@`` is the default) by key, without HKEY_LOCAL_MACHINE, as written. Raises Unreadable."""
    if not text.lstrip().startswith(_HEADS):
        raise Unreadable(_("this is no registry export"))
    export: dict[str, dict[str, Any]] = {}
    values: dict[str, Any] = {}
    for line in _joined(text):
        if line.startswith("["):
            values = export.setdefault(line.strip().strip("[]-"), {})
        elif found := _VALUE.fullmatch(line):
            name = "@" if found[2] else _unescaped(found[1])
            values[name] = _value(found[3].strip())
    return export


def _joined(text: str) -> Iterator[str]:
    """Lines, those of a long hex value (a backslash at the end) as one, a text's own line ends kept."""
    begun: list[str] = []
    for line in text.split("\n"):
        if begun and (line.startswith("[") or len(begun) > _MOST_LINES):
            # a value that never ends must not swallow keys
            yield _whole(begun)
            begun = []
        begun.append(line)
        if not _goes_on(begun[0], line):
            yield _whole(begun)
            begun = []
    if begun:
        yield _whole(begun)


def _whole(lines: list[str]) -> str:
    if len(lines) > 1 and _HEX_BEGINS.match(lines[0]):
        return "".join(line.strip().rstrip("\\") for line in lines)
    return "\n".join(lines)


def _goes_on(first: str, line: str) -> bool:
    if first[:1] not in ('"', "@"):
        return False
    if _HEX_BEGINS.match(first):
        return line.endswith("\\")
    opened = _TEXT_BEGINS.match(first)
    if not opened:
        return False
    rest = line if line is not first else first[opened.end() :]
    return _TEXT_ENDS.search(rest[-_LONGEST:]) is None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _value(said: str) -> Any:
    """A text, a number (dword), a list of texts (multiple), else bytes."""
    if said.startswith('"'):
        return _unescaped(said[1:-1] if said.endswith('"') and len(said) > 1 else said[1:])
    if said.startswith("dword:"):
        digits = said.removeprefix("dword:")
        return int(digits, 16) if re.fullmatch(r"[0-9a-fA-F]{1,8}", digits) else None
    found = _HEX.match(said)
    if not found:
        return None
    raw = bytes(int(pair, 16) for pair in re.findall(r"[0-9a-fA-F]{2}", said[found.end() :]))
    if found[1] in (_EXPANDED, _MULTIPLE):
        texts = raw.decode("utf-16-le", "replace").rstrip("\0").split("\0")
        return texts if found[1] == _MULTIPLE else texts[0]
    return raw


_EXTRACTS: tuple[Callable[[Mapping[str, Values]], dict[str, Any]], ...] = (
    keys.packages,
    keys.system,
    keys.machine,
    keys.processor,
    keys.time_zone,
    keys.computer_name,
    keys.firewall,
    keys.autologin,
    keys.usb,
    keys.usb_printers,
    keys.print_queues,
    keys.fonts,
)
