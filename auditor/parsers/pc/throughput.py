"""What a PC measured of its line: a bounded download, and iperf3's own report."""

from collections.abc import Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import iperf3
from auditor.parsers.parsed import Unreadable
from auditor.parsers.pc.answer import Answer, Fact, Missing, reason

LEAST_BYTES = 256 * 1024
"""Fewer say nothing of a line: they come in TCP's first rounds."""


def throughput(answer: Answer) -> list[dict[str, Any]]:
    """A record for each way that was asked for; ``error`` where it gave no rate."""
    if not answer.data.get("sections", {}).get("throughput") and "throughput" not in answer.errors:
        raise Missing(_("throughput was not asked for"))
    said = answer.get("throughput", dict)
    ways = said.get("asked")
    found = []
    for way in ways if isinstance(ways, list) else []:
        found.append(_download(said.get("http")) if way == "url" else _iperf3(answer, said.get("iperf3")))
    return found


def _download(said: Any) -> dict[str, Any]:
    record: dict[str, Any] = {"method": "http", "direction": "down"}
    if not isinstance(said, Mapping) or "error" in said:
        error = said.get("error") if isinstance(said, Mapping) else None
        return record | {"error": str(error or _("the device does not say"))[:300]}
    size, seconds, rate = (Answer.number(said.get(name)) for name in ("bytes", "seconds", "rate"))
    record |= {"bytes": int(size), "seconds": round(seconds, 3)}
    if size < LEAST_BYTES:
        return record | {"error": _("{bytes} bytes are too few to measure by").format(bytes=int(size))}
    return record | {"mbps": round(rate / 1e6, 3)}


def _iperf3(answer: Answer, said: Any) -> dict[str, Any]:
    record: dict[str, Any] = {"method": "iperf3", "direction": "down"}
    why = answer.errors.get("throughput.iperf3")
    try:
        facts = iperf3.parse(said.encode("utf-8", "replace")).facts if isinstance(said, str) else {}
    except Unreadable as error:
        facts, why = {}, str(error)
    rate = facts.get("link.throughput_down_mbps")
    if rate is None:
        return record | {"error": reason(why) if why else _("the device does not say")}
    names = (("target", "link.target"), ("bytes", "link.throughput_bytes"), ("seconds", "link.throughput_s"))
    return record | {"mbps": rate, **{name: facts[fact] for name, fact in names if fact in facts}}


FACTS: Mapping[str, Fact] = {"throughput": throughput}
