"""Locks on communes, so that two people cannot change the same place at once.

The lock itself is the kernel's (a file beside SQLite's database) or PostgreSQL's (an advisory lock of a
session): whichever way its holder ends, kill -9 and power loss too, it is free again. Who holds it stands in
a table, which is read only when the lock is taken.
"""

import fcntl
import os
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select, text

from auditor.errors import CommuneLocked, StoreError
from auditor.i18n import _, os_error
from auditor.model import times
from auditor.store.engine import writing
from auditor.store.schema_fixes import commune_holds

_SPACE = 0x61756469  # "audi": apart from other programs' advisory locks of two numbers
_GRACE_S = 2.0


@contextmanager
def hold(engine: Engine, codes: Sequence[str], who: str) -> Iterator[None]:
    """Hold the communes *codes* for *who*, all or none. Raises CommuneLocked, StoreError."""
    wanted = sorted(set(codes))
    with ExitStack() as stack:
        for code in wanted:
            lock = _file_lock if engine.dialect.name == "sqlite" else _advisory_lock
            if not stack.enter_context(lock(engine, code)):
                raise _locked(engine, code)
        _tell(engine, wanted, who)
        yield


@contextmanager
def _file_lock(engine: Engine, code: str) -> Iterator[bool]:
    """Never removed: a process that opened the file before its removal would lock another one."""
    folder = Path(f"{engine.url.database}.locks")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        fd = os.open(
            folder / f"{zlib.crc32(code.encode()):08x}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
    except OSError as error:
        cannot = _("{folder} cannot be used: {error}").format(folder=folder, error=os_error(error))
        raise StoreError(cannot, _("this user must be able to write there")) from error
    try:
        yield _taken(fd)
    finally:
        os.close(fd)


def _taken(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _advisory_lock(engine: Engine, code: str) -> Iterator[bool]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            yield _advised(connection, code)
        finally:
            connection.invalidate()  # closes the session, and so frees the lock whatever state it is in


def _advised(connection: Connection, code: str) -> bool:
    """A server needs a moment to see that the holder's machine or process is gone."""
    key = {"space": _SPACE, "code": zlib.crc32(code.encode()) - 2**31}
    deadline = time.monotonic() + _GRACE_S
    while not connection.execute(text("SELECT pg_try_advisory_lock(:space, :code)"), key).scalar():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _tell(engine: Engine, codes: Sequence[str], who: str) -> None:
    since = times.to_text(times.now())
    with writing(engine).begin() as connection:
        connection.execute(delete(commune_holds).where(commune_holds.c.commune.in_(codes)))
        rows = [{"commune": code, "who": who, "since": since} for code in codes]
        if rows:
            connection.execute(insert(commune_holds), rows)


def _locked(engine: Engine, code: str) -> CommuneLocked:
    with engine.connect() as connection:
        who, since = _holder(connection, code)
    return CommuneLocked(code, who, since)


def _holder(connection: Connection, code: str) -> tuple[str, datetime | None]:
    query = select(commune_holds.c.who, commune_holds.c.since).where(commune_holds.c.commune == code)
    row = connection.execute(query).first()
    return (row[0], times.from_text(row[1])) if row else ("", None)
