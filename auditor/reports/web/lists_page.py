"""Rules, search results, runs, and what changed between two runs."""

from collections.abc import Iterable, Sequence

from auditor.reports.view import ProvinceView
from auditor.reports.web.render import page
from auditor.reports.web.shapes import RulePage, RunRow, SearchPage
from auditor.reports.web.shell import Shell

ChangeView = ProvinceView


def rule(shown: RulePage, shell: Shell) -> Iterable[str]:
    """One rule: where it fails."""
    return page("rule.html", shell, p=shown)


def search(shown: SearchPage, shell: Shell) -> Iterable[str]:
    """What was found."""
    return page("search.html", shell, p=shown)


def runs(rows: Sequence[RunRow], shell: Shell, change: ChangeView | None = None) -> Iterable[str]:
    """The stored runs, newest first, each to open and to compare; *change* is what a comparison gave."""
    return page("runs.html", shell, rows=rows, change=change)
