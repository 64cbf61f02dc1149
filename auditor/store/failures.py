"""What databases raise, told as one of our errors with a remedy; never with a password in it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from auditor.errors import StoreError, StoreFull
from auditor.i18n import _

_SECRET_QUERY = re.compile(r"pass", re.IGNORECASE)
# SQLite reports a full disk under its shared-memory file as an I/O error (unix: ftruncate gave ENOSPC).
_SQLITE_FULL = {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"}
_POSTGRESQL_FULL = "53100"
_POSTGRESQL_LOCKED = {"55P03", "40P01"}
_POSTGRESQL_READ_ONLY = "25006"
_POSTGRESQL_REFUSED = ("28", "3D", "42501")


def redacted(url: URL) -> str:
    """*url* as text without its password and without its query, which may hold others."""
    return url.set(query={}).render_as_string(hide_password=True)


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Raise StoreError (or StoreFull) for what the database of *url* raises inside."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, psycopg.Error) as error:
        raise _as_ours(error, url) from None


def _as_ours(error: Exception, url: URL) -> StoreError:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause, url)
    if isinstance(cause, psycopg.Error):
        return _postgresql(cause, url)
    return StoreError(_message(cause, url), _("check the store's URL: auditor doctor"))


def _message(cause: BaseException, url: URL) -> str:
    said = " ".join(str(cause).split())
    for secret in filter(None, [url.password, *_secrets(url)]):
        said = said.replace(secret, "***")
    return _("the store {url} cannot be used: {error}").format(url=redacted(url), error=said)


def _secrets(url: URL) -> list[str]:
    values = [value for name, value in url.query.items() if _SECRET_QUERY.search(name)]
    return [value for value in values if isinstance(value, str)]


def _full(cause: BaseException, url: URL) -> StoreFull:
    return StoreFull(
        _message(cause, url),
        _("what was written before is intact; make room there, or drop old runs: auditor runs prune"),
    )


def _sqlite(cause: sqlite3.Error, url: URL) -> StoreError:
    name = getattr(cause, "sqlite_errorname", "") or ""
    if name in _SQLITE_FULL:
        return _full(cause, url)
    return StoreError(_message(cause, url), _sqlite_remedy(name))


def _sqlite_remedy(name: str) -> str:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return _("another program holds the store; wait until it is done and try again")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return _("this user must be able to write the file and its folder; or set another store_url")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return _("the file is not a store or is damaged; put back a copy of it, or set another store_url")
    return _("check the disk and the file, or set another store_url")


def _postgresql(cause: psycopg.Error, url: URL) -> StoreError:
    if cause.sqlstate == _POSTGRESQL_FULL:
        return _full(cause, url)
    return StoreError(_message(cause, url), _postgresql_remedy(cause.sqlstate or ""))


def _postgresql_remedy(state: str) -> str:
    if state in _POSTGRESQL_LOCKED:
        return _("another program holds the store; wait until it is done and try again")
    if state == _POSTGRESQL_READ_ONLY or state.startswith(_POSTGRESQL_REFUSED):
        return _("ask for the right to this database: its owner must let this user in and write")
    return _("is PostgreSQL running and reachable there, and are user, password and database name right?")
