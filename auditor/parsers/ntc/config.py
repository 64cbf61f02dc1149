"""Configurations of other devices than Cisco's, to lines as ``network.config_lines`` holds them."""

import re
from collections.abc import Iterator

from auditor.i18n import _
from auditor.parsers import netcli
from auditor.parsers.parsed import MAX_ITEMS, Parsed, Unreadable, bounded

_SECRET = re.compile(r"(?i)\b([\w-]*(?:password|passphrase|secret|key|community))=(\"[^\"\n]*\"|\S+)")


def cisco(text: str, platform: str) -> Parsed:
    """show running-config; ``#`` and sysname are Huawei's. Raises Unreadable for no configuration."""
    text = re.sub(r"(?m)^#[ \t]*$", "!", text)
    text = re.sub(r"(?m)^[ \t]*sysname (\S+)", r"hostname \1", text)
    said = netcli.parse({netcli.CONFIG: netcli.blank_secrets(text)}, platform)
    names = ("network.platform", "network.config_lines", "network.hostname")
    if "network.config_lines" not in said.facts:
        raise Unreadable(said.missing["network.config_lines"])
    kept = {name: said.facts[name] for name in names if name in said.facts}
    return Parsed(kept, {name: said.missing[name] for name in names if name in said.missing})


def routeros(text: str, platform: str) -> Parsed:
    """export: ``/section`` and the commands under it. Raises Unreadable for no configuration."""
    lines = list(_routeros_lines(re.sub(r"\\\n[ \t]*", "", _SECRET.sub(rf"\1={netcli.BLANK}", text))))[
        :MAX_ITEMS
    ]
    if not lines:
        raise Unreadable(_("the configuration is empty"))
    facts = {"network.platform": platform, "network.config_lines": bounded(lines)}
    if version := re.search(r"(?m)^# .{0,40} by RouterOS (\S+)", text):
        facts["network.version"] = version[1]
    names = (re.search(r"^/system identity > set name=\"?([^\"]+)", line) for line in lines)
    if name := next((found[1] for found in names if found), None):
        facts["network.hostname"] = name
    return Parsed(facts)


def _routeros_lines(text: str) -> Iterator[str]:
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("/"):
            section = line
        elif line and not line.startswith("#") and section:
            yield f"{section} > {line}"
