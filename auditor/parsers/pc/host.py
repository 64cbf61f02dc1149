"""The machine itself: name, firmware's words, system, processor, memory."""

import re
from collections.abc import Mapping

from auditor.i18n import _
from auditor.parsers.pc.answer import Answer, Fact, Missing

NO_SERIAL = re.compile(
    r"(?i)0*|none|n/?a|unknown|default( string)?|not (specified|applicable|available)"
    r"|to be filled by o\.?e\.?m\.?|system serial number|x+|123456789.*|\.+"
)


def privileged(answer: Answer) -> bool:
    return answer.number(answer.data.get("euid")) == 0


def _uname(answer: Answer, index: int) -> str:
    names = answer.get("host.uname", list, "host")
    if len(names) != 5 or not isinstance(names[index], str):
        raise Missing(_("the device's answer is malformed: {place}").format(place="uname"))
    return str(names[index])


def name(answer: Answer) -> str:
    return _uname(answer, 1)


def machine_id(answer: Answer) -> str:
    found = answer.get("host.machine_id", str).strip()
    if not re.fullmatch("[0-9a-f]{32}", found):
        raise Missing(_("the machine has no machine-id"))
    return found


def virtualization(answer: Answer) -> str:
    """As systemd-detect-virt(1) names it; systemd writes a container's name to /run/systemd/container."""
    try:
        return answer.get("host.container", str).strip()
    except Missing:
        return answer.get("host.virtualization", str).strip()


_CONTAINERS = ("systemd-nspawn", "docker", "podman", "lxc", "lxc-libvirt", "container-other", "oci", "wsl")


def _firmware(answer: Answer, part: str) -> str:
    if _in_container(answer):  # it would be the host's
        raise Missing(_("a container has no firmware of its own"))
    found = answer.get(f"host.{part}", str).strip()
    if NO_SERIAL.fullmatch(found):
        raise Missing(_("the firmware does not state it"))
    return found


def _in_container(answer: Answer) -> bool:
    try:
        return virtualization(answer) in _CONTAINERS
    except Missing:
        return False


def serial(answer: Answer) -> str:
    return _firmware(answer, "serial")


def vendor(answer: Answer) -> str:
    return _firmware(answer, "vendor")


def model(answer: Answer) -> str:
    return _firmware(answer, "model")


def uptime_s(answer: Answer) -> float:
    return float(answer.get("host.uptime", str).split()[0])


def reboot_required(answer: Answer) -> bool:
    """Debian's and Ubuntu's /run/reboot-required; other distributions keep no such note."""
    if not answer.debian:
        raise Missing(_("this distribution keeps no note of it"))
    return answer.get("host.reboot_required", bool)


def _os_release(answer: Answer) -> Mapping[str, str]:
    """os-release(5): shell-like assignments."""
    pairs = (line.partition("=") for line in answer.get("system", str, "os").splitlines() if line[:1] != "#")
    return {key.strip(): _unquoted(value) for key, equals, value in pairs if equals}


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return re.sub(r"\\(.)", r"\1", value)


def _of_release(answer: Answer, key: str) -> str:
    found = _os_release(answer).get(key)
    if not found:
        raise Missing(_("os-release does not state {key}").format(key=key))
    return found


def os_family(answer: Answer) -> str:
    return _uname(answer, 0).lower()


def os_id(answer: Answer) -> str:
    return _of_release(answer, "ID").lower()


def os_version(answer: Answer) -> str:
    return _of_release(answer, "VERSION_ID")


def os_release(answer: Answer) -> str:
    release = _os_release(answer)
    return f"{os_id(answer)} {release.get('VERSION_ID', '')}".strip()


def os_name(answer: Answer) -> str:
    return _of_release(answer, "PRETTY_NAME")


def kernel(answer: Answer) -> str:
    return _uname(answer, 2)


def arch(answer: Answer) -> str:
    return _uname(answer, 4)


def cpu_model(answer: Answer) -> str:
    """``model name`` on x86 and most ARM, other words elsewhere; 64-bit ARM often states numbers only."""
    pairs = [line.partition(":") for line in answer.get("cpu.info", str).splitlines()]
    fields = {key.strip().lower(): value.strip() for key, _colon, value in reversed(pairs)}
    for key in ("model name", "cpu model", "processor", "cpu", "hardware", "model"):
        if fields.get(key) and not fields[key].isdigit():
            return fields[key]
    raise Missing(_("the processor does not state its model"))


def cpu_count(answer: Answer) -> int:
    return answer.get("cpu.online", int)


def _memory_mib(answer: Answer, key: str) -> int:
    """proc(5) /proc/meminfo, in kB that are KiB."""
    found = re.search(rf"^{key}:\s+(\d{{1,15}}) kB", answer.get("memory", str), re.MULTILINE)
    if not found:
        raise Missing(_("the device does not say"))
    return int(found[1]) // 1024


def memory_total(answer: Answer) -> int:
    return _memory_mib(answer, "MemTotal")


def memory_available(answer: Answer) -> int:
    return _memory_mib(answer, "MemAvailable")


FACTS: Mapping[str, Fact] = {
    "probe.privileged": privileged,
    "host.name": name,
    "host.machine_id": machine_id,
    "host.serial": serial,
    "host.vendor": vendor,
    "host.model": model,
    "host.virtualization": virtualization,
    "host.uptime_s": uptime_s,
    "host.reboot_required": reboot_required,
    "os.family": os_family,
    "os.id": os_id,
    "os.version": os_version,
    "os.release": os_release,
    "os.name": os_name,
    "os.kernel": kernel,
    "os.arch": arch,
    "cpu.model": cpu_model,
    "cpu.count": cpu_count,
    "memory.total_mib": memory_total,
    "memory.available_mib": memory_available,
}
