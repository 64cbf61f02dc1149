"""One's own account, and everybody's."""

from collections.abc import Iterable, Mapping, Sequence

from auditor.model import Commune
from auditor.reports.web.render import page
from auditor.reports.web.shapes import AccountRow, SessionRow
from auditor.reports.web.shell import Shell


def account(
    own: AccountRow, shell: Shell, sessions: Sequence[SessionRow] = (), problem: str = ""
) -> Iterable[str]:
    """One's own account; its form POSTs the passwords ``old``, ``new``, ``again`` and ``csrf`` to ``/account``."""
    return page("account.html", shell, own=own, sessions=sessions, problem=problem)


def accounts(rows: Sequence[AccountRow], communes: Mapping[str, Commune], shell: Shell) -> Iterable[str]:
    """Every account, for provincial IT; they are made and changed by ``auditor account``."""
    return page("accounts.html", shell, rows=rows, communes=communes)
