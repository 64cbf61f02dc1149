"""Scanners on loopback: the lab's eSCL service as a process, and small HTTP servers with given answers."""

import contextlib
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.collectors.answers import Means
from auditor.collectors.asking import observe
from auditor.collectors.targets import Target
from auditor.lab import scanner as lab_scanner
from auditor.model import Device, Kind, Observation
from auditor.transports.connection import Limits, ScannerConnection
from auditor.transports.jump import Jumps

SERVER = Path(lab_scanner.__file__).with_name("scanner_server.py")


@contextlib.contextmanager
def escl(folder: Path, **says: Any) -> Iterator[int]:
    """The lab's scanner, which says *says* in the place of what a healthy one does; yields its port."""
    state = folder / "scanner.json"
    state.write_text(json.dumps(says))
    command = [sys.executable, str(SERVER), "--host", "127.0.0.1", "--port", "0", "--state", str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            yield int(process.stdout.readline())
        finally:
            process.kill()


@dataclass
class Page:
    """An answer of an HTTP server: a status, a body, headers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Served:
    """A server's port, and what it was asked: method, path, body."""

    port: int
    asked: list[tuple[str, str, bytes]]


@contextlib.contextmanager
def pages(answers: Mapping[str, Page | Callable[[], Page]]) -> Iterator[Served]:
    """An HTTP server with *answers* by path, or by method and path; yields its port and what it was asked."""
    asked: list[tuple[str, str, bytes]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append((self.command, self.path, body))
            found = answers.get(f"{self.command} {self.path}", answers.get(self.path, Page(status=404)))
            page = found() if callable(found) else found
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        do_GET = do_POST = do_DELETE = handle_any  # noqa: N815  (http.server calls them so)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Served(server.server_address[1], asked)
        server.shutdown()


def ask(limits: Limits, port: int, protocol: str = "escl", active: bool = False, **more: Any) -> Observation:
    """What the engine observes of the scanner at *port*."""
    connection = ScannerConnection(more.pop("host", "127.0.0.1"), protocol, port, **more)
    target = Target(Device("scanner01", Kind.SCANNER, "03158"), connection, {"active": active})
    return observe(target, Means(limits, Jumps()))
