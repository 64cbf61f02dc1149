"""The way in."""

from collections.abc import Iterable

from auditor.reports.web.render import page
from auditor.reports.web.shell import Shell


def login(shell: Shell, next: str = "", account: str = "", problem: str = "") -> Iterable[str]:
    """The form that POSTs ``account``, ``password``, ``next``, ``csrf`` to ``/login``.

    *problem* says, in the reader's language, why the last try failed; *account* is what was typed then.
    """
    return page("login.html", shell, next=next, account=account, problem=problem)
