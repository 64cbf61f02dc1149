"""An audit while it runs: a page that is whole without a script."""

from collections.abc import Iterable, Sequence

from auditor.model import times
from auditor.reports.web.render import page
from auditor.reports.web.shapes import CommuneProgress, Progress
from auditor.reports.web.shell import Shell

MOST = 200
"""Communes that the page lists; of more, those that are being asked."""


def live(progress: Progress | None, shell: Shell) -> Iterable[str]:
    """How far the running audit is, None where none runs."""
    failures = sorted(progress.failures.items(), key=lambda item: (-item[1], item[0])) if progress else ()
    return page(
        "live.html",
        shell,
        here="live",
        now=progress,
        communes=_listed(progress.communes) if progress else (),
        failures=failures,
        at=times.now(),
    )


def _listed(communes: Sequence[CommuneProgress]) -> Sequence[CommuneProgress]:
    if len(communes) <= MOST:
        return communes
    return sorted(communes, key=lambda each: not 0 < each.asked < each.total)[:MOST]
