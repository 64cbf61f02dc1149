"""The fixed texts of the paper for leadership: what is the same on each of them."""

from collections.abc import Mapping, Sequence

from auditor.i18n import N_
from auditor.reports.words import Words

TEXTS: Mapping[str, str] = {
    # the formulas of an official paper
    "type": N_("REPORT"),
    "subject": N_("how ready the communes' public administrative service centres are to serve citizens"),
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
    "change": N_("What changed since the last audit"),
    "proposals": N_("Proposals"),
    # columns
    "number": N_("No."),
    "region": N_("Region"),
    "region_short": N_("Reg."),
    "communes": N_("Communes"),
    "ready": N_("Ready"),
    "gaps": N_("Ready, with gaps"),
    "not_ready": N_("Not ready"),
    "not_measured": N_("Not measured"),
    "cause": N_("What is not met"),
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


def some(items: Sequence[str], most: int, words: Words) -> str:
    """*items* with commas; when they are more than *most*, the first ones and how many more."""
    if len(items) <= most:
        return ", ".join(items)
    more = words.gettext("and {n} more").format(n=words.number(len(items) - most))
    return f"{', '.join(items[:most])} {more}"
