"""What the paper for leadership proposes: what to buy, whom to send where, what is put right from afar."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from auditor.i18n import N_
from auditor.model import NOUNS
from auditor.model.who import Who, who
from auditor.reports.leadership_annex import Annex, Annexes
from auditor.reports.leadership_texts import Names, counted
from auditor.reports.shortages import Remedy, ShortageView
from auditor.reports.view import CauseView, CommuneBrief, ProvinceView
from auditor.reports.words import Words

_LETTERS = "abcdđe"
"""The first letters of the Vietnamese alphabet without ă and â, as lists there go."""
MAX_NAMED = 3
"""Communes that a proposal names; the annex has the others."""
_TEXTS = {
    Remedy.BUY: N_("Buy, or move from elsewhere: {items}; for {communes}"),
    Remedy.VISIT: N_("Send somebody to repair on the spot: {items}; to {communes}"),
    Remedy.REMOTE: N_("Have the province's IT put right from its desk: {items}; in {communes}"),
}


_THEMSELVES = N_("Have the communes themselves put right on the spot: {items}; in {communes}")
_CAUSES = N_("Have the causes above removed by those who are named beside them.")
_UNASKED = N_("Nothing was audited, so that nothing can be proposed.")
_NOTHING = N_("Nothing needs to be bought, visited or put right.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposal, with the letter before it (``""`` where there is nothing to propose)."""

    text: str
    letter: str = ""


def proposals(view: ProvinceView, behind: Annexes, names: Names, words: Words) -> tuple[Proposal, ...]:
    """What is to be decided, the costliest first; one that says so where there is nothing."""
    found = [
        *_of_needs(view, behind, names, words),
        *_operator(view, names, words),
        *_again(view, behind, names, words),
    ]
    if not found:
        return (Proposal(words.gettext(_otherwise(view))),)
    return tuple(replace(each, letter=f"{at})") for at, each in zip(_LETTERS, found, strict=False))


def _otherwise(view: ProvinceView) -> str:
    if not view.communes:
        return _UNASKED
    return _CAUSES if view.causes else _NOTHING


def _of_needs(view: ProvinceView, behind: Annexes, names: Names, words: Words) -> Iterable[Proposal]:
    """Nobody drives to where the people of the commune can do it, as the causes' table says of it."""
    for remedy, sent in _TEXTS.items():
        where = [each for each in view.communes if any(lack.remedy is remedy for lack in each.shortages)]
        for text, near in ((_THEMSELVES, True), (sent, False)):
            communes = [each for each in where if (remedy is Remedy.VISIT and _themselves(each)) is near]
            if communes:
                lacks = (lack for each in communes for lack in each.shortages if lack.remedy is remedy)
                said = words.gettext(text).format(
                    items=_items(lacks, words), communes=_named(communes, names)
                )
                yield Proposal(_referring(said, behind.shortages, words))


def _themselves(brief: CommuneBrief) -> bool:
    """What stops it asks for no technician, and for somebody on the spot."""
    hands = {who(cause.example) for cause in brief.causes}
    return Who.STAFF in hands and not hands & {Who.VISIT, Who.BUYER}


def _items(lacks: Iterable[ShortageView], words: Words) -> str:
    counts: Counter[str] = Counter()
    for lack in lacks:
        counts[lack.noun] += lack.count
    ordered = sorted(counts, key=NOUNS.index)
    return ", ".join(counted(counts[noun], noun, words) for noun in ordered)


def _operator(view: ProvinceView, names: Names, words: Words) -> Iterable[Proposal]:
    stopped = [each for each in view.communes if any(_of_operator(cause) for cause in each.causes)]
    if stopped:
        said = words.gettext("Have the operator repair the lines to {communes}")
        yield Proposal(said.format(communes=_named(stopped, names)) + ".")


def _of_operator(cause: CauseView) -> bool:
    return who(cause.example) is Who.OPERATOR


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
