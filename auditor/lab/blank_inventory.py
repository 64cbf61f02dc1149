"""What people know of a blank center before its devices are unpacked: variables, secrets, a delivery note."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

from auditor.lab import printer, router, scanner
from auditor.lab.blank_layer import USER
from auditor.lab.keys import Keys, SshKey
from auditor.lab.pc import Materials
from auditor.lab.plan import Commune, Machine
from auditor.lab.printer_spec import PAGES_MAXIMUM
from auditor.lab.snmp_agent import FACTORY_COMMUNITY

PLACE = "Một cửa"


def of_commune(commune: Commune) -> dict[str, Any]:
    """What group_vars/commune_CODE.yml says beside what every lab's says."""
    wanted = router.variables(Machine("", "router", commune, commune.gateway))
    return {"subnets": [commune.lan_net], **{k: v for k, v in wanted.items() if k != "expect_serial"}}


def of_kind(kind: str, keys: Keys) -> dict[str, Any]:
    """What group_vars/KIND.yml says otherwise than in every lab."""
    if kind == "network":
        return {"ansible_user": USER, "ansible_password": keys.factory_password}
    if kind == "printer":
        return {"snmp_community": FACTORY_COMMUNITY, "expect_printer_pages_maximum": PAGES_MAXIMUM}
    return {}


def factory(keys: Keys) -> dict[str, Any]:
    """factory.yml: the account that PCs come with. Would be a vault's file."""
    word = keys.factory_password
    return {"enrol_user": USER, "enrol_password": word, "enrol_become_password": word}


def planned(materials: Materials) -> dict[str, Any]:
    """planned.yml: which address is to become which device."""
    machines = (m for m in materials.plan.machines if m.commune)
    return {"devices": [dict(_device(materials, machine)) for machine in machines]}


def _device(materials: Materials, machine: Machine) -> Iterator[tuple[str, Any]]:
    yield "name", machine.host
    yield "address", machine.address
    yield "kind", {"router": "network"}.get(machine.role, machine.role)
    yield "commune", machine.place.code
    if machine.role == "pc":
        yield "counter", str(machine.number)
        yield "role", "counter"
    serials = {"printer": printer.healthy(machine).serial, "router": router.serial_of(machine)}
    serials["scanner"] = scanner.serial_of(machine)
    if machine.role in serials:
        yield "serial", serials[machine.role]
    if machine.role == "printer":
        yield "location", PLACE
    if machine.role in ("pc", "router"):
        yield "host_key", fingerprint(materials.keys.hosts[machine.host])


def fingerprint(key: SshKey) -> str:
    """As ``ssh-keygen -l`` shows it: ``SHA256:…``."""
    raw = base64.b64decode(key.public.split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
