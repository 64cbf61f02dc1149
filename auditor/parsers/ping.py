"""Loss, round-trip time and jitter out of what ping(8) of iputils says in the C locale."""

import re
from itertools import pairwise

from auditor.i18n import _
from auditor.parsers.parsed import Parsed, Unreadable

_REPLY = re.compile(
    rb"^(?:\[[\d.]{1,20}\] )?\d+ bytes from .*\bicmp_seq=(\d{1,6})\b"
    rb".*\btime=(\d{1,7}(?:\.\d{1,6})?) ms(?P<duplicate> \(DUP!\))?",
    re.M,
)
_SENT = re.compile(rb"^(\d{1,6}) packets transmitted, (\d{1,6}) (?:packets )?received", re.M)


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
    sent, received = int(statistics[1]), len(rtts)
    if sent < max(received, 1) or received != int(statistics[2]):
        raise PingError(_("ping's statistics contradict its replies"))
    facts = {
        "link.sent": sent,
        "link.received": received,
        "link.alive": received > 0,
        "link.loss_percent": round(100 * (sent - received) / sent, 2),
    }
    missing = {}
    if rtts:
        facts |= {"link.rtt_ms": round(sum(rtts) / received, 3), "link.rtt_max_ms": max(rtts)}
    else:
        missing = dict.fromkeys(("link.rtt_ms", "link.rtt_max_ms"), _("no reply came"))
    if received > 1:
        steps = [abs(after - before) for before, after in pairwise(rtts)]
        facts["link.jitter_ms"] = round(sum(steps) / len(steps), 3)
    else:
        missing["link.jitter_ms"] = _("fewer than two replies came")
    return Parsed(facts, missing)


def _rtts(raw: bytes) -> list[float]:
    """Round-trip times in ms in the order of the requests."""
    found: dict[int, float] = {}
    for reply in _REPLY.finditer(raw):
        if not reply["duplicate"]:
            found.setdefault(int(reply[1]), float(reply[2]))
    return [found[number] for number in sorted(found)]
