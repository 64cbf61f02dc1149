"""The commands to type for what a page shows; a name from outside is quoted for the shell."""

import shlex

from auditor.model import Device, Finding, Kind, Verdict
from auditor.reports.text import line


def audit(name: str, kind: str, commune: str) -> str:
    """Ask one device again, or its commune where the finding is on that."""
    if kind == Kind.COMMUNE:
        return f"auditor audit --limit {_quoted('commune_' + commune)}"
    return f"auditor audit --limit {_quoted(name)}"


def audit_device(device: Device) -> str:
    """Ask a device again."""
    return audit(device.id, device.kind, device.commune)


def of_finding(finding: Finding) -> list[str]:
    """What provincial IT types for a finding: the rule, a plan of the fix, and the proof afterwards."""
    explained = f"auditor standard explain {_quoted(finding.rule)}"
    again = audit(finding.device, finding.kind, finding.commune)
    if finding.verdict is not Verdict.FAIL:
        return [explained, again]
    return [explained, f"auditor plan --rule {_quoted(finding.rule)} {_where(finding)} -o plan.yml", again]


def waive(finding: Finding) -> str:
    """Excuse a finding for a time; what only a person can say is left open."""
    scope = "commune" if finding.kind == Kind.COMMUNE else "device"
    rest = '--reason "…" --approver "…" --until DD/MM/YYYY'
    return f"auditor waive {_quoted(finding.rule)} --scope {scope} {_where(finding)} {rest}"


def _where(finding: Finding) -> str:
    if finding.kind == Kind.COMMUNE:
        return f"--commune {_quoted(finding.commune)}"
    return f"--device {_quoted(finding.device)}"


def _quoted(name: str) -> str:
    return shlex.quote(line(name, 200))
