"""A plan's file read back: whatever people made of it, every nonsense is told with file and line."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from auditor.errors import did_you_mean
from auditor.i18n import LANGUAGES, _
from auditor.model import DEVICE_KINDS, Disposition, Kind, Plan, PlanItem, PlanStep, Severity
from auditor.model.plain import NotPlain, from_plain
from auditor.remedy import arguments
from auditor.remedy.merging import told_apart
from auditor.remedy.nodes import Keys, Problems
from auditor.remedy.nodes import read as read_nodes
from auditor.remedy.roles import Entry, catalogue

VERSION = 1
PARTS = ("steps", "items")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,60}")
_CODE = re.compile(r"[0-9]{5}")
_TOLD_BY_ROLE = ("reversible", "reboot", "person", "touches")
Part = TypeVar("Part", PlanStep, PlanItem)
Placed = Sequence[tuple[Keys, Part]]


def read(path: Path, entries: Mapping[str, Entry] | None = None) -> Plan:
    """The plan in the file; *entries* is the catalogue of roles (default: those that ship).

    Raises PlanError with every problem: what is no plan, what contradicts itself, and what the roles of this
    installation cannot do.
    """
    data, problems = read_nodes(path)
    if not isinstance(data, Mapping):
        problems.add((), _("is no plan: a mapping (version:, id:, steps: …) is wanted"))
        problems.raise_any()
    plan = _head(data, problems)
    steps = _parts(PlanStep, "steps", data, problems)
    items = _parts(PlanItem, "items", data, problems)
    _Steps(problems, catalogue() if entries is None else entries).check(steps)
    _Items(problems, steps).check(items)
    problems.raise_any()
    assert plan is not None  # noqa: S101 - without a problem there is one
    return replace(
        plan, steps=tuple(step for _keys, step in steps), items=tuple(item for _keys, item in items)
    )


def _head(data: Mapping[str, Any], problems: Problems) -> Plan | None:
    if data.get("version") != VERSION or isinstance(data.get("version"), bool):
        problems.add(("version",), _("this auditor reads plans of version {version}").format(version=VERSION))
    head = {key: value for key, value in data.items() if key not in (*PARTS, "version")}
    try:
        plan = from_plain(Plan, head)
    except NotPlain as error:
        _not_plain(error, problems)
        return None
    if not _ID.fullmatch(plan.id):
        problems.add(("id",), _("“{id}” is no name of a plan").format(id=plan.id))
    if plan.language not in LANGUAGES:
        known = _("one of: {words}").format(words=", ".join(LANGUAGES))
        problems.add(("language",), _("there is no language “{name}”").format(name=plan.language), known)
    return plan


def _parts(shape: type[Part], name: str, data: Mapping[str, Any], problems: Problems) -> Placed[Part]:
    """Each of *name* that is one, with the keys that lead to it."""
    given = data.get(name)
    if not isinstance(given, list):
        message = _("{key}: a list is wanted") if name in data else _("{key} is missing")
        problems.add((name,), message.format(key=name), f"{name}: []")
        return ()
    found = []
    for index, each in enumerate(given):
        try:
            found.append(((name, index), from_plain(shape, each, (name, index))))
        except NotPlain as error:
            _not_plain(error, problems)
    return found


def _not_plain(error: NotPlain, problems: Problems) -> None:
    key = next((str(key) for key in reversed(error.path) if isinstance(key, str)), "")
    problems.add(error.path, f"{key}: {error.message}")


def _twice(names: Iterable[Any]) -> set[Any]:
    return {name for name, count in Counter(names).items() if count > 1}


class _Steps:
    """What only steps beside each other, and the roles, can tell."""

    def __init__(self, problems: Problems, entries: Mapping[str, Entry]) -> None:
        self._add, self._entries = problems.add, entries

    def check(self, steps: Placed[PlanStep]) -> None:
        ids = _twice(step.id for _keys, step in steps)
        calls = _twice(self._call(step) for _keys, step in steps)
        told: dict[str, tuple[str, str, str]] = {}
        for keys, step in steps:
            if step.id in ids:
                self._add((*keys, "id"), _("the id {id} is there twice").format(id=step.id))
            if self._call(step) in calls:
                message = _("{device} has the step {name} twice")
                self._add((*keys, "device"), message.format(device=step.device, name=step.does))
            same = (step.kind, step.commune, step.os_family)
            if told.setdefault(step.device, same) != same:
                message = _("{device} has another kind, commune or os_family in another step")
                self._add((*keys, "device"), message.format(device=step.device))
            self._words(keys, step)
            self._role(keys, step)

    def _call(self, step: PlanStep) -> tuple[str, str, str]:
        entry = self._entries.get(step.does)
        return step.device, step.does, told_apart(entry, step.variables) if entry else ""

    def _words(self, keys: Keys, step: PlanStep) -> None:
        if not _ID.fullmatch(step.id):
            self._add((*keys, "id"), _("“{id}” is no id: letters and digits, as S1").format(id=step.id))
        if not step.device.strip():
            self._add((*keys, "device"), _("a step is for a device"))
        kinds = tuple(kind.value for kind in DEVICE_KINDS)
        if step.kind not in kinds:
            self._unknown((*keys, "kind"), _("there is no kind “{name}”"), step.kind, kinds)
        if not _CODE.fullmatch(step.commune):
            message = _("“{code}” is no commune's code").format(code=step.commune)
            self._add((*keys, "commune"), message, _("five digits, in quotes"))
        if not step.closes or len(step.closes) != len(step.rules):
            self._add((*keys, "closes"), _("a step closes findings, and rules has the rule of each"))

    def _role(self, keys: Keys, step: PlanStep) -> None:
        entry = self._entries.get(step.does)
        if entry is None:
            roles = {each.role for each in self._entries.values()}
            if step.role not in roles:
                self._unknown((*keys, "role"), _("there is no role “{name}”"), step.role, tuple(roles))
                return
            known = tuple(each.entry for each in self._entries.values() if each.role == step.role)
            self._unknown((*keys, "entry"), _("the role has no entry point “{name}”"), step.entry, known)
            return
        for name in _TOLD_BY_ROLE:
            if getattr(step, name) != getattr(entry, name):
                message = _("{name} is for the role to say: {value}").format(
                    name=name, value=_yaml(getattr(entry, name))
                )
                self._add((*keys, name), message, _("put it back, or make the plan again"))
        for wrong in arguments.check(step.variables, entry.options):
            self._add((*keys, "variables", *wrong.keys), wrong.message, wrong.remedy)

    def _unknown(self, keys: Keys, message: str, name: str, known: Sequence[str]) -> None:
        near = did_you_mean(name, tuple(known))
        all_ = _("one of: {words}").format(words=", ".join(sorted(known)))
        self._add(keys, message.format(name=name), near or all_)


def _yaml(value: bool | tuple[str, ...]) -> str:
    return str(value).lower() if isinstance(value, bool) else f"[{', '.join(value)}]"


class _Items:
    """What only the items beside the steps can tell: nothing is left without an end, and none has two."""

    def __init__(self, problems: Problems, steps: Placed[PlanStep]) -> None:
        self._add = problems.add
        self._steps = {step.id: step for _keys, step in steps}
        self._placed = steps

    def check(self, items: Placed[PlanItem]) -> None:
        twice = _twice(item.finding for _keys, item in items)
        for keys, item in items:
            if item.finding in twice:
                message = _("the finding {id} is there twice").format(id=item.finding)
                self._add((*keys, "finding"), message)
            self._words(keys, item)
            self._ends(keys, item)
        self._closed({item.finding for _keys, item in items})

    def _words(self, keys: Keys, item: PlanItem) -> None:
        for key, value, words in (
            ("kind", item.kind, tuple(Kind)),
            ("severity", item.severity, tuple(Severity)),
        ):
            if value not in words:
                known = _("one of: {words}").format(words=", ".join(words))
                self._add((*keys, key), _("“{value}” is no {what}").format(value=value, what=key), known)
        if item.count < 0:
            self._add((*keys, "count"), _("a number from 0 is wanted"))

    def _ends(self, keys: Keys, item: PlanItem) -> None:
        for step in item.steps:
            if step not in self._steps:
                message = _("there is no step {id}").format(id=step)
                self._add((*keys, "steps"), message, _("take it out; without a step it is a person's (who)"))
        if item.who is Disposition.AUTOMATIC and not item.steps:
            message = _("automatic, but no step closes it")
            self._add((*keys, "who"), message, _("who: technician, purchase or province"))
        elif item.who is not Disposition.AUTOMATIC and item.steps:
            self._add((*keys, "who"), _("what steps close is automatic"), _("take out steps, or who"))

    def _closed(self, findings: set[str]) -> None:
        for keys, step in self._placed:
            for finding in step.closes:
                if finding not in findings:
                    message = _("the finding {id} has no item").format(id=finding)
                    self._add((*keys, "closes"), message, _("a step is taken for a finding"))
