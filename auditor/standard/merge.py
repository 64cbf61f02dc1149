"""Layers of files put together: what a standard says last, and where it says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.i18n import _
from auditor.standard.model import value_names
from auditor.standard.reading import Layer, Place, Problems

TOP = (
    "name",
    "description",
    "extends",
    "weights",
    "thresholds",
    "values",
    "rules",
    "profiles",
    "communes",
)
RULE = ("id", "applies_to", "fact", "expect", "severity", "area", "steps", "source", "title", "fix")
REMEDY = "remedy"
WORK = "work"
PROBLEM = "problem"
SWITCH = ("disabled", "reason")
OPTIONAL = (PROBLEM, REMEDY, WORK, *SWITCH)
CHANGEABLE = ("severity", "steps", "expect", "source", REMEDY, WORK, *SWITCH)
DEVIATION = ("values", "rules")

Placed = tuple[Any, Place]


@dataclass
class DraftRule:
    """A rule's keys, each with the place that had the last word; ``pages`` of the layer that brought it."""

    place: Place
    pages: Path
    keys: dict[str, Placed]


@dataclass
class Draft:
    """A standard put together, not yet checked."""

    place: Place
    order: dict[Path, int] = field(default_factory=dict)
    """Each file with the number of its layer."""
    top: dict[str, Placed] = field(default_factory=dict)
    weights: dict[str, Placed] = field(default_factory=dict)
    thresholds: dict[str, Placed] = field(default_factory=dict)
    values: dict[str, Placed] = field(default_factory=dict)
    rules: dict[str, DraftRule] = field(default_factory=dict)
    profiles: dict[Any, list[Placed]] = field(default_factory=dict)
    communes: dict[Any, list[Placed]] = field(default_factory=dict)


def merge(layers: list[Layer], problems: Problems) -> Draft:
    """One draft of *layers*, the later ones on top."""
    draft = Draft(layers[-1].documents[0][0])
    for number, layer in enumerate(layers):
        draft.order.update({place.file: number for place, _data in layer.documents})
        _Merging(draft, layer, problems).all()
    return draft


@dataclass
class _Merging:
    draft: Draft
    layer: Layer
    problems: Problems
    stated: dict[str, Place] = field(default_factory=dict)

    def all(self) -> None:
        self.draft.top.pop("name", None)  # a name is not inherited
        for place, data in self.layer.documents:
            for key in data:
                if key not in TOP:
                    self.problems.unknown(place / key, _("unknown key “{key}”").format(key=key), key, TOP)
            self._document(place, data)

    def _document(self, place: Place, data: Mapping[str, Any]) -> None:
        draft = self.draft
        for key in ("name", "description"):
            if key in data:
                self._once(key, place / key)
                draft.top[key] = (data[key], place / key)
        for key, into in (
            ("weights", draft.weights),
            ("thresholds", draft.thresholds),
            ("values", draft.values),
        ):
            for name, value in self.mapping(data.get(key), place / key).items():
                self._once(f"{key}.{name}", place / key / name)
                into[name] = (value, place / key / name)
        for key, deviations in (("profiles", draft.profiles), ("communes", draft.communes)):
            for name, value in self.mapping(data.get(key), place / key).items():
                deviations.setdefault(name, []).append((value, place / key / name))
        for rule_id, rule, at in entries(data.get("rules"), place / "rules", self.problems):
            self._once(f"rules.{rule_id}", at)
            self._rule(rule_id, rule, at)

    def _once(self, what: str, place: Place) -> None:
        """Within one layer nothing is said twice, also not in two of its files."""
        if what in self.stated:
            before = self.stated[what].file.name
            self.problems.add(place, _("{what} is already there, in {file}").format(what=what, file=before))
        self.stated[what] = place

    def _rule(self, rule_id: str, rule: Mapping[str, Any], place: Place) -> None:
        keys = {key: (value, place / key) for key, value in rule.items()}
        for key in set(rule) - {*RULE, *OPTIONAL}:
            message = _("unknown key “{key}” in a rule").format(key=key)
            self.problems.unknown(place / key, message, key, (*RULE, *OPTIONAL))
        known = self.draft.rules.get(rule_id)
        if known:
            if "title" in rule:  # what was so when another wish was not met says nothing of this one
                known.keys.pop(PROBLEM, None)
            known.keys.update(keys)
            if "expect" in rule and "source" not in rule and not value_names(rule["expect"]):
                self.problems.add(place / "expect", _("what is expected here needs its own source"))
        elif "fact" not in rule and set(rule) <= {"id", *CHANGEABLE}:
            message = _("there is no rule “{rule}” to change").format(rule=rule_id)
            self.problems.unknown(place, message, rule_id, tuple(self.draft.rules))
        else:
            self.draft.rules[rule_id] = DraftRule(place, self.layer.root / "pages", keys)

    def mapping(self, value: Any, place: Place) -> Mapping[Any, Any]:
        return mapping(value, place, self.problems)


def mapping(value: Any, place: Place, problems: Problems) -> Mapping[Any, Any]:
    """*value* when it is a mapping; else ``{}``, with a problem unless it is empty."""
    if value is not None and not isinstance(value, Mapping):
        problems.add(place, _("must be a mapping (name: …)"))
    return value if isinstance(value, Mapping) else {}


def entries(rules: Any, place: Place, problems: Problems) -> list[tuple[str, Mapping[str, Any], Place]]:
    """Rules written as a list with ids, or as a mapping from ids: id, rule and place of each."""
    pairs: list[tuple[Any, Any, Place]] = []
    if isinstance(rules, list):
        for index, rule in enumerate(rules):
            rule_id = rule.get("id") if isinstance(rule, Mapping) else None
            pairs.append((rule_id, rule, place / index))
    else:
        pairs = [(key, rule, place / key) for key, rule in mapping(rules, place, problems).items()]
    good = []
    for rule_id, rule, at in pairs:
        if not isinstance(rule_id, str) or not isinstance(rule, Mapping):
            problems.add(at, _("a rule is a mapping and has an id (a text)"))
        else:
            good.append((rule_id, rule, at))
    return good
