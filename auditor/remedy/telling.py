"""From what Ansible's tasks return to the results of steps: what changed, how it differs, why it failed.

What a device says is bounded in size here and stays hostile; what a ``no_log`` task says never comes in.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auditor.model import Diff, StepResult, StepStatus, times
from auditor.remedy.journal import Journal

MAX_TEXT = 64 * 1024
MAX_STEP = 512 * 1024
"""Characters of one text, and of all differences of one step; what is beyond is cut, and said to be."""
MAX_REASON = 1000
MARK = "auditor_step"
COMMAND = "command"
_CUT = "\n[… cut]"
_AFTER_PATH = re.compile(r" \((content|file attributes)\)$")
_PREFIXES = re.compile(r"^((Task|Action|Module) failed: )+")
_COMMANDS = frozenset({"command", "shell", "raw", "script", "win_command", "win_shell", "win_powershell"})
_HIDDEN = "(not shown: no_log)"


@dataclass(frozen=True)
class Task:
    """A task as it was given: ``action`` is its module, ``announce`` what it announces in check mode."""

    name: str
    action: str
    arguments: Mapping[str, Any] = field(default_factory=dict, hash=False)
    hidden: bool = False
    announce: Callable[[], str] = lambda: ""

    @property
    def module(self) -> str:
        """The module's name without its collection."""
        return self.action.rpartition(".")[2]


@dataclass
class _Current:
    step: str
    started: datetime
    diffs: list[Diff] = field(default_factory=list)
    changed: bool = False
    reason: str = ""
    size: int = 0


class Teller:
    """Follows each device through its steps and writes what comes of each into the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._now: dict[str, _Current] = {}

    def tell(self, outcome: str, device: str, step: str, task: Task, result: Mapping[str, Any]) -> None:
        """*task* of *step* ended on *device*; *outcome* is ok, skipped, failed or unreachable."""
        if task.module == MARK and outcome == "ok":
            self._mark(device, step, result)
        elif outcome == "unreachable":
            current = self._now.get(device) or _Current(step, times.now())
            current.reason = _reason(result, task)
            self._end(device, current, StepStatus.UNREACHABLE)
        elif device in self._now:
            if outcome == "failed":
                self._now[device].reason = _reason(result, task)
            _collect(self._now[device], outcome, task, result)

    def _mark(self, device: str, step: str, result: Mapping[str, Any]) -> None:
        if result.get("begun"):
            self._now[device] = _Current(step, times.now())
            self._journal.begin(step, device)
        elif (ended := result.get("ended")) and (current := self._now.get(device)):
            taken = StepStatus.CHANGED if current.changed else StepStatus.UNCHANGED
            self._end(device, current, StepStatus.FAILED if ended == "failed" else taken)

    def _end(self, device: str, current: _Current, status: StepStatus) -> None:
        self._now.pop(device, None)
        failed = status in (StepStatus.FAILED, StepStatus.UNREACHABLE)
        reason, diffs = current.reason if failed else "", tuple(current.diffs)
        self._journal.end(
            StepResult(current.step, device, status, reason, diffs, current.started, times.now())
        )


def _collect(current: _Current, outcome: str, task: Task, result: Mapping[str, Any]) -> None:
    for each in _each(result):
        would = _skipped_by_check_mode(outcome, each)
        if not (would or each.get("changed")):
            continue
        current.changed = True
        for diff in _diffs(task, each, announced=task.announce() if would else ""):
            if current.size < MAX_STEP:
                current.size += len(diff.before) + len(diff.after)
                current.diffs.append(diff)


def _each(result: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    items = result.get("results")
    items = items if isinstance(items, list) and items else [result]
    return (item for item in items if isinstance(item, Mapping))


def _skipped_by_check_mode(outcome: str, result: Mapping[str, Any]) -> bool:
    """A module that check mode skips says so itself; where ``when`` was false there is a ``skip_reason``."""
    skipped = outcome == "skipped" or result.get("skipped")
    return bool(skipped) and not {"skip_reason", "skipped_reason", "false_condition"} & result.keys()


def _diffs(task: Task, result: Mapping[str, Any], announced: str) -> Iterator[Diff]:
    name = _text(task.name)
    if task.hidden or "censored" in result:
        yield Diff(task.module, "", _HIDDEN, name)
        return
    found = result.get("diff")
    told = [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, Mapping)]
    differences = [diff for each in told if (diff := _difference(task, result, each))]
    yield from differences or [_told(task, result, announced)]


def _difference(task: Task, result: Mapping[str, Any], told: Mapping[str, Any]) -> Diff | None:
    before, after = _side(told.get("before")), _side(told.get("after"))
    if prepared := told.get("prepared"):
        after = _side(prepared)
    if before == after:
        return None
    return Diff(_text(_path(task, result, told))[:1000], before, after, _text(task.name))


def _path(task: Task, result: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    given = _given(task, result)
    file = given.get("dest") or given.get("path")
    header = told.get("before_header") or told.get("after_header")
    return str(file or _AFTER_PATH.sub("", str(header or "")) or task.module)


def _told(task: Task, result: Mapping[str, Any], announced: str) -> Diff:
    """What a task without a difference changes: its command, or what it was given."""
    given = _given(task, result)
    if task.module in _COMMANDS:
        command = result.get("cmd") or given.get("_raw_params") or given.get("argv") or ""
        words = [_short(str(word)) for word in command] if isinstance(command, list) else []
        line = shlex.join(words) if words else _short(str(command))
        return Diff(COMMAND, "", "\n".join(filter(None, (_text(announced), f"$ {_text(line)}"))), task.name)
    shown = "\n".join(f"{key}: {_plain(value)}" for key, value in given.items())
    where = given.get("dest") or given.get("path") or task.module
    return Diff(_text(str(where)), "", "\n".join(filter(None, (_text(announced), _text(shown)))), task.name)


def _short(word: str) -> str:
    """A word of a command, of a whole program in it the first line: what it does is what is announced."""
    first, _newline, more = word.partition("\n")
    return first + " …" if more else first


def _given(task: Task, result: Mapping[str, Any]) -> dict[str, Any]:
    """The task's arguments; a value that its module calls a secret is masked in ``invocation`` alone."""
    called = (result.get("invocation") or {}).get("module_args") or {}
    wanted = {key: value for key, value in task.arguments.items() if not key.startswith("_ansible")}
    return {key: called.get(key, value) for key, value in wanted.items() if value not in (None, "")}


def _side(value: Any) -> str:
    return _text(value if isinstance(value, str) else "" if value is None else _plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str)


def _text(text: str) -> str:
    # NUL and lone surrogates fit neither JSON's readers nor a database
    clean = text.replace("\0", "�").encode("utf-8", "replace").decode()
    return clean if len(clean) <= MAX_TEXT else clean[:MAX_TEXT] + _CUT


def _reason(result: Mapping[str, Any], task: Task) -> str:
    """Why *task* failed, in one line."""
    if task.hidden or "censored" in result:
        return f"{task.name}: {_HIDDEN}"
    failed = next((item for item in _each(result) if item.get("failed")), result)
    said = [str(failed.get("msg") or result.get("msg") or failed.get("reason") or "")]
    if "rc" in failed:
        said += [str(failed.get(key) or "") for key in ("stderr", "module_stderr")]
    line = _PREFIXES.sub("", " ".join(" ".join(said).split()))
    # a condition of the role's own (failed_when) has no message but the task's name
    return _text(task.name if line in ("", "Unknown error.") else line[:MAX_REASON])
