"""The lab's Ansible inventory and truth.json, as they are put into a workspace's inventories/."""

import json
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Any

import yaml

from auditor.lab import blank_inventory, kiosk, printer, province, router, scanner, windows
from auditor.lab.bed import Bed
from auditor.lab.pc import Materials
from auditor.lab.plan import DNS_ADDRESS, DOMAIN, ENDPOINTS, NTP_ADDRESS, Commune, Machine, Plan
from auditor.lab.printer_spec import PAGES_MAXIMUM
from auditor.lab.truth import Placed

_KINDS = {
    "pc": "pc",
    "windows": "pc",
    "kiosk": "kiosk",
    "printer": "printer",
    "scanner": "scanner",
    "ups": "ups",
    "router": "network",
}
"""The inventory's kind for each role of machine."""
CONTRACT_MBPS = 20
"""What a line of the lab is said to give: little, as all of them share one machine's processors."""
_HEAD = "---\n# Written by `auditor lab up`; `auditor lab down` leaves it.\n"


def write_inventory(folder: Path, materials: Materials, keys: Path, bed: Bed) -> None:
    """Write hosts.yml and group_vars into *folder*; *keys* is where the controller's key is, *bed* says
    which machines nobody entered and what is stated of others."""
    plan = materials.plan
    kinds = _kinds(plan, bed.absent)
    _write(folder / "hosts.yml", {"all": {"children": {**_communes(plan, bed), **kinds}}})
    _write(folder / "group_vars" / "all.yml", _everywhere(materials, keys))
    for kind, variables in _groups(materials).items():
        own = blank_inventory.of_kind(kind, materials.keys) if plan.blank else {}
        _write(folder / "group_vars" / f"{kind}.yml", variables | own)
    # A larger lab of this name may have left communes that the inventory no longer has.
    for old in (folder / "group_vars").glob("commune_*.yml"):
        old.unlink()
    for commune in plan.communes:
        own = blank_inventory.of_commune(commune) if plan.blank else {}
        _write(folder / "group_vars" / f"commune_{commune.code}.yml", _commune(plan, commune) | own)
    if plan.blank:
        # Beside the inventory: Ansible reads every file that is in it.
        delivery = folder.with_name(f"{folder.name}-delivery")
        _write(delivery / "factory.yml", blank_inventory.factory(materials.keys))
        _write(delivery / "planned.yml", blank_inventory.planned(materials))


def _groups(materials: Materials) -> dict[str, dict[str, Any]]:
    """The variables of each kind's group."""
    login = {"ansible_user": "auditor", "ansible_become": True}
    snmp = {"snmp_version": "2c", "snmp_community": materials.keys.community}
    return {
        "pc": {"kind": "pc", **login},
        # Inside pc: what differs there. Who logs in to Windows is an administrator, or is not.
        "windows": {"ansible_shell_type": "powershell", "ansible_become": False},
        "kiosk": {"kind": "kiosk", **login},
        "printer": {
            "kind": "printer",
            "ipp_port": 631,
            "ipp_path": "/ipp/print",
            **snmp,
            "snmp_write_community": materials.keys.write_community,
        },
        "scanner": {"kind": "scanner", "scanner_protocol": "escl"},
        "ups": {"kind": "ups", **snmp},
        "network": {**_network(), **snmp},
        "link": {"kind": "link", "expect_bandwidth_mbps": CONTRACT_MBPS},
    }


def _write(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_HEAD + yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120))


class _Dumper(yaml.SafeDumper):
    """Quotes every text that YAML 1.1 could read as a number: 03158 would become 1648."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if value.isdigit() else None)


_Dumper.add_representer(str, _text)


def _communes(plan: Plan, bed: Bed) -> dict[str, Any]:
    groups: dict[str, Any] = {}
    for commune in plan.communes:
        local = (m for m in plan.local(commune) if m.host not in bed.absent)
        hosts = {m.host: {**_host(plan, m), **bed.variables.get(m.host, {})} for m in local}
        if commune.link not in bed.absent:
            hosts[commune.link] = {"ansible_host": commune.gateway}
        groups[commune.subject] = {"hosts": hosts}
    return groups


def _host(plan: Plan, machine: Machine) -> dict[str, Any]:
    found: dict[str, Any] = {"ansible_host": machine.address}
    if machine.role in ("pc", "windows"):
        number = machine.number + (plan.pcs if machine.role == "windows" else 0)
        found |= {"counter": str(number), "role": "counter"}
    if machine.role == "windows":
        found |= windows.windows_variables(machine)
    if machine.role == "kiosk":
        found |= {"role": "kiosk", **kiosk.kiosk_variables(machine)}
    if machine.role == "printer":
        known = printer.healthy(machine)
        found |= {"expect_serial": known.serial, "expect_printer_firmware": [known.firmware]}
        found["expect_printer_pages_maximum"] = PAGES_MAXIMUM
    if machine.role == "scanner":
        found["expect_serial"] = scanner.serial_of(machine)
    if machine.role == "router":
        found |= router.variables(machine)
    return found


def _kinds(plan: Plan, absent: Set[str]) -> dict[str, Any]:
    groups: dict[str, Any] = {kind: {"hosts": {}} for kind in (*_KINDS.values(), "windows", "link")}
    for machine in plan.machines:
        group = "windows" if machine.role == "windows" else _KINDS.get(machine.role)
        if group and machine.host not in absent:
            groups[group]["hosts"][machine.host] = {}
    groups["pc"]["children"] = {"windows": groups.pop("windows")}
    groups["link"]["hosts"] = {c.link: {} for c in plan.communes if c.link not in absent}
    return groups


def _everywhere(materials: Materials, keys: Path) -> dict[str, Any]:
    return {
        "ansible_ssh_private_key_file": str(keys / "id_ed25519"),
        "ansible_ssh_common_args": f"-o UserKnownHostsFile={keys / 'known_hosts'}",
        "ansible_python_interpreter": "/usr/bin/python3",
        "endpoints": [{"name": e.name, "url": e.url, "essential": e.essential} for e in ENDPOINTS],
        "throughput_url": province.FILE_URL,
        "iperf3_server": f"auditor.{DOMAIN}",
        "expect_dns": [DNS_ADDRESS],
        "expect_ntp": [NTP_ADDRESS],
        "expect_admins": ["auditor"],
        "expect_ca_roots": [materials.keys.root.sha256],
        "expect_ca_certificates": [materials.keys.root.pem],
    }


def _network() -> dict[str, Any]:
    return {
        "kind": "network",
        "ansible_network_os": "cisco_ios",
        "ansible_user": router.USER,
        "expect_interfaces_up": list(router.INTERFACES),
    }


def _commune(plan: Plan, commune: Commune) -> dict[str, Any]:
    counters = plan.pcs + plan.windows
    required = {"pc": counters, "kiosk": plan.kiosks, "printer": plan.printers, "ups": plan.ups}
    required |= {"network": 1, "link": 1}
    # A PC with Windows has a scanner and a card reader of its own.
    required |= {"scanner": plan.scanners + plan.windows, "card_reader": plan.windows}
    return {
        "commune": commune.code,
        "commune_name": commune.name,
        "region": commune.region,
        "lat": commune.lat,
        "lon": commune.lon,
        "site": "Trụ sở",
        "counters": [str(number) for number in range(1, counters + 1)],
        "counters_required": counters,
        "required": {kind: count for kind, count in required.items() if count},
        "expect_gateway": commune.gateway,
        "expect_printer_uri": commune.printer_uri,
    }


def truth(plan: Plan, scenario: str, seed: int, placed: Sequence[Placed]) -> dict[str, Any]:
    """truth.json's content: what was put where, and which findings that must and may lead to."""
    return {
        "scenario": scenario,
        "seed": seed,
        "communes": [commune.code for commune in plan.communes],
        "faults": [fault.as_json() for fault in placed],
    }


def write_truth(folder: Path, content: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "truth.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
