"""Two judgements compared, as one HTML page: what changed for citizens, then commune by commune."""

from collections.abc import Iterable
from dataclasses import replace
from importlib import resources
from pathlib import Path

from markupsafe import Markup

from auditor.model.comparison import CommuneChange, Frame
from auditor.reports import diff_words as said
from auditor.reports import files, html
from auditor.reports.diff_terminal import Bounded, bounded, of_fate
from auditor.reports.words import words_of

MAX_EACH = 200
MAX_FINDINGS = 5000
"""Findings told one by one, those of the communes with most new ones first; the others are counted."""


def write_diff(frame: Frame, changes: Iterable[CommuneChange], path: Path, language: str) -> Path:
    """Write the page to *path*. Raises ReportError; the page is whole or the one from before."""
    return files.write(path, pieces(frame, changes, language))


def pieces(frame: Frame, changes: Iterable[CommuneChange], language: str) -> Iterable[str]:
    """The page in pieces."""
    words = words_of(language)
    found = bounded(changes, words, MAX_EACH)
    moved = sorted((each for each in found.changes if each.level_changed), key=_by_code)
    environment = html.environment(language)
    style = Markup(environment.globals["style"]) + Markup(_style())  # noqa: S704  (files of ours)
    template = environment.get_template("diff.html")
    return template.generate(
        style=style,
        style_hash=html.hash_of(style),
        frame=frame,
        said=said,
        counts=found.counts,
        reasons=found.reasons.most_common(),
        better=[each for each in moved if said.better(each)],
        worse=[each for each in moved if said.worse(each)],
        unsure=[each for each in moved if not said.better(each) and not said.worse(each)],
        communes=(told := _told(found)),
        left_out=sum(not each.differences for each in told),
        of_fate=of_fate,
    )


def _style() -> str:
    return resources.files("auditor.reports").joinpath("templates/diff.css").read_text("utf-8")


def _by_code(change: CommuneChange) -> str:
    return change.commune.code


def _told(found: Bounded) -> list[CommuneChange]:
    """The communes with findings, the most new ones first; beyond the limit with their counts alone."""
    told, left = [], MAX_FINDINGS
    for each in sorted((change for change in found.changes if any(change.counts.values())), key=_need):
        left -= len(each.differences)
        told.append(each if left >= 0 else replace(each, differences=()))
    return told


def _need(change: CommuneChange) -> tuple[int, int, str]:
    counts = [change.counts.get(fate, 0) for fate in said.FATES]
    return (-counts[0], -counts[1], change.commune.code)
