"""The lab's wires: network namespaces, veth pairs, a switch per commune, a link namespace between it and
the province.

    province (the controller's end)  ──w──  link  ──  router ── switch ── PCs, printer …

``ip_batches`` is pure; ``build`` applies it inside the holder. No namespace has a wire out of the lab.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.lab import kernel
from auditor.lab.plan import (
    CONTROLLER_ADDRESS,
    DNS_ADDRESS,
    ENDPOINTS,
    MIRROR_ADDRESS,
    NTP_ADDRESS,
    Commune,
    Machine,
    Plan,
)
from auditor.lab.programs import call


@dataclass(frozen=True)
class Batch:
    """Lines for ``ip -batch`` in one namespace; an empty *netns* is the province's own."""

    netns: str
    lines: tuple[str, ...]


def ip_batches(plan: Plan) -> list[Batch]:
    """Every interface, address and route of the lab, in an order that works."""
    batches = [Batch("", tuple(f"netns add {name}" for name in namespaces(plan)))]
    services = (CONTROLLER_ADDRESS, DNS_ADDRESS, NTP_ADDRESS, MIRROR_ADDRESS, *(e.address for e in ENDPOINTS))
    batches.append(Batch("", ("link set lo up", *(f"addr add {a}/32 dev lo" for a in services))))
    for commune in plan.communes:
        batches += _commune(plan, commune)
    return batches


def namespaces(plan: Plan) -> list[str]:
    """Names of all network namespaces besides the province's."""
    places = [host for c in plan.communes for host in (c.link, c.switch)]
    machines = [m.host for m in plan.machines if m.role != "province"]
    return [plan.netns(host) for host in (*places, *machines)]


def _commune(plan: Plan, commune: Commune) -> list[Batch]:
    return [
        _province_side(plan, commune),
        _link(plan, commune),
        _switch(plan, commune),
        *_hosts(plan, commune),
    ]


def _province_side(plan: Plan, commune: Commune) -> Batch:
    wire = f"w{commune.index}"
    link = plan.netns(commune.link)
    return Batch("", (
        f"link add name {wire} type veth peer name north netns {link}",
        f"addr add {commune.wan(1)}/30 dev {wire}",
        f"link set {wire} up",
        f"route add {commune.lan_net} via {commune.wan(2)} src {CONTROLLER_ADDRESS}",
        f"route add {commune.wan(4)}/30 via {commune.wan(2)} src {CONTROLLER_ADDRESS}",
    ))  # fmt: skip


def _link(plan: Plan, commune: Commune) -> Batch:
    router = plan.netns(f"pasc-{commune.code}-rt01")
    return Batch(plan.netns(commune.link), (
        f"link add name south type veth peer name wan0 netns {router}",
        "link set lo up",
        f"addr add {commune.wan(2)}/30 dev north",
        f"addr add {commune.wan(5)}/30 dev south",
        "link set north up",
        "link set south up",
        f"route add default via {commune.wan(1)}",
        f"route add {commune.lan_net} via {commune.wan(6)}",
    ))  # fmt: skip


def _switch(plan: Plan, commune: Commune) -> Batch:
    lines = ["link set lo up", "link add name br0 type bridge", "link set br0 up"]
    ports = [("rt", "lan0", f"pasc-{commune.code}-rt01"), ("rt2", "lan1", f"pasc-{commune.code}-rt01")]
    ports += [(port, "eth0", host) for host, port in _plugged(plan, commune).items()]
    for port, inner, host in ports:
        lines += [
            f"link add name {port} type veth peer name {inner} netns {plan.netns(host)}",
            f"link set {port} master br0 up",
        ]
    return Batch(plan.netns(commune.switch), tuple(lines))


def _plugged(plan: Plan, commune: Commune) -> dict[str, str]:
    """The switch's port of each host of *commune* but its router."""
    local = (m.host for m in plan.local(commune) if m.role != "router")
    return {host: f"p{number}" for number, host in enumerate(local)}


def ports(plan: Plan, machine: Machine) -> list[tuple[str, str]]:
    """The ends of *machine*'s cables that can be pulled out without anybody losing his routes by it, as
    (network namespace, interface): the switch's, but a router's own. None of the province's.
    """
    if machine.commune is None:
        return []
    if machine.role == "router":
        return [(plan.netns(machine.host), port) for port in ("wan0", "lan0", "lan1")]
    return [(plan.netns(machine.commune.switch), _plugged(plan, machine.commune)[machine.host])]


def plug(ends: Iterable[Sequence[str]], way: str) -> None:
    """Put the cables whose *ends* these are in (``up``) or pull them out (``down``). Raises LabError."""
    for netns, port in ends:
        ip_batch(Batch(netns, (f"link set {port} {way}",)))


def _hosts(plan: Plan, commune: Commune) -> list[Batch]:
    batches = []
    for machine in plan.local(commune):
        lines = ["link set lo up"]
        if machine.role == "router":
            lines += [f"link set {name} up" for name in ("wan0", "lan0", "lan1")]
        # A router's addresses are FRR's business, a PC's are its own: their configuration must make them.
        if machine.role not in ("router", *plan.self_configured):
            lines += [
                f"addr add {machine.address}/24 dev eth0",
                "link set eth0 up",
                f"route add default via {commune.gateway}",
            ]
        batches.append(Batch(plan.netns(machine.host), tuple(lines)))
    return batches


def build(plan: Plan) -> None:
    """Make the whole network; call inside the holder's namespaces. Raises LabError."""
    for batch in ip_batches(plan):
        ip_batch(batch)
    forwarding = [*(plan.netns(c.link) for c in plan.communes)]
    forwarding += [plan.netns(m.host) for m in plan.machines if m.role == "router"]
    for name in [*namespaces(plan), ""]:
        set_sysctls(name, forward=name in forwarding)


def ip_batch(batch: Batch) -> None:
    """Run one batch. Raises LabError with ip(8)'s own words."""
    command = ["ip", *(["-n", batch.netns] if batch.netns else []), "-batch", "-"]
    text = "\n".join(batch.lines) + "\n"
    call(command, text)


def set_sysctls(netns: str, forward: bool) -> None:
    """Network settings of one namespace: /proc/sys/net shows the namespace of the process that opens it."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    try:
        if netns:
            kernel.enter_net(f"/run/netns/{netns}")
        settings = {"ipv6/conf/all/disable_ipv6": "1", "ipv6/conf/default/disable_ipv6": "1"}
        settings |= {"ipv4/ip_forward": "1"} if forward else {}
        settings |= {"ipv4/conf/all/rp_filter": "0", "ipv4/conf/default/rp_filter": "0"}
        for name, value in settings.items():
            Path("/proc/sys/net", name).write_text(value)
    finally:
        os._exit(0)
