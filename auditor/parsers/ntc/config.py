"""Configurations of other devices than Cisco's, to lines as ``network.config_lines`` holds them."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from auditor.i18n import _
from auditor.parsers import netcli
from auditor.parsers.parsed import MAX_ITEMS, MAX_TEXT, Parsed, Unreadable, bounded

_MAX_DEPTH = 8


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
    joined = netcli.blank_secrets(re.sub(r"\\\n[ \t]*", "", text))
    lines = list(islice(_routeros_lines(joined), MAX_ITEMS))
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
            yield f"{section} > {line}"[:MAX_TEXT]


def braces(text: str, platform: str) -> Parsed:
    """show configuration of EdgeOS and Junos: ``section {`` … ``}``. Raises Unreadable for none."""
    lines = list(islice(_brace_lines(netcli.blank_secrets(text).splitlines()), MAX_ITEMS))
    return _of_lines(lines, platform, r"system > host-name (\S+)")


def _brace_lines(lines: Iterable[str]) -> Iterator[str]:
    above: list[str] = []
    for line in map(str.strip, lines):
        text = line.rstrip("{;").strip()[:MAX_TEXT]
        if line == "}":
            del above[-1:]
        elif text and not line.startswith(("#", "/*")):
            yield netcli.INSIDE.join([*above[:_MAX_DEPTH], text])
            if line.endswith("{"):
                above.append(text)


def flat(text: str, platform: str) -> Parsed:
    """A configuration of commands without sections, as D-Link and Yamaha write it. Raises Unreadable."""
    given = (line.strip()[:MAX_TEXT] for line in netcli.blank_secrets(text).splitlines())
    lines = list(islice((line for line in given if line and not line.startswith(("#", "!"))), MAX_ITEMS))
    return _of_lines(lines, platform, r"(?!)")


def _of_lines(lines: list[str], platform: str, hostname: str) -> Parsed:
    if not lines:
        raise Unreadable(_("the configuration is empty"))
    facts = {"network.platform": platform, "network.config_lines": bounded(lines)}
    named = (re.fullmatch(hostname, line) for line in lines)
    name = next((found[1] for found in named if found), None)
    return Parsed(facts | ({"network.hostname": name.strip('"')} if name else {}))
