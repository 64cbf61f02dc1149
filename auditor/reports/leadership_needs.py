"""What the paper for leadership proposes: what to buy, whom to send where, what is put right from afar."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from auditor.i18n import N_
from auditor.reports.leadership_annex import Annex, Annexes
from auditor.reports.leadership_texts import Names
from auditor.reports.shortages import Remedy
from auditor.reports.view import CommuneBrief, ProvinceView
from auditor.reports.words import Words

_LETTERS = "abcdđe"
"""The first letters of the Vietnamese alphabet without ă and â, as lists there go."""
MAX_NAMED = 4
"""Communes that a proposal names; the annex has the others."""
_TEXTS = {
    Remedy.BUY: N_("Buy, or move from elsewhere: {items}; for {communes}"),
    Remedy.VISIT: N_("Send somebody to repair on the spot: {items}; to {communes}"),
    Remedy.REMOTE: N_("Have the province's IT put right from its desk: {items}; in {communes}"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal, with the letter before it (``""`` where there is nothing to propose)."""

    text: str
    letter: str = ""


def proposals(view: ProvinceView, behind: Annexes, names: Names, words: Words) -> tuple[Proposal, ...]:
    """What is to be decided, the costliest first; one that says so where there is nothing."""
    found = [
        *(made for remedy in Remedy if (made := _proposal(view, remedy, behind, names, words))),
        *_again(view, behind, names, words),
    ]
    nothing = Proposal(words.gettext("Nothing needs to be bought, visited or put right."))
    return tuple(
        replace(each, letter=f"{letter})") for letter, each in zip(_LETTERS, found, strict=False)
    ) or (nothing,)


def _proposal(
    view: ProvinceView, remedy: Remedy, behind: Annexes, names: Names, words: Words
) -> Proposal | None:
    items = [
        f"{words.number(need.counts[remedy])} {words.noun(need.noun)}"
        for need in view.needs
        if need.counts[remedy]
    ]
    if not items:
        return None
    where = [each for each in view.communes if any(lack.remedy is remedy for lack in each.shortages)]
    said = words.gettext(_TEXTS[remedy])
    text = said.format(items=", ".join(items), communes=_named(where, names))
    return Proposal(_referring(text, behind.shortages, words))


def _again(view: ProvinceView, behind: Annexes, names: Names, words: Words) -> Iterable[Proposal]:
    """Where a blocker is not known, somebody has to look again."""
    blind = [each for each in view.communes if any(cause.blockers for cause in each.blind)]
    if blind:
        said = words.gettext("Audit again where not all could be measured: {communes}")
        yield Proposal(_referring(said.format(communes=_named(blind, names)), behind.blind, words))


def _named(communes: Iterable[CommuneBrief], names: Names) -> str:
    return names.some((each.commune for each in communes), MAX_NAMED)


def _referring(text: str, annex: Annex | None, words: Words) -> str:
    """*text* as a sentence that ends with the annex that has its particulars."""
    return f"{text} ({words.gettext('Annex')} {annex.number})." if annex else f"{text}."
