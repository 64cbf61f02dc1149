"""The commune's line: loss, delay, jitter, rate, or cut, in its link namespace."""

import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from auditor.lab import kernel, network
from auditor.lab.plan import Commune, Plan
from auditor.lab.programs import call, works

_RELAY = Path(__file__).with_name("relay.py")


@dataclass(frozen=True)
class Line:
    """What is wrong with a line: *loss* in percent, *delay_ms* of a round trip, *jitter_ms* each way,
    *rate_kbit*.
    """

    loss: float = 0
    delay_ms: float = 0
    jitter_ms: float = 0
    rate_kbit: int = 0
    cut: bool = False


def shape(plan: Plan, commune: Commune, line: Line) -> None:
    """Make the line of *commune* as bad as *line*; call inside the holder. Raises LabError."""
    netns = plan.netns(commune.link)
    if line.cut:
        network.ip_batch(network.Batch(netns, ("link set south down",)))
        return
    if has_netem(netns):
        _netem(netns, line)
    else:
        _without_netem(netns, line)


@cache
def has_netem(netns: str) -> bool:
    """Whether this kernel can delay and drop packets by itself (sch_netem)."""
    return works(f"tc -n {netns} qdisc add dev lo root netem delay 1ms".split())


def _netem(netns: str, line: Line) -> None:
    """Loss one way only, so that it is the percentage an echo request meets; half of the delay each way."""
    # netem's jitter lies around the delay, the relay's behind it.
    delay = f"delay {line.delay_ms / 2 + line.jitter_ms / 2}ms {line.jitter_ms / 2}ms"
    rate = f"rate {line.rate_kbit}kbit" if line.rate_kbit else ""
    call(f"tc -n {netns} qdisc add dev north root netem limit 5000 {delay} {rate}".split())
    call(f"tc -n {netns} qdisc add dev south root netem limit 5000 {delay} {rate} loss {line.loss}%".split())


def _without_netem(netns: str, line: Line) -> None:
    if line.loss:
        rule = f'oifname "south" numgen random mod 10000 < {round(line.loss * 100)} drop'
        text = f"table inet line {{\nchain forward {{\ntype filter hook forward priority 0\n{rule}\n}}\n}}\n"
        call(f"ip netns exec {netns} nft -f -".split(), text)
    if line.rate_kbit:
        for wire in ("north", "south"):
            shaper = f"tbf rate {line.rate_kbit}kbit burst 16kb latency 400ms"
            call(f"tc -n {netns} qdisc add dev {wire} root {shaper}".split())
    if line.delay_ms or line.jitter_ms:
        _start_relay(netns, line)


def _start_relay(netns: str, line: Line) -> None:
    """Everything that comes in by a wire goes through the TUN device first, and what comes out of it on
    its way.
    """
    network.ip_batch(network.Batch(netns, (
        "tuntap add dev relay0 mode tun",
        "link set relay0 up",
        "route add default dev relay0 table 100",
        "rule add iif north lookup 100",
        "rule add iif south lookup 100",
    )))  # fmt: skip
    if os.fork() == 0:
        try:
            os.setsid()
            # It outlives the command that started it, whose output somebody may be reading to its end.
            kernel.silence()
            kernel.enter_net(f"/run/netns/{netns}")
            command = [
                sys.executable,
                "-I",
                "-S",
                str(_RELAY),
                "relay0",
                str(line.delay_ms),
                str(line.jitter_ms),
            ]
            os.execv(sys.executable, command)
        finally:
            os._exit(1)
