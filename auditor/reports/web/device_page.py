"""One device and one finding, with the evidence."""

from collections import Counter
from collections.abc import Iterable

from auditor.model import Finding
from auditor.reports import values
from auditor.reports.text import line
from auditor.reports.web import evidence
from auditor.reports.web.render import page
from auditor.reports.web.shapes import DevicePage, FindingPage
from auditor.reports.web.shell import Shell
from auditor.reports.web.sources import SOURCES
from auditor.reports.words import Words, words_of


def device(shown: DevicePage, shell: Shell) -> Iterable[str]:
    """One device: what it is, what is wrong with it and how that is fixed, what it answered."""
    words = words_of(shell.language)
    return page(
        "device.html",
        shell,
        here="province",
        p=shown,
        device=shown.device.device,
        name=line(shown.device.device.id, 80),
        verdicts=Counter(finding.verdict for finding in shown.device.findings),
        seen=shown.observation,
        identity=evidence.identity(shown.observation, words),
        facts=evidence.facts(shown.observation, words),
        shown_raw=evidence.raw,
    )


def finding(shown: FindingPage, shell: Shell) -> Iterable[str]:
    """One finding: found and expected, source, how it is fixed and by whom, the waiver if one covers it."""
    words = words_of(shell.language)
    f = shown.finding
    return page(
        "finding.html",
        shell,
        here="province",
        p=shown,
        f=f,
        title=words.named(f),
        fact_meaning=line(values.meaning(f.fact, shell.language), 200),
        source_said=words.gettext(SOURCES[f.source.kind]),
        facts=_facts(shown, words),
        parts=_parts(f, words),
        answers=shown.raw,
        shown_raw=evidence.raw,
    )


def _facts(shown: FindingPage, words: Words) -> list[evidence.FactRow]:
    """The fact that was judged, as it was observed."""
    given = shown.observation.facts if shown.observation else {}
    name = shown.finding.fact
    return [evidence.fact(name, given[name], words)] if name in given else []


def _parts(finding: Finding, words: Words) -> str:
    bring = finding.work.bring if finding.work else ()
    return ", ".join(line(words.pick(part.name), 80) for part in bring)
