"""Disks, volumes and their encryption, as WMI has them."""

from collections.abc import Sequence
from typing import Any

from auditor.parsers.windows.numbers import integer, items

_GIB = 2**30
_SYSTEM = "C:"
"""Where Windows is: always, since nobody has changed it in thirty years."""
_FIXED = "3"
_METHODS = (
    *(
        "none",
        "aes-128-diffuser",
        "aes-256-diffuser",
        "aes-128",
        "aes-256",
        "hardware",
        "xts-aes-128",
        "xts-aes-256",
    ),
)
"""Win32_EncryptableVolume.EncryptionMethod."""
_PREDICTIVE_FAILURE = "5"

Row = dict[str, str]


def _gib(value: str | None, digits: int) -> float | None:
    size = integer(value)
    return round(size / _GIB, digits) if size else None


def _without_none(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}


def disk_drives(rows: Sequence[Row]) -> dict[str, Any]:
    """Win32_DiskDrive; a stick is no disk of the PC."""
    fixed = [row for row in rows if "removable" not in row.get("MediaType", "").lower()]
    return {"disks": [_drive(row) for row in fixed]}


def _drive(row: Row) -> dict[str, Any]:
    failing = row.get("Status", "").lower() == "pred fail"
    return _without_none(
        {
            "name": row.get("DeviceID", row.get("Name", "")),
            "model": row.get("Model"),
            "size_gib": _gib(row.get("Size"), 1),
            "health": "failed" if failing else None,  # OK here says only that the driver is
        }
    )


def physical_disks(rows: Sequence[Row]) -> dict[str, Any]:
    """MSFT_PhysicalDisk: MediaType 3 is a hard disk, 4 an SSD; HealthStatus 0 is healthy, 2 unhealthy."""
    disks = [_physical(row) for row in rows]
    facts: dict[str, Any] = {"disks": disks}
    failing = [disk["name"] for disk in disks if disk.get("health") == "failed"]
    if failing or all("health" in disk for disk in disks):
        facts["disk.failing"] = failing
    return facts


def _physical(row: Row) -> dict[str, Any]:
    fails = row.get("HealthStatus") == "2" or _PREDICTIVE_FAILURE in items(row.get("OperationalStatus"))
    health = "failed" if fails else "passed" if row.get("HealthStatus") == "0" else None
    return _without_none(
        {
            "name": f"PhysicalDisk{row.get('DeviceId', '')}",
            "model": (row.get("Model") or row.get("FriendlyName") or "").strip() or None,
            "size_gib": _gib(row.get("Size"), 1),
            "rotational": {"3": True, "4": False}.get(row.get("MediaType", "")),
            "health": health,
        }
    )


def logical_disks(rows: Sequence[Row]) -> dict[str, Any]:
    """Win32_LogicalDisk: DriveType 3 is a local disk."""
    local = [row for row in rows if row.get("DriveType") == _FIXED]
    return _filesystems([_filesystem(row.get("DeviceID", ""), row.get("Size"), row) for row in local])


def volumes(rows: Sequence[Row]) -> dict[str, Any]:
    """Win32_Volume, also those without a letter."""
    local = [row for row in rows if row.get("DriveType", _FIXED) == _FIXED and row.get("FileSystem")]
    return _filesystems([_filesystem(_mount(row), row.get("Capacity"), row) for row in local])


def _mount(row: Row) -> str:
    return row.get("DriveLetter") or row.get("Name") or row.get("DeviceID", "")


def _filesystem(mount: str, size: str | None, row: Row) -> dict[str, Any]:
    total, free = integer(size), integer(row.get("FreeSpace"))
    known = total is not None and free is not None and 0 <= free <= total and total > 0
    return _without_none(
        {
            "mount": mount,
            "device": row.get("VolumeSerialNumber") or row.get("DeviceID"),
            "fstype": row.get("FileSystem", "").lower() or None,
            "size_gib": _gib(size, 2),
            "free_gib": round(free / _GIB, 2) if known and free is not None else None,
            "free_percent": round(100 * free / total, 1) if known and free is not None and total else None,
        }
    )


def _filesystems(found: list[dict[str, Any]]) -> dict[str, Any]:
    facts: dict[str, Any] = {"filesystems": found}
    root = next((each for each in found if each["mount"].upper() == _SYSTEM), {})
    if "size_gib" in root:
        facts["disk.root_size_gib"] = root["size_gib"]
    if "free_percent" in root:
        facts["disk.root_free_percent"] = root["free_percent"]
    return facts


def encryption(rows: Sequence[Row]) -> dict[str, Any]:
    """Win32_EncryptableVolume: ProtectionStatus 0 off, 1 on, 2 cannot be told (locked)."""
    return {"disk.encryption": [_encrypted(row) for row in rows]}


def _encrypted(row: Row) -> dict[str, Any]:
    method = integer(row.get("EncryptionMethod"))
    return _without_none(
        {
            "volume": row.get("DriveLetter") or row.get("DeviceID", ""),
            "protected": {"0": False, "1": True}.get(row.get("ProtectionStatus", "")),
            "method": _METHODS[method] if method is not None and method < len(_METHODS) else None,
        }
    )
