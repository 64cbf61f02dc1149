"""A plan as a file that people review, sign off and keep: YAML, strictly read back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from itertools import groupby
from typing import Any

import yaml

from auditor.i18n import N_, catalogue
from auditor.model import Disposition, Plan, PlanItem, PlanScope, PlanStep
from auditor.model.plain import to_plain
from auditor.model.text import printable
from auditor.remedy.plan_read import VERSION, read

__all__ = ["VERSION", "read", "write"]

_ALWAYS = ("language", "approved_by", "note")
"""What stands there even when it is empty: it is for people to fill in."""
_WHO = {
    Disposition.AUTOMATIC: N_("done by the steps above"),
    Disposition.TECHNICIAN: N_("for a technician, on the spot"),
    Disposition.PURCHASE: N_("to be bought, or moved from elsewhere"),
    Disposition.PROVINCE: N_("for provincial IT"),
}
_INTRO = (
    N_("What is to be done about the findings of a run: steps are for a machine, items are all findings."),
    N_("Read it through. What must not be done: take the step out, and its name out of the items' steps"),
    N_("(an item without a step is a person's: who: technician, purchase or province)."),
    N_("To sign off, write your name behind approved_by. Then, first as a dry run, then for good:"),
)
_COMMANDS = ("auditor fix PLAN.yml", "auditor fix PLAN.yml --apply")


def write(plan: Plan) -> str:
    """*plan* as YAML, in the plan's language; ``read`` gives an equal one back.

    What has its default is left out. YAML escapes the texts, so none of them can be taken for anything else;
    half a surrogate pair, which no file can hold, is written as ``\\ud800``.
    """
    return "".join(_pieces(plan))


def _pieces(plan: Plan) -> Iterator[str]:
    gettext = catalogue(plan.language).gettext
    head = {key: value for key, value in _shown(plan).items() if key not in ("steps", "items")}
    yield "".join(f"# {line}\n" for line in map(gettext, _INTRO))
    yield "".join(f"#   {command}\n" for command in _COMMANDS)
    yield "\n" + _dump({"version": VERSION, **head})
    yield "\nsteps:\n" if plan.steps else "\nsteps: []\n"
    for device, steps in groupby(plan.steps, lambda step: step.device):
        yield f"# --- {printable(device)}\n"
        yield from (_dump([_shown(step)]) for step in steps)
    yield "\nitems:\n" if plan.items else "\nitems: []\n"
    for who, items in groupby(plan.items, lambda item: item.who):
        yield f"# --- {gettext(_WHO[who])}\n"
        yield from (_dump([_shown(item)]) for item in items)


# --- values -------------------------------------------------------------------------------------------------
def _shown(part: Plan | PlanStep | PlanItem | PlanScope) -> dict[str, Any]:
    """The fields of *part* that say something, as plain values."""
    always = _ALWAYS if isinstance(part, Plan) else ()
    values = ((each, getattr(part, each.name)) for each in fields(part))
    told = {each.name: value for each, value in values if each.name in always or value != _default(each)}
    return {
        name: _shown(value) if isinstance(value, PlanScope) else _storable(to_plain(value))
        for name, value in told.items()
        if name not in ("steps", "items") or not isinstance(part, Plan)
    }


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {_storable(key): _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list) else value


class _Dumper(yaml.SafeDumper):
    """Writes what looks like a number in quotes, so that nobody's editor makes another one of it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    quoted = '"' if _LIKE_A_NUMBER.fullmatch(text) or _BREAKS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=quoted)


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    short = all(isinstance(item, str | int | float) for item in items) and len(repr(items)) <= _LINE
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


_LINE = 90
_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")
"""What YAML folds to a blank as any other line end, unless it is escaped."""
_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9][-+0-9._:,ex]*")
_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def _dump(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
