"""What the findings' pages can be filtered by, and how many findings each choice has."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from auditor.model import Area, Commune, Finding, Kind, Severity, Verdict
from auditor.model.collation import vietnamese
from auditor.model.who import Who, who
from auditor.reports.evidence import Link
from auditor.reports.tables_findings import OPEN
from auditor.reports.text import line
from auditor.reports.words import Words

_ORDER: tuple[type[StrEnum], ...] = (Verdict, Severity, Area, Kind, Who)


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding as the pages show it. ``cause`` is what it comes from, the same for what goes together."""

    finding: Finding
    commune: Commune
    links: tuple[Link, ...]

    @property
    def who(self) -> Who | None:
        """Who repairs it; None where nothing is to be repaired."""
        return who(self.finding) if self.finding.verdict in (Verdict.FAIL, Verdict.UNKNOWN) else None

    @property
    def cause(self) -> str:
        """The rule that fails, or the word of the reason why it is not known, does not apply or is waived."""
        if self.finding.verdict in (Verdict.FAIL, Verdict.PASS):
            return self.finding.rule
        return self.finding.reason.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a filter offers, and how many findings have it."""

    value: str
    label: str
    count: int


def by_name(communes: Mapping[str, Commune]) -> list[Commune]:
    """*communes* in the order of their names, those without one by code."""
    return sorted(communes.values(), key=lambda c: (vietnamese(c.name or c.code), c.code))


# --- filters ----------------------------------------------------------------------------------------------
def filters_of(items: Sequence[Shown], words: Words) -> list[tuple[str, str, list[Choice]]]:
    """What can be filtered by: the attribute's name, its title, its values."""
    _ = words.gettext
    return [
        ("verdict", _("Verdict"), _words(items, lambda i: i.finding.verdict, words)),
        ("severity", _("Severity"), _words(items, lambda i: i.finding.severity, words)),
        ("area", _("Area"), _words(items, lambda i: i.finding.area, words)),
        ("kind", _("Kind"), _words(items, lambda i: Kind(i.finding.kind), words)),
        ("who", _("Who repairs it"), _words(items, lambda i: i.who, words)),
        ("commune", _("Commune"), _communes(items, words)),
        ("rule", _("Rule"), _rules(items, words)),
        ("cause", _("Cause"), _causes(items, words)),
    ]


def _words(items: Sequence[Shown], of: Callable[[Shown], StrEnum | None], words: Words) -> list[Choice]:
    counted = Counter(word for item in items if (word := of(item)) is not None)
    order = {word: rank for kind in _ORDER for rank, word in enumerate(kind)}
    return [
        Choice(word.value, words.word(word, capital=True), n)
        for word, n in sorted(counted.items(), key=lambda pair: order[pair[0]])
    ]


def _communes(items: Sequence[Shown], words: Words) -> list[Choice]:
    counted = Counter(item.commune.code for item in items)
    communes = by_name({item.commune.code: item.commune for item in items})
    return [Choice(line(c.code, 20), words.commune(c), counted[c.code]) for c in communes]


def _rules(items: Sequence[Shown], words: Words) -> list[Choice]:
    counted = Counter(item.finding.rule for item in items)
    titles = {item.finding.rule: words.title(item.finding) for item in items}
    return [Choice(line(r, 120), f"{line(r, 80)}: {titles[r]}", n) for r, n in sorted(counted.items())]


def _causes(items: Sequence[Shown], words: Words) -> list[Choice]:
    """Of what is open only, that with most findings first."""
    opened = [item for item in items if item.finding.verdict in OPEN]
    counted = Counter(item.cause for item in opened)
    named = {item.cause: cause_named(item, words) for item in opened}
    return [Choice(line(cause, 120), named[cause], n) for cause, n in counted.most_common()]


def cause_named(item: Shown, words: Words) -> str:
    """The cause in words."""
    if item.finding.verdict is Verdict.FAIL:
        return words.unmet(item.finding)
    return words.reason(item.cause)
