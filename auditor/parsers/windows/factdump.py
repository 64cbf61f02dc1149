"""Facts that other tools gathered on a Windows PC: Facter, Chef's Ohai, Ansible's setup (JSON)."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from auditor.i18n import _
from auditor.parsers.parsed import Parsed, Unreadable, bounded
from auditor.parsers.pc.host import NO_SERIAL
from auditor.parsers.windows import system

_VIRTUAL = {"virtualbox": "oracle", "hyperv": "microsoft", "physical": "none"}
_MIB = 2**20


class _Dump:
    """Typed access by path; None for what is absent or of another type."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def at(self, path: str) -> Any:
        found = self._data
        for step in path.split("/"):
            found = found.get(step) if isinstance(found, dict) else None
        return found

    def text(self, path: str) -> str:
        found = self.at(path)
        return " ".join(found.split()) if isinstance(found, str) else ""

    def number(self, path: str) -> int | None:
        found = self.at(path)
        if isinstance(found, str) and re.fullmatch(r"[0-9]{1,18}", found):
            return int(found)
        return (
            found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 10**18 else None
        )

    def mib(self, path: str) -> int | None:
        found = self.number(path)
        return found // _MIB if found else None

    def stated(self, path: str) -> str:
        """A text of the firmware that says something."""
        found = self.text(path)
        return "" if NO_SERIAL.fullmatch(found) else found


def _parser(facts_of: Callable[[_Dump], dict[str, Any]], mark: str) -> Callable[[bytes], Parsed]:
    def parse(raw: bytes) -> Parsed:
        try:
            dump = _Dump(json.loads(raw))
        except (ValueError, RecursionError) as error:
            raise Unreadable(_("this is no JSON: {error}").format(error=error)) from error
        if dump.at(mark) is None:
            raise Unreadable(_("the dump does not state {mark}").format(mark=mark))
        facts = {name: bounded(v) for name, v in facts_of(dump).items() if v not in (None, "", [])}
        serial = facts.get("host.serial")
        return Parsed(facts, identity=f"serial:{serial}" if serial else "")

    return parse


def _build(version: str) -> int:
    found = re.match(r"\d{1,2}\.\d{1,2}\.(\d{4,6})", version)
    return int(found[1]) if found else 0


def _release(name: str, version: str) -> Mapping[str, Any]:
    return system.release(re.sub(r"^Microsoft\s+", "", name), _build(version), version)


def _facter(dump: _Dump) -> dict[str, Any]:
    models = dump.at("processors/models")
    first = models[0] if isinstance(models, list) and models and isinstance(models[0], str) else ""
    virtual = dump.text("virtual")
    uptime = dump.number("system_uptime/seconds")
    return {
        **_release(dump.text("os/windows/product_name"), dump.text("kernelversion")),
        "os.arch": system.architecture(dump.text("os/hardware")),
        "host.name": dump.text("networking/hostname"),
        "host.vendor": dump.stated("dmi/manufacturer"),
        "host.model": dump.stated("dmi/product/name"),
        "host.serial": dump.stated("dmi/product/serial_number"),
        "host.virtualization": _VIRTUAL.get(virtual, virtual),
        "host.uptime_s": None if uptime is None else float(uptime),
        "cpu.model": " ".join(first.split()),
        "cpu.count": dump.number("processors/count"),
        "memory.total_mib": dump.mib("memory/system/total_bytes"),
        "memory.available_mib": dump.mib("memory/system/available_bytes"),
        "time.zone": system.zone(dump.text("timezone")),
        "net.interfaces": _facter_interfaces(dump),
    }


def _facter_interfaces(dump: _Dump) -> list[dict[str, Any]]:
    found = dump.at("networking/interfaces")
    items = found.items() if isinstance(found, dict) else ()
    return [
        {
            "name": name,
            "mac": each.text("mac").lower(),
            "addresses": [a for a in (each.text("ip"), each.text("ip6")) if a],
        }
        for name, each in ((str(name), _Dump(given)) for name, given in items)
        if each.text("mac")
    ]


def _ohai(dump: _Dump) -> dict[str, Any]:
    packages = dump.at("packages")
    named = (
        {str(n): _Dump(given).text("version") for n, given in packages.items()}
        if isinstance(packages, dict)
        else {}
    )
    uptime = dump.number("uptime_seconds")
    vendor, model = dump.stated("kernel/cs_info/manufacturer"), dump.stated("kernel/cs_info/model")
    return {
        **_release(
            dump.text("kernel/os_info/caption") or dump.text("kernel/name"), dump.text("platform_version")
        ),
        "os.arch": system.architecture(dump.text("kernel/machine")),
        "host.name": dump.text("hostname"),
        "host.vendor": vendor,
        "host.model": model,
        "host.virtualization": system.virtualization(vendor, model) if vendor else None,
        "host.uptime_s": None if uptime is None else float(uptime),
        "cpu.count": dump.number("cpu/total"),
        "memory.total_mib": dump.mib("kernel/cs_info/total_physical_memory"),
        "net.gateways": [dump.text("network/default_gateway")]
        if dump.text("network/default_gateway")
        else [],
        "packages": [{"name": name, "version": version} for name, version in sorted(named.items())],
        "packages.names": sorted(named),
    }


def _setup(dump: _Dump) -> dict[str, Any]:
    """ansible.windows.setup; its ansible_totalmem was in bytes in 2016 and is in MiB since."""
    memory = dump.number("ansible_facts/ansible_totalmem") or dump.number("ansible_facts/ansible_memtotal_mb")
    uptime = dump.number("ansible_facts/ansible_uptime_seconds")
    interfaces = dump.at("ansible_facts/ansible_interfaces")
    gateways = (
        [_Dump(each).text("default_gateway") for each in interfaces] if isinstance(interfaces, list) else []
    )
    version = dump.text("ansible_facts/ansible_distribution_version")
    return {
        **_release(dump.text("ansible_facts/ansible_os_name"), ".".join(version.split(".")[:3])),
        "os.arch": system.architecture(dump.text("ansible_facts/ansible_architecture")),
        "host.name": dump.text("ansible_facts/ansible_hostname"),
        "host.serial": dump.stated("ansible_facts/ansible_product_serial"),
        "host.uptime_s": None if uptime is None else float(uptime),
        "memory.total_mib": memory // _MIB if memory and memory >= _MIB * 64 else memory,
        "net.gateways": [gateway for gateway in gateways if gateway],
    }


facter = _parser(_facter, "kernel")
ohai = _parser(_ohai, "platform")
setup = _parser(_setup, "ansible_facts")
