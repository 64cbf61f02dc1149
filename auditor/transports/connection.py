"""How one device is reached: plain data out of the inventory's variables. Secrets never show in a repr."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """Bounds of asking one device: seconds, bytes. ``connect_s``: to connect, and again to be logged in.

    ``until``: when all that one device is asked over HTTP and SNMP should have ended, in seconds of
    time.monotonic().
    """

    connect_s: float = 10.0
    answer_s: float = 120.0
    answer_bytes: int = 8 * 1024 * 1024
    ping_count: int = 20
    until: float = math.inf


@dataclass(frozen=True)
class Answer:
    """What came back: the raw answer, the end of what it said on stderr, its exit status, and when (UTC)."""

    stdout: bytes
    started: datetime
    ended: datetime
    stderr_tail: bytes = b""
    exit_status: int = 0


@dataclass(frozen=True)
class Hop:
    """One SSH jump host (ProxyJump)."""

    host: str
    port: int = 22
    user: str = ""


@dataclass(frozen=True)
class Become:
    """Another user by sudo; without a password ``sudo -n`` must do."""

    user: str = "root"
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class SshConnection:
    """An SSH server. Tried in order: ``key_file``, ``password``; without either the agent and ~/.ssh/id_*.

    ``shell`` is what runs commands there: ``""`` (sh), ``powershell`` or ``cmd`` (Windows).
    """

    host: str
    port: int = 22
    user: str = ""
    password: str = field(default="", repr=False)
    key_file: str = ""
    key_passphrase: str = field(default="", repr=False)
    jumps: tuple[Hop, ...] = ()
    proxy_command: str = ""
    host_key_alias: str = ""
    known_hosts: tuple[Path, ...] = ()
    kex: str = "fast"
    become: Become | None = None
    interpreter: str = "python3"
    platform: str = ""
    shell: str = ""
    connect_s: float = 0.0
    retries: int = 0

    def within(self, limits: Limits) -> float:
        """Seconds for each stage until logged in: the device's own (``ansible_timeout``), else the run's."""
        return self.connect_s or limits.connect_s


@dataclass(frozen=True)
class IppConnection:
    """A printer's IPP service (RFC 8010, RFC 8011). ``user`` and ``password`` are for what changes it."""

    host: str
    port: int = 631
    path: str = "/ipp/print"
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class SnmpConnection:
    """An SNMP agent: ``community`` for version 1 and 2c, the rest for 3 (RFC 3414: no ``user``, no v3).

    ``write_community`` is what version 1 and 2c change variables by; without it nothing is changed.
    """

    host: str
    port: int = 161
    version: str = "2c"
    community: str = field(default="", repr=False)
    user: str = ""
    auth_protocol: str = ""
    auth_password: str = field(default="", repr=False)
    priv_protocol: str = ""
    priv_password: str = field(default="", repr=False)
    write_community: str = field(default="", repr=False)


@dataclass(frozen=True)
class PrinterConnection:
    """A printer by each way that the inventory states; at least one is there."""

    ipp: IppConnection | None
    snmp: SnmpConnection | None = None


@dataclass(frozen=True)
class NetworkConnection:
    """A network device by its command line, by SNMP where that is stated, or by both."""

    ssh: SshConnection | None
    snmp: SnmpConnection | None = None

    @property
    def retries(self) -> int:
        """How often the command line is asked again where the connection failed."""
        return self.ssh.retries if self.ssh else 0


@dataclass(frozen=True)
class ScannerConnection:
    """A network scanner. ``protocol``: escl, wsd or ledm; ``""`` tries them in that order. 0 and ``""`` of
    ``port`` and ``path`` stand for what the protocol's devices use."""

    host: str
    protocol: str = ""
    port: int = 0
    path: str = ""
    tls: bool = False


@dataclass(frozen=True)
class PingConnection:
    """The far end of a link."""

    host: str


@dataclass(frozen=True)
class ReplayConnection:
    """A recorded observation (JSON, as the spool has it) instead of a device."""

    file: Path


Connection = (
    SshConnection
    | SnmpConnection
    | PrinterConnection
    | NetworkConnection
    | ScannerConnection
    | PingConnection
    | ReplayConnection
)
