"""What plans are made of, in small: two roles, a standard whose rules name them, failed findings, a basis."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from auditor.model import Commune, Device, Finding, Kind, Manifest, Plan, PlanScope, Severity
from auditor.remedy.planning import Basis
from auditor.remedy.roles import Entry
from auditor.standard import Standard, load_standard
from auditor.standard.model import Remedy, RoleCall, Value
from tests.support.runs import finding

MADE = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)
PC1, PC2, ROUTER, PRINTER = (f"pasc-03158-{name}" for name in ("pc01", "pc02", "rt01", "printer01"))
TEXT = {"type": "str", "required": True}
LIST = {"type": "list", "elements": "str", "required": True}
ENTRIES = {
    each.name: each
    for each in (
        Entry("base", "timezone", 120, True, options={"base_timezone": TEXT}),
        Entry("net", "dns", 20, True, touches=("/etc/resolv.conf",), options={"net_dns": LIST}),
        Entry("packages", "install", 50, False, options={"packages_names": LIST}),
        Entry("packages", "reboot", 900, False, reboot=True),
        Entry("network", "config", 30, True, person=True, options={"network_lines": LIST}),
        Entry(
            "ssh", "setting", 230, True, key="ssh_keyword", options={"ssh_keyword": TEXT, "ssh_value": TEXT}
        ),
        Entry("base", "name", 100, True, options={"base_name": TEXT, "base_note": {"type": "str"}}),
    )
}
BASELINE = load_standard("baseline")


def call(does: str, **variables: Any) -> RoleCall:
    """``call("base/timezone", base_timezone=…)``."""
    role, entry = does.split("/")
    return RoleCall(role, entry, variables)


def standard(remedies: Mapping[str, Remedy], values: Mapping[str, Any] | None = None) -> Standard:
    """The baseline where those rules have these remedies and no other rule has any."""
    rules = tuple(replace(rule, remedy=remedies.get(rule.id, Remedy())) for rule in BASELINE.rules)
    source = BASELINE.values["time_zones"].source
    more = {name: Value(name, value, source) for name, value in (values or {}).items()}
    return replace(BASELINE, rules=rules, values={**BASELINE.values, **more}, profiles={}, communes={})


def device(id: str = PC1, kind: Kind = Kind.PC, **more: Any) -> Device:
    """A device of commune 03158."""
    return Device(id, kind, more.pop("commune", "03158"), **more)


def failed(rule: str, on: str = PC1, **more: Any) -> Finding:
    """A failed finding as judging the baseline makes it."""
    known = BASELINE.rule(rule)
    fields: dict[str, Any] = {
        "severity": known.severity,
        "title": known.title,
        "fix": known.fix,
        "fact": known.fact,
        **more,
    }
    return finding(rule, on, **fields)


def basis(
    findings: Iterable[Finding],
    remedies: Mapping[str, Remedy],
    devices: Iterable[Device] = (),
    **more: Any,
) -> Basis:
    """What a plan is made of; without *devices* it is two Linux PCs, a router and a printer."""
    there = tuple(devices) or (
        device(PC1),
        device(PC2),
        device(ROUTER, Kind.NETWORK),
        device(PRINTER, Kind.PRINTER),
    )
    manifest = Manifest({each.commune: Commune(each.commune) for each in there}, {d.id: d for d in there})
    families = {each.id: "linux" for each in there if each.kind in (Kind.PC, Kind.KIOSK)}
    fields: dict[str, Any] = {"families": families, "entries": ENTRIES, **more}
    made = standard(remedies, fields.pop("values", None))
    return Basis(tuple(findings), manifest, made, **fields)


def blank(**more: Any) -> Plan:
    """A plan that says nothing yet."""
    fields: dict[str, Any] = {"language": "en", **more}
    scope = fields.pop("scope", PlanScope())
    return Plan("P-1", MADE, "mai@so-tttt", "20261121T013000Z-4f2a", "baseline", "d1", scope, **fields)


def blocker(rule: str, on: str = PC1, **more: Any) -> Finding:
    """One that stops a citizen's paper."""
    return failed(rule, on, severity=Severity.BLOCKER, **more)
