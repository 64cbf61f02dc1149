"""What is plugged in, as Plug and Play knows it: readers, cameras, scanners, touch; UPS."""

import re
from collections.abc import Mapping
from typing import Any

from auditor.parsers.pc import usb
from auditor.parsers.pc.answer import Answer, Fact
from auditor.parsers.windows import classes
from auditor.parsers.windows.classes import Row
from auditor.parsers.windows.numbers import integer, items
from auditor.parsers.windows.probe import printing
from auditor.parsers.windows.probe.shape import rows

_INTERFACE = re.compile(r"(?i)USB\\Class_([0-9A-F]{2})(?:&SubClass_([0-9A-F]{2}))?(?:&Prot_([0-9A-F]{2}))?")
_CODE_READER, _TOUCH = "HID_DEVICE_UP:008C_U:", "HID_DEVICE_UP:000D_U:0004"
"""HID usage pages (usb.org, HID Usage Tables): 8C bar code scanner, 0D digitizer, its usage 04 touch
screen."""


def _devices(answer: Answer) -> list[Row]:
    """Those that are there; Win32_PnPEntity lists no others."""
    return [row for row in rows(answer, "pnp") if row.get("PNPDeviceID")]


def _name(row: Row) -> str:
    return " ".join((row.get("Name") or row.get("PNPDeviceID", "")).split())[:200]


def _of_class(answer: Answer, *names: str) -> list[Row]:
    return [row for row in _devices(answer) if row.get("PNPClass") in names]


def _once(rows_: list[Row]) -> list[str]:
    return list(dict.fromkeys(_name(row) for row in rows_))


def card_readers(answer: Answer) -> list[str]:
    """Readers that have their driver; a token is one with its card built in."""
    return _once(_of_class(answer, "SmartCardReader"))


def cameras(answer: Answer) -> list[str]:
    """Class Camera (Windows 10 and newer), else imaging devices that speak USB's video class."""
    older = [row for row in _of_class(answer, "Image") if row.get("Service", "").lower() == "usbvideo"]
    return _once([*_of_class(answer, "Camera"), *older])


def _on_usb(row: Row) -> usb.Device | None:
    """As the kernel of a Linux PC would tell it: so both are told by the same rules."""
    found = classes.USB.fullmatch(row.get("PNPDeviceID", ""))
    if not found:
        return None
    said = [*items(row.get("CompatibleID")), *items(row.get("HardwareID"))]
    interfaces = tuple(
        " ".join(part or "00" for part in match.groups()).lower()
        for each in said
        if (match := _INTERFACE.match(each))
    )
    maker = re.sub(r"\(.*\)", "", row.get("Manufacturer", "")).strip()
    return usb.Device(found[1].lower(), found[2].lower(), maker, _name(row), "", interfaces)


def qr_readers(answer: Answer) -> list[str]:
    """By the usage that the reader states, else by maker or name; one that is a keyboard only says no
    more."""
    found = _devices(answer)
    stated = {
        match[1].upper()
        for row in found
        if _CODE_READER in row.get("HardwareID", "").upper()
        and (match := re.search(r"(?i)(VID_[0-9A-F]{4}&PID_[0-9A-F]{4})", row["PNPDeviceID"]))
    }
    names = []
    for row in found:
        device = _on_usb(row)
        if device and (_ids(device) in stated or usb.is_code_reader(device)):
            names.append(_name(row))
    return list(dict.fromkeys([*names, *_once(_of_class(answer, "BarcodeScanner", "POSBarcodeScanner"))]))


def _ids(device: usb.Device) -> str:
    return f"VID_{device.vendor_id}&PID_{device.product_id}".upper()


def scanners(answer: Answer) -> list[dict[str, str]]:
    """Class Image (what WIA and TWAIN drivers install themselves as), cameras left out."""
    found = []
    for row in _of_class(answer, "Image"):
        if row.get("Service", "").lower() == "usbvideo":
            continue
        device = _on_usb(row)
        ids = {"vendor_id": device.vendor_id, "product_id": device.product_id} if device else {}
        found.append({"name": _name(row), "connection": "usb" if device else "network", **ids})
    return found


def receipt_printers(answer: Answer) -> list[str]:
    """USB devices by maker or name, and queues whose driver or name is a receipt printer's."""
    found = [
        device.name for row in _devices(answer) if (device := _on_usb(row)) and usb.is_receipt_printer(device)
    ]
    if found:
        return found
    queues = rows(answer, "printing.printers")
    return [
        row["Name"] for row in queues if usb.is_receipt_name(f"{row.get('Name')} {row.get('DriverName')}")
    ]


def touch(answer: Answer) -> bool:
    return any(_TOUCH in row.get("HardwareID", "").upper() for row in _devices(answer))


def usb_devices(answer: Answer) -> Any:
    return classes.devices(_devices(answer))["usb.devices"]


def usb_printers(answer: Answer) -> list[dict[str, str]]:
    """Queues on the PC's USB ports; Windows' virtual port does not say which device it is, so no serial."""
    queues = printing.queues(answer)
    return [
        {"port": queue["uri"].removeprefix("usb:"), "model": queue["name"]}
        for queue in queues
        if queue["uri"].startswith("usb:")
    ]


# --- UPS ----------------------------------------------------------------------------------------------------
_ON_BATTERY, _LOW = "1", ("4", "5")
"""Win32_Battery.BatteryStatus: 1 discharging, 2 on mains, 4 low, 5 critical."""
_UNKNOWN_MINUTES = 71_582_788
"""EstimatedRunTime of one on mains."""


def watched(answer: Answer) -> list[dict[str, Any]]:
    """Batteries that hang on USB (driver HidBatt); a notebook's own is none."""
    drivers = [row for row in _of_class(answer, "Battery") if row.get("Service", "").lower() == "hidbatt"]
    if not drivers:
        return []
    return [_ups(row) for row in rows(answer, "power")]


def _ups(row: Row) -> dict[str, Any]:
    status = row.get("BatteryStatus", "")
    charge, minutes = integer(row.get("EstimatedChargeRemaining")), integer(row.get("EstimatedRunTime"))
    found: dict[str, Any] = {"name": row.get("Name") or row.get("DeviceID", ""), "source": "windows"}
    if status:
        found["state"] = "battery" if status in (_ON_BATTERY, *_LOW) else "mains"
        found["battery"] = "low" if status in _LOW else "ok"
    if charge is not None and charge <= 100:
        found["charge_percent"] = float(charge)
    if minutes is not None and minutes < _UNKNOWN_MINUTES:
        found["runtime_min"] = float(minutes)
    return found


FACTS: Mapping[str, Fact] = {
    "peripherals.card_readers": card_readers,
    "peripherals.cameras": cameras,
    "peripherals.qr_readers": qr_readers,
    "peripherals.receipt_printers": receipt_printers,
    "peripherals.scanners": scanners,
    "peripherals.touch": touch,
    "usb.devices": usb_devices,
    "print.usb": usb_printers,
    "pc_ups": watched,
}
