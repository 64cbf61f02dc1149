"""Faults of a router: its running configuration."""

from auditor.lab.bed import Bed, Effect, With, on
from auditor.lab.faults import fault

_CONF = "/etc/frr/frr.conf"


@fault("config-line-missing", "network", line="service password-encryption")
def config_line_missing(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].edit(_CONF, f"{given['line']}\n", "")
    also = on(device, "network.config.forbidden") if given["line"].startswith("service") else ()
    return Effect(on(device, "network.config.required"), also)


@fault("config-line-extra", "network", line="ip route 0.0.0.0/0 Null0")
def config_line_extra(bed: Bed, device: str, given: With) -> Effect:
    """A second default route into nothing; its distance keeps it from being used, so the commune still works."""
    bed.disks[device].edit(_CONF, "interface wan0", f"{given['line']}\n!\ninterface wan0")
    return Effect(on(device, "network.config.forbidden"))


@fault("interface-down", "network")
def interface_down(bed: Bed, device: str, given: With) -> Effect:
    """The back-up port was shut, and nobody noticed because it is the back-up."""
    bed.disks[device].edit(_CONF, "description Cong du phong\n", "description Cong du phong\n shutdown\n")
    return Effect(on(device, "network.interfaces.up"), on(device, "network.config.required"))


@fault("router-hostname-wrong", "network", name="Router")
def router_hostname_wrong(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].edit(_CONF, f"hostname {device}\n", f"hostname {given['name']}\n")
    return Effect(on(device, "network.hostname"))
