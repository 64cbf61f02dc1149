"""A private PostgreSQL on loopback for tests, from Debian's package but never the cluster that it starts by itself."""

import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

UNPRIVILEGED = "postgres"
_PR_SET_PDEATHSIG = 1


class NoPostgreSQL(Exception):
    """PostgreSQL cannot be started here; the message is the reason."""


@dataclass(frozen=True)
class Server:
    """A running server; ``url`` is for SQLAlchemy and psycopg, without a database."""

    port: int
    password: str
    process: subprocess.Popen[bytes]
    data: Path

    def url(self, database: str) -> str:
        """The URL of *database*."""
        return f"postgresql://auditor:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self) -> str:
        """A new empty database's URL."""
        name = f"store_{secrets.token_hex(6)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def stop(self) -> None:
        """Stop it at once, as when the machine fails."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)


@contextmanager
def server() -> Iterator[Server]:
    """A server of its own in a temporary folder, gone afterwards. Raises NoPostgreSQL."""
    programs = _programs()
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="auditor-postgresql-"))
    if user:
        shutil.chown(folder, user)
    try:
        password = secrets.token_hex(8)
        _initdb(programs, folder, user, password)
        running = _start(programs, folder, user, password)
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    found = shutil.which("postgres")
    if found:
        folders.append(Path(found).resolve().parent)
    if not folders:
        raise NoPostgreSQL("PostgreSQL is not installed (apt install postgresql)")
    return folders[-1]


def _initdb(programs: Path, folder: Path, user: str | None, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if user:
        shutil.chown(secret, user)
    command = [programs / "initdb", "-D", folder / "data", "-U", "auditor", "--pwfile", secret, "--no-sync"]
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]
    done = subprocess.run([*command, *options], user=user, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise NoPostgreSQL(f"initdb failed: {done.stderr.strip()[-300:]}")


def _start(programs: Path, folder: Path, user: str | None, password: str) -> Server:
    port = _free_port()
    settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = (folder / "log").open("wb")
    with log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent,
        )
    _wait(programs, process, port, folder / "log")
    return Server(port, password, process, folder / "data")


def _die_with_parent() -> None:
    """Tests that are killed leave no server behind (prctl(2); it holds after the change of user)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _wait(programs: Path, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
    while subprocess.run(ready).returncode:
        if process.poll() is not None:
            raise NoPostgreSQL(f"postgres ended: {log.read_text('utf-8', 'replace')[-300:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
