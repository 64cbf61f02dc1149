"""Which steps of a plan are taken, by what a fresh audit says; the others have their result already."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from auditor.i18n import _
from auditor.model import Finding, Plan, PlanStep, StepResult, StepStatus
from auditor.remedy.stale import Compared, Now, compare


@dataclass(frozen=True)
class Allowed:
    """What the operator allows beyond the ordinary."""

    force: bool = False
    reboot: bool = False
    on_site: bool = False


@dataclass(frozen=True)
class Seen:
    """A fresh audit of the plan's devices; ``failures``: those that could not be asked, with the reason."""

    findings: tuple[Finding, ...] = ()
    identities: Mapping[str, str] | None = None
    failures: Mapping[str, str] | None = None

    def identity(self, device: str) -> str:
        """What *device* answered with; ``""``: nothing."""
        return (self.identities or {}).get(device, "")

    def failure(self, device: str) -> str:
        """Why *device* could not be asked; ``""``: it was."""
        return (self.failures or {}).get(device, "")


def triage(
    plan: Plan, seen: Seen, allowed: Allowed, begun: Collection[str] = ()
) -> tuple[tuple[PlanStep, ...], tuple[StepResult, ...]]:
    """The steps to take, in the plan's order, and the results of those that are not.

    *begun* are devices on which this fix has taken steps before. They are not as the plan saw them any more,
    by our own doing; and of a step that broke off half may be missing although its findings pass by now. So
    what is left there is taken, as long as it is the same machine.
    """
    by_device: dict[str, list[Finding]] = {}
    for finding in seen.findings:
        by_device.setdefault(finding.device, []).append(finding)
    taken, results = [], []
    for step in plan.steps:
        compared = _compared(step, by_device.get(step.device, ()), seen)
        if step.device in begun and compared.now is not Now.OTHER_MACHINE:
            compared = Compared(Now.SAME)
        result = _left(step, compared, seen, allowed)
        if result is None:
            taken.append(step)
        else:
            results.append(result)
    return tuple(taken), tuple(results)


def _left(step: PlanStep, compared: Compared, seen: Seen, allowed: Allowed) -> StepResult | None:
    """The result of *step* when it is not taken; None when it is."""
    if failure := seen.failure(step.device):
        return _result(step, StepStatus.UNREACHABLE, failure)
    if compared.now is Now.RIGHT:
        return _result(step, StepStatus.UNCHANGED, _("already right"))
    if compared.now in _REFUSED and not allowed.force:
        return _result(step, StepStatus.REFUSED, _REFUSED[compared.now](compared))
    if step.reboot and not allowed.reboot:
        return _result(step, StepStatus.SKIPPED, _("needs a reboot: --allow-reboot"))
    if step.person and not allowed.on_site:
        return _result(step, StepStatus.SKIPPED, _("somebody must be at the device: --on-site"))
    return None


def _compared(step: PlanStep, findings: Iterable[Finding], seen: Seen) -> Compared:
    if step.rules:
        return compare(step, findings, seen.identity(step.device))
    return Compared(Now.SAME)  # it is to be done whatever a rule says: there is nothing to hold it against


_REFUSED: Mapping[Now, Callable[[Compared], str]] = {
    Now.OTHER_MACHINE: lambda _compared: _("another machine answers than the one that the plan is for"),
    Now.CHANGED: lambda compared: _("changed since the plan was made: {rules}").format(
        rules=", ".join(compared.rules)
    ),
    Now.UNKNOWN: lambda compared: _("could not be looked at again: {rules}").format(
        rules=", ".join(compared.rules)
    ),
}


def _result(step: PlanStep, status: StepStatus, reason: str) -> StepResult:
    return StepResult(step.id, step.device, status, reason)
