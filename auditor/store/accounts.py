"""Accounts of the dashboard: kept for good, so that a name in a log always means the same person."""

import json
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from auditor.model import times
from auditor.model.accounts import Account, Role
from auditor.store import codec
from auditor.store.results_web import AccountUse, Secret
from auditor.store.schema_web import accounts, web_invitations, web_sessions

_INVITED = ""
"""Whom a session belongs to that an invitation let in."""


def add(connection: Connection, account: Account, password: str) -> bool:
    """Write *account* with its hashed *password*; False when there is one of its name already.

    Whoever an invitation let in has to log in from then on.
    """
    if get(connection, account.name):
        return False
    row = {
        "name": account.name,
        "role": account.role.value,
        "communes": codec.to_json(list(account.communes)),
        "password": password,
        "made": codec.moment_text(account.made or times.now()),
        "made_by": account.made_by,
    }
    connection.execute(insert(accounts), row)
    connection.execute(delete(web_sessions).where(web_sessions.c.account == _INVITED))
    connection.execute(delete(web_invitations))
    return True


def get(connection: Connection, name: str) -> Secret | None:
    """The account *name* with its hashed password."""
    row = connection.execute(select(accounts).where(accounts.c.name == name)).mappings().first()
    return Secret(account_of(row), row["password"]) if row else None


def every(connection: Connection) -> list[AccountUse]:
    """All accounts by name, with the last login and how many sessions each has."""
    open_ = select(web_sessions.c.account, func.count()).group_by(web_sessions.c.account)
    counts: dict[str, int] = dict(connection.execute(open_).all())
    rows = connection.execute(select(accounts).order_by(accounts.c.name)).mappings()
    return [
        AccountUse(account_of(row), codec.moment(row["last_login"]), counts.get(row["name"], 0))
        for row in rows
    ]


def any_enabled(connection: Connection) -> bool:
    """Whether somebody can log in."""
    query = select(accounts.c.name).where(accounts.c.disabled.is_(None)).limit(1)
    return connection.execute(query).first() is not None


def set_password(connection: Connection, name: str, password: str) -> bool:
    """Write another hashed *password* and end every session; False when there is no such account."""
    done = connection.execute(update(accounts).where(accounts.c.name == name).values(password=password))
    _end_sessions(connection, name)
    return bool(done.rowcount)


def disable(connection: Connection, name: str, by: str, at: datetime) -> bool:
    """Let *name* in no more and end every session; False when there is no such account that is enabled."""
    there = (accounts.c.name == name, accounts.c.disabled.is_(None))
    off = {"disabled": times.to_text(at), "disabled_by": by}
    done = connection.execute(update(accounts).where(*there).values(off))
    _end_sessions(connection, name)
    return bool(done.rowcount)


def enable(connection: Connection, name: str) -> bool:
    """Let *name* in again; False when there is no such account that is disabled."""
    there = (accounts.c.name == name, accounts.c.disabled.is_not(None))
    on = {"disabled": None, "disabled_by": None}
    return bool(connection.execute(update(accounts).where(*there).values(on)).rowcount)


def logged_in(connection: Connection, name: str, at: datetime) -> None:
    """Note that *name* logged in."""
    connection.execute(update(accounts).where(accounts.c.name == name).values(last_login=times.to_text(at)))


def account_of(row: RowMapping) -> Account:
    """An account from its row."""
    return Account(
        name=row["name"],
        role=Role(row["role"]),
        communes=tuple(json.loads(row["communes"])),
        made=times.from_text(row["made"]),
        made_by=row["made_by"],
        disabled=codec.moment(row["disabled"]),
    )


def _end_sessions(connection: Connection, name: str) -> None:
    connection.execute(delete(web_sessions).where(web_sessions.c.account == name))
