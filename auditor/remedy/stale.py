"""Whether a device is still as the plan saw it: a digest of what was wrong, without what always moves.

A clock is off by another second and a disk fuller by another megabyte each time one looks: numbers are left
out. What is left are the words: which rule failed, on what, and which machine it was.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from auditor.model import Finding, PlanStep, Verdict

_NUMBER = re.compile(r"[0-9]+")
_DIGITS = 6


class Now(StrEnum):
    """How a device stands to what a step's plan saw of it."""

    SAME = "same"
    RIGHT = "right"
    """Nothing that the step closes is wrong any more."""
    OTHER_MACHINE = "other_machine"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    """It could not be looked at again: some of what the step closes was not measured."""


@dataclass(frozen=True)
class Compared:
    """The answer of :func:`compare`, with the rules that decided it."""

    now: Now
    rules: tuple[str, ...] = ()


def saw(findings: Iterable[Finding], identity: str) -> str:
    """A digest of the failed ones of *findings*, all of one device, and of *identity*.

    Its first word is the machine's, then one for each rule, in the order of their ids: ``a81f3c:9b12d0-…``.
    """
    failed = sorted((f for f in findings if f.verdict is Verdict.FAIL), key=lambda f: f.rule)
    return f"{_digest(identity)}:{'-'.join(_word(finding) for finding in failed)}"


def compare(step: PlanStep, findings: Iterable[Finding], identity: str) -> Compared:
    """How the device of *step* stands now, by *findings* of a fresh audit (of that device; others are left
    out) and the *identity* that it answered with (``""``: it did not).

    What passes by now is no change against the plan: only what still fails, and otherwise than it did.
    """
    machine, _colon, words = step.saw.partition(":")
    before = dict(zip(sorted(step.rules), words.split("-"), strict=False))
    now = {f.rule: f for f in findings if f.device == step.device and f.rule in before}
    unknown = tuple(rule for rule in step.rules if rule not in now or now[rule].verdict is Verdict.UNKNOWN)
    failing = [rule for rule in step.rules if rule in now and now[rule].verdict is Verdict.FAIL]
    changed = tuple(rule for rule in failing if _word(now[rule]) != before[rule])
    if identity and machine not in (_digest(identity), _digest("")):
        return Compared(Now.OTHER_MACHINE)
    if changed:
        return Compared(Now.CHANGED, changed)
    if unknown:
        return Compared(Now.UNKNOWN, unknown)
    return Compared(Now.SAME, tuple(failing)) if failing else Compared(Now.RIGHT)


def _word(finding: Finding) -> str:
    return _digest(json.dumps([finding.rule, _words(finding.found)], ensure_ascii=True, sort_keys=True))


def _words(found: Any) -> Any:
    """*found* without its numbers; of a list each thing once, in one order: a device tells them in any."""
    if isinstance(found, bool) or found is None:
        return found
    if isinstance(found, int | float):
        return "#"
    if isinstance(found, str):
        return _NUMBER.sub("#", found)
    if isinstance(found, Mapping):
        return {_NUMBER.sub("#", str(key)): _words(value) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return sorted({json.dumps(_words(item), ensure_ascii=True, sort_keys=True) for item in found})
    return str(type(found))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
