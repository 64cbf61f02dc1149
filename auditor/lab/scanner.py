"""A commune's network scanner: an eSCL service (scanner_server.py) in a machine that does nothing else.

It announces itself over mDNS as office scanners do (_uscan._tcp, Mopria eSCL specification 2.97, 3).
"""

import json
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from auditor.lab.pc import Materials, base_disk, boot_to
from auditor.lab.plan import Machine
from auditor.lab.rootfs import Rootfs

STATE = "/etc/lab/scanner.json"
UNIT = "lab-scanner.service"
PORT = 80
_SCRIPTS = ("scanner_server.py", "scanner_page.py")
_FOLDER = "/usr/local/lib/lab-scanner"


@dataclass(frozen=True)
class ScannerSpec:
    """What a scanner says and does; the words of its fields are scanner_server.STATE's."""

    serial: str = ""
    uuid: str = ""
    state: str = "Idle"
    feeder_state: str = "ScannerAdfEmpty"
    feeder: bool = True
    duplex: bool = True
    color_modes: tuple[str, ...] = ("Grayscale8", "RGB24")
    formats: tuple[str, ...] = ("application/pdf", "image/jpeg")
    resolutions: tuple[int, ...] = (75, 100, 150, 200, 300, 600)
    max_width: int = 2550
    max_height: int = 3508
    page: str = "paper"
    gives_dpi: int = 0
    gives_mode: str = ""
    pdf_version: str = "1.4"
    refuses: bool = False


def healthy(machine: Machine) -> ScannerSpec:
    """A scanner that passes every rule."""
    return ScannerSpec(serial_of(machine), str(uuid.uuid5(uuid.NAMESPACE_DNS, machine.host)))


def serial_of(machine: Machine) -> str:
    """The serial number that the scanner states and the inventory expects."""
    return f"PSL{machine.place.code}{machine.number:02d}"


def scanner_disk(materials: Materials, machine: Machine) -> Rootfs:
    """A healthy scanner: eSCL by :mod:`auditor.lab.scanner_server`, announced over mDNS."""
    disk = base_disk(materials, machine)
    for name in _SCRIPTS:
        disk.put(f"{_FOLDER}/{name}", Path(__file__).with_name(name).read_text())
    disk.put("/etc/avahi/avahi-daemon.conf", "[server]\nuse-ipv6=no\n")
    disk.put("/etc/avahi/services/scanner.service", _ANNOUNCED.format(uuid=healthy(machine).uuid))
    disk.put(f"/etc/systemd/system/{UNIT}", _UNIT)
    describe(disk, healthy(machine))
    wants = f"dbus.service avahi-daemon.service {UNIT}"
    boot_to(disk, f"Requires=basic.target\nWants={wants}\n", UNIT)
    return disk


def describe(disk: Rootfs, spec: ScannerSpec) -> None:
    """Make the scanner say what *spec* says."""
    disk.put(STATE, json.dumps(asdict(spec), indent=1) + "\n")


_UNIT = f"""[Unit]
[Service]
ExecStart=/usr/bin/python3 {_FOLDER}/{_SCRIPTS[0]} --port {PORT} --state {STATE}
ExecStartPost=/bin/bash -c 'until (exec 3<>/dev/tcp/127.0.0.1/{PORT}) 2>/dev/null; do sleep 0.05; done'
TimeoutStartSec=20
Restart=on-failure
RestartSec=1
"""

_ANNOUNCED = """<?xml version="1.0" standalone='no'?>
<!DOCTYPE service-group SYSTEM "avahi-service.dtd">
<service-group>
 <name replace-wildcards="yes">PASC ScanLine 200 %h</name>
 <service>
  <type>_uscan._tcp</type>
  <port>80</port>
  <txt-record>txtvers=1</txt-record>
  <txt-record>ty=PASC ScanLine 200</txt-record>
  <txt-record>rs=eSCL</txt-record>
  <txt-record>vers=2.63</txt-record>
  <txt-record>pdl=application/pdf,image/jpeg</txt-record>
  <txt-record>is=platen,adf</txt-record>
  <txt-record>cs=grayscale,color</txt-record>
  <txt-record>duplex=T</txt-record>
  <txt-record>UUID={uuid}</txt-record>
 </service>
</service-group>
"""
