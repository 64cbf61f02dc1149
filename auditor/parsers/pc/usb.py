"""USB devices as the kernel tells them, and what they are: by interface class, maker and name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditor.parsers.pc.answer import Answer, Fact, texts

HUB, HID, IMAGE, PRINTER, CARD_READER = "09", "03", "06", "07", "0b"
SERIAL, SERIAL_DATA = "02", "0a"
"""Interface classes (usb.org, Defined Class Codes)."""
VENDOR_SPECIFIC = "ff"
_FIELDS = 6

# Makers whose only USB devices with a keyboard's or serial interface are code readers (the list usb.ids).
CODE_READERS = frozenset({"05e0", "05f9", "065a", "0536", "0c2e", "1eab"})
_CODE_READER_NAME = re.compile(r"bar ?code|\bqr\b|qr ?code|\b2d\b|\bcode reader", re.I)

# Makers and chips whose USB printers are receipt and label printers.
RECEIPT_PRINTERS = frozenset({"0519", "0dd4", "1504", "154f", "1d90", "2730", "0416", "0fe6", "6868"})
_RECEIPT_NAME = re.compile(
    r"receipt|thermal|\bpos[- ]?\d|\bpos printer|\btm-[a-z]|\bsrp-|\btsp\d|\bxp-[a-z]?\d|\brp-?\d", re.I
)

# Makers of scanners whose devices speak their own protocol; name by which the scanner is told from the rest.
_SCANNER_NAME = re.compile(
    r"scan|\bfi-\d|\bdr-[a-z]?\d|\blide\b|\bads-\d|\bds-\d|opticslim|smartoffice|opticpro|avision|\bix\d{3,4}",
    re.I,
)
_MULTIFUNCTION = re.compile(
    r"\bmfp\b|\bmfc-|\bdcp-|officejet|laserjet.*\bm\d|imageclass|pixma|ecotank|\bl\d{4}\b", re.I
)


@dataclass(frozen=True)
class Device:
    """One USB device: ids in hexadecimal, *interfaces* as ``class subclass protocol``."""

    vendor_id: str
    product_id: str
    maker: str
    product: str
    serial: str
    interfaces: tuple[str, ...]

    @property
    def name(self) -> str:
        """Maker and product as a person reads them; the ids where it says nothing."""
        said = (
            self.product
            if self.product.lower().startswith(self.maker.lower())
            else f"{self.maker} {self.product}"
        )
        return said.strip() or f"{self.vendor_id}:{self.product_id}"

    def has(self, *classes: str) -> bool:
        return any(interface[:2] in classes for interface in self.interfaces)


def devices(answer: Answer) -> list[Device]:
    """All USB devices but hubs. Raises Missing when the kernel's list was not read."""
    answer.refuse("usb")
    found = (_device(entry) for entry in answer.get("usb", dict).values() if isinstance(entry, dict))
    return [each for each in found if each and not each.has(HUB)]


def _device(entry: Mapping[str, Any]) -> Device | None:
    said = texts(entry.get("device"))
    if len(said) != _FIELDS or not all(re.fullmatch("[0-9a-f]{4}", word) for word in said[:2]):
        return None
    vendor, product, kind, *names = said
    maker, title, serial = (" ".join(name.split())[:200] for name in names)
    if kind == HUB:
        return None
    return Device(vendor, product, maker, title, serial, tuple(texts(entry.get("interfaces"))))


def is_code_reader(device: Device) -> bool:
    """A reader says that it is a keyboard, a serial line or its own thing: its maker or name tells."""
    if not device.has(HID, SERIAL, SERIAL_DATA, VENDOR_SPECIFIC):
        return False
    return device.vendor_id in CODE_READERS or bool(_CODE_READER_NAME.search(device.product))


def is_receipt_printer(device: Device) -> bool:
    if device.has(PRINTER) and device.vendor_id in RECEIPT_PRINTERS:
        return True
    return device.has(PRINTER, VENDOR_SPECIFIC) and is_receipt_name(device.product)


def is_receipt_name(name: str) -> bool:
    """Whether a model's name is that of a receipt printer."""
    return bool(_RECEIPT_NAME.search(name[:200]))


def is_scanner(device: Device) -> bool:
    """A still-image device may be a camera, a maker's own protocol anything: the name tells."""
    if is_code_reader(device) or not device.has(IMAGE, VENDOR_SPECIFIC):
        return False
    name = device.product
    return bool(_SCANNER_NAME.search(name) or _MULTIFUNCTION.search(name))


def listed(answer: Answer) -> list[dict[str, str]]:
    return [
        {"name": each.name, "vendor_id": each.vendor_id, "product_id": each.product_id}
        | ({"serial": each.serial} if each.serial else {})
        for each in devices(answer)
    ]


def printers(answer: Answer) -> list[dict[str, str]]:
    """Printers of paper by their interface's class; receipt printers are a noun of their own."""
    answer.refuse("usb")
    entries = {port: entry for port, entry in answer.get("usb", dict).items() if isinstance(entry, dict)}
    found = ((str(port), _device(entry)) for port, entry in entries.items())
    return [
        {"port": port, "model": each.name} | ({"serial": each.serial} if each.serial else {})
        for port, each in found
        if each and each.has(PRINTER) and not is_receipt_printer(each)
    ]


FACTS: Mapping[str, Fact] = {"usb.devices": listed, "print.usb": printers}
