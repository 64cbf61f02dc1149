"""Throughput out of an iperf3 report: ``iperf3 --json``, or the text of a client or server."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.facts import Absent, decoded, gather, stated
from auditor.parsers.parsed import Parsed, Unreadable, text
from auditor.parsers.snmp import load_json

Report = Mapping[str, Any]


def parse(raw: bytes) -> Parsed:
    """Facts of a link out of *raw*. Raises Unreadable, also for a report that only says why it failed."""
    if raw.lstrip()[:1] != b"{":
        return _from_text(decoded(raw))
    report = load_json(raw)
    if error := report.get("error"):
        raise Unreadable(_("iperf3 failed: {error}").format(error=text(str(error))))
    facts, missing = gather(_FACTS, report)
    if not facts:
        raise Unreadable(_("this is no report of iperf3"))
    return Parsed(facts, missing)


def _at(report: Report, *path: str) -> Any:
    found: Any = report
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _received(report: Report) -> Mapping[str, Any]:
    """What arrived: the receiver's sum; of UDP before iperf 3.14 the one sum there is, of what was sent."""
    sums = (_at(report, "end", name) for name in ("sum_received", "sum", "sum_sent"))
    found = next((each for each in sums if isinstance(each, dict) and "bits_per_second" in each), None)
    return dict(stated(found, "sum_received"))


def _mbps(reverse: bool) -> Callable[[Report], float]:
    def fact(report: Report) -> float:
        if bool(_at(report, "start", "test_start", "reverse")) != reverse:
            raise Absent(_("the other direction was measured"))
        sum_ = _received(report)
        lost = 0.0 if _at(report, "end", "sum_received") else float(sum_.get("lost_percent", 0))
        return round(float(sum_["bits_per_second"]) * (100 - lost) / 100 / 1e6, 3)

    return fact


def _sum(name: str, factor: float = 1) -> Callable[[Report], float]:
    def fact(report: Report) -> float:
        return round(float(stated(_received(report).get(name), name)) * factor, 3)

    return fact


def _protocol(report: Report) -> str:
    return str(stated(_at(report, "start", "test_start", "protocol"), "protocol")).lower()


def _retransmits(report: Report) -> int:
    return int(stated(_at(report, "end", "sum_sent", "retransmits"), "retransmits"))


_FACTS: Mapping[str, Callable[[Report], Any]] = {
    "link.target": lambda report: str(stated(_at(report, "start", "connecting_to", "host"), "host")),
    "link.throughput_protocol": _protocol,
    "link.throughput_up_mbps": _mbps(reverse=False),
    "link.throughput_down_mbps": _mbps(reverse=True),
    "link.throughput_s": _sum("seconds"),
    "link.throughput_bytes": lambda report: int(_sum("bytes")(report)),
    "link.retransmits": _retransmits,
    "link.jitter_ms": _sum("jitter_ms"),
    "link.loss_percent": _sum("lost_percent"),
}

# ── the text of a report ─────────────────────────────────────────────────────────────────────────

_FACTOR = {"": 1e-6, "K": 1e-3, "M": 1.0, "G": 1e3}
_BYTES = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}
_N = r"\d{1,12}(?:\.\d{1,6})?"
_ROW = re.compile(
    rf"(?m)^\[\s*(?P<id>\d{{1,4}}|SUM)\](?:\[\S+\])?\s+0\.00-(?P<end>\d{{1,6}}\.\d\d)\s+sec\s+"
    rf"(?P<size>{_N}) (?P<size_unit>[KMG]?)Bytes\s+(?P<rate>{_N}) (?P<rate_unit>[KMG]?)bits/sec"
    rf"(?:\s+(?P<jitter>{_N}) ms\s+(?P<lost>\d{{1,12}})/(?P<total>\d{{1,12}}) \([^)]{{1,20}}%\))?"
    r"(?:\s+(?P<retr>\d{1,9}))?[^\S\n]*(?P<who>sender|receiver)?"
)


def _from_text(report: str) -> Parsed:
    every = rows = list(_ROW.finditer(report.replace("\r", "")))
    rows = (
        [row for row in rows if row["who"] == "receiver"] or [row for row in rows if not row["who"]] or rows
    )
    totals = [row for row in rows if row["id"] == "SUM"] or rows
    if not totals:
        raise Unreadable(_("this is no report of iperf3"))
    total = max(totals, key=lambda row: float(row["end"]))
    broken = re.search(r"(?m)^iperf3: (?:interrupt|error) - (.{1,200})", report)
    if broken and not float(total["size"]):  # the receiver's sum did not come, which is not a sum of nothing
        raise Unreadable(_("iperf3 failed: {error}").format(error=text(broken[1])))
    reverse = "Reverse mode" in report
    facts: dict[str, Any] = {
        "link.throughput_s": float(total["end"]),
        "link.throughput_bytes": int(float(total["size"]) * _BYTES[total["size_unit"]]),
        "link.throughput_protocol": "udp" if total["jitter"] else "tcp",
        f"link.throughput_{'down' if reverse else 'up'}_mbps": round(
            float(total["rate"]) * _FACTOR[total["rate_unit"]], 3
        ),
    }
    if total["jitter"]:
        facts["link.jitter_ms"] = float(total["jitter"])
        if int(total["total"]):
            facts["link.loss_percent"] = round(100 * int(total["lost"]) / int(total["total"]), 2)
    sent = [row for row in every if row["retr"] and row["who"] == "sender"]
    if sent:
        facts["link.retransmits"] = int(sent[-1]["retr"])  # the last is the sum, where there is one
    return Parsed(facts)
