"""A commune's router: FRR (zebra, staticd) whose running configuration makes the addresses and routes."""

from auditor.lab.pc import Materials, base_disk, boot_to
from auditor.lab.plan import CONTROLLER_ADDRESS, Machine
from auditor.lab.rootfs import Rootfs

USER = "netadmin"
NETADMIN_UID = 1002
INTERFACES = ("wan0", "lan0", "lan1")


def config_lines(machine: Machine) -> tuple[str, ...]:
    """Lines that this router's running configuration must have besides the standard's own."""
    commune = machine.place
    return (f"ip route 0.0.0.0/0 {commune.wan(5)}",)


def frr_conf(machine: Machine) -> str:
    """The whole configuration of a healthy router."""
    commune = machine.place
    return f"""frr defaults traditional
hostname {machine.host}
log syslog informational
service password-encryption
service integrated-vtysh-config
ip forwarding
no ipv6 forwarding
!
ip route 0.0.0.0/0 {commune.wan(5)}
!
interface wan0
 description Duong truyen TSLCD ve tinh
 ip address {commune.wan(6)}/30
exit
!
interface lan0
 description Mang LAN mot cua
 ip address {commune.gateway}/24
exit
!
interface lan1
 description Cong du phong
exit
!
access-list quan-tri seq 5 permit {CONTROLLER_ADDRESS}/32
access-list quan-tri seq 10 deny any
!
ip prefix-list mang-xa seq 5 permit {commune.lan_net}
!
line vty
exit
!
end
"""


def router_disk(materials: Materials, machine: Machine) -> Rootfs:
    disk = base_disk(materials, machine)
    disk.put("/etc/frr/frr.conf", frr_conf(machine), 0o640)
    disk.put("/etc/frr/vtysh.conf", "service integrated-vtysh-config\n", 0o644)
    disk.put("/etc/frr/daemons", 'bgpd=no\nvtysh_enable=yes\nzebra_options="  -A 127.0.0.1 -s 90000000"\n'
             'staticd_options="-A 127.0.0.1"\n', 0o644)  # fmt: skip
    disk.commands.append(("chown", "-R", "frr:frr", "/etc/frr"))
    disk.put(
        f"/home/{USER}/.ssh/authorized_keys",
        materials.keys.controller.public + "\n",
        0o600,
        owner=NETADMIN_UID,
    )
    boot_to(
        disk,
        "Requires=basic.target\nWants=frr.service ssh.service dbus.service systemd-user-sessions.service\n",
        "frr.service ssh.service",
    )
    return disk
