"""The sentences that stand on top of every report, whatever its format."""

from auditor.model import Level, Verdict
from auditor.reports.view import CommuneView, ProvinceView
from auditor.reports.words import Words


def headline(view: ProvinceView, words: Words) -> str:
    """How many communes can serve, cannot, or are not known to."""
    _ = words.gettext
    if not view.communes:
        return _("This run has no commune.")
    text = _("{serving} of {communes} communes can serve citizens today.").format(
        serving=words.number(view.serving), communes=words.number(len(view.communes))
    )
    stopped, blind = view.levels[Level.NOT_READY], view.levels[Level.NOT_MEASURED]
    if stopped:
        text += " " + words.plural("{n} cannot.", "{n} cannot.", stopped)
    if blind:
        text += " " + words.plural("Of {n} it is not known.", "Of {n} it is not known.", blind)
    return text


def capacity(view: ProvinceView, words: Words) -> str:
    """Counters that work, devices, and how much of it was measured."""
    required = view.counters_required
    return words.gettext(
        "{working} of {required} counters do all five steps; {devices}; {coverage} measured."
    ).format(
        working=words.number(view.counters_working),
        required="?" if required is None else words.number(required),
        devices=words.plural("{n} device", "{n} devices", view.devices),
        coverage=words.percent(view.tally.coverage),
    )


def answer(view: CommuneView, words: Words) -> str:
    """At how many counters this commune can do all five steps today."""
    _ = words.gettext
    required = view.assessment.counters_required
    if not view.counters:
        return _("The inventory names no counter here, so nobody can say how many work.")
    text = _("{working} of {total} counters can receive, scan, sign, print and submit today.").format(
        working=words.number(view.assessment.counters_working),
        total=words.number(len(view.counters) if required is None else required),
    )
    blind = sum(_is_blind([step.verdict for step in counter.chain]) for counter in view.counters)
    if blind:
        text += " " + words.plural("Of {n} it is not known.", "Of {n} it is not known.", blind)
    return text


def _is_blind(chain: list[Verdict]) -> bool:
    return Verdict.UNKNOWN in chain and Verdict.FAIL not in chain
