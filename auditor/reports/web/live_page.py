"""An audit while it runs: a page that is whole without a script."""

from collections.abc import Iterable

from auditor.model import times
from auditor.reports.web.render import page
from auditor.reports.web.shapes import Progress
from auditor.reports.web.shell import Shell


def live(progress: Progress | None, shell: Shell) -> Iterable[str]:
    """How far the running audit is, None where none runs."""
    failures = sorted(progress.failures.items(), key=lambda item: (-item[1], item[0])) if progress else ()
    return page("live.html", shell, here="live", now=progress, failures=failures, at=times.now())
