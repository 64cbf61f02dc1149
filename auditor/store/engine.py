"""A database by its URL: SQLite or PostgreSQL, and how each is spoken to."""

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Select, Table, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from auditor.errors import StoreError
from auditor.i18n import _

WAIT_S = 30
"""How long a writer waits for another before it gives up."""

_FETCHED = 5000
_SAMPLE = 400
_WRITING = "auditor_writing"
_WRITER_LOCK = 0x61756469746F72  # "auditor": any number that no other program on that database uses

_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def parse(text: str) -> URL:
    """*text* as a URL with our driver. Raises StoreError when it is none or names another database."""
    remedy = _("a store is sqlite:////absolute/path.db or postgresql://user@host/database")
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # their message may hold the URL, and so a password
        raise StoreError(_("the store's URL cannot be read"), remedy) from None
    driver = _DRIVERS.get(url.drivername.partition("+")[0])
    if not driver:
        raise StoreError(_("no store is kept in “{name}”").format(name=url.drivername), remedy)
    if driver == "sqlite" and url.database in (None, "", ":memory:"):
        raise StoreError(_("a store needs a file"), remedy)
    return url.set(drivername=driver)


def connect(url: URL) -> Engine:
    """An engine for *url*; nothing is opened yet."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": WAIT_S, "isolation_level": None})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options = f"-c lock_timeout={WAIT_S * 1000} {url.query.get('options', '')}".strip()
    arguments = {"connect_timeout": 10, "options": options, "application_name": "auditor"}
    engine = create_engine(
        url.difference_update_query(["options"]), connect_args=arguments, pool_pre_ping=True
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def writing(engine: Engine) -> Engine:
    """*engine* with transactions that write: one writer at a time, on PostgreSQL as on SQLite.

    So nothing that a writer has read changes before it is done, and two writers can never deadlock.
    """
    return engine.execution_options(**{_WRITING: True})


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # FULL: a run that is reported complete must survive a power cut; our commits are few and large.
    for pragma in ("foreign_keys = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _use_wal(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Before the first table auto_vacuum can still be chosen: with it pruning gives space back."""
    _keep_to_oneself(connection)
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    deadline = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # SQLite does not wait for others at this one statement, whatever the busy timeout.
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _keep_to_oneself(connection: sqlite3.Connection) -> None:
    """A new store is for its owner alone: raw answers and hashed passwords are in it. SQLite gives the files
    beside it the same rights; those of an older store are its owner's choice."""
    if connection.execute("PRAGMA page_count").fetchone()[0] == 0:
        with suppress(OSError):  # a file system without rights
            Path(connection.execute("PRAGMA database_list").fetchone()[2]).chmod(0o600)


def _begin_sqlite(connection: Connection) -> None:
    # A reader that turns writer fails at once when another wrote meanwhile; so a writer says so at the start.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if _writes(connection):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


def analyze(connection: Connection) -> None:
    """Tell SQLite how its tables are filled: else it takes a key's first part for as good as a whole index,
    and looks through 200,000 devices for one. A sample does; PostgreSQL does this by itself.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA analysis_limit = {_SAMPLE}")
        connection.exec_driver_sql("ANALYZE")


def _writes(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get(_WRITING))


def bulk_insert(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert *rows* (values in the order of *columns*) while they are made: each database's fastest way."""
    names = ", ".join(f'"{column}"' for column in columns)
    cursor: Any
    with closing(connection.connection.cursor()) as cursor:
        if connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(columns))
            cursor.executemany(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608
            return
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def bulk_select(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of *query*, whose values are numbers alone, as the driver's own tuples, some at a time.

    SQLAlchemy's Row for each of 180,000 findings costs more than what is done with it.
    """
    text = str(query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    # without a name PostgreSQL sends all rows at once
    name = {} if connection.dialect.name == "sqlite" else {"name": "auditor_bulk"}
    cursor: Any
    with closing(connection.connection.cursor(**name)) as cursor:
        cursor.execute(text)
        while rows := cursor.fetchmany(_FETCHED):
            yield from rows
