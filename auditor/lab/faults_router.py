"""Faults of a router: its running configuration."""

from auditor.lab import router
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
    return Effect(on(device, "network.interfaces.up", "network.interfaces.enabled"))


@fault("router-hostname-wrong", "network", name="Router")
def router_hostname_wrong(bed: Bed, device: str, given: With) -> Effect:
    # FRR says the system's name, whatever its file says.
    bed.disks[device].put("/etc/hostname", f"{given['name']}\n")
    bed.disks[device].edit(_CONF, f"hostname {device}\n", f"hostname {given['name']}\n")
    return Effect(on(device, "network.hostname"))


# --- sections, ways in, ports -------------------------------------------------------------------------------
@fault("router-section-changed", "network", description="tam thoi")
def router_section_changed(bed: Bed, device: str, given: With) -> Effect:
    """Somebody wrote over the line's description, by which the operator's man finds his port."""
    old = "description Duong truyen TSLCD ve tinh\n"
    bed.disks[device].edit(_CONF, old, f"description {given['description']}\n")
    return Effect(on(device, "network.config.sections"))


@fault("router-section-extra", "network", host=254)
def router_section_extra(bed: Bed, device: str, given: With) -> Effect:
    """A second address on the LAN's port, left over from an old plan."""
    extra = f" ip address {bed.machine(device).place.lan(int(given['host']))}/32\n"
    line = "description Mang LAN mot cua\n"
    bed.disks[device].edit(_CONF, line, line + extra)
    return Effect(on(device, "network.config.sections"))


@fault("router-telnet", "network")
def router_telnet(bed: Bed, device: str, given: With) -> Effect:
    """zebra's own command line, which is Telnet, handed on from Telnet's port to everybody."""
    disk = bed.disks[device]
    disk.put("/etc/systemd/system/lab-telnet.socket", "[Socket]\nListenStream=0.0.0.0:23\n")
    proxy = "/lib/systemd/systemd-socket-proxyd 127.0.0.1:2601"
    disk.put("/etc/systemd/system/lab-telnet.service", f"[Service]\nExecStart={proxy}\n")
    disk.enable("lab-telnet.socket", "lab.target")
    return Effect(on(device, "network.telnet"))


@fault("router-snmp-public", "network")
def router_snmp_public(bed: Bed, device: str, given: With) -> Effect:
    """Its agent answers to «public», by which the inventory asks it."""
    bed.disks[device].append(router.SNMP_TEMPLATE, "rocommunity public\n")
    bed.variables.setdefault(device, {})["snmp_community"] = "public"
    return Effect(on(device, "network.snmp.public"))


@fault("port-half-duplex", "network", port="lan0")
def port_half_duplex(bed: Bed, device: str, given: With) -> Effect:
    """A virtual wire cannot run so: its agent says it (dot3StatsDuplexStatus)."""
    router.override(bed.disks[device], "1.3.6.1.2.1.10.7.2.1.19", given["port"], "integer 2")
    return Effect(on(device, "network.interfaces.duplex"))


@fault("port-errors", "network", port="wan0", count=5000)
def port_errors(bed: Bed, device: str, given: With) -> Effect:
    """A bad plug: frames arrive broken (ifInErrors)."""
    oid = "1.3.6.1.2.1.2.2.1.14"
    router.override(bed.disks[device], oid, given["port"], f"counter {int(given['count'])}")
    return Effect(on(device, "network.interfaces.errors"))


@fault("router-replaced", "network", serial="OTHER001")
def router_replaced(bed: Bed, device: str, given: With) -> Effect:
    """Another router of the same make stands there, and nobody told the inventory."""
    mine = router.serial_of(bed.machine(device))
    bed.disks[device].edit(router.SNMP_TEMPLATE, f'"{mine}"', f'"{given["serial"]}"')
    return Effect(on(device, "network.serial"))


@fault("router-restarted", "network", minutes=7)
def router_restarted(bed: Bed, device: str, given: With) -> Effect:
    """It came back a few minutes ago by itself, and now all is well."""
    now = router.running(int(given["minutes"]) / 1440)
    bed.disks[device].edit(router.SNMP_TEMPLATE, router.running(30), now)
    return Effect(on(device, "network.uptime"))


@fault("router-old-software", "network", days=2500)
def router_old_software(bed: Bed, device: str, given: With) -> Effect:
    """Nobody has upgraded it in years."""
    bed.disks[device].append(router.SNMP_TEMPLATE, router.describing(int(given["days"])) + "\n")
    return Effect(on(device, "network.firmware.age"))


@fault("router-version-behind", "network", wanted="99.1")
def router_version_behind(bed: Bed, device: str, given: With) -> Effect:
    """The province has approved a later release; this router did not get it."""
    bed.variables.setdefault(device, {})["expect_network_version"] = str(given["wanted"])
    return Effect(on(device, "network.version"))
