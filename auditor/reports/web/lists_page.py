"""Rules, search results, runs, and what changed between two runs."""

from collections.abc import Iterable, Mapping, Sequence

from auditor.model import Commune, RunHeader
from auditor.reports.view import ProvinceView
from auditor.reports.web.render import page
from auditor.reports.web.shapes import Hits, RuleView, RunRow
from auditor.reports.web.shell import Shell


def rule(shown: RuleView, communes: Mapping[str, Commune], shell: Shell) -> Iterable[str]:
    """One rule: which devices fail it, by commune. *communes* names those of its findings, by code."""
    return page("rule.html", shell, rule=shown, communes=communes)


def search(text: str, hits: Hits, communes: Mapping[str, Commune], shell: Shell) -> Iterable[str]:
    """What was found of *text*. *communes* names those of the hits, by code."""
    return page("search.html", shell, text=text, hits=hits, communes=communes)


def runs(rows: Sequence[RunRow], shell: Shell) -> Iterable[str]:
    """The stored runs, newest first, each to open and to compare with the one before it."""
    return page("runs.html", shell, rows=rows)


def compare(view: ProvinceView, before: RunHeader, shell: Shell) -> Iterable[str]:
    """What changed (``view.change``) since *before*."""
    return page("compare.html", shell, view=view, before=before)
