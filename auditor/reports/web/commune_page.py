"""One commune, its counters, and one counter's chain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.model import Finding, Step, Verdict
from auditor.reports import sentences
from auditor.reports.view import CommuneBrief, CommuneView, CounterView, DeviceView, ProvinceView, by_device
from auditor.reports.web.render import page
from auditor.reports.web.shell import Shell
from auditor.reports.words import Words, words_of


@dataclass(frozen=True, slots=True)
class Room:
    """The devices of one counter of a site; ``counter`` is ``""`` for those that a site shares."""

    site: str
    counter: str
    devices: tuple[DeviceView, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A device that stops or hides *steps* of a counter, and by which findings."""

    device: str
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]


def commune(view: ProvinceView, shown: CommuneBrief, shell: Shell) -> Iterable[str]:
    """One commune: opened (a CommuneView) with its devices, or in brief (leadership) without."""
    detail = isinstance(shown, CommuneView)
    return page(
        "commune.html",
        shell,
        here="province",
        view=view,
        run=view.run.id,
        c=shown,
        detail=detail,
        rooms=_rooms(shown.devices) if isinstance(shown, CommuneView) else (),
        answer=sentences.answer(shown, view.steps, words_of(shell.language)),
    )


def counter(view: ProvinceView, of: CommuneBrief, shown: CounterView, shell: Shell) -> Iterable[str]:
    """One counter's chain receive → scan → sign → print → submit, with what stops each."""
    stops = _stops(shown)
    return page(
        "counter.html",
        shell,
        here="province",
        view=view,
        run=view.run.id,
        c=of,
        counter=shown,
        answered=shown.verdict(view.steps),
        said=_said(shown, view, words_of(shell.language)),
        stops=stops,
        anchors={stop.device: f"d{number}" for number, stop in enumerate(stops, 1)},
    )


def _stops(counter: CounterView) -> list[Stop]:
    """What stops (or hides) steps of *counter*, each device once."""
    findings = {finding.id: finding for link in counter.chain for finding in link.findings}
    steps = {id: [k.step for k in counter.chain if id in {f.id for f in k.findings}] for id in findings}
    return [
        Stop(group[0].device, tuple(dict.fromkeys(s for f in group for s in steps[f.id])), tuple(group))
        for group in by_device(findings.values())
    ]


def _rooms(devices: Sequence[DeviceView]) -> tuple[Room, ...]:
    """What a site shares first, then its counters, each with what stands there."""
    places = sorted({(d.device.site, d.device.counter) for d in devices}, key=_place)
    return tuple(
        Room(*place, tuple(d for d in devices if (d.device.site, d.device.counter) == place))
        for place in places
    )


def _place(place: tuple[str, str]) -> tuple[str, int, str]:
    """Counter 10 stands after counter 9."""
    site, number = place
    return (site, int(number) if number.isdecimal() and len(number) < 9 else 0, number)


def _said(counter: CounterView, view: ProvinceView, words: Words) -> str:
    _ = words.gettext
    verdict = counter.verdict(view.steps)
    if verdict is Verdict.PASS:
        return _("Every step that is measured works at this counter.")
    if verdict is Verdict.UNKNOWN:
        return _("Nothing is known to stop this counter, but not all that could was seen.")
    stopped = [words.word(link.step) for link in counter.chain if link.verdict is Verdict.FAIL]
    return _("A citizen cannot be served here: {steps}.").format(steps=", ".join(stopped))
