"""The province's machine: DNS, time, and the services citizens' dossiers need. It lives in the
controller's network.
"""

from pathlib import Path

from auditor.lab import keys
from auditor.lab.pc import Materials, base_disk, boot_to
from auditor.lab.plan import (
    CONTROLLER_ADDRESS,
    DNS_ADDRESS,
    DOMAIN,
    ENDPOINTS,
    NTP_ADDRESS,
    Endpoint,
    Machine,
)
from auditor.lab.rootfs import Rootfs

_ENDPOINT = Path(__file__).with_name("endpoints.py")
CERTIFICATES = "/etc/lab/tls"
_UNIT = (
    "[Unit]\nDescription={what}\nAfter=network.target\n[Service]\nExecStart={command}\nRestart=on-failure\n"
)


def province_disk(materials: Materials, machine: Machine) -> Rootfs:
    disk = base_disk(materials, machine)
    _names(disk, materials)
    disk.put(
        "/etc/chrony/chrony.conf",
        f"local stratum 2\nallow 198.18.0.0/15\nbindaddress {NTP_ADDRESS}\ncmdport 0\n"
        "driftfile /var/lib/chrony/drift\n",
    )
    for endpoint in ENDPOINTS:
        offer(disk, materials, endpoint)
    disk.put("/usr/local/lib/lab-endpoint.py", _ENDPOINT.read_text())
    wants = " ".join(["chrony.service", "lab-dns.service", *(unit_of(e) for e in ENDPOINTS)])
    boot_to(disk, f"Requires=basic.target\nWants={wants}\n", wants)
    return disk


def _names(disk: Rootfs, materials: Materials) -> None:
    names = {"dns": DNS_ADDRESS, "ntp": NTP_ADDRESS, "auditor": CONTROLLER_ADDRESS}
    names |= {m.host: m.address for m in materials.plan.machines}
    records = [f"{address} {name}.{DOMAIN}" for name, address in names.items()]
    records += [f"{e.address} {e.host}" for e in ENDPOINTS]
    disk.put("/etc/lab/names", "\n".join(records) + "\n")
    command = (
        "/usr/sbin/dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts"
        f" --bind-interfaces --listen-address={DNS_ADDRESS} --addn-hosts=/etc/lab/names --local=/{DOMAIN}/"
        " --user=nobody --pid-file= --no-poll"
    )
    disk.put("/etc/systemd/system/lab-dns.service", _UNIT.format(what="DNS", command=command))


def unit_of(endpoint: Endpoint) -> str:
    return f"lab-endpoint-{endpoint.name}.service"


def offer(disk: Rootfs, materials: Materials, endpoint: Endpoint, days: tuple[int, int] = (-30, 365)) -> None:
    """Put *endpoint*'s server on the disk; *days* are its certificate's validity from now."""
    command = f"/usr/bin/python3 /usr/local/lib/lab-endpoint.py {endpoint.address}"
    if endpoint.tls:
        path = f"{CERTIFICATES}/{endpoint.name}.pem"
        disk.put(path, keys.server_chain(materials.keys.root, endpoint.host, days), 0o600)
        command += f" {path}"
    disk.put(f"/etc/systemd/system/{unit_of(endpoint)}", _UNIT.format(what=endpoint.name, command=command))
