"""Words of YAML become the standard's types; a problem for each that is none of them."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from auditor.i18n import LANGUAGES, _
from auditor.matchers import MATCHERS
from auditor.model import Area, Kind, Severity, Source, SourceKind, Step, Texts
from auditor.standard.merge import PROBLEM, REMEDY, RULE, SWITCH, WORK, Draft, DraftRule, mapping
from auditor.standard.model import Applies, Comparison, Remedy, Rule, Value
from auditor.standard.reading import Place, Problems
from auditor.standard.remedies import OS_FAMILIES, remedy
from auditor.standard.work import work

Word = TypeVar("Word", bound=StrEnum)

WEIGHTS = {Severity.BLOCKER: 10.0, Severity.MAJOR: 3.0, Severity.MINOR: 1.0}
COVERAGE = 0.95
APPLIES = ("kind", "role", "os_family", "when")


class Reader:
    """Reads one part each; what cannot be read goes to ``problems`` and is None or left out."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    # --- words ---
    def word(self, words: type[Word], value: Any, place: Place) -> Word | None:
        if value in list(words):
            return words(value)
        message = _("“{value}” is no {what}").format(value=value, what=words.__name__.lower())
        self.problems.unknown(place, message, value, list(words))
        return None

    def words(self, words: type[Word], value: Any, place: Place) -> tuple[Word, ...]:
        items = value if isinstance(value, list) else [value]
        places = [place / index for index in range(len(items))] if isinstance(value, list) else [place]
        read = (self.word(words, item, at) for item, at in zip(items, places, strict=True))
        return tuple(word for word in read if word is not None)

    def texts(self, value: Any, place: Place) -> Texts:
        given = value if isinstance(value, Mapping) else {}
        for language in LANGUAGES:
            if not isinstance(given.get(language), str) or not given[language].strip():
                message = _("the text is missing in “{language}”").format(language=language)
                self.problems.add(place, message, "{vi: …, en: …}")
        return {language: str(given.get(language, "")) for language in LANGUAGES}

    def source(self, value: Any, place: Place) -> Source | None:
        if not isinstance(value, Mapping) or "kind" not in value or set(value) - {"kind", "reference"}:
            self.problems.add(place, _("a source is {kind: law|province|default, reference: …}"))
            return None
        kind = self.word(SourceKind, value["kind"], place / "kind")
        reference = value.get("reference", "")
        if not isinstance(reference, str) or (kind is SourceKind.LAW and not reference.strip()):
            self.problems.add(place, _("a law is cited: reference: “…” (a text)"))
            return None
        return Source(kind, reference) if kind else None

    # --- values, rules ---
    def value(self, name: str, data: Any, place: Place) -> Value | None:
        if not isinstance(data, Mapping) or set(data) - {"value", "source"} or data.get("value") is None:
            self.problems.add(place, _("a value is {value: …, source: {kind: …, reference: …}}"))
            return None
        if "source" not in data:
            self.problems.add(place, _("the value has no source"), "source: {kind: …, reference: …}")
            return None
        source = self.source(data["source"], place / "source")
        return Value(name, data["value"], source) if source else None

    def rule(self, rule_id: str, draft: DraftRule) -> Rule | None:
        missing = [key for key in RULE if key not in draft.keys and key not in {"id", "source"}]
        if missing:
            message = _("the rule {rule} lacks: {keys}").format(rule=rule_id, keys=", ".join(missing))
            self.problems.add(draft.place, message)
            return None
        key = draft.keys.__getitem__
        applies = self.applies(*key("applies_to"))
        expect = self.comparison(key("fact")[0], *key("expect"))
        severity, area = self.word(Severity, *key("severity")), self.word(Area, *key("area"))
        steps, title, fix = (
            self.words(Step, *key("steps")),
            self.texts(*key("title")),
            self.texts(*key("fix")),
        )
        source = self.source(*key("source")) if "source" in draft.keys else None
        switch = {name: key(name) for name in SWITCH if name in draft.keys}
        switch_at = switch["disabled"][1] if "disabled" in switch else draft.place
        disabled = self.disabled({name: value for name, (value, _at) in switch.items()}, switch_at)
        repair = remedy(*key(REMEDY), self.problems) if REMEDY in draft.keys else Remedy()
        takes = work(*key(WORK), self.problems, self.texts) if WORK in draft.keys else None
        problem = self.texts(*key(PROBLEM)) if PROBLEM in draft.keys else None
        if not (applies and expect and severity and area):
            return None
        return Rule(
            rule_id,
            applies,
            expect,
            severity,
            area,
            steps,
            title,
            fix,
            source,
            draft.pages,
            disabled,
            repair,
            takes,
            problem,
        )

    def applies(self, data: Any, place: Place) -> Applies | None:
        given = mapping(data, place, self.problems)
        for key in set(given) - set(APPLIES):
            self.problems.unknown(place / key, _("unknown key “{key}”").format(key=key), key, APPLIES)
        kinds = self.words(Kind, given["kind"], place / "kind") if "kind" in given else ()
        if not kinds:
            self.problems.add(place, _("a rule applies to kinds of device (kind: [pc, …])"))
            return None
        family = given.get("os_family", "")
        if family and family not in OS_FAMILIES:
            message = _("“{value}” is no {what}").format(value=family, what="os_family")
            self.problems.unknown(place / "os_family", message, family, OS_FAMILIES)
        roles = given.get("role", [])
        when = self.when(given["when"], place / "when") if "when" in given else None
        return Applies(kinds, tuple(roles if isinstance(roles, list) else [roles]), family, when)

    def when(self, data: Any, place: Place) -> Comparison | None:
        given = mapping(data, place, self.problems)
        fact = given.get("fact")
        return self.comparison(fact, {key: value for key, value in given.items() if key != "fact"}, place)

    def comparison(self, fact: Any, data: Any, place: Place) -> Comparison | None:
        expect = {data: None} if isinstance(data, str) else data
        if not isinstance(expect, Mapping) or len(expect) != 1:
            self.problems.add(place, _("exactly one matcher is needed, e.g. {at_least: 10}"))
            return None
        name, argument = next(iter(expect.items()))
        if name not in MATCHERS:
            message = _("there is no matcher “{name}”").format(name=name)
            self.problems.unknown(
                place if isinstance(data, str) else place / name, message, name, tuple(MATCHERS)
            )
            return None
        return Comparison(str(fact), name, argument)

    def disabled(self, given: Mapping[str, Any], place: Place) -> str:
        """The reason why a rule is switched off, ``""`` when it is not."""
        if not isinstance(given.get("disabled", False), bool):
            self.problems.add(place, _("disabled is true or false"))
        if given.get("disabled") is not True:
            return ""
        reason = given.get("reason")
        if not isinstance(reason, str) or not reason.strip():
            self.problems.add(place, _("a rule is switched off with a reason (reason: “…”)"))
            return "?"
        return reason

    # --- figures, codes ---
    def is_code(self, name: Any, place: Place) -> bool:
        if isinstance(name, str) and re.fullmatch(r"[0-9]{5}", name):
            return True
        remedy = _("write five digits in quotes: {code}").format(code=f'"{_as_written(name)}"')
        self.problems.add(place, _("“{code}” is no commune's code").format(code=name), remedy)
        return False

    def weights(self, draft: Draft) -> dict[Severity, float]:
        weights = dict(WEIGHTS)
        for name, (value, place) in draft.weights.items():
            severity = self.word(Severity, name, place)
            if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
                self.problems.add(place, _("a weight is a number from 0"))
            elif severity:
                weights[severity] = float(value)
        return weights

    def coverage(self, draft: Draft) -> float:
        for name, (_value, place) in draft.thresholds.items():
            if name != "coverage":
                self.problems.unknown(place, _("unknown key “{key}”").format(key=name), name, ("coverage",))
        value, place = draft.thresholds.get("coverage", (COVERAGE, draft.place))
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            self.problems.add(place, _("coverage is a share from 0 to 1"))
            return COVERAGE
        return float(value)


def _as_written(code: Any) -> str:
    """YAML reads 03127 as octal: back to what was written."""
    return f"0{code:o}" if isinstance(code, int) and len(f"{code:o}") == 4 else "03127"
