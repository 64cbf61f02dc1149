"""A commune's printer: CUPS' ippeveprinter (IPP Everywhere, PWG 5100.14) in a machine that does nothing else."""

from auditor.lab.pc import Materials, base_disk, boot_to
from auditor.lab.plan import Machine
from auditor.lab.rootfs import Rootfs

ATTRIBUTES = "/etc/lab/printer.conf"


def printer_disk(materials: Materials, machine: Machine) -> Rootfs:
    disk = base_disk(materials, machine)
    disk.put("/etc/systemd/system/lab-printer.service", _unit())
    # It starts only where D-Bus and Avahi answer, even when told to announce nothing.
    wants = "dbus.service avahi-daemon.service lab-printer.service"
    disk.put("/etc/avahi/avahi-daemon.conf", "[server]\nuse-ipv6=no\nratelimit-interval-usec=1000000\n")
    boot_to(disk, f"Requires=basic.target\nWants={wants}\n", "lab-printer.service")
    return disk


def _unit() -> str:
    command = "/usr/sbin/ippeveprinter -v -D /var/spool -M PASC -m 'Laser A4' -p 631 -s 30,0 -f application/pdf,image/pwg-raster,image/urf,image/jpeg may-in"
    return (
        "[Unit]\nAfter=dbus.service avahi-daemon.service\nRequires=dbus.service avahi-daemon.service\n"
        f"[Service]\nExecStart={command}\nRestart=on-failure\nRestartSec=1\n"
        "ExecStartPost=/bin/bash -c 'for i in $(seq 100); do"
        " (exec 3<>/dev/tcp/127.0.0.1/631) 2>/dev/null && exit 0; sleep 0.1; done; exit 1'\n"
    )
