"""Calls of one entry point on one device become one step: lists are joined, all else must be equal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.model import Finding
from auditor.remedy.calls import Call
from auditor.remedy.roles import Entry


@dataclass
class Draft:
    """A step in the making: what is called on one device, and the findings that it closes."""

    device: str
    entry: Entry
    variables: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str]:
        """One device's one entry point, for one value of the variable that tells its steps apart."""
        return self.device, self.entry.name, told_apart(self.entry, self.variables)

    def take(self, finding: Finding, call: Call) -> str:
        """Let it close *finding* too; where it cannot, the variable that contradicts (else ``""``)."""
        merged, contradicts = joined(self.variables, call.variables)
        if contradicts:
            return contradicts
        self.variables = merged
        self.findings.append(finding)
        return ""


def told_apart(entry: Entry, variables: Mapping[str, Any]) -> str:
    """What tells a step from others of the same entry point on the same device; ``""``: there is but one."""
    return str(variables.get(entry.key, "")) if entry.key else ""


def joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Both, and ``""``; or the first variable (dotted within a mapping) in which they contradict each other.

    Of lists each item once, in order; mappings are joined in the same way.
    """
    merged = dict(one)
    for name, value in other.items():
        if name not in merged:
            merged[name] = value
            continue
        merged[name], contradicts = _both(merged[name], value)
        if contradicts is not None:
            return dict(one), f"{name}.{contradicts}" if contradicts else name
    return merged, ""


def _both(one: Any, other: Any) -> tuple[Any, str | None]:
    """The two as one, and None; else where within they contradict each other (``""``: they do themselves)."""
    if isinstance(one, list) and isinstance(other, list):
        return [*one, *(item for item in other if item not in one)], None
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        merged, contradicts = joined(one, other)
        return merged, contradicts or None
    equal = type(one) is type(other) and one == other
    return one, None if equal else ""
