"""What devices say beside ntc-templates' tables: versions in plain sentences, build dates, communities."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from auditor.model import times
from auditor.parsers.ntc import columns

_MAX = 64 * 1024
"""Nobody states a version after so many characters."""

_SENTENCES: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("hp_comware", "display version"): (
        ("network.version", r"Comware Software, Version (\S+?),?\s"),
        ("network.uptime_s", r"(?m)^\S.{0,80} uptime is (.{1,100})$"),
    ),
    ("fortinet", "get system performance status"): (("network.uptime_s", r"(?m)^Uptime: +(.{1,100})$"),),
    ("ubiquiti_edgeswitch", "show version"): (("network.hostname", r"(?m)^System Name\.{2,}\s*(\S+)"),),
    ("dlink_ds", "show switch"): (
        ("network.model", r"(?m)^Device Type\s*: (\S+)"),
        ("network.version", r"(?m)^Firmware Version\s*: (?:Build )?(\S+)"),
        ("network.serial", r"(?m)^(?:Serial Number|Device S/N)\s*: (\S+)"),
        ("network.hostname", r"(?m)^System Name\s*: (\S+)"),
        ("network.uptime_s", r"(?m)^System up ?time\s*: (.{1,100})$"),
    ),
    ("tplink_jetstream", "show system-info"): (
        ("network.hostname", r"(?m)^\s*System Name\s+- (\S+)"),
        ("network.model", r"(?m)^\s*Hardware Version\s+- (\S+)"),
        ("network.version", r"(?m)^\s*(?:Software|Firmware) Version\s+- (\S+)"),
        ("network.serial", r"(?m)^\s*Serial Number\s+- (\S+)"),
        ("network.uptime_s", r"(?m)^\s*(?:Running Time|System UpTime)\s+- (.{1,100})$"),
    ),
    ("linux", "hostname"): (("network.hostname", r"\A\s*(\S{1,253})\s*\Z"),),
    ("linux", "cat /proc/uptime"): (("network.uptime_s", r"\A\s*(\d{1,10})(?:\.\d+)?\s"),),
}

_BUILT = (
    # IOS, ASA; NX-OS; RouterOS, in the words of 6 and of 7; FortiOS; Huawei and Comware; EdgeOS; AOS-CX
    (r"\bCompiled (?:on )?\w{3} (\d{1,2}-\w{3}-\d{2})\b", "%d-%b-%y"),
    (r"\bCompiled (?:on )?\w{3} (\d{1,2}-\w{3}-\d{4})\b", "%d-%b-%Y"),
    (r"\bcompile time: +(\d{1,2}/\d{1,2}/\d{4})\b", "%m/%d/%Y"),
    (r"\bbuild-time: \"?(\w{3}/\d\d/\d{4})\b", "%b/%d/%Y"),
    (r"\bbuild-time: \"?(\d{4}-\d\d-\d\d)\b", "%Y-%m-%d"),
    (r"(?m)^Version: .{1,60},build\d{1,6},(\d{6})\b", "%y%m%d"),
    (r"\bCompiled (?:Date *: *)?(\d{4}-\d\d-\d\d)\b", "%Y-%m-%d"),
    (r"\bCompiled (\w{3} +\d{1,2} \d{4})\b", "%b %d %Y"),
    (r"(?m)^Build on: +(\d\d/\d\d/\d\d)\b", "%m/%d/%y"),
    (r"(?m)^Build Date *: (\d{4}-\d\d-\d\d)\b", "%Y-%m-%d"),
)


def facts(platform: str, command: str, text: str) -> dict[str, Any]:
    """What sentences of *text* state; ``network.firmware_released`` of commands that state a version."""
    text = text[:_MAX]
    found: dict[str, Any] = {}
    for fact, pattern in _SENTENCES.get((platform, command), ()):
        if said := re.search(pattern, text):
            found[fact] = _seconds(said[1]) if fact == "network.uptime_s" else said[1]
    if re.search(r"version|status|resource|system$", command) and (day := built(text)):
        found["network.firmware_released"] = day
    return {fact: value for fact, value in found.items() if value is not None}


def _seconds(said: str) -> float | None:
    if said.isdigit():
        return float(said)
    return columns.seconds(re.sub(r"\bhrs?\b", "hours", said.replace(" - ", " ")))


def built(text: str) -> str | None:
    """The day the software was built (UTC, as facts write times), as *text* states it in any of the forms."""
    for pattern, form in _BUILT:
        if said := re.search(pattern, text):
            try:
                day = datetime.strptime(re.sub(" +", " ", said[1]), form).replace(tzinfo=UTC)
            except ValueError:
                continue
            return times.to_text(day)
    return None


# --- communities that everybody knows -----------------------------------------------------------------------
_COMMUNITY = re.compile(
    r"(?i)(?:.* > )?(?:snmp-server|snmp-agent|snmp|config snmp|create snmp)\b.{0,80}?\bcommunity "
    r"(?:(?:read|write|ro|rw|simple) )?\"?(?:public|private)\"?(?: .*)?"
    r"|config system snmp community > edit \d{1,9} > set name \"?(?:public|private)\"?"
    r"|service > snmp > community (?:public|private)(?: .*)?"
)
_MIKROTIK = re.compile(r"/snmp community > (?:set|add) .*\bname=\"?(?:public|private)\"?(?: .*)?")


def has_default_community(lines: Iterable[str]) -> bool:
    """Whether the configuration *lines* answer to the SNMP community public or private.

    RouterOS writes only what differs from its default, and the default community is called public.
    """
    bounded = [line[:500] for line in lines]
    if any(_COMMUNITY.fullmatch(line) or _MIKROTIK.fullmatch(line) for line in bounded):
        return True
    on = any(line.startswith("/snmp > set ") and "enabled=yes" in line for line in bounded)
    named = any(line.startswith("/snmp community > set ") and " name=" in line for line in bounded)
    return on and not named
