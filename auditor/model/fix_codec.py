"""A fix as plain values: the one shape of ``--json``, of the store and of its files."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from auditor.model.fix import Fix, StepResult, StepStatus
from auditor.model.plain import NotPlain, from_plain, to_plain

_COUNTED = ("changed", "devices")


def fix_to_json(fix: Fix) -> dict[str, Any]:
    """A dict with every field of *fix* by its name, and what its results amount to.

    ``changed``: how many steps changed something; ``devices``: device → status → how many steps.
    """
    return {**to_plain(fix), "changed": changed(fix), "devices": counts(fix)}


def fix_from_json(data: Any) -> Fix:
    """The inverse of :func:`fix_to_json`; raises NotPlain for anything else."""
    if not isinstance(data, Mapping):
        raise NotPlain((), "not a fix")
    return from_plain(Fix, {key: value for key, value in data.items() if key not in _COUNTED})


def result_to_json(result: StepResult) -> dict[str, Any]:
    """One step's result by its fields' names (a journal's line)."""
    plain: dict[str, Any] = to_plain(result)
    return plain


def result_from_json(data: Any) -> StepResult:
    """The inverse of :func:`result_to_json`; raises NotPlain for anything else."""
    return from_plain(StepResult, data)


def changed(fix: Fix) -> int:
    """How many steps changed something (check mode: would)."""
    return sum(result.changed for result in fix.results)


def counts(fix: Fix) -> dict[str, dict[str, int]]:
    """How many steps of each device ended how; every status is there, so that 0 can be read off."""
    of: dict[str, Counter[str]] = {device: Counter() for device in fix.plan.devices}
    for result in fix.results:
        of.setdefault(result.device, Counter())[result.status] += 1
    return {device: {status.value: count[status] for status in StepStatus} for device, count in of.items()}
