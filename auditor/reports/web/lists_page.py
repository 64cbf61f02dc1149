"""Rules, search results, runs, and what changed between two runs."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from auditor.model import RunHeader
from auditor.reports.text import line
from auditor.reports.view import ChangeView
from auditor.reports.web import urls
from auditor.reports.web.prose import prose
from auditor.reports.web.render import page
from auditor.reports.web.shapes import RulePage, RunRow, SearchPage
from auditor.reports.web.shell import Shell
from auditor.reports.web.sources import SOURCES
from auditor.reports.words import words_of


def rule(shown: RulePage, shell: Shell) -> Iterable[str]:
    """One rule: where it fails."""
    of = shown.example
    return page(
        "rule.html",
        shell,
        here="province",
        p=shown,
        f=of,
        turn=lambda number: urls.rule(shown.run.id, of.rule, number),
        source_said=words_of(shell.language).gettext(SOURCES[of.source.kind]),
        text=prose(shown.page),
    )


def search(shown: SearchPage, shell: Shell) -> Iterable[str]:
    """What was found."""
    return page("search.html", shell, asked=line(shown.query, 80), p=shown, run=shell.run)


def runs(
    rows: Sequence[RunRow], shell: Shell, change: ChangeView | None = None, after: str = ""
) -> Iterable[str]:
    """The stored runs, newest first, each to open and to compare.

    *change* is what a comparison gave, *after* the id of the later run.
    """

    later = next((row.run for row in rows if row.run.id == after), None)

    def file(code: str) -> str:
        return urls.commune(after, code)

    return page(
        "runs.html",
        shell,
        here="runs",
        rows=rows,
        before=_before(rows),
        change=change,
        later=later,
        file=file,
    )


def _before(rows: Sequence[RunRow]) -> Mapping[str, RunHeader]:
    """For each judged run the judged one before it."""
    judged = [row.run for row in rows if row.judged]
    return {after.id: before for after, before in pairwise(judged)}
