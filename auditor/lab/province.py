"""The province's machine: DNS, time, and the services citizens' dossiers need. It lives in the
controller's network.
"""

from pathlib import Path

from auditor.lab import keys, mirror
from auditor.lab.pc import Materials, base_disk, boot_to
from auditor.lab.plan import (
    CONTROLLER_ADDRESS,
    DNS_ADDRESS,
    DOMAIN,
    ENDPOINTS,
    MIRROR,
    MIRROR_ADDRESS,
    NTP_ADDRESS,
    Endpoint,
    Machine,
)
from auditor.lab.rootfs import Rootfs

_ENDPOINT = Path(__file__).with_name("endpoints.py")
CERTIFICATES = "/etc/lab/tls"
_FILE_PORT = 8080
_FILE_BYTES = 64 * 1024 * 1024
FILE_URL = f"http://auditor.{DOMAIN}:{_FILE_PORT}/do-toc.bin"
"""A file that PCs measure their line by; iperf3 listens on the same address, at its own port."""
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
    units = [
        "chrony.service",
        "lab-dns.service",
        mirror.serve(disk, materials.mirror),
        *_measured(disk),
        *(unit_of(e) for e in ENDPOINTS),
    ]
    wants = " ".join(units)
    boot_to(disk, f"Requires=basic.target\nWants={wants}\n", wants)
    return disk


def _measured(disk: Rootfs) -> tuple[str, str]:
    """What PCs measure their line by; returns the units."""
    script = f"/usr/bin/python3 /usr/local/lib/lab-endpoint.py {CONTROLLER_ADDRESS}"
    file = f"{script} --port {_FILE_PORT} --size {_FILE_BYTES}"
    iperf3 = f"/usr/bin/iperf3 --server --bind {CONTROLLER_ADDRESS}"
    disk.put("/etc/systemd/system/lab-file.service", _UNIT.format(what="file", command=file))
    disk.put("/etc/systemd/system/lab-iperf3.service", _UNIT.format(what="iperf3", command=iperf3))
    return "lab-file.service", "lab-iperf3.service"


def _names(disk: Rootfs, materials: Materials) -> None:
    names = {"dns": DNS_ADDRESS, "ntp": NTP_ADDRESS, "auditor": CONTROLLER_ADDRESS}
    names |= {m.host: m.address for m in materials.plan.machines}
    records = [f"{address} {name}.{DOMAIN}" for name, address in names.items()]
    records += [f"{e.address} {e.host}" for e in ENDPOINTS]
    records.append(f"{MIRROR_ADDRESS} {MIRROR}")
    disk.put("/etc/lab/names", "\n".join(records) + "\n")
    command = (
        "/usr/sbin/dnsmasq --keep-in-foreground --conf-file=/dev/null --no-resolv --no-hosts"
        f" --bind-interfaces --listen-address={DNS_ADDRESS} --addn-hosts=/etc/lab/names --local=/{DOMAIN}/"
        " --user=nobody --pid-file= --no-poll"
    )
    disk.put("/etc/systemd/system/lab-dns.service", _UNIT.format(what="DNS", command=command))


def unit_of(endpoint: Endpoint) -> str:
    return f"lab-endpoint-{endpoint.name}.service"


def offer(
    disk: Rootfs,
    materials: Materials,
    endpoint: Endpoint,
    days: tuple[int, int] = (-30, 365),
    status: int = 200,
) -> None:
    """Put *endpoint*'s server on the disk; *days* are its certificate's validity from now, *status* is what
    it answers with (RFC 9110 §15).
    """
    command = f"/usr/bin/python3 /usr/local/lib/lab-endpoint.py {endpoint.address}"
    if endpoint.tls:
        path = f"{CERTIFICATES}/{endpoint.name}.pem"
        disk.put(path, keys.server_chain(materials.keys.root, endpoint.host, days), 0o600)
        command += f" --certificate {path}"
    if status != 200:
        command += f" --status {status}"
    disk.put(f"/etc/systemd/system/{unit_of(endpoint)}", _UNIT.format(what=endpoint.name, command=command))
