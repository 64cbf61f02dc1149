"""One rule on one device: pass, fail, unknown or not applicable, and why. What was not seen never passes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from auditor import matchers
from auditor.errors import MatchError
from auditor.evaluate.derive import Derived
from auditor.model import UNREACHED, Device, FailureKind, Finding, Observation, Source, Verdict
from auditor.standard import Comparison, Rule, Standard, references, substitute, without_unstated
from auditor.standard.reasons import (
    CONDITION,
    CONDITION_UNKNOWN,
    NOT_COMPARABLE,
    NOT_OBSERVED,
    NOT_STATED,
    OTHER_SYSTEM,
    SWITCHED_OFF,
    because,
)

SMALL_LIST = 120
"""Characters up to which a list of texts is stored whole; of a longer one only what decided."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule made ready for many devices: the standard's values in their place, the text made once."""

    rule: Rule
    source: Source
    check: Callable[[Any, Any], matchers.Match]
    argument: Any
    expected: str
    depends: bool
    """The argument refers to the device or its inventory."""
    when: Comparison | None

    @classmethod
    def of(cls, standard: Standard, rule: Rule) -> "Plan":
        argument = standard.resolve(rule.expect.argument)
        matcher = matchers.matcher(rule.expect.matcher)
        expected = matchers.write(matcher.name, argument)
        depends = bool(references(argument))
        when = rule.applies_to.when
        if when:
            when = replace(when, argument=standard.resolve(when.argument))
        return cls(rule, standard.source_of(rule), matcher.check, argument, expected, depends, when)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one device in this run."""

    device: Device
    observation: Observation | None
    facts: Mapping[str, Any]
    missing: Mapping[str, str]
    told: Mapping[str, str]
    """Where a fact comes from that no machine told."""

    @classmethod
    def of(cls, device: Device, observation: Observation | None, derived: Derived) -> "Seen":
        facts = {**(observation.facts if observation else {}), **derived.facts}
        for name in derived.missing:
            facts.pop(name, None)
        return cls(device, observation, facts, derived.missing, derived.told)

    def why_not(self, fact: str) -> str:
        """Why *fact* was not observed."""
        if self.missing.get(fact):
            return self.missing[fact]
        if self.observation is None:
            return because(FailureKind.NOT_ASKED)
        told = self.observation.missing
        reason = told.get(fact) or told.get(fact.partition(".")[0] + ".*")
        if reason:
            return because(NOT_OBSERVED, reason)
        failure = self.observation.failure
        return because(failure.kind, failure.message) if failure else because(NOT_OBSERVED, fact)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The part of a finding that depends on the device."""

    verdict: Verdict
    expected: str
    found: Any = None
    reason: str = ""


def finding(plan: Plan, seen: Seen) -> Finding:
    """The one finding of *plan*'s rule on that device."""
    rule, device, outcome = plan.rule, seen.device, _outcome(plan, seen)
    failure = seen.observation.failure if seen.observation else None
    answered = seen.observation and not (failure and failure.kind in UNREACHED)
    return Finding(
        rule=rule.id,
        device=device.id,
        kind=device.kind.value,
        commune=device.commune,
        verdict=outcome.verdict,
        severity=rule.severity,
        area=rule.area,
        steps=rule.steps,
        title=rule.title,
        fix=rule.fix,
        source=plan.source,
        expected=outcome.expected,
        found=outcome.found,
        reason=outcome.reason,
        fact=rule.fact,
        observed=seen.observation.ended if seen.observation and answered else None,
        counter=device.counter,
        site=device.site,
        work=rule.work,
        problem=rule.problem,
    )


def _outcome(plan: Plan, seen: Seen) -> Outcome:
    rule, argument, expected = plan.rule, plan.argument, plan.expected
    if rule.disabled:
        return Outcome(Verdict.NOT_APPLICABLE, expected, reason=because(SWITCHED_OFF, rule.disabled))
    if plan.depends:
        argument = _resolved(argument, seen.device)
        unstated = [name for kind, name in references(argument) if kind == "inventory"]
        if unstated:
            reason = because(NOT_STATED, f"expect_{unstated[0]}")
            return Outcome(Verdict.NOT_APPLICABLE, expected, reason=reason)
        expected = matchers.write(rule.expect.matcher, argument)
    elsewhere = _elsewhere(rule.applies_to.os_family, plan.when, seen)
    if elsewhere:
        return Outcome(elsewhere[0], expected, reason=elsewhere[1])
    if rule.fact not in seen.facts:
        reason = seen.why_not(rule.fact)
        verdict = Verdict.NOT_APPLICABLE if reason.startswith(NOT_STATED) else Verdict.UNKNOWN
        return Outcome(verdict, expected, reason=reason)
    outcome = _compared(plan.check, seen.facts[rule.fact], argument, expected)
    return replace(outcome, reason=seen.told[rule.fact]) if rule.fact in seen.told else outcome


def _compared(
    check: Callable[[Any, Any], matchers.Match], found: Any, argument: Any, expected: str
) -> Outcome:
    try:
        match = check(found, argument)
    except MatchError as error:
        return Outcome(Verdict.UNKNOWN, expected, reason=because(NOT_COMPARABLE, error.message))
    verdict = Verdict.PASS if match.ok else Verdict.FAIL
    return Outcome(verdict, expected, _stored(found, match.detail))


def _stored(found: Any, detail: Any) -> Any:
    """*found* when it is short, else the part of it that decided."""
    if isinstance(found, list) and detail is not None:
        texts = len(found) <= SMALL_LIST and all(isinstance(item, str) for item in found)
        return found if texts and sum(map(len, found)) <= SMALL_LIST else detail
    return matchers.cut(found)


def _resolved(argument: Any, device: Device) -> Any:
    """*argument* with what the inventory says of *device*; references to what it does not say stay."""
    said = substitute(argument, lambda kind, name: device.id if kind == "device" else device.expect.get(name))
    return without_unstated(said)


def _elsewhere(family: str, when: Comparison | None, seen: Seen) -> tuple[Verdict, str] | None:
    """The verdict and reason when the rule is not for this device, or when that cannot be told."""
    if family:
        if "os.family" not in seen.facts:
            return Verdict.UNKNOWN, _unknown_condition("os.family", seen)
        if seen.facts["os.family"] != family:
            return Verdict.NOT_APPLICABLE, because(OTHER_SYSTEM, str(matchers.cut(seen.facts["os.family"])))
    return _condition(when, seen) if when else None


def _condition(when: Comparison, seen: Seen) -> tuple[Verdict, str] | None:
    if when.fact not in seen.facts:
        return Verdict.UNKNOWN, _unknown_condition(when.fact, seen)
    try:
        holds = matchers.match(when.matcher, seen.facts[when.fact], when.argument).ok
    except MatchError as error:
        return Verdict.UNKNOWN, because(CONDITION_UNKNOWN, f"{when.fact}: {error.message}")
    wanted = matchers.write(when.matcher, when.argument)
    return None if holds else (Verdict.NOT_APPLICABLE, because(CONDITION, f"{when.fact} {wanted}"))


def _unknown_condition(fact: str, seen: Seen) -> str:
    """A device that did not answer says so itself; else the fact that decides is named."""
    if seen.observation is None or seen.observation.failure:
        return seen.why_not(fact)
    return because(CONDITION_UNKNOWN, fact)
