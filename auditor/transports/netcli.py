"""Commands on a network device's command line, through netmiko over an SSH connection that is ours."""

import contextlib
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import paramiko
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException, ReadTimeout
from netmiko.ssh_dispatcher import CLASS_MAPPER

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import times
from auditor.transports import hostkeys
from auditor.transports.bounded import HANDSHAKE_BYTES, BoundedSocket
from auditor.transports.connection import Limits, SshConnection
from auditor.transports.jump import Jumps
from auditor.transports.ssh_login import too_large, typed

logging.getLogger("netmiko").addHandler(logging.NullHandler())
logging.getLogger("netmiko").propagate = False

_ANSIBLE_NAMES = {
    "cisco.ios.ios": "cisco_ios",
    "ios": "cisco_ios",
    "frr.frr.frr": "cisco_ios",
    "cisco.nxos.nxos": "cisco_nxos",
    "nxos": "cisco_nxos",
    "cisco.asa.asa": "cisco_asa",
    "asa": "cisco_asa",
    "arista.eos.eos": "arista_eos",
    "community.routeros.routeros": "mikrotik_routeros",
    "community.network.routeros": "mikrotik_routeros",
    "routeros": "mikrotik_routeros",
    "junipernetworks.junos.junos": "juniper_junos",
    "community.network.ce": "huawei_vrp",
    "ce": "huawei_vrp",
    "community.network.edgeos": "ubiquiti_edgerouter",
    "edgeos": "ubiquiti_edgerouter",
    "community.network.edgeswitch": "ubiquiti_edgeswitch",
    "edgeswitch": "ubiquiti_edgeswitch",
    "vyos.vyos.vyos": "vyos",
    "arubanetworks.aoscx.aoscx": "aruba_aoscx",
    "aoscx": "aruba_aoscx",
    "community.network.aruba": "aruba_os",
    "fortinet.fortios.fortios": "fortinet",
    "fortios": "fortinet",
}
"""``ansible_network_os`` as Ansible's collections name it, and netmiko's word for it."""


@dataclass(frozen=True)
class Answers:
    """What came back by command, and when it was asked and answered (UTC)."""

    by_command: Mapping[str, str]
    started: datetime
    ended: datetime


def platform(network_os: str) -> str:
    """netmiko's name for *network_os*. Raises DeviceError unsupported."""
    name = _ANSIBLE_NAMES.get(network_os, network_os)
    if name not in CLASS_MAPPER:
        raise DeviceError(
            "unsupported", _("ansible_network_os “{name}” is not supported").format(name=network_os)
        )
    return name


def run(connection: SshConnection, commands: Sequence[str], limits: Limits, jumps: Jumps) -> Answers:
    """Say *commands* one after the other; nothing is changed on the device. Raises DeviceError."""
    device_type, seconds = platform(connection.platform), connection.within(limits)
    sock = BoundedSocket(jumps.way_to(connection, seconds), seconds)
    with as_device_error(sock), session_to(device_type, connection, sock, limits) as session:
        started = times.now()
        if connection.become:
            session.enable()
        say = _paged if device_type in _PAGES else _whole
        said = {command: say(session, command, sock.remaining_s) for command in commands}
        ended = times.now()
    if sum(map(len, said.values())) > limits.answer_bytes:
        raise too_large(limits)
    return Answers(said, started, ended)


_PAGES = frozenset({"fortinet", "dlink_ds", "yamaha"})
"""Platforms that stop paging only by a change of their configuration: they are leafed through instead."""
_MORE = r"--\s?[Mm]ore\s?--|---more---|Next Page"
_LEAVES = 2000


def _whole(session: Any, command: str, seconds: float) -> str:
    return str(session.send_command(command, read_timeout=seconds))


def _paged(session: Any, command: str, seconds: float) -> str:
    """What *command* says, page by page. Raises netmiko's ReadTimeout."""
    prompt = rf"(?:\A|[\r\n]){re.escape(session.find_prompt().strip())}[ \t]*\Z"
    session.write_channel(session.normalize_cmd(command))
    pages: list[str] = []
    for _leaf in range(_LEAVES):
        pages.append(session.read_until_pattern(f"{_MORE}|{prompt}", read_timeout=seconds))
        if not re.search(rf"(?:{_MORE})[^\r\n]{{0,80}}\Z", pages[-1]):
            break
        session.write_channel(" ")
    said = re.sub(rf"[ \t]*(?:{_MORE})[^\r\n]{{0,80}}\r*", "", "".join(pages))
    said = session.normalize_linefeeds(said)
    return str(session.strip_prompt(session.strip_command(command, said)))


@contextlib.contextmanager
def session_to(
    device_type: str, connection: SshConnection, sock: BoundedSocket, limits: Limits
) -> Iterator[Any]:
    """netmiko's session on *sock*, ready for commands."""
    session = None
    try:
        session = _class(device_type, connection)(**_parameters(device_type, connection, sock))
        sock.allow(limits.answer_s, HANDSHAKE_BYTES)
        session.establish_connection()
        sock.allow(sock.remaining_s, 4 * limits.answer_bytes + 1024 * 1024)
        session._try_session_preparation()
        yield session
    finally:
        if session is not None:
            session.paramiko_cleanup()
        sock.close()


def _class(device_type: str, connection: SshConnection) -> Any:
    """netmiko's class for the device, with our host key check instead of its list of policies."""

    base: Any = CLASS_MAPPER[device_type]

    class Checked(base):  # type: ignore[misc]
        if device_type in _PAGES:

            def disable_paging(self, *_args: Any, **_more: Any) -> str:
                return ""  # it would change the device's configuration

            def _get_output_mode(self) -> str:
                return "standard"

        def _build_ssh_client(self) -> paramiko.SSHClient:
            client: paramiko.SSHClient = super()._build_ssh_client()
            client.set_missing_host_key_policy(_Policy(connection))
            return client

    return Checked


class _Policy(paramiko.MissingHostKeyPolicy):
    """Asked for every key, because the client itself is given none; before any password is sent."""

    def __init__(self, connection: SshConnection) -> None:
        self._connection = connection

    def missing_host_key(self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey) -> None:
        known = hostkeys.load(self._connection.known_hosts)
        known.check(*hostkeys.name_of(self._connection), hostkeys.shown_key(key))


def _parameters(device_type: str, connection: SshConnection, sock: BoundedSocket) -> dict[str, Any]:
    seconds = sock.remaining_s + 1  # the socket's own deadline comes first and knows why
    by_key = bool(connection.key_file) or not connection.password
    return {
        "device_type": device_type,
        "host": connection.host,
        "port": connection.port,
        "username": connection.user,
        "password": connection.password,
        "secret": connection.become.password if connection.become else "",
        "use_keys": by_key,
        "key_file": connection.key_file or None,
        "passphrase": connection.key_passphrase or None,
        "allow_agent": by_key and not connection.key_file,
        "sock": sock,
        "conn_timeout": seconds,
        "banner_timeout": seconds,
        "auth_timeout": seconds,
        "blocking_timeout": seconds,
        # Named, or netmiko's class for FortiOS rules out all but what paramiko no longer has, and our keys.
        "disabled_algorithms": _disabled(connection) | {"kex": ["diffie-hellman-group1-sha1"]},
        "auto_connect": False,
    }


def _disabled(connection: SshConnection) -> dict[str, list[str]]:
    """Host key types that we do not know of this host, so that it shows one that we do."""
    known = hostkeys.load(connection.known_hosts).of(*hostkeys.name_of(connection))
    offered = paramiko.Transport._preferred_keys  # type: ignore[attr-defined]
    wanted = hostkeys.algorithms(type_ for type_, _key in known)
    return {"keys": [name for name in offered if name not in wanted]} if wanted & set(offered) else {}


@contextlib.contextmanager
def as_device_error(sock: BoundedSocket) -> Iterator[None]:
    """What netmiko and paramiko raise, as DeviceError."""
    try:
        yield
    except NetmikoAuthenticationException as error:
        raise typed(error.__cause__ or error.__context__ or error, sock) from error
    except ReadTimeout as error:
        sock.overdue = sock.overdue or not sock.too_much
        raise typed(error, sock) from error
    except (NetmikoBaseException, paramiko.SSHException, EOFError, OSError, ValueError) as error:
        raise typed(error, sock) from error
