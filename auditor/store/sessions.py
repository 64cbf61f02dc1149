"""Sessions, invitations and failed logins of the dashboard, shared by all who serve it from one store."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from auditor.model import times
from auditor.store.accounts import account_of
from auditor.store.results_web import Attempts, OpenSession
from auditor.store.schema_web import accounts, web_attempts, web_invitations, web_sessions

# Made once: every page asks this, and making it takes longer than the answer.
_OPEN = (
    select(web_sessions, accounts)
    .select_from(web_sessions.outerjoin(accounts, accounts.c.name == web_sessions.c.account))
    .where(web_sessions.c.token == bindparam("token"))
)


def start(connection: Connection, token: bytes, account: str, at: datetime) -> None:
    """Write a session of *account* (``""``: by invitation)."""
    now = times.to_text(at)
    connection.execute(
        insert(web_sessions), {"token": token, "account": account, "started": now, "seen": now}
    )


def get(connection: Connection, token: bytes) -> OpenSession | None:
    """The session of *token* with its account, None when there is none or the account is disabled."""
    row = connection.execute(_OPEN, {"token": token}).mappings().first()
    if row is None or row[accounts.c.disabled] is not None:
        return None
    account = account_of(row) if row["name"] is not None else None
    if account is None and row["account"]:
        return None
    return OpenSession(account, times.from_text(row["started"]), times.from_text(row["seen"]))


def touch(connection: Connection, token: bytes, at: datetime) -> None:
    """Note that the session was used."""
    seen = {"seen": times.to_text(at)}
    connection.execute(update(web_sessions).where(web_sessions.c.token == token).values(seen))


def end(connection: Connection, token: bytes) -> None:
    """Forget the session."""
    connection.execute(delete(web_sessions).where(web_sessions.c.token == token))


def sweep(connection: Connection, started_before: datetime, seen_before: datetime) -> None:
    """Forget sessions that began or were used last before these moments."""
    old = web_sessions.c.started < times.to_text(started_before)
    idle = web_sessions.c.seen < times.to_text(seen_before)
    connection.execute(delete(web_sessions).where(old | idle))


def invite(connection: Connection, token: bytes, at: datetime) -> None:
    """Write an invitation in place of any other, and end what earlier ones let in."""
    connection.execute(delete(web_invitations))
    connection.execute(delete(web_sessions).where(web_sessions.c.account == ""))
    connection.execute(insert(web_invitations), {"token": token, "made": times.to_text(at)})


def accept(connection: Connection, token: bytes, made_after: datetime) -> bool:
    """Use the invitation up; False when there is none such, or it is as old as *made_after*."""
    fresh = web_invitations.c.made > times.to_text(made_after)
    found = connection.execute(delete(web_invitations).where(web_invitations.c.token == token, fresh))
    return bool(found.rowcount)


def attempts(connection: Connection, subjects: Collection[bytes]) -> dict[bytes, Attempts]:
    """The failed logins counted by each of *subjects*."""
    query = select(web_attempts).where(web_attempts.c.subject.in_(list(subjects)))
    return {
        row["subject"]: Attempts(row["failures"], times.from_text(row["last"]))
        for row in connection.execute(query).mappings()
    }


def count_attempt(connection: Connection, subject: bytes, failures: int, at: datetime) -> None:
    """Write that *failures* logins failed by *subject*, the last at *at*."""
    row = {"failures": failures, "last": times.to_text(at)}
    there = web_attempts.c.subject == subject
    if not connection.execute(update(web_attempts).where(there).values(row)).rowcount:
        connection.execute(insert(web_attempts), {"subject": subject, **row})


def forget_attempts(connection: Connection, subjects: Collection[bytes]) -> None:
    """Count anew by each of *subjects*."""
    connection.execute(delete(web_attempts).where(web_attempts.c.subject.in_(list(subjects))))


def take_back_attempts(connection: Connection, subjects: Collection[bytes]) -> None:
    """Count one failure less by each of *subjects*."""
    there = (web_attempts.c.subject.in_(list(subjects)), web_attempts.c.failures > 0)
    less = {"failures": web_attempts.c.failures - 1}
    connection.execute(update(web_attempts).where(*there).values(less))


def sweep_attempts(connection: Connection, before: datetime) -> None:
    """Forget what was counted last before *before*."""
    connection.execute(delete(web_attempts).where(web_attempts.c.last < times.to_text(before)))
