"""The commands to type for what a page shows, word by word; a name from outside is quoted for the shell."""

import shlex

from auditor.model import Device, Finding, Kind, Verdict
from auditor.reports.text import line


def audit(name: str, kind: str, commune: str) -> list[str]:
    """Ask one device again, or its commune where the finding is on that."""
    whom = f"commune_{commune}" if kind == Kind.COMMUNE else name
    return ["auditor", "audit", "--limit", _quoted(whom)]


def audit_device(device: Device) -> list[str]:
    """Ask a device again."""
    return audit(device.id, device.kind, device.commune)


def of_finding(finding: Finding) -> list[list[str]]:
    """What provincial IT types for a finding: the rule, a plan of the fix, and the proof afterwards."""
    rule = _quoted(finding.rule)
    explained = ["auditor", "standard", "explain", rule]
    again = audit(finding.device, finding.kind, finding.commune)
    if finding.verdict is not Verdict.FAIL:
        return [explained, again]
    return [explained, ["auditor", "plan", "--rule", rule, *_where(finding), "-o", "plan.yml"], again]


def waive(finding: Finding) -> list[str]:
    """Excuse a finding for a time; what only a person can say is left open."""
    scope = "commune" if finding.kind == Kind.COMMUNE else "device"
    rest = ["--reason", '"…"', "--approver", '"…"', "--until", "DD/MM/YYYY"]
    return ["auditor", "waive", _quoted(finding.rule), "--scope", scope, *_where(finding), *rest]


def _where(finding: Finding) -> list[str]:
    if finding.kind == Kind.COMMUNE:
        return ["--commune", _quoted(finding.commune)]
    return ["--device", _quoted(finding.device)]


def _quoted(name: str) -> str:
    return shlex.quote(line(name, 200))
