"""The machine and its system: os-release, uname, /proc, free, dmidecode, timedatectl, needrestart."""

import re
from collections.abc import Iterator
from typing import Any

from auditor.parsers.linuxcli.ask import ask
from auditor.parsers.linuxcli.sizes import size_of
from auditor.parsers.pc.host import NO_SERIAL
from auditor.parsers.windows.system import virtualization

Facts = dict[str, Any]


def os_release(text: str) -> Facts:
    return ask({"system": text}, ("os.id", "os.version", "os.release", "os.name"))


_UNAME = re.compile(r"^(\S+) (\S+) (\S+) (.+) (?:GNU/)?(\S+)$")
_MACHINES = r"\b(x86_64|i[3-6]86|aarch64|armv\d\w*|ppc64(?:le)?|s390x|riscv64|mips\w*)\b"


def uname(text: str) -> Facts:
    """uname -a: kernel's name, node, release, version …, machine, and words that older ones repeat."""
    found = _UNAME.match(text.strip())
    if not found or found[1] not in ("Linux", "FreeBSD"):
        return {}
    facts = {"os.family": found[1].lower(), "host.name": found[2], "os.kernel": found[3]}
    machines = re.findall(_MACHINES, found[4])
    return facts | ({"os.arch": machines[-1]} if machines else {})


def cpuinfo(text: str) -> Facts:
    """/proc/cpuinfo: a block a logical processor; some architectures state the number once."""
    facts = ask({"cpu": {"info": text}}, ("cpu.model",))
    blocks = len(re.findall(r"(?m)^processor(?:\s+\d+)?\s*:(?=\s*\d)", text))
    # s390: processor 0: version = FF, …; sparc: ncpus active; alpha: cpus active
    stated = re.search(r"(?m)^(?:# processors|ncpus active|cpus active)\s*:\s*(\d{1,5})$", text)
    count = int(stated[1]) if stated else blocks
    return facts | ({"cpu.count": count} if count else {})


def meminfo(text: str) -> Facts:
    return ask({"memory": text}, ("memory.total_mib", "memory.available_mib"))


def uptime(text: str) -> Facts:
    """/proc/uptime: seconds since start-up, and idle."""
    return ask({"host": {"uptime": text}}, ("host.uptime_s",)) if re.match(r"\d{1,12}\.\d", text) else {}


def free(text: str) -> Facts:
    """free(1): KiB, or -h with a unit (of 1024; procps before 3.3.17 writes G for GiB)."""
    rows = [line.split() for line in text.splitlines()]
    head = next((row for row in rows if row[:1] == ["total"]), [])
    memory = next((row[1:] for row in rows if row[:1] == ["Mem:"]), [])
    found = {name: size_of(value, 1024) for name, value in zip(head, memory, strict=False)}
    kept = {"memory.total_mib": found.get("total"), "memory.available_mib": found.get("available")}
    return {name: size // 2**20 for name, size in kept.items() if size is not None}


# ── dmidecode ────────────────────────────────────────────────────────────────────────────────────

_SYSTEM, _PROCESSOR, _MEMORY = "System Information", "Processor Information", "Memory Device"


def dmidecode(text: str) -> Facts:
    """SMBIOS: the machine (type 1), its processor (4) and the memory in its slots (17)."""
    facts: Facts = {}
    slots: list[int] = []
    for title, fields in _structures(text):
        if title in (_SYSTEM, f"{_SYSTEM} Block") and "host.vendor" not in facts:
            facts |= _machine(fields)
        elif title == _PROCESSOR and "cpu.model" not in facts:
            model = _plain(fields.get("Version", ""))
            facts |= {} if NO_SERIAL.fullmatch(model) else {"cpu.model": model}
        elif title == _MEMORY and "flash" not in fields.get("Type", "").lower():
            slots.append(size_of(fields.get("Size", "").replace(" ", ""), 1) or 0)
    return facts | ({"memory.total_mib": sum(slots) // 2**20} if any(slots) else {})


def _structures(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(title, fields) of each; dmidecode 2.0 indents the title, and writes the type in a line of its own."""
    title, begun = "", False
    fields: dict[str, str] = {}
    for line in [*text.splitlines(), "Handle"]:
        if line.startswith("Handle"):
            if title:
                yield title, fields
            title, fields, begun = "", {}, True
        elif begun and line.strip() and not line.lstrip().startswith("DMI type"):
            title, begun = line.strip(), False
        elif found := re.match(r"(?:\t\t?| {1,16})(\S[^:]{0,100}): *(.*)$", line):
            fields.setdefault(found[1], found[2].strip())


def _machine(fields: dict[str, str]) -> Facts:
    names = {"host.vendor": "Manufacturer", "host.model": "Product Name", "host.serial": "Serial Number"}
    said = {fact: fields.get(key, fields.get(_OLD.get(key, ""), "")) for fact, key in names.items()}
    facts: Facts = {fact: _plain(value) for fact, value in said.items() if not NO_SERIAL.fullmatch(value)}
    if "host.vendor" in facts:
        facts["host.virtualization"] = virtualization(said["host.vendor"], said["host.model"])
    return facts


def _plain(said: str) -> str:
    return re.sub(r"\s+", " ", said)


_OLD = {"Manufacturer": "Vendor", "Product Name": "Product"}
"""What dmidecode 2.0 called them."""


# ── time and restarts ────────────────────────────────────────────────────────────────────────────


def timedatectl(text: str) -> Facts:
    """timedatectl status of any version of systemd."""
    pairs = (line.partition(":") for line in text.splitlines())
    said = {key.strip(): value.strip() for key, colon, value in pairs if colon}
    facts: Facts = {}
    if zone := re.match(r"([\w+-]+(?:/[\w+-]+)*)(?: \(|$)", said.get("Time zone", said.get("Timezone", ""))):
        facts["time.zone"] = zone[1]
    synchronized = said.get("System clock synchronized", said.get("NTP synchronized"))
    if synchronized in ("yes", "no"):
        facts["time.synchronized"] = synchronized == "yes"
    if said.get("systemd-timesyncd.service active") == "yes":
        facts["time.service"] = "systemd-timesyncd"
    return facts


def needrestart(text: str) -> Facts:
    """needrestart -b: KSTA 1 is the newest kernel, 2 and 3 wait for a restart, 0 is not known."""
    state = re.search(r"(?m)^NEEDRESTART-KSTA: ([0-3])$", text)
    return {"host.reboot_required": state[1] in "23"} if state and state[1] != "0" else {}
