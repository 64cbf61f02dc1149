"""Which PC measures a line: one of each site that has a line, always the same, and never beside others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from auditor.collectors.ssh_targets import SSH
from auditor.collectors.targets import Target
from auditor.model import Device, Kind
from auditor.transports.connection import SshConnection


def with_throughput(
    targets: Sequence[Target], devices: Iterable[Device], hosts: Mapping[str, Mapping[str, Any]], budget: int
) -> list[Target]:
    """*targets*, of which some are to measure their line with at most *budget* bytes (0: nobody is).

    The first PC by name of each site with a line does it, so that a resumed run does not ask a second one.
    """
    if not budget:
        return list(targets)
    chosen = _firsts(list(devices), hosts)
    return [
        replace(each, asks={**each.asks, "throughput": _asked(hosts[each.device.id], budget)})
        if each.device.id in chosen and isinstance(each.connection, SshConnection)
        else each
        for each in targets
    ]


def measures(target: Target) -> bool:
    """Whether *target* fills its line while it is asked."""
    return "throughput" in target.asks


def _may(host: Mapping[str, Any]) -> bool:
    """A PC whose inventory states where to measure to, and that has the Linux probe run by the engine."""
    stated = host.get("throughput_url") or host.get("iperf3_server")
    shell, connection = host.get("ansible_shell_type", "sh"), str(host.get("ansible_connection", "ssh"))
    return bool(stated) and shell == "sh" and connection.rpartition(".")[2] in SSH


def _firsts(devices: Sequence[Device], hosts: Mapping[str, Mapping[str, Any]]) -> set[str]:
    lines = [device for device in devices if device.kind is Kind.LINK]
    pcs = [
        device
        for device in devices
        if device.kind is Kind.PC and device.id in hosts and _may(hosts[device.id])
    ]
    found: dict[tuple[str, str], str] = {}
    for pc in sorted(pcs, key=lambda device: device.id):
        if any(line.commune == pc.commune and pc.site in ("", line.site or pc.site) for line in lines):
            found.setdefault((pc.commune, pc.site), pc.id)
    return set(found.values())


def _asked(host: Mapping[str, Any], budget: int) -> dict[str, Any]:
    ways = {"url": host.get("throughput_url"), "iperf3": host.get("iperf3_server")}
    return {"bytes": budget, **{way: str(where) for way, where in ways.items() if where}}
