"""Disks, volumes, BitLocker."""

from collections.abc import Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing
from auditor.parsers.windows import storage
from auditor.parsers.windows.probe.shape import of_class, rows, stated

_USB = "7"
"""MSFT_PhysicalDisk.BusType: a stick or a disk that is carried away."""
_SYSTEM = "C:"


def _found(answer: Answer) -> Mapping[str, Any]:
    """MSFT_PhysicalDisk where Windows has it (8 and newer), else Win32_DiskDrive, which knows less."""
    try:
        inside = [row for row in rows(answer, "disks.physical") if row.get("BusType") != _USB]
    except Missing:
        inside = []
    return storage.physical_disks(inside) if inside else storage.disk_drives(rows(answer, "disks.drives"))


def disks(answer: Answer) -> Any:
    return stated(_found(answer), "disks")


def failing(answer: Answer) -> Any:
    return stated(_found(answer), "disk.failing")


def encryption(answer: Answer) -> Any:
    return stated(storage.encryption(rows(answer, "encryption")), "disk.encryption")


def system_encrypted(answer: Answer) -> bool:
    """A volume that BitLocker does not list (Windows Home without it) is not encrypted."""
    for volume in encryption(answer):
        if str(volume["volume"]).upper() == _SYSTEM:
            if "protected" not in volume:
                raise Missing(_("the device does not say"))
            return bool(volume["protected"])
    return False


FACTS: Mapping[str, Fact] = {
    "disks": disks,
    "disk.failing": failing,
    "disk.encryption": encryption,
    "disk.system_encrypted": system_encrypted,
    **of_class(
        "volumes",
        storage.logical_disks,
        *("filesystems", "disk.root_size_gib", "disk.root_free_percent"),
    ),
}
