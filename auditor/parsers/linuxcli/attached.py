"""What is plugged in: lsusb, opensc-tool, scanimage, upsc, upower, and the kernel's input devices."""

import re
from collections.abc import Iterator
from typing import Any

from auditor.parsers.linuxcli.ask import ask

Facts = dict[str, Any]

_DEVICE = re.compile(r"^Bus \d{3} Device \d{3}: ID ([0-9a-f]{4}):([0-9a-f]{4})(.*)$", re.M)
_BY_INTERFACE = (
    "usb.devices",
    "peripherals.qr_readers",
    "peripherals.receipt_printers",
    "peripherals.scanners",
)
_HUB = "9"


def lsusb(text: str) -> Facts:
    """lsusb: its list names devices only; lsusb -v has their interfaces too, and with them what they are."""
    parts = _DEVICE.split(text)[1:]
    rows = list(zip(*(parts[at::4] for at in range(4)), strict=True))
    if not rows:
        return {}
    if "bInterfaceClass" not in text:
        return ask({"usb": {str(at): _listed(*row[:3]) for at, row in enumerate(rows)}}, ("usb.devices",))
    found = {str(at): _verbose(*row) for at, row in enumerate(rows)}
    # no queue is asked here: what has none on USB may still have one
    sections = {"usb": found, "peripherals": {}}
    facts = ask(sections, _BY_INTERFACE)
    readers = ask(sections, ("peripherals.card_readers",))
    return {name: value for name, value in (facts | readers).items() if value or name == "usb.devices"}


def _listed(vendor: str, product: str, name: str) -> dict[str, Any]:
    kind = "09" if re.search(r"\bhub\b", name, re.I) else "00"
    return {"device": [vendor, product, kind, "", name.strip(), ""], "interfaces": []}


def _verbose(vendor: str, product: str, name: str, block: str) -> dict[str, Any]:
    said = dict(re.findall(r"^ {2}([a-zA-Z]\w{1,40}) {1,30}(\S.{0,200}?) *$", block, re.M))
    kind = "09" if str(said.get("bDeviceClass", "")).split(" ")[0] == _HUB else "00"
    words = [_string(said.get(key, "")) for key in ("iManufacturer", "iProduct", "iSerial")]
    if not words[1]:
        words[:2] = ["", name.strip()]
    return {"device": [vendor, product, kind, *words], "interfaces": list(_interfaces(block))}


def _string(said: str) -> str:
    """``2 Kensington``: the string's number and the string; 0 is none."""
    number, _space, word = said.partition(" ")
    return word.strip() if number.isdigit() and number != "0" else ""


_INTERFACE = re.compile(
    r"bInterfaceClass +(\d{1,3})\b.*\n +bInterfaceSubClass +(\d{1,3})\b.*\n +bInterfaceProtocol +(\d{1,3})\b"
)


def _interfaces(block: str) -> Iterator[str]:
    for each in _INTERFACE.findall(block):
        yield " ".join(f"{int(number):02x}" for number in each)


def readers(text: str) -> Facts:
    """``opensc-tool -l`` and ``pcsc_scan -r``: names of readers."""
    if re.search(r"(?i)no (smart card )?readers? found|no reader\b", text):
        return {"peripherals.card_readers": []}
    rows = re.findall(r"^(?:Reader )?\d{1,2}(?:: | +(?:Yes|No) +(?:PIN pad)? *)(\S.{0,200}?) *$", text, re.M)
    names = dict.fromkeys(re.sub(r"( [0-9A-F]{2}) [0-9A-F]{2}$", r"\1", name) for name in rows)
    return {"peripherals.card_readers": list(names)} if names else {}


def scanimage(text: str) -> Facts:
    """``scanimage -L``."""
    if "device `" not in text and "No scanners were identified" not in text:
        return {}
    return ask({"usb": {}, "peripherals": {"scanners": text}}, ("peripherals.scanners",))


def upsc(text: str) -> Facts:
    """``upsc NAME``: a NUT server's variables, a line each."""
    pairs = re.findall(r"^([a-z]+(?:\.[a-z0-9]+){1,6}): (.{0,200}?) *$", text, re.M)
    if not any(name == "ups.status" for name, _value in pairs):
        return {}
    lines = "\n".join(f'VAR ups {name} "{_quoted(value)}"' for name, value in pairs)
    return ask({"ups": {"nut": {"ups": lines}}}, ("pc_ups",))


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def upower(text: str) -> Facts:
    """``upower --dump``: the UPS in it; a notebook's own battery is none."""
    if "Device: /" not in text:
        return {}
    return ask({"ups": {"upower": text}}, ("pc_ups",))


def input_devices(text: str) -> Facts:
    """/proc/bus/input/devices."""
    if not re.search(r"^I: Bus=", text, re.M):
        return {}
    return ask({"peripherals": {"input": text}}, ("peripherals.touch",))
