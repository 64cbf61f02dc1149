"""Recording a host's key in a known_hosts text: never in the place of a different one, unless asked to."""

from enum import StrEnum

from auditor.transports import hostkeys
from auditor.transports.bounded import BoundedSocket
from auditor.transports.connection import SshConnection
from auditor.transports.hostkeys import parse, place
from auditor.transports.jump import Jumps
from auditor.transports.ssh_login import as_device_error, over


class Trust(StrEnum):
    """What recording a key came to."""

    RECORDED = "recorded"
    KNOWN = "known"
    REPLACED = "replaced"
    DIFFERENT = "different"


def shown_key(connection: SshConnection, jumps: Jumps, seconds: float) -> tuple[str, str]:
    """The key (type, base64) that the host shows now; no credential is sent. Raises DeviceError."""
    sock = BoundedSocket(jumps.way_to(connection, seconds), seconds)
    with as_device_error(sock):
        transport = over(sock)
        try:
            transport.banner_timeout = seconds
            transport.start_client(timeout=seconds)
            return hostkeys.shown_key(transport.get_remote_server_key())
        finally:
            transport.close()


def record(text: str, host: str, port: int, key: tuple[str, str], replace: bool = False) -> tuple[str, Trust]:
    """The known_hosts *text* with *key* (type, base64) for *host*, and what that came to.

    DIFFERENT (another key is recorded, and not *replace*) changes nothing.
    """
    known = parse(text).of(host, port)
    if key in known:
        return text, Trust.KNOWN
    if known and not replace:
        return text, Trust.DIFFERENT
    kept = "".join(_without(line, host, port) for line in text.splitlines(keepends=True))
    line_end = "\n" if kept and not kept.endswith("\n") else ""
    added = f"{kept}{line_end}{place(host, port)} {key[0]} {key[1]}\n"
    return added, Trust.REPLACED if known else Trust.RECORDED


def _without(line: str, host: str, port: int) -> str:
    """A line without *host*: as it is, shortened, or ``""`` when it named nobody else.

    A pattern (``*.example``) stays: it speaks for other hosts too.
    """
    if not parse(line).of(host, port) or any(sign in line.split(maxsplit=1)[0] for sign in "*?!"):
        return line
    names, space, rest = line.partition(" ")
    others = [name for name in names.split(",") if name.lower() != place(host, port)]
    return "" if names.startswith("|1|") or not others else ",".join(others) + space + rest
