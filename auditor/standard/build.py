"""From a draft to a checked standard: everything that is wrong is told at once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from auditor.i18n import _
from auditor.model import Severity, Step
from auditor.standard import checks
from auditor.standard.merge import CHANGEABLE, DEVIATION, REMEDY, WORK, Draft, entries, mapping
from auditor.standard.model import Deviation, Standard, value_names
from auditor.standard.reader import Reader
from auditor.standard.reading import Place, Problems
from auditor.standard.remedies import remedy
from auditor.standard.work import work


def build(draft: Draft, problems: Problems) -> Standard:
    """The standard of *draft*; what is wrong goes to *problems*, and its part is left out."""
    reader = Reader(problems)
    name, name_place = draft.top.get("name", ("", draft.place))
    if not isinstance(name, str) or not name:
        problems.add(name_place, _("a standard has a name (name: …)"))
    values = {key: value for key, pair in draft.values.items() if (value := reader.value(key, *pair))}
    rules = [rule for key, drafted in draft.rules.items() if (rule := reader.rule(key, drafted))]
    standard = Standard(
        name=str(name),
        rules=tuple(rules),
        values=values,
        weights=reader.weights(draft),
        coverage=reader.coverage(draft),
        description=reader.texts(*draft.top["description"]) if "description" in draft.top else {},
    )
    checks.check(standard, draft, problems)
    deviations = _Deviations(standard, reader, problems)
    standard = replace(
        standard,
        profiles={str(name): deviations.of(layers) for name, layers in draft.profiles.items()},
        communes={
            str(code): deviations.of(layers)
            for code, layers in draft.communes.items()
            if reader.is_code(code, layers[0][1])
        },
    )
    return replace(standard, digest=digest(standard))


def digest(standard: Standard) -> str:
    """SHA-256 (hex) of what the standard says, whatever files it was written in."""
    content = asdict(replace(standard, digest=""))
    for rule in content["rules"]:
        del rule["pages"]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class _Deviations:
    """Reads what profiles and communes have otherwise than *standard*."""

    standard: Standard
    reader: Reader
    problems: Problems

    def of(self, layers: list[tuple[Any, Place]]) -> Deviation:
        """The deviation that *layers* give together, the later on top."""
        deviation = Deviation()
        for data, place in layers:
            given = mapping(data, place, self.problems)
            for key in set(given) - set(DEVIATION):
                self.problems.unknown(place / key, _("unknown key “{key}”").format(key=key), key, DEVIATION)
            deviation = Deviation(
                {**deviation.values, **self._values(given.get("values"), place / "values")},
                self._rules(deviation, given.get("rules"), place / "rules"),
            )
            checks.check_deviation(self.standard, deviation, place, self.problems)
        return deviation

    def _values(self, data: Any, place: Place) -> dict[str, Any]:
        values = {}
        for name, value in mapping(data, place, self.problems).items():
            if name not in self.standard.values:
                message = _("there is no value “{name}” to change").format(name=name)
                self.problems.unknown(place / name, message, name, tuple(self.standard.values))
            elif read := self.reader.value(name, value, place / name):
                values[name] = read
        return values

    def _rules(self, before: Deviation, data: Any, place: Place) -> dict[str, dict[str, Any]]:
        rules = {rule: dict(changes) for rule, changes in before.rules.items()}
        known = {rule.id: rule for rule in self.standard.rules}
        for rule_id, changes, at in entries(data, place, self.problems):
            if rule_id in known:
                rules.setdefault(rule_id, {}).update(self._changes(known[rule_id].fact, changes, at))
            else:
                message = _("there is no rule “{rule}” to change").format(rule=rule_id)
                self.problems.unknown(at, message, rule_id, tuple(known))
        return rules

    def _changes(self, fact: str, data: Mapping[str, Any], place: Place) -> dict[str, Any]:
        """Changed fields of a rule, read; what could not be read is left out."""
        for key in set(data) - {"id", *CHANGEABLE}:
            message = _("“{key}” cannot be changed here").format(key=key)
            self.problems.unknown(place / key, message, key, CHANGEABLE)
        changed: dict[str, Any] = {}
        if "severity" in data:
            changed["severity"] = self.reader.word(Severity, data["severity"], place / "severity")
        if "steps" in data:
            changed["steps"] = self.reader.words(Step, data["steps"], place / "steps")
        if "source" in data:
            changed["source"] = self.reader.source(data["source"], place / "source")
        if "disabled" in data:
            changed["disabled"] = self.reader.disabled(data, place)
        if REMEDY in data:
            changed[REMEDY] = remedy(data[REMEDY], place / REMEDY, self.problems)
        if WORK in data:
            changed[WORK] = work(data[WORK], place / WORK, self.problems, self.reader.texts)
        if "expect" in data:
            changed["expect"] = self.reader.comparison(fact, data["expect"], place / "expect")
            if "source" not in data and not value_names(data["expect"]):
                self.problems.add(place / "expect", _("what is expected here needs its own source"))
        return {key: value for key, value in changed.items() if value is not None}
