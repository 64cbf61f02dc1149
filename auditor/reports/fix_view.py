"""A fix as its readers see it: device by device and step by step, every difference bounded and safe."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Literal

from auditor.events.log import redact
from auditor.model import Change, Diff, Disposition, Fix, PlanItem, PlanStep, StepResult, StepStatus
from auditor.model.text import printable
from auditor.reports.text import line

COMMAND = "command"
"""The ``path`` of a difference that is no file's: ``after`` says which command would run, or has run."""
MAX_LINE = 200
MAX_COMPARED = 4_000
"""Lines of a text that are compared: the time that it takes grows with their product."""
_CONTEXT = 2
_PATHS = 160
_STATE = 4_000
_FROM_THE_TOP = re.compile(r"@@ -[01](,\d+)? ")
"""Where a difference begins is worth a line unless it is where the file does."""

Sign = Literal["+", "-", "@", " ", "…"]


@dataclass(frozen=True)
class DiffLine:
    """One line of a difference: added, removed, where it is, as it was, or a word about what is left out."""

    sign: Sign
    text: str


@dataclass(frozen=True)
class DiffView:
    """One difference: of which file (``""``: a command), by which task, and its lines."""

    path: str
    task: str
    lines: tuple[DiffLine, ...]
    left_out: int = 0
    """Lines that are not shown; the store has them."""


@dataclass(frozen=True)
class StepView:
    """One step of the plan and how it ended; no ``result``: it was not begun."""

    step: PlanStep
    result: StepResult | None
    diffs: tuple[DiffView, ...] = ()

    @property
    def status(self) -> StepStatus | None:
        """How it ended, None: not begun."""
        return self.result.status if self.result else None

    @property
    def reason(self) -> str:
        """Why it failed, was refused or skipped; a device's words, made safe."""
        return line(redact(self.result.reason), 400) if self.result else ""


@dataclass(frozen=True)
class DeviceFixView:
    """One device's steps, in the order in which they are taken."""

    device: str
    commune: str
    kind: str
    steps: tuple[StepView, ...]


def devices_of(fix: Fix, max_lines: int) -> tuple[DeviceFixView, ...]:
    """Every device of *fix*, each difference of at most *max_lines* lines; those with the worst end first."""
    results = {result.step: result for result in fix.results}
    views = [_device(fix, device, results, max_lines) for device in fix.plan.devices]
    return tuple(sorted(views, key=_gravity))


def _device(fix: Fix, device: str, results: Mapping[str, StepResult], max_lines: int) -> DeviceFixView:
    steps = fix.plan.steps_of(device)
    first = steps[0]
    shown = tuple(_step(step, results.get(step.id), max_lines) for step in steps)
    return DeviceFixView(device, first.commune, first.kind, shown)


def _step(step: PlanStep, result: StepResult | None, max_lines: int) -> StepView:
    diffs = tuple(diff_view(diff, max_lines) for diff in result.diffs) if result else ()
    return StepView(step, result, diffs)


_GRAVITY = (
    StepStatus.FAILED,
    StepStatus.UNREACHABLE,
    StepStatus.REFUSED,
    StepStatus.SKIPPED,
    None,
    StepStatus.CHANGED,
    StepStatus.UNCHANGED,
)


def _gravity(view: DeviceFixView) -> int:
    return min(_GRAVITY.index(step.status) for step in view.steps)


def diff_view(diff: Diff, max_lines: int) -> DiffView:
    """*diff* as a unified difference of at most *max_lines* lines, secrets masked, nothing unseen in it."""
    if state := _state(diff):
        diff = replace(diff, before=state[0], after=state[1])
    task, before, after = line(diff.task, 120), _lines(diff.before), _lines(diff.after)
    if diff.path == COMMAND:
        told = [DiffLine("+", text) for text in after]
        return DiffView("", task, tuple(told[:max_lines]), max(0, len(told) - max_lines))
    if max(len(before), len(after)) > MAX_COMPARED:
        # all of the old and all of the new would be no difference, so only its size is told
        return DiffView(line(diff.path, _PATHS), task, (), len(before) + len(after))
    found = list(_compared(before, after))
    return DiffView(line(diff.path, _PATHS), task, tuple(found[:max_lines]), max(0, len(found) - max_lines))


def _state(diff: Diff) -> tuple[str, str] | None:
    """What a file is rather than holds (owner, mode, target of a link), without what stays as it is.

    Ansible's file module gives it as JSON objects that name the file as their ``path``.
    """
    before, after = _object(diff.before), _object(diff.after)
    if not (before and after and before.get("path") == after.get("path") == diff.path):
        return None
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    told = ("".join(f"{name}: {of[name]}\n" for name in names if name in of) for of in (before, after))
    return next(told), next(told)


def _object(text: str) -> dict[str, Any] | None:
    if not text.startswith("{") or len(text) > _STATE:
        return None
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _compared(before: list[str], after: list[str]) -> Iterator[DiffLine]:
    compared = difflib.unified_diff(before, after, n=_CONTEXT, lineterm="")
    for number, text in enumerate(islice(compared, 2, None)):  # without the two lines that name the files
        if text[0] == "@":
            if number or not _FROM_THE_TOP.match(text):
                yield DiffLine("@", text)
        else:
            yield DiffLine("-" if text[0] == "-" else "+" if text[0] == "+" else " ", text[1:])


def _lines(text: str) -> list[str]:
    return [_safe(each) for each in redact(text).splitlines()]


def _safe(text: str) -> str:
    shown = text.expandtabs(4)
    return printable(shown if len(shown) <= MAX_LINE else shown[: MAX_LINE - 1] + "…")


@dataclass(frozen=True)
class ChangeView:
    """One finding before and after, with the title that the plan has of its rule (else the rule's id)."""

    change: Change
    title: str
    before: str
    after: str


def changes_of(fix: Fix, changes: Iterable[Change]) -> tuple[ChangeView, ...]:
    """*changes* with their titles, found values safe to show."""
    titles = {item.finding: item.title for item in fix.plan.items}
    by_rule = {item.rule: item.title for item in fix.plan.items}
    return tuple(
        ChangeView(
            change,
            line(titles.get(change.finding) or by_rule.get(change.rule) or change.rule, 160),
            line(redact(change.found_before), 160),
            line(redact(change.found_after), 160),
        )
        for change in changes
    )


def left_to_people(fix: Fix) -> dict[Disposition, tuple[PlanItem, ...]]:
    """The plan's findings that no machine closes, by who does."""
    people = [who for who in Disposition if who is not Disposition.AUTOMATIC]
    found = {who: tuple(item for item in fix.plan.items if item.who is who) for who in people}
    return {who: items for who, items in found.items() if items}
