"""Loss, round-trip time and jitter out of what ping(8) says in the C locale: iputils, BusyBox, BSD."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import Parsed, Unreadable, text

_REPLY = re.compile(
    rb"^(?:\[[\d.]{1,20}\] )?\d+ bytes from .*\b(?:icmp_)?seq=(\d{1,6})\b"
    rb".*\btime=(\d{1,7}(?:\.\d{1,6})?) ms(?P<duplicate> \(DUP!\))?",
    re.M,
)
_SENT = re.compile(
    rb"^(\d{1,6}) packets transmitted, (\d{1,6}) (?:packets )?received(?:, \+(\d{1,6}) duplicates)?", re.M
)
_WINDOW = re.compile(rb"^\d{1,6} packets transmitted,.{0,200}, time (\d{1,9})ms", re.M)
_TARGET = re.compile(rb"^PING6?(?:\b[^\n(]{0,300}\(([^)\s]{1,100})\)|\([^\n>]{0,300}--> (\S{1,100}))", re.M)
_SUMMARY = re.compile(
    rb"^(?:rtt|round-trip) min/avg/max(?:/[a-z-]+)? = "
    rb"(\d{1,7}(?:\.\d{1,6})?)/(\d{1,7}(?:\.\d{1,6})?)/(\d{1,7}(?:\.\d{1,6})?)",
    re.M,
)


class PingError(Unreadable):
    """Raised when there is no statistics line: ping did not get as far as measuring."""


def parse(raw: bytes) -> Parsed:
    """Facts of a link out of *raw*, ping's output. Raises PingError.

    The first reply to each request counts, duplicates do not. Jitter is the mean difference of neighbouring
    round-trip times (RFC 3550 §6.4.1 without its smoothing), so it needs two replies.
    """
    statistics = _SENT.search(raw)
    if not statistics:
        raise PingError(_("ping ended without its statistics"))
    rtts = _rtts(raw)
    sent, received, duplicates = (int(number or 0) for number in statistics.groups())
    quiet = not rtts and received > 0  # ping -q tells no reply
    if sent < max(received, 1) or not (quiet or received == len(rtts)):
        raise PingError(_("ping's statistics contradict its replies"))
    summary = _SUMMARY.search(raw)
    if quiet and not summary:
        raise PingError(_("ping's statistics contradict its replies"))
    facts = _counts(sent, received) | {"link.duplicates": duplicates} | _times(rtts, summary, duplicates)
    if target := _TARGET.search(raw):
        facts["link.target"] = text((target[1] or target[2]).decode("ascii", "replace"))
    if window := _WINDOW.search(raw):
        facts["link.window_s"] = int(window[1]) / 1000
    jitter = jitter_ms(rtts)
    if jitter is not None:
        facts["link.jitter_ms"] = jitter
    return Parsed(facts, _missing(facts))


def _counts(sent: int, received: int) -> dict[str, Any]:
    return {
        "link.sent": sent,
        "link.received": received,
        "link.alive": received > 0,
        "link.loss_percent": round(100 * (sent - received) / sent, 2),
    }


def _times(rtts: list[float], summary: re.Match[bytes] | None, duplicates: int) -> dict[str, float]:
    """Shortest, mean and longest round trip; ping's own numbers are finer, but count duplicates too."""
    names = ("link.rtt_min_ms", "link.rtt_ms", "link.rtt_max_ms")
    if summary and (not duplicates or not rtts):
        return dict(zip(names, map(float, summary.groups()), strict=True))
    if not rtts:
        return {}
    return dict(zip(names, (min(rtts), round(sum(rtts) / len(rtts), 3), max(rtts)), strict=True))


def jitter_ms(rtts: Sequence[float]) -> float | None:
    """The mean difference of neighbouring round-trip times; None for fewer than two."""
    steps = [abs(after - before) for before, after in pairwise(rtts)]
    return round(sum(steps) / len(steps), 3) if steps else None


def _missing(facts: Mapping[str, Any]) -> dict[str, str]:
    missing = {}
    if "link.rtt_ms" not in facts:
        missing = dict.fromkeys(("link.rtt_min_ms", "link.rtt_ms", "link.rtt_max_ms"), _("no reply came"))
    if "link.jitter_ms" not in facts:
        missing["link.jitter_ms"] = _("fewer than two replies came")
    if "link.window_s" not in facts:
        missing["link.window_s"] = _("this ping does not state how long it sent")
    return missing


def _rtts(raw: bytes) -> list[float]:
    """Round-trip times in ms in the order of the requests."""
    found: dict[int, float] = {}
    for reply in _REPLY.finditer(raw):
        if not reply["duplicate"]:
            found.setdefault(int(reply[1]), float(reply[2]))
    return [found[number] for number in sorted(found)]
