"""What stops which step at which counter, what a commune lacks, which waivers end soon: a line each."""

from collections.abc import Iterable, Sequence

from auditor.model import Finding, Step, Verdict, WaiverUse
from auditor.reports.shortages import ShortageView
from auditor.reports.text import line
from auditor.reports.view import CommuneView, CounterView, ProvinceView, StepView
from auditor.reports.words import Words

MAX_DEVICES = 4
_STEPS = tuple(Step)


def stops(view: CommuneView, words: Words) -> list[str]:
    """The steps that are not good, with the device that stops or blinds them and the counters concerned.

    What is known to stop comes first; a step that nothing measures is not among them.
    """
    counters: dict[tuple[bool, str, Step], list[CounterView]] = {}
    for counter in view.counters:
        for link in counter.chain:
            for text in _stories(link, words):
                told = (link.verdict is not Verdict.FAIL, text, link.step)
                counters.setdefault(told, []).append(counter)
    steps: dict[tuple[bool, str, str], list[Step]] = {}
    for (blind, text, step), of in counters.items():
        steps.setdefault((blind, text, _counters(of, view.counters, words)), []).append(step)
    ordered = sorted(steps, key=lambda told: (told[0], min(map(_STEPS.index, steps[told])), told))
    return [f"{_listed(steps[told], words)}: {told[1]} · {told[2]}" for told in ordered]


def _listed(steps: Sequence[Step], words: Words) -> str:
    return ", ".join(words.word(step) for step in sorted(steps, key=_STEPS.index))


def _stories(link: StepView, words: Words) -> Iterable[str]:
    """Why this step is not good; nothing for one that is, or that nothing measures."""
    _ = words.gettext
    if link.unserved:
        yield _("no device serves this step")
    if link.findings and link.verdict is Verdict.FAIL:
        yield _("stopped by {devices}").format(devices=_devices(link.findings, words))
    elif link.findings:
        yield _("not known, because of {devices}").format(devices=_devices(link.findings, words))


def _devices(findings: Sequence[Finding], words: Words) -> str:
    """Each device once, with the gravest of its findings."""
    first = {finding.device: finding for finding in reversed(findings)}
    names = [f"{line(device, 80)} ({_why(first[device], words)})" for device in sorted(first)]
    more = len(names) - MAX_DEVICES
    text = ", ".join(names[:MAX_DEVICES])
    return f"{text} {words.gettext('and {n} more').format(n=words.number(more))}" if more > 0 else text


def _why(finding: Finding, words: Words) -> str:
    return words.unmet(finding) if finding.verdict is Verdict.FAIL else words.reason(finding.reason)


def _counters(of: Sequence[CounterView], everything: Sequence[CounterView], words: Words) -> str:
    if len(of) == len(everything) > 1:
        return words.gettext("every counter")
    several = len({counter.site for counter in everything}) > 1
    names = (f"{c.counter} {c.site}".strip() if several else c.counter for c in of)
    return words.gettext("counter {counter}").format(counter=line(", ".join(names), 120))


def shortage(lack: ShortageView, words: Words) -> str:
    """What is lacking where, and how it is got."""
    what = f"{words.number(lack.count)} {words.noun(lack.noun)}"
    where = f" ({line(lack.site, 60)})" if lack.site else ""
    names = ", ".join(line(device, 80) for device in lack.devices[:MAX_DEVICES])
    more = " …" if len(lack.devices) > MAX_DEVICES else ""
    return f"{words.word(lack.remedy)}: {what}{where}" + (f": {names}{more}" if names else "")


def expiring(view: ProvinceView, words: Words) -> list[str]:
    """The waivers that end within a fortnight of the judgement, one a line."""
    return [_expiry(use, view, words) for use in view.expiring]


def _expiry(use: WaiverUse, view: ProvinceView, words: Words) -> str:
    waiver = use.waiver
    left = waiver.days_left(view.at) if view.at else 0
    said = words.gettext("{name} ends on {until} ({left}): {rule}, {where}; {findings}")
    return said.format(
        name=waiver.name,
        until=words.day(waiver.until),
        left=words.plural("{n} day left", "{n} days left", left),
        rule=line(waiver.rule, 80),
        where=reach(use, words),
        findings=words.plural("{n} finding excused", "{n} findings excused", use.findings),
    )


def reach(use: WaiverUse, words: Words) -> str:
    """How far a waiver reaches."""
    waiver = use.waiver
    where = waiver.device or " ".join(filter(None, (waiver.commune, waiver.site)))
    return line(where, 120) or words.gettext("the whole province")
