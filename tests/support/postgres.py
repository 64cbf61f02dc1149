"""A private PostgreSQL on loopback for tests: Debian's programs, but not the cluster that Debian starts."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

UNPRIVILEGED = "postgres"
_DEADLINE_S = 60


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
    done = subprocess.run(
        [*_as_user(user), *command, *options], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoPostgreSQL(f"initdb failed: {done.stderr.strip()[-300:]}")


def _start(programs: Path, folder: Path, user: str | None, password: str) -> Server:
    port = _free_port()
    place = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder}
    settings = {**place, "fsync": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    log = (folder / "log").open("wb")
    with log:
        process = subprocess.Popen(
            [*_as_user(user), programs / "postgres", "-D", folder / "data", *options],
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    _wait(programs, process, port, folder / "log")
    return Server(port, password, process, folder / "data")


def _as_user(user: str | None) -> list[str]:
    """Tests that are killed leave no server behind: it gets SIGQUIT when they end (setpriv of util-linux)."""
    change = [f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else []
    return ["setpriv", "--pdeathsig=QUIT", *change]


def _wait(programs: Path, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
    deadline = time.monotonic() + _DEADLINE_S
    while subprocess.run(ready, check=False).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoPostgreSQL(f"postgres ended: {log.read_text('utf-8', 'replace')[-300:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
