"""From verdicts run by run to spells: when a finding opened, and when it was closed. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from auditor.model import Verdict
from auditor.model.history import OpenFinding, Spell, When

_CLOSING = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})


@dataclass(frozen=True)
class Look:
    """What one run saw of a device: each rule's verdict, and what is to be said of those that failed."""

    when: When
    verdicts: Mapping[str, Verdict]
    failed: Mapping[str, OpenFinding] = field(default_factory=dict)


def spells(looks: Iterable[Look]) -> tuple[Spell, ...]:
    """The spells of one device, the one that opened last first. *looks* come the oldest first.

    Only what passes or no longer applies closes one: what was not measured or is waived leaves it as it is.
    """
    open_now: dict[str, Spell] = {}
    done: list[Spell] = []
    looked: set[str] = set()
    for look in looks:
        for rule, verdict in look.verdicts.items():
            if verdict is Verdict.FAIL:
                _failed(rule, look, open_now, looked)
            elif verdict in _CLOSING and rule in open_now:
                done.append(replace(open_now.pop(rule), closed=look.when))
            if verdict is not Verdict.UNKNOWN:
                looked.add(rule)
    every = [*done, *open_now.values()]
    return tuple(sorted(every, key=lambda spell: (spell.opened.at, spell.rule), reverse=True))


def _failed(rule: str, look: Look, open_now: dict[str, Spell], looked: set[str]) -> None:
    if rule in open_now:
        open_now[rule] = replace(open_now[rule], last=look.when)
        return
    found = look.failed[rule]
    open_now[rule] = Spell(
        rule, found.title, found.severity, look.when, look.when, since_first=rule not in looked
    )
