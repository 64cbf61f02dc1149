"""What only the whole standard can tell: facts, matchers, values, steps, sources and pages fit together."""

from collections.abc import Mapping
from typing import Any

from auditor.i18n import LANGUAGES, _
from auditor.matchers import MATCHERS
from auditor.model import ATTEST_PREFIX, NOUNS, Kind, Severity
from auditor.model.dictionary import dictionary
from auditor.standard.arguments import argument_problem, unfit
from auditor.standard.merge import REMEDY, Draft
from auditor.standard.model import Comparison, Deviation, Rule, Standard, references, value_names
from auditor.standard.reading import Place, Problems


def check(standard: Standard, draft: Draft, problems: Problems) -> None:
    """Every rule of *standard*, as drafted in *draft*."""
    for rule in standard.rules:
        drafted = draft.rules[rule.id]
        places = {key: place for key, (_value, place) in drafted.keys.items()}
        values = [draft.values[name][1] for name in value_names(rule.expect.argument) if name in draft.values]
        # Of rule and value, the one that was written last made them disagree.
        latest = (
            max(places["expect"], *values, key=lambda place: draft.order[place.file])
            if values
            else places["expect"]
        )
        _check_fact(
            standard,
            rule.expect,
            rule.applies_to.kinds,
            problems,
            fact_at=places["fact"],
            at=latest,
        )
        when = rule.applies_to.when
        if when:
            at = places["applies_to"] / "when"
            _check_fact(standard, when, rule.applies_to.kinds, problems, fact_at=at / "fact", at=at)
        if rule.severity is Severity.BLOCKER and not rule.steps:
            problems.add(places["severity"], _("a blocker serves at least one step"), "steps: [receive, …]")
        if rule.source is None and not value_names(rule.expect.argument):
            problems.add(drafted.place, _("the rule {rule} has no source").format(rule=rule.id))
        _check_pages(rule, drafted.place, problems)
        if REMEDY in places:
            _check_remedy(standard, rule, places[REMEDY], problems)

    for name in standard.values:
        _check_counts(name, standard.values[name].value, draft.values[name][1], problems)


def _check_counts(name: str, value: Any, place: Place, problems: Problems) -> None:
    """The values that the product itself reads: a number for each of their own words."""
    words = {"per_counter": NOUNS, "attestation_days": _topics()}.get(name)
    if words is None:
        return
    if not isinstance(value, Mapping):
        problems.add(place / "value", _("a number for each word is expected, for example {pc: 1}"))
        return
    for word, count in value.items():
        if word not in words:
            problems.unknown(
                place / "value", _("{name} has no “{word}”").format(name=name, word=word), word, words
            )
        elif not isinstance(count, int) or isinstance(count, bool) or count < 0:
            problems.add(place / "value", _("{word} is a whole number from 0").format(word=word))


def _topics() -> tuple[str, ...]:
    return tuple(name.removeprefix(ATTEST_PREFIX) for name in dictionary() if name.startswith(ATTEST_PREFIX))


def _check_pages(rule: Rule, place: Place, problems: Problems) -> None:
    for language in LANGUAGES:
        page = rule.pages / language / f"{rule.id}.md"
        if not page.is_file():
            message = _("the rule {rule} has no page in “{language}”").format(rule=rule.id, language=language)
            problems.add(place, message, _("write {page}").format(page=page))


def _check_fact(
    standard: Standard,
    expect: Comparison,
    kinds: tuple[Kind, ...],
    problems: Problems,
    *,
    fact_at: Place,
    at: Place,
) -> None:
    fact = dictionary().get(expect.fact)
    if fact is None:
        message = _("there is no fact “{fact}”").format(fact=expect.fact)
        known = [name for name, entry in dictionary().items() if set(kinds) & set(entry.kinds)]
        problems.unknown(fact_at, message, expect.fact, known)
        return
    without = [kind.value for kind in kinds if kind not in fact.kinds]
    if without:
        message = _("{kinds} has no fact {fact}").format(kinds=", ".join(without), fact=expect.fact)
        problems.add(fact_at, message, _("it is one of: {kinds}").format(kinds=", ".join(fact.kinds)))
    _check_comparison(standard, expect, at, problems)


def _check_comparison(standard: Standard, expect: Comparison, at: Place, problems: Problems) -> None:
    fact = dictionary()[expect.fact]
    if fact.type not in MATCHERS[expect.matcher].facts:
        problems.add(at, unfit(expect.matcher, fact.type))
    elif expect.matcher == "files_are" and expect.fact != "files":
        problems.add(at, _("files_are compares only the fact files"))
    elif _check_references(standard, expect.argument, at, problems):
        argument = standard.resolve(expect.argument)
        problem = argument_problem(expect.matcher, argument, fact.type, fact.record)
        if problem:
            problems.add(at, f"{expect.matcher}: {problem}")


def _check_remedy(standard: Standard, rule: Rule, at: Place, problems: Problems) -> None:
    """Rules that it follows and values that it passes are there; roles are known to who plans, not here."""
    known = tuple(each.id for each in standard.rules if each.id != rule.id)
    for key, named in (("follows", rule.remedy.follows), ("unless", rule.remedy.unless)):
        for other in named:
            if other not in known:
                message = _("there is no other rule “{rule}”").format(rule=other)
                problems.unknown(at / key, message, other, known)
    for family, call in rule.remedy.calls.items():
        place = (at / family if family else at) / "with"
        for name, argument in call.variables.items():
            _check_references(standard, argument, place / name, problems)


def _check_references(standard: Standard, argument: Any, at: Place, problems: Problems) -> bool:
    good = True
    for kind, name in references(argument):
        if kind == "value" and name not in standard.values:
            message = _("there is no value “{name}”").format(name=name)
            problems.unknown(at, message, name, tuple(standard.values))
            good = False
        elif kind == "device" and name != "id":
            problems.add(at, _("of a device only its id can be referred to: {device: id}"))
            good = False
    return good


def check_deviation(standard: Standard, deviation: Deviation, place: Place, problems: Problems) -> None:
    """What *deviation* changes still makes sense in *standard*."""
    changed = standard.deviating(deviation)
    for name, value in deviation.values.items():
        _check_counts(name, value.value, place / "values" / name, problems)
    for rule in changed.rules:
        values = set(value_names(rule.expect.argument)) & set(deviation.values)
        at = place / "rules" / rule.id if rule.id in deviation.rules else place
        for name in sorted(values):
            at = place / "values" / name
        if (values or rule.id in deviation.rules) and rule.expect.fact in dictionary():
            _check_comparison(changed, rule.expect, at, problems)
        if REMEDY in deviation.rules.get(rule.id, {}):
            _check_remedy(changed, rule, place / "rules" / rule.id / REMEDY, problems)
        if rule.severity is Severity.BLOCKER and not rule.steps and rule.id in deviation.rules:
            problems.add(at, _("a blocker serves at least one step"), "steps: [receive, …]")
