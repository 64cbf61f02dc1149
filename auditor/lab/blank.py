"""A center as the delivery van leaves it: factory-fresh PCs, printers and a router with their makers' ways.

A PC of it runs on blank_layer.py's layer; what people know of the center before is blank_inventory.py's.
"""

from dataclasses import replace

from auditor.lab import printer, router
from auditor.lab.blank_layer import USER
from auditor.lab.pc import Materials, boot_to, host_key
from auditor.lab.plan import DNS_ADDRESS, DOMAIN, Machine
from auditor.lab.printer_spec import LETTER, MAKE_MODEL, PrinterSpec
from auditor.lab.programs import call
from auditor.lab.rootfs import Rootfs

ROUTER_NAME = "Router"


def pc_disk(materials: Materials, machine: Machine) -> Rootfs:
    """A PC out of its box: it has its address, and a name server, as if by DHCP."""
    disk = Rootfs()
    disk.put("/etc/hostname", "debian\n")
    disk.put("/etc/hosts", "127.0.0.1 localhost\n127.0.1.1 debian\n")
    disk.put("/etc/resolv.conf", f"search {DOMAIN}\nnameserver {DNS_ADDRESS}\n")
    disk.put("/etc/machine-id", materials.plan.machine_id(machine.host) + "\n", 0o444)
    disk.put("/etc/systemd/journald.conf.d/lab.conf", "[Journal]\nStorage=volatile\nRuntimeMaxUse=8M\n")
    host_key(disk, materials.keys.hosts[machine.host].private)
    _password(disk, USER, materials.keys.factory_password)
    boot_to(disk, "Requires=multi-user.target\nAfter=multi-user.target\n", "multi-user.target")
    return disk


def _password(disk: Rootfs, user: str, password: str) -> None:
    disk.commands.append(("usermod", "--password", call(["openssl", "passwd", "-6", password]).strip(), user))


def printer_disk(materials: Materials, machine: Machine) -> Rootfs:
    """A printer out of its box: named after its model, in no place, Letter unless a job says otherwise."""
    disk = printer.printer_disk(materials, machine)
    printer.describe(disk, materials, machine, printer_spec(machine))
    return disk


def printer_spec(machine: Machine) -> PrinterSpec:
    """What it says as its maker set it."""
    name = MAKE_MODEL.replace(" ", "-")
    says = (f"media-default=keyword:{LETTER}",)
    return replace(printer.healthy(machine), name=name, location="", public=True, says=says)


def router_disk(materials: Materials, machine: Machine) -> Rootfs:
    """A router with its maker's name and account, and addresses, so that it can be reached."""
    disk = router.router_disk(materials, machine)
    disk.put("/etc/hostname", f"{ROUTER_NAME}\n")
    disk.put("/etc/frr/frr.conf", _frr_conf(machine), 0o640)
    disk.files.pop(f"/home/{router.USER}/.ssh/authorized_keys")
    disk.commands.append(("usermod", "--login", USER, router.USER))
    _password(disk, USER, materials.keys.factory_password)
    # sshd takes the first word it finds: before the image's own file.
    disk.put("/etc/ssh/sshd_config.d/05-xuat-xuong.conf", "PasswordAuthentication yes\n")
    return disk


def _frr_conf(machine: Machine) -> str:
    commune = machine.place
    return f"""frr defaults traditional
hostname {ROUTER_NAME}
no ipv6 forwarding
!
ip route 0.0.0.0/0 {commune.wan(5)}
!
interface wan0
 ip address {commune.wan(6)}/30
exit
!
interface lan0
 ip address {commune.gateway}/24
exit
!
line vty
exit
!
end
"""
