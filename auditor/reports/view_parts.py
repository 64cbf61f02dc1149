"""The parts that views are made of: steps, counters, devices, what was not measured; and how they sort."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from auditor.model import Device, Finding, Severity, Step, Verdict

SEVERITIES = tuple(Severity)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step with its verdict and the findings that stop (fail) or blind (unknown) it."""

    step: Step
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    served: bool | None = True
    """Whether a device serves it here; None where that could not be seen."""


@dataclass(frozen=True, slots=True)
class CounterView:
    """One counter's chain: receive → scan → sign → print → submit."""

    site: str
    counter: str
    works: bool
    chain: tuple[StepView, ...]

    def verdict(self, steps: Collection[Step]) -> Verdict:
        """FAIL when one of *steps* is known not to work, PASS when all are known to (none: UNKNOWN)."""
        verdicts = {link.verdict for link in self.chain if link.step in steps}
        if Verdict.FAIL in verdicts:
            return Verdict.FAIL
        return Verdict.PASS if verdicts == {Verdict.PASS} else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class CapacityView:
    """One step over a commune's counters: at how many it works, at how many it fails; what stops it."""

    step: Step
    working: int
    stopped: int
    total: int
    findings: tuple[Finding, ...] = ()
    unserved: tuple[str, ...] = ()
    """Counters where no device is known to serve it."""
    blind: tuple[Finding, ...] = ()
    """Why it is not known at some counter."""

    @property
    def verdict(self) -> Verdict:
        """PASS only when it works at every counter; UNKNOWN also where there is no counter to look at."""
        if self.stopped:
            return Verdict.FAIL
        return Verdict.PASS if self.total and self.working == self.total else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device with its findings, the gravest failure first."""

    device: Device
    findings: tuple[Finding, ...]
    counts: Mapping[Verdict, int] | None = None
    """All its findings by verdict, where ``findings`` are only some of them."""

    def of(self, *verdicts: Verdict) -> tuple[Finding, ...]:
        """Its findings with one of *verdicts*."""
        return tuple(finding for finding in self.findings if finding.verdict in verdicts)

    def count(self, verdict: Verdict) -> int:
        """How many of all its findings have *verdict*."""
        return len(self.of(verdict)) if self.counts is None else self.counts.get(verdict, 0)

    @property
    def verdict(self) -> Verdict:
        """FAIL if anything fails, else UNKNOWN if anything (or everything) is, else PASS."""
        some = {finding.verdict for finding in self.findings}
        verdicts = some if self.counts is None else self.counts.keys()
        for worst in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.WAIVED):
            if worst in verdicts:
                return Verdict.PASS if worst is Verdict.WAIVED else worst
        return Verdict.NOT_APPLICABLE if self.findings else Verdict.UNKNOWN


@dataclass(frozen=True, slots=True)
class UnmeasuredView:
    """What was not measured for one reason: the findings, of which devices and communes."""

    reason: str
    findings: tuple[Finding, ...]
    devices: tuple[str, ...]
    communes: tuple[str, ...]


def gravity(finding: Finding) -> tuple[int, str, str]:
    """Sort key: blockers first, then by device and rule."""
    return (SEVERITIES.index(finding.severity), finding.device, finding.rule)


def by_rule(findings: Iterable[Finding]) -> list[list[Finding]]:
    """*findings* with those of one rule together, in the order in which the rules first appear."""
    return _grouped((finding.rule, finding) for finding in findings)


def by_device(findings: Iterable[Finding]) -> list[list[Finding]]:
    """*findings* with those of one device together, in the order in which the devices first appear."""
    return _grouped((finding.device, finding) for finding in findings)


def _grouped(keyed: Iterable[tuple[str, Finding]]) -> list[list[Finding]]:
    groups: dict[str, list[Finding]] = {}
    for key, finding in keyed:
        groups.setdefault(key, []).append(finding)
    return list(groups.values())
