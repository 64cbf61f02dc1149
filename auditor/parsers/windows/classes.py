"""WMI classes to facts (properties as Microsoft's CIM reference names them); one function a class."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from locale import windows_locale
from typing import Any

from auditor.parsers.pc.host import NO_SERIAL
from auditor.parsers.windows import storage, system
from auditor.parsers.windows.network import adapters, configurations
from auditor.parsers.windows.numbers import integer

Row = dict[str, str]
Facts = dict[str, Any]

USB = re.compile(r"(?i)USB\\VID_([0-9A-F]{4})&PID_([0-9A-F]{4})[^\\]*\\(.+)")
_SERIAL = re.compile(r"(?i)(?:S/N:)?([^&_:]{3,128})(?:_REV:.*)?")


def _stated(facts: Mapping[str, Any]) -> Facts:
    return {name: value for name, value in facts.items() if value not in (None, "")}


def operating_system(rows: Sequence[Row]) -> Facts:
    """Win32_OperatingSystem. Sizes are in KiB; times as CIM_DATETIME."""
    row = rows[0]
    name = re.sub(r"^Microsoft\s+", "", row.get("Caption", "").strip())
    found = system.release(name, integer(row.get("BuildNumber")) or 0, row.get("Version", ""))
    return _stated(
        {
            **found,
            "os.arch": system.architecture(row.get("OSArchitecture", "")),
            "host.name": row.get("CSName"),
            "host.uptime_s": _uptime(row),
            "memory.total_mib": _mib(row.get("TotalVisibleMemorySize"), 1024),
            "memory.available_mib": _mib(row.get("FreePhysicalMemory"), 1024),
            "locale.lang": _locale(row.get("Locale", "")),
        }
    )


def _locale(lcid: str) -> str | None:
    return windows_locale.get(int(lcid, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", lcid) else None


def _mib(value: str | None, per_mib: int) -> int | None:
    number = integer(value)
    return number // per_mib if number else None


def _uptime(row: Row) -> float | None:
    began, now = _time(row.get("LastBootUpTime", "")), _time(row.get("LocalDateTime", ""))
    return (now - began).total_seconds() if began and now and now >= began else None


def _time(said: str) -> datetime | None:
    """CIM_DATETIME: yyyymmddHHMMSS.mmmmmm and the offset from UTC in minutes."""
    found = re.fullmatch(r"(\d{14})\.\d{6}([+-]\d{3})", said)
    try:
        zone = timezone(timedelta(minutes=int(found[2]))) if found else None
        return datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=zone) if found else None
    except ValueError:
        return None


def computer_system(rows: Sequence[Row]) -> Facts:
    """Win32_ComputerSystem."""
    row = rows[0]
    vendor, model = row.get("Manufacturer", "").strip(), row.get("Model", "").strip()
    return _stated(
        {
            "host.name": row.get("DNSHostName") or row.get("Name"),
            "host.vendor": None if NO_SERIAL.fullmatch(vendor) else vendor,
            "host.model": None if NO_SERIAL.fullmatch(model) else model,
            "host.virtualization": system.virtualization(vendor, model) if vendor else None,
            "memory.total_mib": _mib(row.get("TotalPhysicalMemory"), 2**20),
            "cpu.count": integer(row.get("NumberOfLogicalProcessors")),
        }
    )


def bios(rows: Sequence[Row]) -> Facts:
    """Win32_BIOS."""
    serial = rows[0].get("SerialNumber", "").strip()
    return {"host.serial": serial} if serial and not NO_SERIAL.fullmatch(serial) else {}


def processor(rows: Sequence[Row]) -> Facts:
    """Win32_Processor; before a hotfix Windows 2003 has an instance a logical processor, and no count."""
    logical = [integer(row.get("NumberOfLogicalProcessors")) for row in rows]
    known = [count for count in logical if count]
    name = re.sub(r"\s+", " ", rows[0].get("Name", "")).strip()
    return _stated({"cpu.model": name, "cpu.count": sum(known) if known else len(rows)})


def physical_memory(rows: Sequence[Row]) -> Facts:
    """Win32_PhysicalMemory: Capacity in bytes, of each module."""
    sizes = [integer(row.get("Capacity")) for row in rows]
    total = sum(size for size in sizes if size)
    return {"memory.total_mib": total // 2**20} if total else {}


def quick_fixes(rows: Sequence[Row]) -> Facts:
    """Win32_QuickFixEngineering: HotFixID is KB and a number, or «File 1» for what is none."""
    names = {row.get("HotFixID", "").upper() for row in rows}
    return {"updates.installed": sorted(name for name in names if re.fullmatch(r"KB\d{5,8}", name))}


def devices(rows: Sequence[Row]) -> Facts:
    """CIM_LogicalDevice and what is one (Win32_PnPEntity, Win32_Keyboard …): those on USB."""
    found = []
    for row in rows:
        if usb := USB.fullmatch(row.get("PNPDeviceID", "")):
            name = row.get("Name") or row.get("Caption") or row.get("Description")
            serial = _SERIAL.fullmatch(usb[3])
            device = {"vendor_id": usb[1].lower(), "product_id": usb[2].lower(), "name": name}
            found.append(_stated({**device, "serial": serial[1] if serial else None}))
    return {"usb.devices": found}


CLASSES: Mapping[str, Callable[[Sequence[Row]], Facts]] = {
    "Win32_OperatingSystem": operating_system,
    "Win32_ComputerSystem": computer_system,
    "Win32_Bios": bios,
    "Win32_Processor": processor,
    "Win32_PhysicalMemory": physical_memory,
    "Win32_QuickFixEngineering": quick_fixes,
    "Win32_DiskDrive": storage.disk_drives,
    "MSFT_PhysicalDisk": storage.physical_disks,
    "Win32_LogicalDisk": storage.logical_disks,
    "Win32_Volume": storage.volumes,
    "Win32_EncryptableVolume": storage.encryption,
    "Win32_NetworkAdapter": adapters,
    "Win32_NetworkAdapterConfiguration": configurations,
    "CIM_LogicalDevice": devices,
    "Win32_PnPEntity": devices,
}
