"""What the store tells about the dashboard's accounts and sessions."""

from dataclasses import dataclass, field
from datetime import datetime

from auditor.model.accounts import Account


@dataclass(frozen=True)
class Secret:
    """An account with what its password hashes to."""

    account: Account
    password: str = field(repr=False)


@dataclass(frozen=True)
class AccountUse:
    """An account in a list: when somebody last logged in with it, and how many sessions it has."""

    account: Account
    last_login: datetime | None
    sessions: int


@dataclass(frozen=True)
class OpenSession:
    """A session; ``account`` is None where an invitation let somebody in."""

    account: Account | None
    started: datetime
    seen: datetime


@dataclass(frozen=True)
class Attempts:
    """How many logins failed one after the other, and when the last one did."""

    failures: int
    last: datetime
