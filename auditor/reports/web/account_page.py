"""One's own account, and everybody's."""

from collections.abc import Iterable, Sequence

from auditor.reports.web.render import page
from auditor.reports.web.shapes import AccountPage, AccountRow
from auditor.reports.web.shell import Shell


def account(shown: AccountPage, shell: Shell) -> Iterable[str]:
    """One's own account, with the form for a new password."""
    return page("account.html", shell, here="account", p=shown)


def accounts(rows: Sequence[AccountRow], shell: Shell) -> Iterable[str]:
    """Every account, for provincial IT; they are made and changed by ``auditor account``."""
    return page("accounts.html", shell, here="accounts", rows=rows)
