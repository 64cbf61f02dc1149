"""Loss and round-trip time out of what fping(8) says: ``-c`` (a summary a target), ``-C`` (every time)."""

import re
from typing import Any

from auditor.i18n import _
from auditor.parsers.facts import decoded
from auditor.parsers.parsed import Parsed, Unreadable, text
from auditor.parsers.ping import jitter_ms

_NUMBER = r"(\d{1,7}(?:\.\d{1,6})?)"
_SUMMARY = re.compile(
    rf"(?m)^(\S{{1,100}})\s+: xmt/rcv/%loss = (\d{{1,6}})/(\d{{1,6}})/{_NUMBER}%"
    rf"(?:, min/avg/max = {_NUMBER}/{_NUMBER}/{_NUMBER})?"
)
_TIMES = re.compile(r"(?m)^(\S{1,100})\s+:((?: (?:-|\d{1,7}(?:\.\d{1,6})?)){1,5000})\s*$")


def parse(raw: bytes) -> Parsed:
    """Facts of a link out of *raw*, fping's output for one target. Raises Unreadable for none or several."""
    said = decoded(raw)
    found = [*map(_from_summary, _SUMMARY.finditer(said)), *map(_from_times, _TIMES.finditer(said))]
    if len({facts["link.target"] for facts in found}) != 1:
        raise Unreadable(_("fping's summary of one target is expected, {n} are there").format(n=len(found)))
    facts = found[0]
    missing = {} if "link.rtt_ms" in facts else {"link.rtt_ms": _("no reply came")}
    if "link.jitter_ms" not in facts:
        missing["link.jitter_ms"] = _("fping -C states single times, this does not")
    return Parsed(facts, missing)


def _from_summary(found: re.Match[str]) -> dict[str, Any]:
    facts = _counts(found[1], int(found[2]), int(found[3]))
    if found[5]:
        names = ("link.rtt_min_ms", "link.rtt_ms", "link.rtt_max_ms")
        facts |= dict(zip(names, map(float, found.groups()[4:]), strict=True))
    return facts


def _from_times(found: re.Match[str]) -> dict[str, Any]:
    words = found[2].split()
    times = [float(word) for word in words if word != "-"]
    facts = _counts(found[1], len(words), len(times))
    if times:
        facts |= {"link.rtt_min_ms": min(times), "link.rtt_max_ms": max(times)}
        facts["link.rtt_ms"] = round(sum(times) / len(times), 3)
    jitter = jitter_ms(times)
    return facts if jitter is None else facts | {"link.jitter_ms": jitter}


def _counts(target: str, sent: int, received: int) -> dict[str, Any]:
    if not 0 < sent >= received:
        raise Unreadable(_("fping counts more replies than requests"))
    loss = round(100 * (sent - received) / sent, 2)
    alive = {"link.alive": received > 0, "link.loss_percent": loss}
    return {"link.target": text(target), "link.sent": sent, "link.received": received, **alive}
