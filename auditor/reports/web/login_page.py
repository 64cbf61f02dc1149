"""The way in."""

from collections.abc import Iterable

from auditor.reports.web.render import page
from auditor.reports.web.shapes import LoginPage
from auditor.reports.web.shell import Shell


def login(shown: LoginPage, shell: Shell) -> Iterable[str]:
    """The login form, with what was wrong the last time."""
    return page("login.html", shell, p=shown)
