"""The fixed texts of the paper for leadership: what is the same on each of them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from auditor.i18n import N_
from auditor.model import Commune, Verdict
from auditor.reports.text import line
from auditor.reports.view import ProvinceView
from auditor.reports.words import Words

TEXTS: Mapping[str, str] = {
    # the formulas of an official paper
    "type": N_("REPORT"),
    "subject": N_("how ready the communes' public administrative service centres are"),
    "subject_before": N_("Re:"),
    "to": N_("To:"),
    "recipients": N_("Recipients:"),
    "state": N_("Socialist Republic of Viet Nam"),
    "motto": N_("Independence - Freedom - Happiness"),
    "translation": N_(
        "Translation, to be read beside the Vietnamese paper, which is the one that is signed."
    ),
    "closing": N_("Submitted for consideration and direction"),
    "annex": N_("Annex"),
    # its sections
    "answer": N_("The answer"),
    "causes": N_("What stops the others"),
    "proposals": N_("Proposals"),
    # columns
    "number": N_("No."),
    "region": N_("Region"),
    "region_short": N_("Reg."),
    "communes": N_("Communes"),
    "ready": N_("Ready"),
    "gaps": N_("With gaps"),
    "not_ready": N_("Not ready"),
    "not_measured": N_("Not measured"),
    "cause": N_("Cause"),
    "places": N_("Places"),
    "devices": N_("Devices"),
    "who": N_("Who repairs it"),
    "code": N_("Code"),
    "commune": N_("Commune"),
    "level": N_("Level"),
    "counters": N_("Counters"),
    "score": N_("Score"),
    "measured": N_("Measured"),
    "obstacle": N_("Main obstacle"),
    "buy": N_("Buy, or move from elsewhere"),
    "visit": N_("Repair on the spot"),
    "remote": N_("Put right from afar"),
    "operator": N_("Repaired by the operator"),
    "reason": N_("Why it was not measured"),
    "checks": N_("Checks"),
    "blockers": N_("Of them blockers"),
    "waiver": N_("Waiver"),
    "rule": N_("Rule"),
    "reach": N_("Applies to"),
    "why": N_("Reason"),
    "approver": N_("Approved by"),
    "until": N_("Until"),
    "findings": N_("Excused"),
    "audit": N_("Audit"),
    "serving": N_("Can serve"),
    "failed": N_("Faults"),
    "before": N_("Before"),
    "after": N_("Now"),
    "moved": N_("Communes whose level changed"),
    "total": N_("All"),
}


_KINDS = ("Xã", "Phường")
_EVENTS = ("Điện Biên Phủ",)


def counted(count: int, noun: str, words: Words) -> str:
    """So many of one kind; a list of them needs no plural."""
    return words.gettext("{count} × {noun}").format(count=words.number(count), noun=words.noun(noun))


def excused_titles(view: ProvinceView, words: Words) -> dict[str, str]:
    """By rule what it asks, in words, for the rules of which a waiver excuses a finding.

    Opens communes until each has been met.
    """
    wanted = {use.waiver.rule for use in view.waivers if use.findings}
    found: dict[str, str] = {}
    for commune in view.opened() if wanted else ():
        found |= {f.rule: words.title(f) for f in commune.of(Verdict.WAIVED) if f.rule in wanted}
        if found.keys() >= wanted:
            break
    return found


def within(name: str, words: Words) -> str:
    """A commune's *name* inside a sentence, as Decree 30/2020 (annex II, part III.1) writes it: “xã Sín
    Thầu”, but “Phường Điện Biên Phủ” and “Phường 1”, which are called after an event or by a number."""
    kind, _blank, own = name.partition(" ")
    capital = own.startswith(_EVENTS) or own[:1].isdigit()
    if words.language != "vi" or kind not in _KINDS or capital:
        return name
    return f"{kind.lower()} {own}"


class Names:
    """How communes are named where there is little room: the code only where two have the same name."""

    def __init__(self, communes: Iterable[Commune], words: Words) -> None:
        self._times = Counter(commune.name for commune in communes)
        self._words = words

    def some(self, communes: Iterable[Commune], most: int) -> str:
        """Their names with commas; when they are more than *most*, the first ones and how many more."""
        told = list(communes)
        named = ", ".join(self._name(commune) for commune in told[:most])
        if len(told) <= most:
            return named
        more = self._words.plural("and {n} other commune", "and {n} other communes", len(told) - most)
        return f"{named} {more}"

    def _name(self, commune: Commune) -> str:
        alone = commune.name and self._times[commune.name] == 1
        return within(line(commune.name, 40) if alone else self._words.commune(commune, 40), self._words)
