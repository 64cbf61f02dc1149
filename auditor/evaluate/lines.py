"""The lines of a site together: primary and backup, and what its PC measured of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditor.model import Device, Observation
from auditor.standard.reasons import NOT_OBSERVED, because

Facts = dict[str, Any]
BACKUP = "backup"
"""The ``role`` of a line that carries the site's traffic only while the primary one is dead."""


def is_backup(link: Device) -> bool:
    """Whether the inventory calls *link* a backup."""
    return link.role == BACKUP


def share(one: Device, other: Device) -> bool:
    """Whether two devices are of one site; what names no site is of every site of its commune."""
    return not one.site or not other.site or one.site == other.site


def alive(link: Device, observations: Mapping[str, Observation]) -> bool | None:
    """Whether a reply came over *link*; None when that was not observed."""
    seen = observations.get(link.id)
    said = seen.facts.get("link.alive") if seen else None
    return said if isinstance(said, bool) else None


def about(link: Device, links: Sequence[Device], observations: Mapping[str, Observation]) -> Facts:
    """The facts of *link* that its site's lines give together; what is not known is left out."""
    beside = [other for other in links if other.id == link.id or share(link, other)]
    states = {alive(other, observations) for other in beside}
    has_backup = not is_backup(link) and any(map(is_backup, beside))
    facts: Facts = {"link.role": BACKUP if is_backup(link) else "primary", "link.has_backup": has_backup}
    if True in states or None not in states:
        facts["link.site_alive"] = True in states
    return facts


def dead_for(device: Device, links: Iterable[Device], observations: Mapping[str, Observation]) -> str:
    """The dead line that *device* sits behind, ``""`` while one of its site's lines is known to live."""
    states = [(link.id, alive(link, observations)) for link in links if share(link, device)]
    if any(state for _id, state in states):
        return ""
    return next((link for link, state in states if state is False), "")


# --- throughput ---------------------------------------------------------------------------------------------
def throughput(
    link: Device, pcs: Iterable[Device], observations: Mapping[str, Observation]
) -> tuple[Facts, dict[str, str]]:
    """What the PCs behind *link* measured of it, against its contract; facts and what is missing, and why.

    Only the primary line carries the traffic that is measured. Nothing was asked for: only
    ``link.throughput_compared``, which says so.
    """
    said = [] if is_backup(link) else list(_measured(pcs, observations))
    contract = link.expect.get("bandwidth_mbps")
    stated = isinstance(contract, int | float) and not isinstance(contract, bool) and contract > 0
    facts: Facts = {"link.throughput_compared": bool(said) and stated}
    good = [(pc, record) for pc, record in said if _is_number(record.get("mbps"))]
    # Whatever disturbs a measurement makes it less: the best has the word.
    for pc, record in sorted(good, key=lambda each: float(each[1]["mbps"])):
        facts |= _facts(pc, record)
    down = facts.get("link.throughput_down_mbps")
    if stated and down is not None:
        facts["link.throughput_percent"] = round(100 * down / contract, 1)
        return facts, {}
    why = next((str(record["error"]) for _pc, record in said if record.get("error")), "throughput")
    return facts, {"link.throughput_percent": because(NOT_OBSERVED, why)} if said else {}


def _measured(
    pcs: Iterable[Device], observations: Mapping[str, Observation]
) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for pc in pcs:
        seen = observations.get(pc.id)
        told = seen.facts.get("throughput") if seen else None
        for record in told if isinstance(told, list) else ():
            if isinstance(record, Mapping):
                yield pc.id, record


def _facts(pc: str, record: Mapping[str, Any]) -> Facts:
    direction = "up" if record.get("direction") == "up" else "down"
    facts: Facts = {f"link.throughput_{direction}_mbps": float(record["mbps"]), "link.throughput_from": pc}
    facts["link.throughput_method"] = "iperf3" if record.get("method") == "iperf3" else "http"
    if _is_number(record.get("bytes")):
        facts["link.throughput_bytes"] = int(record["bytes"])
    if _is_number(record.get("seconds")):
        facts["link.throughput_s"] = float(record["seconds"])
    return facts


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
