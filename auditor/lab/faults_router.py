"""Faults of a router: its running configuration."""

from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault

_CONF = "/etc/frr/frr.conf"


@fault("config-line-missing", "network", line="service password-encryption")
def config_line_missing(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].edit(_CONF, f"{given['line']}\n", "")
    return Effect(on(device, "network.config.required"))


@fault("config-line-extra", "network", line="debug zebra packet")
def config_line_extra(bed: Bed, device: str, given: With) -> Effect:
    """Left over from a search for a fault. (Another forbidden line, a route into nothing, would cut the
    commune off.)
    """
    bed.disks[device].edit(_CONF, "!\nip route", f"{given['line']}\n!\nip route")
    return Effect(on(device, "network.config.forbidden"))


@fault("interface-down", "network")
def interface_down(bed: Bed, device: str, given: With) -> Effect:
    """The back-up port was shut, and nobody noticed because it is the back-up."""
    bed.disks[device].edit(_CONF, "description Cong du phong\n", "description Cong du phong\n shutdown\n")
    return Effect(on(device, "network.interfaces.up"))


@fault("router-hostname-wrong", "network", name="Router")
def router_hostname_wrong(bed: Bed, device: str, given: With) -> Effect:
    # FRR says the system's name, whatever its file says.
    bed.disks[device].put("/etc/hostname", f"{given['name']}\n")
    bed.disks[device].edit(_CONF, f"hostname {device}\n", f"hostname {given['name']}\n")
    return Effect(on(device, "network.hostname"))
