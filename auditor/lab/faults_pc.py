"""Faults of a PC: its network, clock, disk, trust, accounts, and whether it answers at all."""

from auditor.lab import keys
from auditor.lab.bed import Bed, Effect, Mark, With, on
from auditor.lab.faults import fault
from auditor.lab.pc import INTERFACES, host_key, interfaces

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"


def _unreached(bed: Bed, device: str) -> tuple[Mark, ...]:
    """What follows when this PC cannot reach the services: seen as its own, or, where no other PC can, as
    the line's.
    """
    return (*on(device, "pc.endpoints.blocked"), *bed.lose(device))


def _silent(bed: Bed, device: str, rule: str, *also: str) -> Effect:
    """The effect of a device that cannot be asked."""
    is_pc = device in bed.personal
    return Effect(
        on(device, rule),
        (*on(device, *also), *(bed.lose(device) if is_pc else ())),
        silences=frozenset({device}),
    )


@fault("dns-wrong", "pc", server="198.18.255.53")
def dns_wrong(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put("/etc/resolv.conf", f"nameserver {given['server']}\n")
    return Effect(on(device, "pc.net.dns"), _unreached(bed, device))


@fault("gateway-wrong", "pc")
def gateway_wrong(bed: Bed, device: str, given: With) -> Effect:
    """The default route points nowhere; a route to the province keeps the PC within reach, as on a
    two-router LAN.
    """
    machine = bed.machine(device)
    commune = machine.place
    province = f"up ip route add 198.18.0.0/16 via {commune.gateway}"
    bed.disks[device].put(INTERFACES, interfaces(machine.address, commune.lan(254), province))
    return Effect(on(device, "pc.net.gateway"))


@fault("endpoint-blocked", "pc")
def endpoint_blocked(bed: Bed, device: str, given: With) -> Effect:
    """A name in the PC's own hosts file sends the portal nowhere: what others of the commune reach, it
    does not.
    """
    bed.disks[device].append("/etc/hosts", "127.0.0.2 portal.lab.test\n")
    following = bed.lose(device)
    overridden = on(device, "pc.net.hosts")
    if following:
        return Effect((*overridden, *following[:1]), following[1:])
    return Effect((*overridden, *on(device, "pc.endpoints.blocked")))


@fault("proxy-set", "pc", proxy="http://198.18.255.8:3128")
def proxy_set(bed: Bed, device: str, given: With) -> Effect:
    text = f'http_proxy="{given["proxy"]}"\nhttps_proxy="{given["proxy"]}"\n'
    bed.disks[device].put("/etc/environment", text)
    return Effect(on(device, "pc.net.proxy"), _unreached(bed, device))


@fault("hostname-wrong", "pc", name="DESKTOP-7K2Q")
def hostname_wrong(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put("/etc/hostname", f"{given['name']}\n")
    return Effect(on(device, "pc.name.inventory"))


@fault("timezone-wrong", "pc", zone="Asia/Tokyo")
def timezone_wrong(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].links["/etc/localtime"] = f"/usr/share/zoneinfo/{given['zone']}"
    bed.disks[device].put("/etc/timezone", f"{given['zone']}\n")
    return Effect(on(device, "pc.time.zone"))


@fault("clock-off", "pc", seconds=900)
def clock_off(bed: Bed, device: str, given: With) -> Effect:
    """Whoever logs in sees a shifted clock (libfaketime): the kernel's own clock is the whole machine's.

    The file that libfaketime reads is this machine's clock: at its start it is off, as with a dead battery,
    and to step the clock is to write that file. Not through ld.so.preload: neither systemd nor sshd's sandbox
    survives a clock that their timers do not follow.
    """
    disk = bed.disks[device]
    shifted = f"LD_PRELOAD={FAKETIME} FAKETIME_TIMESTAMP_FILE={_CLOCK}"
    disk.put("/etc/tmpfiles.d/dong-ho.conf", f"f {_CLOCK} 0644 root root - {int(given['seconds']):+d}\n")
    disk.put("/etc/ssh/sshd_config.d/20-dong-ho.conf", f"SetEnv {shifted}\n")
    disk.put("/etc/dong-ho", shifted.replace(" ", "\n") + "\n")
    disk.put("/etc/sudoers.d/dong-ho", "Defaults env_file=/etc/dong-ho\n", 0o440)
    disk.put("/usr/local/bin/chronyc", _CHRONYC, 0o755)
    return Effect(on(device, "pc.time.offset"), on(device, "pc.time.synchronized", "pc.time.province"))


_CLOCK = "/run/dong-ho"
_CHRONYC = f"""#!/bin/sh
if [ "$1" = makestep ]; then echo +0 >{_CLOCK}; else exec /usr/bin/chronyc "$@"; fi
"""


@fault("clock-unsynced", "pc", server="198.18.255.123")
def clock_unsynced(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put("/etc/chrony/chrony.conf", f"server {given['server']} iburst\n")
    return Effect(on(device, "pc.time.synchronized"), on(device, "pc.time.servers"))


@fault("clock-service-off", "pc")
def clock_service_off(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].mask("chrony.service")
    return Effect(on(device, "pc.time.service"), on(device, "pc.time.synchronized"))


@fault("os-unsupported", "pc", release="10 (buster)")
def os_unsupported(bed: Bed, device: str, given: With) -> Effect:
    """Never upgraded since it was bought; only its own description of itself is that old here."""
    release = str(given["release"])
    number = release.partition(" ")[0]
    name = 'NAME="Debian GNU/Linux"\nID=debian\n'
    numbers = f'PRETTY_NAME="Debian GNU/Linux {release}"\nVERSION_ID="{number}"\n'
    bed.disks[device].put("/etc/os-release", name + numbers)
    return Effect(on(device, "pc.os.supported"))


@fault("disk-full", "pc", percent=97)
def disk_full(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].fill_disk_to = float(given["percent"])
    return Effect(on(device, "pc.disk.free"), on(device, "pc.services.failed"))


@fault("ca-missing", "pc")
def ca_missing(bed: Bed, device: str, given: With) -> Effect:
    disk = bed.disks[device]
    for path in [
        p
        for p in (*disk.files, *disk.links)
        if "dien-bien-lab" in p or p.endswith(f"{bed.materials.ca_hash}.0")
    ]:
        disk.files.pop(path, None)
        disk.links.pop(path, None)
    disk.put("/etc/ssl/certs/ca-certificates.crt", bed.materials.bundle)
    return Effect(on(device, "pc.ca.roots"), _unreached(bed, device))


@fault("ca-expired", "pc", name="So KHCN Root CA 2015")
def ca_expired(bed: Bed, device: str, given: With) -> Effect:
    old = keys.authority(str(given["name"]), days=(-4000, -20))
    bed.disks[device].put("/usr/local/share/ca-certificates/so-khcn-2015.crt", old.pem)
    bed.disks[device].append("/etc/ssl/certs/ca-certificates.crt", old.pem)
    return Effect(on(device, "pc.ca.expired"))


@fault("admin-extra", "pc", user="thaydoi")
def admin_extra(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].commands.append(("useradd", "-m", "-G", "sudo", "-s", "/bin/bash", str(given["user"])))
    return Effect(on(device, "pc.accounts.admins"))


@fault("uid0-extra", "pc", user="toor")
def uid0_extra(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].commands.append(
        ("useradd", "-o", "-u", "0", "-M", "-s", "/bin/bash", str(given["user"]))
    )
    return Effect(on(device, "pc.accounts.uid0"), on(device, "pc.accounts.admins"))


@fault("autologin", "pc", user="canbo")
def autologin(bed: Bed, device: str, given: With) -> Effect:
    text = f"[Seat:*]\nautologin-user={given['user']}\nautologin-user-timeout=0\n"
    bed.disks[device].put("/etc/lightdm/lightdm.conf.d/50-quay.conf", text)
    return Effect(on(device, "pc.accounts.autologin"))


@fault("firewall-off", "pc")
def firewall_off(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].mask("nftables.service")
    return Effect(on(device, "pc.firewall"))


@fault("ssh-root-login", "pc")
def ssh_root_login(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put("/etc/ssh/sshd_config.d/05-tam.conf", "PermitRootLogin yes\n")
    return Effect(on(device, "pc.ssh.root_login"))


@fault("ssh-password", "pc")
def ssh_password(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put("/etc/ssh/sshd_config.d/06-tam.conf", "PasswordAuthentication yes\n")
    return Effect(on(device, "pc.ssh.password"))


@fault("ssh-empty-password", "pc")
def ssh_empty_password(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].put("/etc/ssh/sshd_config.d/07-tam.conf", "PermitEmptyPasswords yes\n")
    return Effect(on(device, "pc.ssh.empty_password"))


@fault("host-down", "pc", "windows", "kiosk", "printer")
def host_down(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].off = True
    return _silent(bed, device, "device.answers")


@fault("ssh-refused", "pc")
def ssh_refused(bed: Bed, device: str, given: With) -> Effect:
    bed.disks[device].mask("ssh.service", "sshd.service")
    return _silent(bed, device, "device.answers")


@fault("sshd-hangs", "pc")
def sshd_hangs(bed: Bed, device: str, given: With) -> Effect:
    """Port 22 says who it is and then nothing more: the worst kind, for it costs the auditor its whole
    patience.
    """
    disk = bed.disks[device]
    disk.mask("ssh.service", "sshd.service")
    disk.put("/usr/local/sbin/treo", _HANGING, 0o755)
    disk.put(
        "/etc/systemd/system/treo.service", "[Service]\nExecStart=/usr/bin/python3 /usr/local/sbin/treo\n"
    )
    disk.enable("treo.service", "multi-user.target")
    return _silent(bed, device, "device.answers")


_HANGING = """import socket
listener = socket.create_server(("", 22), backlog=64)
kept = []
while True:
    connection, _address = listener.accept()
    connection.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\\r\\n")
    kept.append(connection)
"""


@fault("host-key-changed", "pc", "windows", "kiosk", "network")
def host_key_changed(bed: Bed, device: str, given: With) -> Effect:
    """The machine was set up anew, or another one answers in its place: known_hosts still has the old key."""
    host_key(bed.disks[device], keys.ssh_key(device).private)
    return _silent(bed, device, "device.host_key", "device.answers")
