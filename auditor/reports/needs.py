"""What stops which step at which counter, what a commune lacks, which waivers end soon: a line each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from auditor.i18n import N_
from auditor.model import Step, Verdict, WaiverUse
from auditor.reports.shortages import Remedy, ShortageView
from auditor.reports.text import line
from auditor.reports.view import CommuneBrief, CommuneView, CounterView, ProvinceView, StepView, by_device
from auditor.reports.words import Words, first_up

MAX_DEVICES = 4
_STEPS = tuple(Step)


def stops(view: CommuneView, words: Words) -> list[str]:
    """The steps that are not good, with the device that stops or blinds them and the counters concerned.

    What is known to stop comes first; a step that nothing measures is not among them.
    """
    told: dict[tuple[bool, str, Step], _Stop] = {}
    for counter in view.counters:
        for link in counter.chain:
            for device, why in _stories(link, words):
                stop = told.setdefault((link.verdict is not Verdict.FAIL, why, link.step), _Stop())
                stop.devices |= {device: None} if device else {}
                stop.counters |= {(counter.site, counter.counter): counter}
    steps: dict[tuple[bool, str, str], list[Step]] = {}
    for (blind, why, step), stop in told.items():
        where = _counters(list(stop.counters.values()), view.counters, words)
        steps.setdefault((blind, where, _told(why, blind, stop, words)), []).append(step)
    ordered = sorted(steps, key=lambda key: (key[0], min(map(_STEPS.index, steps[key])), key))
    return [f"{key[1]} · {_listed(steps[key], words)}: {key[2]}" for key in ordered]


@dataclass(slots=True)
class _Stop:
    """One reason why one step is not good: the devices (in order) and the counters concerned."""

    devices: dict[str, None] = field(default_factory=dict)
    counters: dict[tuple[str, str], CounterView] = field(default_factory=dict)


def _listed(steps: Sequence[Step], words: Words) -> str:
    return ", ".join(words.word(step) for step in sorted(steps, key=_STEPS.index))


def _stories(link: StepView, words: Words) -> Iterable[tuple[str, str]]:
    """Device and reason of a step that is not good; nothing for one that is, or that nothing measures."""
    if link.served is not True:
        yield "", served(link, words)
    for group in by_device(link.findings):
        finding = group[0]
        failed = finding.verdict is Verdict.FAIL
        yield finding.device, words.unmet(finding) if failed else words.reason(finding.reason)


def served(link: StepView, words: Words) -> str:
    """That no device serves the step, or that it could not be seen."""
    if link.served is None:
        return words.gettext("whether a device serves this step could not be seen")
    return words.gettext("no device serves this step")


def _told(why: str, blind: bool, stop: _Stop, words: Words) -> str:
    if not stop.devices:
        return why
    said = _NOT_KNOWN if blind else _STOPPED
    return f"{words.gettext(said).format(devices=_devices(list(stop.devices), words))} ({why})"


_STOPPED, _NOT_KNOWN = N_("stopped by {devices}"), N_("not known, because of {devices}")


def _devices(ids: Sequence[str], words: Words) -> str:
    text = line(ids[0], 80)
    if len(ids) == 1:
        return text
    return f"{text} {words.plural('and {n} more device', 'and {n} more devices', len(ids) - 1)}"


def _counters(of: Sequence[CounterView], everything: Sequence[CounterView], words: Words) -> str:
    if len(of) == len(everything) > 1:
        return words.gettext("every counter")
    several = len({counter.site for counter in everything}) > 1
    names = (f"{c.counter} {c.site}".strip() if several else c.counter for c in of)
    return words.gettext("counter {counter}").format(counter=line(", ".join(names), 120))


def shortages(view: CommuneBrief, words: Words, named: bool = True) -> list[str]:
    """What is lacking, a line for each way to get it; *named*: with the devices."""
    lines: dict[Remedy, list[str]] = {}
    for lack in view.shortages:
        lines.setdefault(lack.remedy, []).append(_lack(lack, words, named))
    return [f"{first_up(words.word(remedy))}: {', '.join(lacks)}" for remedy, lacks in lines.items()]


def _lack(lack: ShortageView, words: Words, named: bool) -> str:
    what = f"{words.number(lack.count)} × {words.noun(lack.noun)}"
    names = [line(device, 80) for device in lack.devices[:MAX_DEVICES]]
    names += ["…"] if len(lack.devices) > MAX_DEVICES else []
    within = line(lack.site, 60) or (", ".join(names) if named else "")
    return f"{what} ({within})" if within else what


def expiring(view: ProvinceView, words: Words, named: bool = True) -> list[str]:
    """Waivers that end within a fortnight of the judgement, one a line; device names only when *named*."""
    return [_expiry(use, view, words, named) for use in view.expiring]


def _expiry(use: WaiverUse, view: ProvinceView, words: Words, named: bool) -> str:
    waiver = use.waiver
    left = waiver.days_left(view.at) if view.at else 0
    said = words.gettext("{name} ends on {until} ({left}): {rule}, {where}; {findings}")
    return said.format(
        name=waiver.name,
        until=words.day(waiver.until),
        left=words.plural("{n} day left", "{n} days left", left),
        rule=line(waiver.rule, 80),
        where=reach(use, words) if named or not waiver.device else words.gettext("one device"),
        findings=words.plural("{n} finding excused", "{n} findings excused", use.findings),
    )


def reach(use: WaiverUse, words: Words) -> str:
    """How far a waiver reaches."""
    waiver = use.waiver
    where = waiver.device or " ".join(filter(None, (waiver.commune, waiver.site)))
    return line(where, 120) or words.gettext("the whole province")
