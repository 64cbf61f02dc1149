"""Ways to servers on loopback, as the transports take them."""

from pathlib import Path
from typing import Any

from support.sshd import Sshd

from auditor.transports.connection import Limits, SshConnection

LIMITS = Limits(connect_s=10, answer_s=30, answer_bytes=1024 * 1024, ping_count=3)
HASTY = Limits(connect_s=0.5, answer_s=1, answer_bytes=64 * 1024, ping_count=3)
"""For servers that never answer: no test waits longer than it must."""
PATIENT = Limits(connect_s=1.5, answer_s=10, answer_bytes=64 * 1024, ping_count=3)
"""For datagrams that are answered, but perhaps late: a busy machine must not look like silence."""


def to(server: Sshd, **more: Any) -> SshConnection:
    """How *server* is reached with everything right: its host key recorded, its client key given."""
    known = server.folder / "known_hosts"
    if not known.exists():
        server.known_hosts(known)
    fields = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": server.user,
        "key_file": str(server.client_key),
        "known_hosts": (known,),
    }
    return SshConnection(**{**fields, **more})


def stranger(port: int, known: Path | None = None) -> SshConnection:
    """How a server that is no sshd of ours would be reached."""
    return SshConnection("127.0.0.1", port, "root", password="hunter2", known_hosts=(known,) if known else ())
