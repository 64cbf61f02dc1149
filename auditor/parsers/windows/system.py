"""Which Windows it is, and what it runs on, in the words of the dictionary."""

import re
from collections.abc import Mapping
from typing import Any

from auditor.parsers.windows.zones import VIETNAM, ZONES

_FIRST_11 = 22000
"""Builds from here on are Windows 11, though its registry and tools go on saying Windows 10."""
_BY_BUILD = (
    (_FIRST_11, "11"),
    (10240, "10"),
    (9600, "8.1"),
    (9200, "8"),
    (7600, "7"),
    (6000, "vista"),
    (2600, "xp"),
)
_VIRTUAL = {
    "vmware": "vmware",
    "virtualbox": "oracle",
    "innotek": "oracle",
    "virtual machine": "microsoft",
    "hyperv": "microsoft",
    "qemu": "qemu",
    "kvm": "kvm",
    "bochs": "bochs",
    "xen": "xen",
    "parallels": "parallels",
    "amazon ec2": "amazon",
    "hyper-v": "microsoft",
    "rhev": "kvm",
    "openstack": "kvm",
}
"""Words of vendor and model, and systemd-detect-virt's names for them."""

_BITS = re.compile(r"(?i)arm.?64|aarch64|(64)|x86_64|amd64|(32)|(x86)")


def release(name: str, build: int, version: str = "") -> Mapping[str, Any]:
    """``os.*`` facts. *name* as Windows says it (may say 10 for 11), *build* 22631, *version* 10.0.22631."""
    server = re.search(r"(?i)server\W{0,3}(?:\(R\) ?)?(\d{4}(?: ?R2)?)", name)
    number = server[1].upper() if server else next((word for first, word in _BY_BUILD if build >= first), "")
    if not number:
        return {}
    if not server and number == "11":
        name = re.sub(r"(?i)(windows) 10", r"\1 11", name)
    facts: dict[str, Any] = {"os.family": "windows", "os.id": "windows", "os.version": number}
    facts["os.release"] = f"windows server {number}" if server else f"windows {number}"
    if name:
        facts["os.name"] = name
    return facts | ({"os.kernel": version} if version else {})


def architecture(said: str) -> str | None:
    """``64-bit``, ``32 bits``, ``x64-based PC``, ``ARM 64-bit Processor`` as uname -m would say it."""
    found = _BITS.search(said)
    if not found:
        return None
    if said.lower().startswith("arm") or found[0].lower() == "aarch64":
        return "aarch64"
    return "i686" if found[2] or found[3] else "x86_64"


def virtualization(vendor: str, model: str) -> str:
    """systemd-detect-virt's word for the machine; none for one that no hypervisor's name is on."""
    said = f"{vendor} {model}".lower()
    found = (name for word, name in _VIRTUAL.items() if re.search(rf"{word}(?!isor)", said))
    return next(found, "none")


_SHOWN = {
    "(UTC+07:00) Bangkok, Hanoi, Jakarta": VIETNAM,
    "(UTC+00:00) UTC": "UTC",
    "(UTC) Coordinated Universal Time": "UTC",
    "UTC": "UTC",
}
"""As Windows shows them to people, in English."""


def zone(said: str) -> str:
    """The IANA name of Windows' own or shown name; one that CLDR does not know stays as it is."""
    return _SHOWN.get(said) or ZONES.get(said, said)
