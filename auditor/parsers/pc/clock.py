"""Time zone, clock service, and how far the clock is off."""

import re
from collections.abc import Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing, lines_of

_SERVICES = {
    "chrony.service": "chrony",
    "chronyd.service": "chrony",
    "systemd-timesyncd.service": "systemd-timesyncd",
    "ntpsec.service": "ntpsec",
    "ntp.service": "ntpd",
    "ntpd.service": "ntpd",
    "openntpd.service": "openntpd",
}
USABLE_ERROR_S = 30.0
"""A round trip so long that the comparison could be off by more says nothing about the clock."""


def zone(answer: Answer) -> str:
    """localtime(5): the link's target names the zone, no file means UTC; of a copied file, /etc/timezone."""
    sections = answer.get("clock", dict)
    link = sections.get("localtime")
    if link is None:
        return "UTC"
    name = str(link).partition("zoneinfo/")[2] or str(sections.get("timezone") or "").strip()
    if not name:
        raise Missing(_("/etc/localtime does not name the time zone"))
    return name.removeprefix("posix/").removeprefix("right/")


def service(answer: Answer) -> str:
    running = (
        word for unit, word in _SERVICES.items() if answer.units.get(unit, ("", "", ""))[1] == "active"
    )
    return next(running, "none")


def synchronized(answer: Answer) -> bool:
    asked = {"chrony": _chrony, "systemd-timesyncd": _timesyncd, "ntpsec": _ntp, "ntpd": _ntp}
    running = service(answer)
    if running == "none":
        return False
    if running not in asked:
        raise Missing(_("{service} cannot be asked").format(service=running))
    return asked[running](answer)


def _chrony(answer: Answer) -> bool:
    """chronyc -c tracking: reference id, its name, stratum, …, leap status. 7F7F0101 is the own clock."""
    fields = answer.get("clock.chrony", str, "time.chrony").strip().split(",")
    if len(fields) < 14:
        raise Missing(_("chrony's answer was not understood"))
    return fields[-1].strip() != "Not synchronised" and fields[0] not in ("00000000", "7F7F0101")


def _timesyncd(answer: Answer) -> bool:
    """systemd-timesyncd touches /run/systemd/timesync/synchronized once it follows a server."""
    return answer.get("clock.timesyncd", bool)


def _ntp(answer: Answer) -> bool:
    """ntpq -pn marks the peer that is followed with * (or o where a pulse is)."""
    return any(line[:1] in ("*", "o") for line in answer.get("clock.ntpq", str, "time.ntpq").splitlines())


def offset_s(answer: Answer) -> float:
    """Device's clock minus the middle of the round trip; see :func:`offset_error_s` for how sure that is."""
    if answer.asked_at is None or answer.answered_at is None:
        raise Missing(_("the time of asking is not known"))
    error = offset_error_s(answer)
    if not 0 <= error <= USABLE_ERROR_S:
        raise Missing(_("the answer took too long to compare clocks (± {error:.0f} s)").format(error=error))
    return round(answer.number(answer.data.get("clock")) - (answer.asked_at + error), 3)


def offset_error_s(answer: Answer) -> float:
    """Half of the round trip without the time that the probe itself took."""
    if answer.asked_at is None or answer.answered_at is None:
        raise Missing(_("the time of asking is not known"))
    took = answer.number(answer.data.get("took", 0))
    return max(0.0, answer.answered_at - answer.asked_at - max(0.0, took)) / 2


_SERVER = re.compile(r"(?i)\s*(?:server|pool|peer)\s+(\S+)|\s*(?:Fallback)?NTP=(.*)")


def servers(answer: Answer) -> list[str]:
    """chrony.conf, ntp.conf and sources files (server, pool, peer), timesyncd.conf (NTP=)."""
    answer.refuse("time.servers")
    found: list[str] = []
    for line in lines_of(answer.get("clock.servers", dict)):
        if match := _SERVER.match(line):
            found += (match[1] or match[2] or "").split()
    return list(dict.fromkeys(found))


def province_asked(answer: Answer) -> bool:
    """Whether the inventory's time servers were to be asked; a probe of before asked nobody."""
    asked = answer.data.get("sections")
    return bool(isinstance(asked, dict) and asked.get("ntp"))


def province_server(answer: Answer) -> str:
    return str(_province(answer)["server"])


def province_offset_s(answer: Answer) -> float:
    """Device's clock minus the server's (RFC 5905 §8 has it the other way round)."""
    told = _province(answer)
    delay = answer.number(told.get("delay", 0))
    if not -1 <= delay / 2 <= USABLE_ERROR_S:
        late = _("the answer took too long to compare clocks (± {error:.0f} s)")
        raise Missing(late.format(error=delay / 2))
    return round(-answer.number(told["offset"]), 3)


def _province(answer: Answer) -> Mapping[str, Any]:
    """The first server that answered."""
    asked = [each for each in answer.get("ntp", list) if isinstance(each, dict)]
    if not asked:
        raise Missing(_("the inventory states no time server"))
    for each in asked:
        if "offset" in each:
            return each
    why = "; ".join(f"{each.get('server')}: {each.get('error')}" for each in asked[:4])
    raise Missing(_("no time server of the province answered: {why}").format(why=why[:300]))


FACTS: Mapping[str, Fact] = {
    "time.province_asked": province_asked,
    "time.province_server": province_server,
    "time.province_offset_s": province_offset_s,
    "time.zone": zone,
    "time.service": service,
    "time.synchronized": synchronized,
    "time.offset_s": offset_s,
    "time.servers": servers,
}
