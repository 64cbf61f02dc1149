"""Facts of a router or switch out of its command line: Cisco IOS, and FRR's vtysh, which follows it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import MAX_ITEMS, MAX_TEXT, Parsed, bounded

CONFIG, VERSION, INTERFACES = "show running-config", "show version", "show interface"
COMMANDS = (CONFIG, VERSION, INTERFACES)
"""What a device is asked."""

BLANK = "***"
INSIDE = " > "
"""What stands between a section and a line of it."""
_DEFAULT_COMMUNITY = r"(?![ \t]+\"?(?:(?:read|write|ro|rw)[ \t]+)?\"?(?:public|private)\"?(?:[ \t{]|$))"
"""Words that everybody knows are no secret, and that they are in use is what is looked for."""
# Words after which the rest of the line is, or holds, a secret; `password-encryption`, `key chain` are none.
_SECRET = re.compile(
    r"(?im)^(.*?(?:[\w-]{0,40}(?:password|passwd|passphrase|secret|pwd)|\b(?:authentication-key|key-string|md5|"
    rf"sha(?:-?\d+)?|community{_DEFAULT_COMMUNITY}|securityname|psk|pre-shared-key|shared-secret|"
    r"set private-key|snmp-server host \S+|key(?! chain)(?! generate))))[ \t]+\S.*$"
)
_MAYBE = re.compile(
    r"(?i)passw|passphrase|secret|pwd|key|md5|sha|community|securityname|psk|snmp-server host"
)
"""Without one of these words there is no secret in a line: cheaper to look for."""
_ROUTEROS = re.compile(r"(?i)\b([\w-]*(?:password|passphrase|secret|key|community))=(\"[^\"\n]*\"|\S+)")
_DEFAULT_NAME = r"(?!\"?(?:public|private)\"?(?:\s|$))"
_COMMUNITY_NAME = {
    "/snmp community": re.compile(rf"(\bname=){_DEFAULT_NAME}(\"[^\"]*\"|\S+)"),
    "config system snmp community": re.compile(rf"(^\s*set name ){_DEFAULT_NAME}(\S.*)"),
}
"""Sections in which a name is a secret: RouterOS, FortiOS."""


def blank_secrets(text: str) -> str:
    """*text* of any platform's configuration with every secret replaced, before anybody keeps it."""
    return "\n".join(_blanked(text.split("\n")))


def _blanked(lines: Iterable[str]) -> Iterable[str]:
    key, section = False, ""
    for line in lines:
        if key:  # a private key's own lines; not even their number is kept
            key = "-----END" not in line
            continue
        if "-----BEGIN" in line and "PRIVATE KEY" in line:
            key = "-----END" not in line
            yield line[: line.index("-----BEGIN")] + BLANK
            continue
        if line[:1] == "/" or line[:7] == "config " or line[:3] == "end":
            section = line.strip()
        name = next((name for start, name in _COMMUNITY_NAME.items() if section.startswith(start)), None)
        kept = name.sub(rf"\1{BLANK}", line) if name else line
        kept = _ROUTEROS.sub(rf"\1={BLANK}", kept) if section[:1] == "/" else kept
        yield _SECRET.sub(rf"\1 {BLANK}", kept) if _MAYBE.search(kept) else kept


class _Absent(LookupError):
    """Raised when an answer does not hold a fact; carries the reason."""


def parse(answers: Mapping[str, str], platform: str) -> Parsed:
    """Facts out of *answers* by command. Pure; an answer that lacks something leaves that fact missing."""
    facts: dict[str, Any] = {"network.platform": platform}
    missing = {}
    for name, fact in _FACTS.items():
        try:
            facts[name] = bounded(fact(answers))
        except _Absent as reason:
            missing[name] = str(reason)
    return Parsed(facts, missing)


def _answer(answers: Mapping[str, str], command: str) -> str:
    # vtysh and IOS both begin a refusal with %
    text = answers.get(command, "")
    if not text.strip() or text.lstrip().startswith("%"):
        raise _Absent(_("no answer to “{command}”").format(command=command))
    return text


# ── configuration ────────────────────────────────────────────────────────────────────────────────

_NOT_CONFIG = re.compile(r"Building configuration|Current configuration|Last configuration change")
_LEAVING = re.compile(r"(exit|end|next|quit|return|exit-[a-z-]+)$")
_MAX_DEPTH = 8
"""Sections within sections; deeper indentation is a hostile device's, and would cost the square of it."""
_BANNER = re.compile(r"banner \S+ (\^C|\S)")


def _config_lines(answers: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    above: list[tuple[int, str]] = []  # the sections around the line: indentation and text
    for line in _without_banners(_answer(answers, CONFIG).splitlines()):
        text = line.strip()[:MAX_TEXT]
        if not text or text.startswith("!") or _NOT_CONFIG.match(text) or _LEAVING.fullmatch(text):
            continue
        indentation = len(line) - len(line.lstrip())
        above = [section for section in above if section[0] < indentation][:_MAX_DEPTH]
        found.append(INSIDE.join([*(section for _indentation, section in above), text]))
        above.append((indentation, text))
        if len(found) == MAX_ITEMS:
            break
    if not found:
        raise _Absent(_("the configuration is empty"))
    return found


def _without_banners(lines: Iterable[str]) -> Iterable[str]:
    """A banner's free text could pose as configuration."""
    end = ""
    for line in lines:
        if end:
            end = "" if end in line else end
            continue
        banner = _BANNER.match(line)
        if banner and line.count(banner[1]) < 2:
            end = banner[1]
        yield line


def _hostname(answers: Mapping[str, str]) -> str:
    found = re.search(r"(?m)^hostname (\S+)", _answer(answers, CONFIG))
    if not found:
        raise _Absent(_("the configuration states no hostname"))
    return found[1]


# ── version ──────────────────────────────────────────────────────────────────────────────────────

_UNITS = {"year": 365 * 86400, "week": 7 * 86400, "day": 86400, "hour": 3600, "minute": 60, "second": 1}


def _version(answers: Mapping[str, str]) -> str:
    text = _answer(answers, VERSION)
    # of IOS XE the line of the image, as everybody quotes it; other lines state versions of other things
    patterns = (r"FRRouting (\S+)", r"\), ?Version ([^\s,]+)", r"\bVersion ([^\s,]+)")
    found = next((found for pattern in patterns if (found := re.search(pattern, text))), None)
    if not found:
        raise _Absent(_("“{command}” states no version").format(command=VERSION))
    return found[1]


def _uptime(answers: Mapping[str, str]) -> float:
    found = re.search(r"(?m)^\S+ uptime is (.{1,200})$", _answer(answers, VERSION))
    parts = re.findall(r"(\d{1,6}) (year|week|day|hour|minute|second)s?", found[1]) if found else []
    if not parts:
        raise _Absent(_("“{command}” states no uptime").format(command=VERSION))
    return float(sum(int(number) * _UNITS[unit] for number, unit in parts))


# ── interfaces ───────────────────────────────────────────────────────────────────────────────────

_HEAD = re.compile(
    r"(?m)^(?P<frr>Interface )?(?P<name>[A-Za-z]\S*) is (?P<admin>administratively down|[a-z]+)"
    r"(?:, line protocol is (?P<oper>[a-z]+))?.*$"
)


def _interfaces(answers: Mapping[str, str]) -> list[dict[str, Any]]:
    text = _answer(answers, INTERFACES)
    heads = list(_HEAD.finditer(text))[:MAX_ITEMS]
    if not heads:
        raise _Absent(_("“{command}” lists no interface").format(command=INTERFACES))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [_interface(head, text[head.end() : end]) for head, end in zip(heads, ends, strict=True)]


def _interface(head: re.Match[str], body: str) -> dict[str, Any]:
    # IOS: only "administratively down" was switched off by a person. FRR's first word is the kernel's IFF_UP.
    off = head["admin"] == "administratively down" or (head["frr"] and head["admin"] == "down")
    found: dict[str, Any] = {
        "name": head["name"],
        "admin": "down" if off else "up",
        "oper": "up" if head["oper"] == "up" and head["admin"] == "up" else "down",
        "addresses": re.findall(r"(?m)^[ \t]+(?:Internet address is|inet6?) (\S+)", body),
    }
    numbers = _DESCRIPTION.sub("", body)  # a description may speak of speeds too
    if description := _DESCRIPTION.search(body):
        found["description"] = description[1]
    for name, pattern, convert in _DETAILS:
        if value := re.search(pattern, numbers):
            found[name] = convert(value)
    return found


_DESCRIPTION = re.compile(r"(?m)^[ \t]+Description: (.*\S)")
_DETAILS: tuple[tuple[str, str, Callable[[re.Match[str]], Any]], ...] = (
    ("speed_mbps", r"\b(\d{1,6})(G|M)b(?:/s|ps)\b", lambda f: int(f[1]) * (1000 if f[2] == "G" else 1)),
    ("speed_mbps", r"(?m)^[ \t]+index .* speed ([1-9]\d{0,6})\b", lambda found: int(found[1])),
    ("duplex", r"(?i)\b(full|half)[- ]duplex", lambda found: found[1].lower()),
    ("errors_in", r"(\d{1,18}) input errors", lambda found: int(found[1])),
    ("errors_out", r"(\d{1,18}) output errors", lambda found: int(found[1])),
)


def _up(answers: Mapping[str, str]) -> list[str]:
    return [each["name"] for each in _interfaces(answers) if each["oper"] == "up"]


def _errors(answers: Mapping[str, str]) -> int:
    counters = [each.get(name) for each in _interfaces(answers) for name in ("errors_in", "errors_out")]
    known = [counter for counter in counters if counter is not None]
    if not known:
        raise _Absent(_("the device shows no error counters"))
    return sum(known)


_FACTS: Mapping[str, Callable[[Mapping[str, str]], Any]] = {
    "network.hostname": _hostname,
    "network.version": _version,
    "network.uptime_s": _uptime,
    "network.config_lines": _config_lines,
    "network.interfaces": _interfaces,
    "network.interfaces_up": _up,
    "network.error_total": _errors,
}
