"""The sentences that stand on top of every report, whatever its format."""

from collections.abc import Sequence

from auditor.model import Level, Step, Verdict
from auditor.reports.summaries import in_general
from auditor.reports.view import ChangeView, CommuneBrief, ProvinceView
from auditor.reports.words import Words


def headline(view: ProvinceView, words: Words) -> str:
    """How many communes can serve, cannot, or are not known to."""
    _ = words.gettext
    if not view.communes:
        return _("This run has no commune.")
    text = _("{serving} of {communes} communes can serve citizens.").format(
        serving=words.number(view.serving), communes=words.number(len(view.communes))
    )
    return " ".join([text, *others(view, words)])


def others(view: ProvinceView, words: Words) -> list[str]:
    """How many communes cannot serve, and of how many it is not known; nothing where all can."""
    stopped, blind = view.levels[Level.NOT_READY], view.levels[Level.NOT_MEASURED]
    told = [words.plural("{n} cannot.", "{n} cannot.", stopped)] if stopped else []
    if blind:
        told.append(words.plural("Of {n} it is not known.", "Of {n} it is not known.", blind))
    return told


def capacity(view: ProvinceView, words: Words) -> str:
    """Counters that work, devices, how much of it was measured, and the steps that nothing measures."""
    _ = words.gettext
    required = view.counters_required
    counted = (
        _("{working} of {required} counters do every step that is measured")
        if view.unmeasured_steps
        else _("{working} of {required} counters do all five steps")
    ).format(
        working=words.number(view.counters_serving),
        required="?" if required is None else words.number(required),
    )
    devices = words.plural("{n} device", "{n} devices", view.devices)
    coverage = _("{coverage} measured").format(coverage=words.percent(view.tally.coverage))
    return f"{counted}; {devices}; {coverage}." + _unmeasured(view.unmeasured_steps, words)


def other_standard(change: ChangeView, words: Words) -> str:
    """That the rules may be what changed; ``""`` where the standard is the same."""
    if change.same_standard:
        return ""
    return words.gettext(
        "The two audits were judged by different standards: what changed may be the rules, not the devices."
    )


def partial(view: CommuneBrief, words: Words) -> str:
    """That the run was limited to some of the commune's devices; ``""`` when it was not."""
    left_out = view.commune.left_out
    if not left_out:
        return ""
    return words.plural(
        "partial audit: {n} device was not asked (--limit)",
        "partial audit: {n} devices were not asked (--limit)",
        left_out,
    )


def not_measured(reason: str, words: Words) -> str:
    """That something is not known and why, as leadership reads it: *reason*'s kind, no address, no device."""
    return words.gettext("Not measured: {reason}").format(reason=words.reason(in_general(reason)))


def level_unknown(view: CommuneBrief, words: Words) -> str:
    """Why it is not known whether the commune is ready, first reason first; ``""`` where it is known."""
    if not view.blind or view.level is not Level.NOT_MEASURED:
        return ""
    return not_measured(view.blind[0].reason, words)


def answer(view: CommuneBrief, steps: Sequence[Step], words: Words) -> str:
    """At how many counters this commune can do all of *steps* (those that are measured) today."""
    _ = words.gettext
    required = view.assessment.counters_required
    if not view.counters:
        return _("The inventory names no counter here, so nobody can say how many work.")
    text = _("{working} of {total} counters can do these steps: {steps}.").format(
        working=words.number(view.serving(steps)),
        total=words.number(len(view.counters) if required is None else required),
        steps=_listed(steps, words),
    )
    blind = sum(counter.verdict(steps) is Verdict.UNKNOWN for counter in view.counters)
    if blind:
        text += " " + words.plural(
            "Of {n} counter it is not known.", "Of {n} counters it is not known.", blind
        )
    return text + _unmeasured([step for step in Step if step not in steps], words)


def _unmeasured(steps: Sequence[Step], words: Words) -> str:
    if not steps:
        return ""
    return " " + words.gettext("No rule measures yet: {steps}.").format(steps=_listed(steps, words))


def _listed(steps: Sequence[Step], words: Words) -> str:
    return ", ".join(words.word(step) for step in steps)
