"""A self-service kiosk: a PC with a card reader, a signing token, a UPS, and what else is plugged into it.

Real are pcscd with the virtual reader of vsmartcard, the PKCS#11 token of SoftHSM with its certificate, NUT
with its dummy-ups driver, and the kiosk's own service. The card in the reader is a few lines that speak
vpcd's protocol: Debian's vicc lacks a library it needs, and its cards hold no certificate that PKCS#11 could
read. A container has no USB: what the kernel would tell of camera, QR reader, receipt printer and touch
screen are files of the machine, which it mounts over /sys and /proc when it starts.
"""

import datetime as dt
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from auditor.lab.keys import Authority
from auditor.lab.pc import Materials, pc_disk
from auditor.lab.plan import DOMAIN, Commune, Machine
from auditor.lab.rootfs import Rootfs

URL = f"https://portal.{DOMAIN}/"
_SYSTEM = "/etc/systemd/system"
KIOSK_UNIT = "kiosk.service"
KIOSK_FILE = f"{_SYSTEM}/{KIOSK_UNIT}"
READER_UNIT = "pcscd.service"
CARD_UNIT = "the-can-cuoc.service"
READER_CONF = "/etc/reader.conf.d/vpcd"
CERTIFICATE = "/var/lib/softhsm/chung-thu.der"
UPS_CONF, UPS_STATE = "/etc/nut/ups.conf", "/etc/nut/ups.dev"
UPS_DRIVER, UPS_SERVER = "nut-driver@ups.service", "nut-server.service"
DEVICES = "/srv/thiet-bi"
INPUT = f"{DEVICES}/input"
CAMERA = f"{DEVICES}/class/video4linux/video0/name"
QR_READER, RECEIPT_PRINTER, CAMERA_PORT = "1-2", "1-3", "1-4"
_CARD_PROGRAM = f"{DEVICES}/the.py"
_MODULE = "/usr/lib/softhsm/libsofthsm2.so"
_NUT_GROUP_READS = 0o644


def kiosk_disk(materials: Materials, machine: Machine) -> Rootfs:
    """A healthy kiosk: every rule of the baseline passes on it, given :func:`kiosk_variables`."""
    disk = pc_disk(materials, machine)
    _page(disk)
    _reader(disk)
    _token(disk, token_certificate(materials.keys.root, machine.place))
    _ups(disk)
    _plugged_in(disk)
    return disk


def kiosk_variables(machine: Machine) -> dict[str, Any]:
    """What the inventory states of a kiosk of the lab, beside what it states of every PC."""
    return {
        "expect_kiosk_url": URL,
        "expect_card_readers": 1,
        "expect_signing": "token",
        "expect_token_subject": organisation(machine.place),
        "expect_cameras": 1,
        "expect_qr_readers": 1,
        "expect_receipt_printers": 1,
        "expect_touch": True,
        "expect_pc_ups": 1,
    }


def organisation(commune: Commune) -> str:
    """Whom a commune's token is issued to."""
    return f"Ủy ban nhân dân {commune.name}"


def wanted(unit: str) -> str:
    """The link by which *unit* starts with the machine."""
    return f"{_SYSTEM}/multi-user.target.wants/{unit}"


# --- the page ---------------------------------------------------------------------------------------------
def kiosk_unit(url: str, command: str = "/usr/bin/cage -- /usr/bin/chromium --kiosk") -> str:
    """The service that shows *url* and nothing else, as systemd.unit(5) has it."""
    # Without a graphics card systemd passes the start over: that is no failed service.
    return (
        "[Unit]\nDescription=Kiosk\nAfter=network-online.target\nConditionPathExists=/dev/dri/card0\n"
        "[Service]\nUser=kiosk\nPAMName=login\nTTYPath=/dev/tty1\n"
        f"ExecStart={command} --noerrdialogs \\\n  --disable-pinch {url}\nRestart=always\n"
        "[Install]\nWantedBy=multi-user.target\n"
    )


def _page(disk: Rootfs) -> None:
    disk.commands.append(("useradd", "--create-home", "--shell", "/usr/sbin/nologin", "kiosk"))
    disk.put(KIOSK_FILE, kiosk_unit(URL))
    disk.enable(KIOSK_UNIT, "multi-user.target")


# --- card reader and token --------------------------------------------------------------------------------
def _reader(disk: Rootfs) -> None:
    """The reader is there while pcscd runs, so it runs from the start, as where an application holds it."""
    disk.put(
        READER_CONF,
        'FRIENDLYNAME "Virtual PCD"\nDEVICENAME   /dev/null:0x8C7B\n'
        "LIBPATH      /usr/lib/pcsc/drivers/serial/libifdvpcd.so\nCHANNELID    0x8C7B\n",
    )
    disk.put(
        f"{_SYSTEM}/{READER_UNIT}.d/kiosk.conf",
        "[Service]\nExecStart=\nExecStart=/usr/sbin/pcscd --foreground\n",
    )
    disk.links[wanted(READER_UNIT)] = f"/lib/systemd/system/{READER_UNIT}"
    disk.put(
        f"{_SYSTEM}/{CARD_UNIT}",
        f"[Unit]\nAfter={READER_UNIT}\n[Service]\nExecStart=/usr/bin/python3 -I -S {_CARD_PROGRAM}\n"
        "Restart=always\nRestartSec=5\n",
    )
    disk.put(_CARD_PROGRAM, _CARD)
    disk.enable(CARD_UNIT, "multi-user.target")


# vpcd's protocol: length (2 bytes), message; one byte is a control: 0 off, 1 on, 2 reset, 4 what is the ATR.
_CARD = """import socket

ATR = bytes.fromhex("3B800101")
with socket.create_connection(("127.0.0.1", 35963)) as reader, reader.makefile("rb") as asked:
    while head := asked.read(2):
        # vpcd sends length and message apart: without this each would wait for a delayed acknowledgement
        reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        message = asked.read(int.from_bytes(head, "big"))
        if len(message) > 1 or message == b"\\x04":
            said = ATR if len(message) == 1 else b"\\x6d\\x00"
            reader.sendall(len(said).to_bytes(2, "big") + said)
"""


def token_certificate(
    ca: Authority, commune: Commune, days: tuple[int, int] = (-30, 700), name: str = ""
) -> bytes:
    """A signing certificate (DER) of an officer of *commune* (or of the organisation *name*), valid between
    *days* from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    subject = [
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, name or organisation(commune)),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, "Trung tâm Phục vụ hành chính công"),
        (NameOID.TITLE, "Công chức"),
        (NameOID.COMMON_NAME, "Lò Thị Một Cửa"),
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(kind, value) for kind, value in subject]))
        .issuer_name(ca.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=days[0]))
        .not_valid_after(now + dt.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    return builder.sign(ca.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _token(disk: Rootfs, certificate: bytes) -> None:
    pin = "--pin=12345678"
    writing = ("pkcs11-tool", "--module", _MODULE, "--token-label", "ky-so", "--login", pin)
    disk.put(CERTIFICATE, certificate)
    disk.commands += [
        ("softhsm2-util", "--init-token", "--free", "--label", "ky-so", pin, "--so-pin=12345678"),
        (*writing, "--write-object", CERTIFICATE, "--type", "cert", "--id", "01", "--label", "ky-so"),
    ]


def without_token(disk: Rootfs) -> None:
    """Take the token and what would fill it off *disk*."""
    disk.files.pop(CERTIFICATE, None)
    tools = ("softhsm2-util", "pkcs11-tool")
    disk.commands = [command for command in disk.commands if command[0] not in tools]


# --- UPS --------------------------------------------------------------------------------------------------
def _ups(disk: Rootfs) -> None:
    """NUT with its own dummy-ups driver, which says what stands in a file (dummy-ups(8))."""
    put = {
        "nut.conf": "MODE=standalone\n",
        "ups.conf": "maxretry = 3\n[ups]\n  driver = dummy-ups\n  port = ups.dev\n  desc = quay-tu-phuc-vu\n",
        "upsd.conf": "LISTEN 127.0.0.1 3493\n",
        "ups.dev": ups_state("OL CHRG", 100, 1800),
    }
    for name, text in put.items():
        disk.put(f"/etc/nut/{name}", text, _NUT_GROUP_READS)
    for unit, template in ((UPS_DRIVER, "nut-driver@.service"), (UPS_SERVER, UPS_SERVER)):
        disk.links[wanted(unit)] = f"/lib/systemd/system/{template}"


def ups_state(status: str, charge: int, runtime_s: int) -> str:
    """What dummy-ups(8) reads: *status* in NUT's words, *charge* in percent, *runtime_s* in seconds."""
    return (
        f"ups.mfr: SANTAK\nups.model: TG500\nups.status: {status}\nups.load: 18\n"
        f"battery.charge: {charge}\nbattery.runtime: {runtime_s}\nbattery.voltage: 13.4\n"
    )


# --- what the kernel tells of USB -------------------------------------------------------------------------
def _plugged_in(disk: Rootfs) -> None:
    usb(disk, QR_READER, ("0c2e", "0b61"), ("Honeywell Imaging & Mobility", "HF600 2D Scanner"), "03 01 01")
    usb(disk, RECEIPT_PRINTER, ("04b8", "0e15"), ("EPSON", "TM-T20II"), "07 01 02")
    usb(disk, CAMERA_PORT, ("1bcf", "2c99"), ("SunplusIT Inc", "Integrated Camera"), "0e 01 00")
    usb(disk, "1-5", ("0eef", "0001"), ("eGalax Inc.", "USB TouchController"), "03 00 00")
    disk.put(f"{DEVICES}/class/.keep", "")  # what is mounted must be there, empty or not
    disk.put(CAMERA, "Integrated Camera: Integrated C\n")
    disk.put(INPUT, KEYBOARD + TOUCH_SCREEN)
    disk.put(
        f"{_SYSTEM}/thiet-bi.service",
        "[Unit]\nDescription=Thiet bi\nDefaultDependencies=no\nBefore=multi-user.target\n"
        "[Service]\nType=oneshot\nRemainAfterExit=yes\n"
        f"ExecStart=mount --bind {INPUT} /proc/bus/input/devices\n"
        f"ExecStart=mount -t overlay -o lowerdir={DEVICES}/class:/sys/class overlay /sys/class\n"
        f"ExecStart=mount -t overlay -o lowerdir={DEVICES}/bus:/sys/bus overlay /sys/bus\n",
    )
    disk.enable("thiet-bi.service", "multi-user.target")


def usb(disk: Rootfs, port: str, ids: tuple[str, str], names: tuple[str, str], interface: str) -> None:
    """A USB device as sysfs has it: *ids* and *names* of maker and product, *interface* class, subclass,
    protocol in hexadecimal."""
    folder = f"{DEVICES}/bus/usb/devices/{port}"
    files = {"idVendor": ids[0], "idProduct": ids[1], "manufacturer": names[0], "product": names[1]}
    for name, text in (files | {"bDeviceClass": "00"}).items():
        disk.put(f"{folder}/{name}", text + "\n")
    words = ("bInterfaceClass", "bInterfaceSubClass", "bInterfaceProtocol")
    for name, text in zip(words, interface.split(), strict=True):
        disk.put(f"{folder}:1.0/{name}", text + "\n")


def unplug(disk: Rootfs, port: str) -> None:
    """Take what hangs on *port* (``1-2``) off the files that stand for /sys/bus/usb."""
    folder = f"{DEVICES}/bus/usb/devices/{port}"
    for path in [path for path in disk.files if path.startswith((f"{folder}/", f"{folder}:"))]:
        del disk.files[path]


KEYBOARD = """I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
P: Phys=isa0060/serio0/input0
S: Sysfs=/devices/platform/i8042/serio0/input/input0
U: Uniq=
H: Handlers=sysrq kbd event0 leds
B: PROP=0
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=7

"""
TOUCH_SCREEN = """I: Bus=0003 Vendor=0eef Product=0001 Version=0210
N: Name="eGalax Inc. USB TouchController"
P: Phys=usb-0000:00:14.0-5/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-5/1-5:1.0/0003:0EEF:0001.0003/input/input9
U: Uniq=
H: Handlers=mouse1 event5
B: PROP=2
B: EV=b
B: KEY=400 0 0 0 0 0
B: ABS=260800000000003

"""
