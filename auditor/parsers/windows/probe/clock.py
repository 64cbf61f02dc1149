"""The Windows Time service, its servers, and how far the clock is off."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from auditor.i18n import _
from auditor.parsers.pc import clock
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows.probe.services import by_name
from auditor.parsers.windows.probe.shape import value

_PARAMETERS = r"SYSTEM\CurrentControlSet\Services\W32Time\Parameters"
_NOT_SYNCHRONIZED = 3
"""NTP's leap indicator (RFC 5905)."""
_LOCAL = re.compile(r"(?i)local cmos|free-running|cmos")


def service(answer: Answer) -> str:
    """w32time while it may run: outside a domain Windows starts and stops it by itself (a trigger).

    Disabled, absent, or told to follow nobody (Type NoSync) it is none.
    """
    found = by_name(answer).get("w32time")
    if found is None or found.get("StartMode") == "Disabled":
        return "none"
    return "none" if str(value(answer, _PARAMETERS, "Type")).lower() == "nosync" else "w32time"


def synchronized(answer: Answer) -> bool:
    """``w32tm /query /status``: its first line's number is the leap indicator, its second's the stratum,
    in every language of Windows."""
    if service(answer) == "none":
        return False
    if by_name(answer)["w32time"].get("State") != "Running":
        raise Missing(_("the time service does not run at this moment"))
    numbers = [re.match(r"[^:]*:\s*(\d{1,3})", line) for line in _status(answer)]
    if len(numbers) < 2 or not numbers[0] or not numbers[1]:
        raise Missing(_("the time service's answer was not understood"))
    leap, stratum = int(numbers[0][1]), int(numbers[1][1])
    follows = not _LOCAL.search(answer.get("clock.source", str))
    return leap != _NOT_SYNCHRONIZED and stratum > 0 and follows


def _status(answer: Answer) -> list[str]:
    lines = answer.get("clock.status", str).splitlines()
    return [line for line in lines if line.strip()][:20]


def servers(answer: Answer) -> list[str]:
    """NtpServer: names with flags after a comma. A member of a domain takes the domain's."""
    kind = str(value(answer, _PARAMETERS, "Type") or "")
    if kind.upper() == "NT5DS":
        raise Missing(_("the clock follows the domain"))
    said = value(answer, _PARAMETERS, "NtpServer")
    if not isinstance(said, str):
        raise Missing(_("the device does not say"))
    return list(dict.fromkeys(name.partition(",")[0] for name in said.split()))


_SAMPLE = re.compile(r"(?m),\s*([+-]\d{1,9}[.,]\d{1,9})s\s*$")
"""``w32tm /stripchart /dataonly``: ``09:00:00, +00.0012345s``, or ``09:00:01, error: 0x800705B4``."""


def _told(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A server's word as the Linux probe has it: *offset* is the server's clock minus the machine's."""
    lines = [line for line in str(entry.get("said", "")).splitlines() if line.strip()]
    if sample := _SAMPLE.search("\n".join(lines)[-2000:]):
        return {"server": entry.get("server"), "offset": float(sample[1].replace(",", "."))}
    return {
        "server": entry.get("server"),
        "error": lines[-1][:200] if lines else _("the device does not say"),
    }


def _of_province(fact: Fact) -> Fact:
    def found(answer: Answer) -> Any:
        asked = [_told(entry) for entry in answer.get("ntp", list) if isinstance(entry, dict)]
        return fact(replace(answer, data={**answer.data, "sections": {"ntp": asked}}))

    return found


_PROVINCE = ("time.province_asked", "time.province_server", "time.province_offset_s")

FACTS: Mapping[str, Fact] = {
    **{name: _of_province(clock.FACTS[name]) for name in _PROVINCE},
    "time.service": service,
    "time.synchronized": synchronized,
    "time.servers": servers,
    "time.offset_s": clock.offset_s,
}
