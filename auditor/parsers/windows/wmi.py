"""Dumps of WMI classes (``wmic CLASS get * /format:list``): to rows, and by the class to facts."""

import re
from collections.abc import Callable
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import MAX_ITEMS, Parsed, Unreadable, bounded
from auditor.parsers.windows import classes
from auditor.parsers.windows.classes import Row
from auditor.parsers.windows.text import decode

Parser = Callable[[bytes], Parsed]

_BY_KEYS: tuple[tuple[frozenset[str], str], ...] = tuple(
    (frozenset(keys.split()), name)
    for keys, name in (
        ("HotFixID InstalledOn", "Win32_QuickFixEngineering"),
        ("IPEnabled SettingID MACAddress", "Win32_NetworkAdapterConfiguration"),
        ("ProtectionStatus PersistentVolumeID", "Win32_EncryptableVolume"),
        ("SMBIOSBIOSVersion SerialNumber", "Win32_Bios"),
        ("HealthStatus BusType FriendlyName", "MSFT_PhysicalDisk"),
        ("Capacity DriveLetter FileSystem", "Win32_Volume"),
        ("FreeSpace DriveType FileSystem", "Win32_LogicalDisk"),
        ("TotalVisibleMemorySize BuildNumber", "Win32_OperatingSystem"),
        ("TotalPhysicalMemory Manufacturer Model", "Win32_ComputerSystem"),
        ("Capacity DeviceLocator", "Win32_PhysicalMemory"),
        ("InterfaceType Model Size", "Win32_DiskDrive"),
        ("MaxClockSpeed SocketDesignation", "Win32_Processor"),
    )
)
"""Properties that tell a class which does not state its name."""


def parse(raw: bytes) -> Parsed:
    """Facts of a dump whose class is told by what it holds. Raises Unreadable."""
    rows = rows_of(decode(raw))
    return _parsed(rows, _class_of(rows))


def parser_of(name: str) -> Parser:
    """The parser of the dump of class *name*. Raises Unreadable for a class that no fact is in."""
    known = next((known for known in classes.CLASSES if known.lower() == name.lower()), None)
    if known is None:
        names = ", ".join(sorted(classes.CLASSES))
        raise Unreadable(
            _("no fact of ours is in the class {name}; there are {names}").format(name=name, names=names)
        )
    return lambda raw: _parsed(rows_of(decode(raw)), known)


def rows_of(text: str) -> list[Row]:
    """One mapping an instance; properties without a value are left out. Raises Unreadable for no instance."""
    rows: list[Row] = [{}]
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if not equals or not re.fullmatch(r"\w{1,64}", key):
            continue
        if key in rows[-1] or (key == next(iter(rows[-1]), None)):
            rows.append({})
        rows[-1][key] = value.strip()
    found = [row for row in rows if row][:MAX_ITEMS]
    if not found:
        raise Unreadable(_("there is no instance of a WMI class in it"))
    return found


def _class_of(rows: list[Row]) -> str:
    stated = rows[0].get("CreationClassName", "")
    known = {name.lower(): name for name in classes.CLASSES}
    if stated.lower() in known:
        return known[stated.lower()]
    keys = rows[0].keys()
    if found := next((name for wanted, name in _BY_KEYS if wanted <= keys), None):
        return found
    if keys == {"Manufacturer", "Model"}:  # what `wmic computersystem get manufacturer,model` says
        return "Win32_ComputerSystem"
    if any(classes.USB.fullmatch(row.get("PNPDeviceID", "")) for row in rows):
        return "CIM_LogicalDevice"
    raise Unreadable(_("the dump is of a WMI class that no fact is in"))


def _parsed(rows: list[Row], name: str) -> Parsed:
    stated = [{key: value for key, value in row.items() if value} for row in rows]
    facts: dict[str, Any] = {key: bounded(value) for key, value in classes.CLASSES[name](stated).items()}
    serial = facts.get("host.serial")
    missing = {} if facts else {"*": _("{name}: no property that a fact needs is stated").format(name=name)}
    return Parsed(facts, missing, f"serial:{serial}" if serial else "")
