"""A counter's PC as the baseline standard wants it: what its disk gets before it boots."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import auditor.standard
from auditor.lab import mirror
from auditor.lab.keys import Keys
from auditor.lab.plan import DNS_ADDRESS, DOMAIN, NTP_ADDRESS, Machine, Plan
from auditor.lab.rootfs import Rootfs

_POLICY = Path(auditor.standard.__file__).parent / "baseline" / "files" / "chromium-policy.json"
READY_UNIT = "/etc/systemd/system/lab-ready.service"
AUDITOR_UID = 1000
QUEUE = "may-in-mot-cua"
INTERFACES = "/etc/network/interfaces"
POLICY_PATH = "/etc/chromium/policies/managed/pasc.json"


@dataclass(frozen=True)
class Materials:
    """What every machine's disk is made from: *bundle* and *ca_hash* are the image's trust store and the
    name under which OpenSSL looks for the lab's root CA (X509_NAME_hash), *mirror* the mirror's indexes."""

    plan: Plan
    keys: Keys
    bundle: str
    ca_hash: str
    mirror: Mapping[str, bytes] = field(default_factory=dict)


def pc_disk(materials: Materials, machine: Machine) -> Rootfs:
    """A healthy PC: every rule of the baseline passes on it."""
    disk = base_disk(materials, machine)
    disk.put(INTERFACES, interfaces(machine.address, machine.place.gateway))
    _clock(disk)
    trust(disk, materials)
    _printing(disk, machine)
    _updates(disk, materials)
    disk.put(POLICY_PATH, _POLICY.read_bytes())
    _ready_when(disk, "Requires=multi-user.target\nAfter=multi-user.target\n")
    # Without the wait the first audit would meet clocks that have not heard their server yet.
    heard = "timeout 12 chronyc -n waitsync 60 0 0 0.3 >/dev/null 2>&1"
    wait = f"/bin/sh -c '{heard}; echo PASC-IS-UP >/dev/console'"
    disk.edit(READY_UNIT, "/bin/sh -c 'echo PASC-IS-UP >/dev/console'", wait)
    return disk


def base_disk(materials: Materials, machine: Machine) -> Rootfs:
    """What every machine with sshd has: name, addresses of the province, host key, the auditor's key."""
    disk = Rootfs()
    disk.put("/etc/hostname", machine.host + "\n")
    disk.put("/etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {machine.host}.{DOMAIN} {machine.host}\n")
    disk.put("/etc/resolv.conf", f"search {DOMAIN}\nnameserver {DNS_ADDRESS}\n")
    disk.put("/etc/machine-id", materials.plan.machine_id(machine.host) + "\n", 0o444)
    disk.put("/etc/systemd/journald.conf.d/lab.conf", "[Journal]\nStorage=volatile\nRuntimeMaxUse=8M\n")
    host_key(disk, materials.keys.hosts[machine.host].private)
    authorized = materials.keys.controller.public + "\n"
    disk.put("/home/auditor/.ssh/authorized_keys", authorized, 0o600, owner=AUDITOR_UID)
    return disk


def host_key(disk: Rootfs, private: bytes) -> None:
    disk.put("/etc/ssh/ssh_host_ed25519_key", private, 0o600)


def interfaces(address: str, gateway: str, *lines: str) -> str:
    """interfaces(5) of a PC whose address does not come by DHCP; *lines* are further options."""
    options = [f"address {address}/24", f"gateway {gateway}", *lines]
    return "auto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet static\n" + "".join(
        f"    {option}\n" for option in options
    )


def _ready_when(disk: Rootfs, what: str) -> None:
    boot_to(disk, what, "multi-user.target")


def boot_to(disk: Rootfs, unit: str, after: str) -> None:
    """Make the machine's default target: *unit* lines say what it pulls in, *after* what ready waits for."""
    ready = "/bin/sh -c 'echo PASC-IS-UP >/dev/console'"
    disk.put(
        "/etc/systemd/system/lab.target",
        f"[Unit]\nDescription=PASC\n{unit}Wants=lab-ready.service\nAllowIsolate=yes\n",
    )
    disk.put(
        READY_UNIT,
        f"[Unit]\nDescription=Start-up complete\nAfter={after}\n[Service]\nType=oneshot\nExecStart={ready}\n",
    )
    disk.links["/etc/systemd/system/default.target"] = "/etc/systemd/system/lab.target"
    if after != "multi-user.target":
        # The image's firewall is a PC's; the others offer services of their own.
        disk.mask("nftables.service")


def _clock(disk: Rootfs) -> None:
    disk.put(
        "/etc/chrony/chrony.conf",
        f"server {NTP_ADDRESS} iburst minpoll 4 maxpoll 6\ndriftfile /var/lib/chrony/chrony.drift\n"
        "makestep 1 3\nrtcsync\nleapsectz right/UTC\n",
    )


def trust(disk: Rootfs, materials: Materials) -> None:
    """Make the machine trust the lab's root CA, as the system and as OpenSSL look for it."""
    pem = materials.keys.root.pem
    disk.put("/usr/local/share/ca-certificates/dien-bien-lab.crt", pem)
    disk.put("/etc/ssl/certs/ca-certificates.crt", materials.bundle + pem)
    disk.links["/etc/ssl/certs/dien-bien-lab.pem"] = "/usr/local/share/ca-certificates/dien-bien-lab.crt"
    disk.links[f"/etc/ssl/certs/{materials.ca_hash}.0"] = "dien-bien-lab.pem"


def _printing(disk: Rootfs, machine: Machine) -> None:
    uri = machine.place.printer_uri
    disk.put("/etc/cups/printers.conf", printers_conf(QUEUE, uri), 0o600)
    disk.put(f"/etc/cups/ppd/{QUEUE}.ppd", PPD, 0o644)


def printers_conf(queue: str, uri: str, default: bool = True, state: str = "Idle") -> str:
    """A queue in cupsd's own form (printers.conf(5) is written by cupsd; this is what it writes)."""
    word = "DefaultPrinter" if default else "Printer"
    accepting = "Yes" if state == "Idle" else "No"
    return (
        "# Printer configuration file for CUPS v2.4.2\n# Written by cupsd\n"
        "# DO NOT EDIT THIS FILE WHEN CUPSD IS RUNNING\n"
        f"NextPrinterId 3\n<{word} {queue}>\nPrinterId {1 if default else 2}\n"
        f"UUID urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, uri)}\n"
        f"Info {queue}\nLocation Mot cua\n"
        f"MakeModel IPP Everywhere\nDeviceURI {uri}\nState {state}\n"
        f"StateTime 1750000000\nConfigTime 1750000000\nType 4116\n"
        f"Accepting {accepting}\nShared No\nJobSheets none none\nQuotaPeriod 0\nPageLimit 0\nKLimit 0\n"
        f"OpPolicy default\nErrorPolicy retry-job\n</{word}>\n"
    )


def _updates(disk: Rootfs, materials: Materials) -> None:
    # Written now, so that their times say "today" however old the shared image is.
    for stamp in ("update-stamp", "upgrade-stamp", "unattended-upgrades-stamp"):
        disk.put(f"/var/lib/apt/periodic/{stamp}", "")
    for timer in ("apt-daily", "apt-daily-upgrade", "dpkg-db-backup", "fstrim"):
        disk.put(f"/var/lib/systemd/timers/stamp-{timer}.timer", "")
    mirror.know(disk, materials.mirror)


PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "PASC.PPD"
*Manufacturer: "IPP"
*Product: "(IPP Everywhere)"
*ModelName: "IPP Everywhere"
*ShortNickName: "IPP Everywhere"
*NickName: "IPP Everywhere"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*cupsVersion: 2.4
*cupsManualCopies: True
*cupsFilter2: "image/urf image/urf 100 -"
*DefaultResolution: 600dpi
*OpenUI *ColorModel: PickOne
*OrderDependency: 10 AnySetup *ColorModel
*DefaultColorModel: Gray
*ColorModel Gray: "<</cupsColorSpace 18/cupsBitsPerColor 8/cupsColorOrder 0/cupsCompression 0>>setpagedevice"
*CloseUI: *ColorModel
*OpenUI *PageSize/Page Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: A4
*PageSize A4/A4: "<</PageSize[595 842]>>setpagedevice"
*PageSize Letter/Letter: "<</PageSize[612 792]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion/Page Region: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: A4
*PageRegion A4/A4: "<</PageSize[595 842]>>setpagedevice"
*PageRegion Letter/Letter: "<</PageSize[612 792]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4: "12 12 583 830"
*ImageableArea Letter/Letter: "12 12 600 780"
*DefaultPaperDimension: A4
*PaperDimension A4/A4: "595 842"
*PaperDimension Letter/Letter: "612 792"
*OpenUI *Duplex/2-Sided Printing: PickOne
*OrderDependency: 10 AnySetup *Duplex
*DefaultDuplex: DuplexNoTumble
*Duplex None/Off: "<</Duplex false>>setpagedevice"
*Duplex DuplexNoTumble/Long Edge: "<</Duplex true/Tumble false>>setpagedevice"
*CloseUI: *Duplex
*cupsBackSide: Normal
*DefaultFont: Courier
*Font Courier: Standard "(1.05)" Standard ROM
"""
