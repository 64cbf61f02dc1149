"""Which column of which command is which fact: the one table to extend for another device."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Interfaces:
    """Columns of a table of interfaces; "" where it has none.

    ``state`` is the line's, and says whether a person switched it off unless ``admin`` does; where neither
    can tell (``tells_admin`` false) ``admin`` stays unsaid. ``line`` is the protocol's state.
    ``flags`` is RouterOS': R runs, X is switched off. ``kernel`` is ifconfig's: UP, RUNNING.
    """

    name: str
    state: str = ""
    line: str = ""
    admin: str = ""
    tells_admin: bool = True
    flags: str = ""
    kernel: str = ""
    description: str = ""
    speed: str = ""
    duplex: str = ""
    errors_in: str = ""
    errors_out: str = ""
    addresses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Device:
    """Columns that speak of the device; ``version_of`` takes the version (and model) out of a longer text."""

    hostname: str = ""
    version: str = ""
    version_of: str = r"(?P<version>\S+)"
    model: str = ""
    hardware: str = ""
    """Where there is no model: a list of parts that begins with it."""
    serial: str = ""
    uptime: str = ""
    uptime_parts: bool = False
    first: str = ""
    """Of several rows, the one whose first of these columns says something; "" for the first row."""


@dataclass(frozen=True)
class Ping:
    """Columns of a ping (round-trip times in ms)."""

    sent: str
    received: str
    mean: str
    longest: str


Table = Interfaces | Device | Ping

_NAMED = "interface"
_IP = (("ip_address", ""),)

COMMANDS: Mapping[tuple[str, str], Table] = {
    # ── Cisco (netcli.py reads what the collector asks of IOS: show version, interface and running-config) ──
    ("cisco_ios", "show interfaces status"): Interfaces(
        "port", state="status", description="name", speed="speed", duplex="duplex"
    ),
    ("cisco_ios", "show interfaces description"): Interfaces(
        "port", state="status", line="protocol", description="description"
    ),
    ("cisco_ios", "show ip interface"): Interfaces(
        _NAMED, state="link_status", line="protocol_status", addresses=(("ip_address", "prefix_length"),)
    ),
    ("cisco_ios", "show ip interface brief"): Interfaces(_NAMED, state="status", line="proto", addresses=_IP),
    ("cisco_ios", "show ipv6 interface brief"): Interfaces(
        _NAMED, state="admin", line="protocol", addresses=(("ipv6_address", ""),)
    ),
    ("cisco_ios", "show version"): Device("hostname", model="hardware", serial="serial"),
    ("cisco_ios", "ping"): Ping("sent_qty", "success_qty", "rtt_avg", "rtt_max"),
    ("cisco_asa", "show version"): Device(
        "hostname", "version", model="model", hardware="hardware", serial="serial", uptime="uptime"
    ),
    ("cisco_asa", "show interface"): Interfaces(
        _NAMED,
        state="link_status",
        line="protocol_status",
        description="description",
        speed="speed",
        duplex="duplex",
        addresses=(("ip_address", "netmask"),),
    ),
    ("cisco_asa", "show interface detail"): Interfaces(
        _NAMED,
        state="link_status",
        line="protocol_status",
        description="description",
        speed="speed",
        duplex="duplex",
        errors_in="in_errors",
        errors_out="out_errors",
        addresses=(("ip_address", "netmask"),),
    ),
    ("cisco_asa", "show interface ip brief"): Interfaces(_NAMED, state="status", line="proto", addresses=_IP),
    ("cisco_asa", "show inventory"): Device(model="pid", serial="sn"),
    ("cisco_asa", "ping"): Ping("sent_qty", "success_qty", "rtt_avg", "rtt_max"),
    ("cisco_ios", "show inventory"): Device(model="pid", serial="sn"),
    ("cisco_nxos", "show version"): Device(
        "hostname", "os", model="platform", serial="serial", uptime="uptime"
    ),
    ("cisco_nxos", "show interface"): Interfaces(
        _NAMED,
        state="link_status",
        admin="admin_state",
        description="description",
        speed="speed",
        duplex="duplex",
        errors_in="input_errors",
        errors_out="output_errors",
        addresses=(("ip_address", "prefix_length"),),
    ),
    ("cisco_s300", "show version"): Device(version="sw_version"),
    ("cisco_s300", "show system"): Device("hostname", uptime="up_time"),
    ("cisco_s300", "show system id"): Device(serial="serial_number"),
    ("cisco_s300", "show interfaces status"): Interfaces(
        "port", state="linkstate", tells_admin=False, speed="speed", duplex="duplex"
    ),
    ("cisco_wlc_ssh", "show inventory"): Device(model="pid", serial="sn"),
    ("cisco_wlc_ssh", "show sysinfo"): Device("system_name", "product_version", uptime="system_up_time"),
    ("cisco_wlc_ssh", "show port summary"): Interfaces(
        "port", state="link_status", admin="admin_mode", speed="physical_status", duplex="physical_status"
    ),
    # ── MikroTik ──
    ("mikrotik_routeros", "system resource print"): Device(
        version="version", version_of=r"\"?(?P<version>[\w.]+)", model="board_name", uptime="uptime"
    ),
    ("mikrotik_routeros", "system routerboard print"): Device(model="hardware_model", serial="serial_number"),
    ("mikrotik_routeros", "system identity print"): Device("name"),
    ("mikrotik_routeros", "interface print detail"): Interfaces(
        "name", flags="status", description="description"
    ),
    ("mikrotik_routeros", "interface print brief"): Interfaces("name", flags="status"),
    ("mikrotik_routeros", "interface print terse without-paging"): Interfaces(
        "name", flags="status", description="comment"
    ),
    ("mikrotik_routeros", "interface ethernet print"): Interfaces("name", flags="status"),
    ("mikrotik_routeros", "interface ethernet monitor name once"): Interfaces(
        "name", state="status", tells_admin=False, speed="rate", duplex="full_duplex"
    ),
    ("mikrotik_routeros", "ip address print"): Interfaces(_NAMED, addresses=(("ip", "subnet"),)),
    ("mikrotik_routeros", "ping"): Ping("sent", "received", "avg_rtt", "max_rtt"),
    # ── HP and Aruba ──
    ("hp_procurve", "show system"): Device(
        "name", "software_version", serial="serial", uptime="uptime", first="software_version"
    ),
    ("hp_procurve", "show version"): Device(version="version", model="model", uptime="uptime"),
    ("hp_procurve", "show interfaces"): Interfaces("port", errors_in="errors_rx"),
    ("hp_procurve", "show interfaces brief"): Interfaces(
        "port", state="status", admin="enabled", speed="mode", duplex="mode"
    ),
    ("hp_procurve", "show interfaces status"): Interfaces(
        "port", state="status", tells_admin=False, description="name", speed="speed", duplex="speed"
    ),
    ("hp_comware", "display interface"): Interfaces(
        _NAMED,
        state="line_status",
        line="protocol_status",
        description="description",
        speed="speed",
        duplex="duplex",
        addresses=_IP,
    ),
    ("hp_comware", "display interface brief"): Interfaces(
        _NAMED,
        state="link",
        line="protocol",
        description="description",
        speed="speed",
        duplex="duplex",
        addresses=(("main_ip", ""),),
    ),
    ("hp_comware", "display ip interface"): Interfaces(
        _NAMED, state="line_status", line="protocol_status", addresses=_IP
    ),
    ("hp_comware", "display device manuinfo"): Device(
        model="device_name", serial="device_serial_number", first="device_serial_number"
    ),
    ("aruba_aoscx", "show system"): Device(
        "hostname", "version", model="product", serial="serial", uptime_parts=True
    ),
    ("aruba_aoscx", "show interface"): Interfaces(
        _NAMED,
        state="link_status",
        admin="link_admin",
        description="interface_desc",
        speed="speed",
        duplex="duplex",
        errors_in="rx_errors",
        errors_out="tx_errors",
        addresses=(("ip_address", ""), ("secondary_ip_address", "")),
    ),
    ("aruba_os", "show hostname"): Device("hostname"),
    ("aruba_os", "show inventory"): Device(model="sc_model", serial="system_serial"),
    ("aruba_os", "show version"): Device(version="image_version"),
    ("aruba_os", "show ip interface brief"): Interfaces(
        _NAMED, state="admin", line="protocol", addresses=(("ip_address", "netmask"),)
    ),
    ("aruba_os", "show ipv6 interface brief"): Interfaces(
        _NAMED, state="admin", line="protocol", addresses=(("ipv6_address", ""),)
    ),
    # ── Huawei ──
    ("huawei_vrp", "display version"): Device(
        version="product_version", version_of=r"(?:.* )?(?P<version>\S+)", model="model", uptime="uptime"
    ),
    ("huawei_vrp", "display interface"): Interfaces(
        _NAMED,
        state="link_status",
        line="protocol_status",
        description="interface_description",
        speed="speed",
        duplex="duplex",
        addresses=_IP,
    ),
    ("huawei_vrp", "display interface brief"): Interfaces(
        _NAMED, state="phy", line="protocol", errors_in="inerrors", errors_out="outerrors"
    ),
    ("huawei_vrp", "display interface description"): Interfaces(
        _NAMED, state="phy", line="protocol", description="description"
    ),
    # ── Fortinet ──
    ("fortinet", "get system status"): Device(
        "hostname",
        "version",
        version_of=r"(?P<model>\S+) v(?P<version>[\d.]+)",
        serial="serial_number",
    ),
    ("fortinet", "get system interface"): Interfaces(
        "name", state="status", tells_admin=False, addresses=(("ip_address", "netmask"),)
    ),
    ("fortinet", "get system interface physical"): Interfaces(
        "name",
        state="status",
        tells_admin=False,
        speed="speed",
        duplex="duplex",
        addresses=(("ip_address", "netmask"), ("ipv6_address", "ipv6netmask")),
    ),
    ("fortinet", "fnsysctl ifconfig"): Interfaces(
        "nic",
        kernel="multicast",
        errors_in="rx_errors",
        errors_out="tx_errors",
        addresses=(
            ("ip_address", "mask"),
            ("ipv6_address", "prefix_length"),
            ("link_local6", "link_local6_prefixlen"),
        ),
    ),
    ("fortinet", "execute ping"): Ping("transmitted", "received", "avg_rtt", "max_rtt"),
    # ── others ──
    ("ubiquiti_edgerouter", "show version"): Device(
        version="version", model="hardware_model", serial="serial_number", uptime="uptime"
    ),
    ("ubiquiti_edgerouter", "show interfaces"): Interfaces(
        _NAMED, state="link_status", admin="state", description="description", addresses=_IP
    ),
    ("ubiquiti_edgerouter", "show interfaces ethernet physical"): Interfaces(
        _NAMED, state="link_detected", tells_admin=False, speed="speed", duplex="duplex"
    ),
    ("ubiquiti_edgeswitch", "show version"): Device(version="version", model="switch_model", serial="serial"),
    ("yamaha", "show environment"): Device(version="version", serial="serial", uptime="elasped_time"),
    ("zyxel_os", "sys atsh"): Device(version="version", model="hardware_model", serial="serial_number"),
}
