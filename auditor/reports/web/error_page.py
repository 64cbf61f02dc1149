"""A page for what went wrong, which tells nothing that an outsider should not know."""

from collections.abc import Iterable

from auditor.reports.web.render import page
from auditor.reports.web.shell import Shell


def error(status: int, shell: Shell) -> Iterable[str]:
    """The page of HTTP *status*."""
    return page("error.html", shell, status=status)
