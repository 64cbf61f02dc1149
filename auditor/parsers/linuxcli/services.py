"""systemd's units and dpkg's packages, as their own lists show them."""

import re
from typing import Any

from auditor.parsers.linuxcli.ask import ask

Facts = dict[str, Any]

_UNIT = re.compile(r"^[ \t●*]*(\S{1,256}\.(?:service|socket))\s+(\S+)\s+(\S+)\s+(\S+)(?: |$)")
_FILE = re.compile(
    r"^(\S{1,256}\.(?:service|socket))\s+(enabled(?:-runtime)?|disabled|static|masked(?:-runtime)?|\w+)\b"
)
_ANY_UNIT = re.compile(r"(?m)^[ \t●*]*UNIT +LOAD +ACTIVE +SUB\b|^UNIT FILE +STATE\b")


def units(text: str) -> Facts:
    """systemctl [list-units]: services and sockets."""
    rows = [" ".join(match.groups()) for line in text.splitlines() if (match := _UNIT.match(line))]
    if not rows and not _ANY_UNIT.search(text):
        return {}
    sections = {"units": {"list": "\n".join(rows), "enabled": [], "masked": []}}
    return ask(sections, ("services", "services.active", "services.failed"))


def unit_files(text: str) -> Facts:
    """systemctl list-unit-files: what is enabled, nothing of what runs."""
    if not _ANY_UNIT.search(text):
        return {}
    rows = (match for line in text.splitlines() if (match := _FILE.match(line)))
    return {"services": [{"name": row[1], "enabled": row[2]} for row in rows]}


def dpkg(text: str) -> Facts:
    """dpkg -l: what is installed (second letter i), without architecture; also held packages."""
    rows = [line.split(None, 3) for line in text.splitlines() if re.match(r"[uihrp][a-zA-Z]R? ", line)]
    if not rows:
        return {}
    installed = [f"{row[1].partition(':')[0]}\t{row[2]}" for row in rows if len(row) > 2 and row[0][1] == "i"]
    return ask({"packages": {"dpkg": "\n".join(installed)}}, ("packages", "packages.names"))
