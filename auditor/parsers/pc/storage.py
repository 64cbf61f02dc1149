"""Disks and the file systems on them."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers import smartctl
from auditor.parsers.parsed import Unreadable
from auditor.parsers.pc.answer import Answer, Fact, Missing

_GIB = 2**30
_SECTOR = 512
"""/sys/block/*/size counts sectors of 512 bytes whatever the disk's own size is (kernel, block/genhd.c)."""
_READ_ONLY_BY_NATURE = ("squashfs", "iso9660", "udf", "erofs", "cramfs")


def disks(answer: Answer) -> list[dict[str, Any]]:
    return [_disk(entry) for entry in _physical(answer)]


def _physical(answer: Answer) -> list[dict[str, Any]]:
    entries = [entry for entry in answer.get("disks", list) if isinstance(entry, dict)]
    return [e for e in entries if _count(e.get("sectors")) > 0 and str(e.get("removable", "")).strip() != "1"]


def _disk(entry: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": str(entry.get("name")),
        "size_gib": round(_count(entry.get("sectors")) * _SECTOR / _GIB, 1),
    }
    if isinstance(entry.get("model"), str):
        found["model"] = entry["model"].strip()
    if str(entry.get("rotational")).strip() in ("0", "1"):
        found["rotational"] = str(entry["rotational"]).strip() == "1"
    smart = _smart(entry.get("smart"))
    return found | {"protocol": _protocol(entry, smart)} | smart


_OF_ONE_DISK = (
    *("health", "serial", "firmware", "temperature_c", "power_on_hours", "reallocated_sectors"),
    *("pending_sectors", "media_errors", "spare_percent", "used_percent", "critical_warnings"),
    "attributes_failed",
)


def _smart(said: Any) -> dict[str, Any]:
    """What smartctl says of one disk, by the names of the record; nothing where it could not."""
    try:
        facts = smartctl.parse(str(said or "").encode()).facts
    except Unreadable:
        return {}
    return {name: facts[f"disk.{name}"] for name in _OF_ONE_DISK if f"disk.{name}" in facts}


def _protocol(entry: Mapping[str, Any], smart: Mapping[str, Any]) -> str:
    """libata gives each of its disks the vendor ATA; an NVMe disk is called so."""
    if str(entry.get("name", "")).startswith("nvme") or "used_percent" in smart:
        return "nvme"
    if str(entry.get("vendor", "")).strip() == "ATA" or "attributes_failed" in smart:
        return "ata"
    return "scsi" if "health" in smart else "other"


def _count(text: Any) -> int:
    digits = str(text).strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 18 else 0


def kinds(answer: Answer) -> list[str]:
    """Protocols of the disks that may have SMART; none on a virtual machine, whose disks are no disks."""
    if answer.errors.get("disks.smart") == "no physical disks on a virtual machine":
        return []
    return sorted({disk["protocol"] for disk in _with_smart(answer)})


def _with_smart(answer: Answer) -> list[dict[str, Any]]:
    """A card reader's mmcblk has no SMART by its kind."""
    return [disk for disk in disks(answer) if not disk["name"].startswith("mmcblk")]


def _worst(name: str, worst: Callable[[list[Any]], Any] = max) -> Fact:
    """The worst value of the disks that state *name*: of a disk without it (NVMe has no sectors) it is no
    fault, and one that says nothing at all is ``disk.failing``'s."""

    def fact(answer: Answer) -> Any:
        answer.refuse("disks.smart")
        found = _with_smart(answer)
        values = [disk[name] for disk in found if name in disk]
        if not values:
            raise Missing(answer.why(*(f"disks.{disk['name']}" for disk in found)))
        return worst(values)

    return fact


def _joined(lists: list[list[str]]) -> list[str]:
    return sorted({word for words in lists for word in words})


def failing(answer: Answer) -> list[str]:
    """Good only when each disk said so."""
    answer.refuse("disks.smart")
    found = _with_smart(answer)
    failed = [disk["name"] for disk in found if disk.get("health") == "failed"]
    silent = [disk["name"] for disk in found if "health" not in disk]
    if not failed and (silent or not found):
        why = answer.why(*(f"disks.{name}" for name in silent))
        raise Missing(_("no SMART state of {disks}: {why}").format(disks=", ".join(silent) or "-", why=why))
    return failed


def filesystems(answer: Answer) -> list[dict[str, Any]]:
    """One record a file system: of several mounts of one, that of its root, and / in any case."""
    found: dict[str, tuple[bool, dict[str, Any]]] = {}
    for entry in answer.get("mounts", list):
        parsed = _mount(entry) if isinstance(entry, dict) else None
        if parsed is None:
            continue
        device, whole, record = parsed
        key = device if record["mount"] != "/" else "/"
        if key not in found or (whole and not found[key][0]):
            found[key] = (whole, record)
    return [record for _whole, record in found.values()]


def _mount(entry: Mapping[str, Any]) -> tuple[str, bool, dict[str, Any]] | None:
    """proc_pid_mountinfo(5): id parent major:minor root mount options … - type source super-options."""
    left, _dash, right = str(entry.get("line", "")).partition(" - ")
    head, tail = left.split(" "), right.split(" ")
    if len(head) < 6 or len(tail) < 3 or entry.get("directory") is False:
        return None
    mount, fstype = _unescaped(head[4]), tail[0]
    if fstype in _READ_ONLY_BY_NATURE or mount.startswith(("/run/host/", "/snap/")):
        return None
    whole = head[3] == "/" or fstype == "btrfs" or mount == "/"
    read_only = "ro" in tail[2].split(",") or (whole and "ro" in head[5].split(","))
    record = {"mount": mount, "device": _unescaped(tail[1]), "fstype": fstype, "read_only": read_only}
    return head[2], whole, record | _space(entry.get("statvfs"))


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)


def _space(numbers: Any) -> dict[str, float]:
    """statvfs(3); free as df(1) counts it: what is left to an ordinary user of what one could ever have."""
    if not isinstance(numbers, list) or len(numbers) != 4 or not all(isinstance(n, int) for n in numbers):
        return {}
    size, blocks, free, available = numbers
    usable = blocks - free + available
    if blocks <= 0 or usable <= 0:
        return {}
    return {
        "size_gib": round(blocks * size / _GIB, 2),
        "free_gib": round(available * size / _GIB, 2),
        "free_percent": round(100 * available / usable, 1),
    }


def _root(answer: Answer, part: str) -> float:
    root = next((record for record in filesystems(answer) if record["mount"] == "/"), {})
    if part not in root:
        raise Missing(answer.why("mounts./", "mounts"))
    return float(root[part])


def root_size(answer: Answer) -> float:
    return _root(answer, "size_gib")


def root_free(answer: Answer) -> float:
    return _root(answer, "free_percent")


def read_only_mounts(answer: Answer) -> list[str]:
    return [record["mount"] for record in filesystems(answer) if record["read_only"]]


FACTS: Mapping[str, Fact] = {
    "disks": disks,
    "disk.failing": failing,
    "disk.kinds": kinds,
    **{
        f"disk.{name}": _worst(name)
        for name in (
            "temperature_c",
            "reallocated_sectors",
            "pending_sectors",
            "media_errors",
            "used_percent",
        )
    },
    "disk.spare_percent": _worst("spare_percent", min),
    "disk.critical_warnings": _worst("critical_warnings", _joined),
    "disk.attributes_failed": _worst("attributes_failed", _joined),
    "filesystems": filesystems,
    "disk.root_size_gib": root_size,
    "disk.root_free_percent": root_free,
    "disk.read_only_mounts": read_only_mounts,
}
