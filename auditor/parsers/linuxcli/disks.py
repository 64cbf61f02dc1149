"""Disks and file systems: df, lsblk, mount, smartctl's text."""

import re
from typing import Any

from auditor.parsers.linuxcli.sizes import size_of

Facts = dict[str, Any]

_GIB = 2**30
_TREE = " │├└─|`-"
_READ_ONLY_BY_NATURE = ("squashfs", "iso9660", "udf", "erofs", "cramfs")


def df(text: str) -> Facts:
    """df, with or without -h, -k, -T: file systems on disks, so those with a device."""
    head, lines = _table(text, r".*Mounted on\s*$")
    if not head:
        return {}
    fields = 6 if " Type " in head else 5
    found = [row for line in lines if (row := _df_row(line.split(None, fields), _unit(head)))]
    return _with_root({"filesystems": found})


def _table(text: str, head: str) -> tuple[str, list[str]]:
    """The line of headings and the rows after it; what the command complained of stands before it.

    A name too long for its column has the line to itself, and its row goes on in the next one.
    """
    found = re.search(rf"(?m)^{head}", text)
    if not found:
        return "", []
    rows = re.sub(r"(?m)^(\S+)[ \t]*\n[ \t]+(?=\d)", r"\1 ", text[found.end() :])
    return found[0], rows.splitlines()


def _unit(head: str) -> int:
    """Bytes of a block: «1K-blocks», «512-blocks», «1M-blocks»; «2MB-blocks» is of 1000 each."""
    blocks = re.search(r"\b(\d{1,9})([KMGTP]?)(B?)-blocks", head, re.IGNORECASE)
    if not blocks:
        return 1024
    power = " KMGTP".index(blocks[2].upper() or " ")
    return int(blocks[1]) * int((1000 if power and blocks[3] else 1024) ** power)


def _df_row(row: list[str], unit: int) -> dict[str, Any] | None:
    if len(row) < 6 or not row[0].startswith("/dev/") or row[0].startswith("/dev/loop"):
        return None
    typed = [row[1]] if len(row) == 7 else []
    size, used, free = (size_of(value, unit) for value in row[-5:-2])
    record: dict[str, Any] = {"mount": row[-1].strip(), "device": row[0]}
    if typed:
        record["fstype"] = typed[0]
    if size is not None:
        record["size_gib"] = round(size / _GIB, 2)
    if free is not None:
        record["free_gib"] = round(free / _GIB, 2)
    if free is not None and used is not None and free + used > 0:
        record["free_percent"] = round(100 * free / (free + used), 1)
    return record


def _with_root(facts: Facts) -> Facts:
    root: Facts = next((each for each in facts["filesystems"] if each["mount"] == "/"), {})
    names = {"disk.root_size_gib": "size_gib", "disk.root_free_percent": "free_percent"}
    return facts | {fact: root[key] for fact, key in names.items() if key in root}


def lsblk(text: str) -> Facts:
    """lsblk, with its first six columns as they come: disks that are not removable."""
    head, lines = _table(text, r"NAME +MAJ:MIN +RM +SIZE +RO +TYPE.*")
    if not head:
        return {}
    return {"disks": [disk for line in lines if (disk := _block(line, head))]}


def _block(line: str, head: str) -> dict[str, Any] | None:
    row = line.lstrip(_TREE).split()
    if len(row) < 6 or row[5] != "disk" or row[2] != "0":
        return None
    disk: dict[str, Any] = {"name": row[0]}
    if size := size_of(row[3], 1):
        disk["size_gib"] = round(size / _GIB, 1)
    model = re.search(r"MODEL\s+", head)
    if model and (name := line[model.start() : model.end()].strip()):
        disk["model"] = name
    return disk


_MOUNT = re.compile(r"^(\S+) on (.+) type (\S+) \(([^)]*)\)$")


def mount(text: str) -> Facts:
    """mount(8): file systems on disks and how they are mounted."""
    rows = [match for line in text.splitlines() if (match := _MOUNT.match(line.strip()))]
    found = [
        {"mount": row[2], "device": row[1], "fstype": row[3], "read_only": "ro" in row[4].split(",")}
        for row in rows
        if row[1].startswith("/dev/") and row[3] not in _READ_ONLY_BY_NATURE
    ]
    if not rows:
        return {}
    return {
        "filesystems": found,
        "disk.read_only_mounts": [each["mount"] for each in found if each["read_only"]],
    }


def smartctl(text: str) -> Facts:
    """smartctl -i, -H, -a: one disk; its name stands in no line."""
    pairs = (line.partition(":") for line in text.splitlines())
    said = {key.strip(): value.strip() for key, colon, value in pairs if colon}
    disk: dict[str, Any] = {}
    if model := said.get("Device Model") or said.get("Model Number") or said.get("Product"):
        disk["model"] = model
    capacity = said.get("User Capacity") or said.get("Namespace 1 Size/Capacity") or ""
    if size := re.match(r"([\d,.\s\u00a0]{1,32})\s*(?:bytes|\[)", capacity):
        disk["size_gib"] = round(int(re.sub(r"\D", "", size[1]) or 0) / _GIB, 1)
    rotation = said.get("Rotation Rate", "")
    if rotation:
        disk["rotational"] = rotation.endswith("rpm")
    verdict = said.get("SMART overall-health self-assessment test result") or said.get("SMART Health Status")
    if verdict:
        disk["health"] = "passed" if verdict in ("PASSED", "OK") else "failed"
    return {"disks": [disk]} if disk else {}
