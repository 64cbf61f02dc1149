"""An audit while it runs: a page that is whole without a script."""

from collections.abc import Iterable

from auditor.reports.web.render import page
from auditor.reports.web.shapes import Progress
from auditor.reports.web.shell import Shell


def live(progress: Progress | None, shell: Shell) -> Iterable[str]:
    """How far the running audit is, None where none runs."""
    return page("live.html", shell, now=progress)
