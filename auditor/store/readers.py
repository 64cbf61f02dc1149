"""Who may look at the dashboard: accounts, sessions and failed logins, in the same database as the runs."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import URL, Connection, Engine, select

from auditor.model.accounts import Account
from auditor.store import accounts, sessions
from auditor.store.engine import writing
from auditor.store.failures import told
from auditor.store.results_web import AccountUse, Attempts, OpenSession, Secret
from auditor.store.schema import run_communes

_LOCK = 0x726561646572  # "reader": not the lock of those who write runs, so that nobody waits for an audit


class Readers:
    """The part of a store that knows its readers; safe for threads, and for several processes at once.

    Every method raises StoreError when the database cannot be used. Tokens are given as their SHA-256.
    """

    def __init__(self, engine: Engine, url: URL) -> None:
        self._engine, self._url = engine, url

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self._url), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        sqlite = self._engine.dialect.name == "sqlite"
        with told(self._url), (writing(self._engine) if sqlite else self._engine).begin() as connection:
            if not sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection

    # ── accounts ──────────────────────────────────────────────────────────────────────────────────

    def add(self, account: Account, password: str) -> bool:
        """Write *account* with its hashed *password*; False when there is one of its name already."""
        with self._writing() as connection:
            return accounts.add(connection, account, password)

    def account(self, name: str) -> Secret | None:
        """The account *name* with its hashed password."""
        with self._reading() as connection:
            return accounts.get(connection, name)

    def accounts(self) -> list[AccountUse]:
        """All accounts by name, disabled ones too."""
        with self._reading() as connection:
            return accounts.every(connection)

    def any_enabled(self) -> bool:
        """Whether somebody can log in."""
        with self._reading() as connection:
            return accounts.any_enabled(connection)

    def set_password(self, name: str, password: str) -> bool:
        """Write another hashed *password* and end the account's sessions; False when there is no account."""
        with self._writing() as connection:
            return accounts.set_password(connection, name, password)

    def disable(self, name: str, by: str, at: datetime) -> bool:
        """Let *name* in no more and end its sessions; False when no such account is enabled."""
        with self._writing() as connection:
            return accounts.disable(connection, name, by, at)

    def enable(self, name: str) -> bool:
        """Let *name* in again; False when no such account is disabled."""
        with self._writing() as connection:
            return accounts.enable(connection, name)

    def known_communes(self) -> list[str]:
        """The codes of every commune that a run ever had."""
        with self._reading() as connection:
            return list(connection.execute(select(run_communes.c.code).distinct()).scalars())

    # ── sessions ──────────────────────────────────────────────────────────────────────────────────

    def start_session(self, token: bytes, account: str, at: datetime) -> None:
        """Write a session of *account* and note the login."""
        with self._writing() as connection:
            sessions.start(connection, token, account, at)
            accounts.logged_in(connection, account, at)

    def session(self, token: bytes) -> OpenSession | None:
        """The session of *token* with its account; None when there is none, or the account is disabled."""
        with self._reading() as connection:
            return sessions.get(connection, token)

    def touch(self, token: bytes, at: datetime) -> None:
        """Note that the session was used."""
        with self._writing() as connection:
            sessions.touch(connection, token, at)

    def end_session(self, token: bytes) -> None:
        """Forget the session."""
        with self._writing() as connection:
            sessions.end(connection, token)

    def sweep(self, started_before: datetime, seen_before: datetime, tried_before: datetime) -> None:
        """Forget sessions that are too old or idle, and failed logins of before *tried_before*."""
        with self._writing() as connection:
            sessions.sweep(connection, started_before, seen_before)
            sessions.sweep_attempts(connection, tried_before)

    def invite(self, token: bytes, at: datetime) -> None:
        """Write an invitation for whoever knows the token, in place of any earlier one."""
        with self._writing() as connection:
            sessions.invite(connection, token, at)

    def accept(self, invitation: bytes, token: bytes, at: datetime, made_after: datetime) -> bool:
        """Use the invitation up for a session of *token*; False when there is none, or accounts there are.

        One that was not made after *made_after* is none.
        """
        with self._writing() as connection:
            if accounts.any_enabled(connection) or not sessions.accept(connection, invitation, made_after):
                return False
            sessions.start(connection, token, "", at)
            return True

    # ── failed logins ─────────────────────────────────────────────────────────────────────────────

    def try_login(
        self,
        subjects: Collection[bytes],
        at: datetime,
        wait: Callable[[bytes, Attempts], float],
        fresh: Callable[[Attempts], bool],
    ) -> float:
        """How many seconds nothing may be tried by any of *subjects*; 0: now, and the try counts as failed.

        It is counted before the password is looked at, so that many tries at once are many. Counters that are
        not *fresh* any more begin anew.
        """
        with self._writing() as connection:
            known = {
                key: told_ for key, told_ in sessions.attempts(connection, subjects).items() if fresh(told_)
            }
            blocked = max((wait(key, counted) for key, counted in known.items()), default=0.0)
            if blocked > 0:
                return blocked
            for subject in subjects:
                failures = known[subject].failures if subject in known else 0
                sessions.count_attempt(connection, subject, failures + 1, at)
            return 0.0

    def pardon(self, forget: Collection[bytes], take_back: Collection[bytes]) -> None:
        """Count anew by each of *forget*; by each of *take_back* this one try was none that failed."""
        with self._writing() as connection:
            sessions.forget_attempts(connection, forget)
            sessions.take_back_attempts(connection, take_back)
