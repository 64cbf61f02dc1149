"""SNMP (RFC 3416 over UDP): variables by name and whole subtrees, within bounds, as snmprec lines."""

import contextlib
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.model import times
from auditor.transports import snmp_ber as ber
from auditor.transports.bounded import connect_error
from auditor.transports.connection import Answer, Limits, SnmpConnection
from auditor.transports.snmp_exchange import Exchange
from auditor.transports.snmp_messages import Community, Messages
from auditor.transports.snmp_usm import Usm
from auditor.transports.snmp_walker import Walker


def get(connection: SnmpConnection, oids: Sequence[str], limits: Limits) -> Answer:
    """The variables *oids*; those that the agent does not have are left out. Raises DeviceError."""
    return ask(connection, oids, (), limits)


def walk(connection: SnmpConnection, roots: Sequence[str], limits: Limits) -> Answer:
    """Every variable under *roots* (subtrees, tables, columns), those of several roots in one packet.

    Raises DeviceError as :func:`ask` does.
    """
    return ask(connection, (), roots, limits)


def ask(connection: SnmpConnection, oids: Sequence[str], roots: Sequence[str], limits: Limits) -> Answer:
    """The variables *oids* and those under *roots*: snmprec lines, then comments on what went wrong.

    Raises DeviceError: dns_failure, no_route, refused (nobody listens there), silent (over UDP a wrong
    community looks like that too), lost (it stopped in the middle), auth_failed (SNMPv3), invalid_answer,
    too_large, unsupported.
    """
    started = times.now()
    with _connected(connection, limits) as sock:
        walker = Walker(Exchange(sock, _messages(connection), limits), connection.version == "1")
        walker.get([ber.encoded(oid) for oid in oids])
        walker.walk(_apart([ber.encoded(root) for root in roots]))
    if walker.denied and not walker.found:
        denied = _("the agent shows nothing to this community or user at this security level")
        raise DeviceError("auth_failed", denied)
    lines = [*map(_line, walker.found.values()), *walker.notes]
    return Answer(b"\n".join(lines) + b"\n", started, times.now(), b"\n".join(walker.notes))


def set_texts(connection: SnmpConnection, values: Mapping[str, str], limits: Limits) -> None:
    """Give the variables *values* (OID: text, UTF-8) their values, all of them or none (RFC 3416 §4.2.5).

    Raises DeviceError as :func:`ask` does; auth_failed where the agent lets nobody of this community or user
    change them, unsupported where there is nothing to change, or no community to do it by is stated.
    """
    if connection.version != "3" and not connection.write_community:
        unstated = _("the inventory states no {name}").format(name="snmp_write_community")
        raise DeviceError("unsupported", unstated)
    writing = replace(connection, community=connection.write_community)
    bindings = [(ber.encoded(oid), ber.OCTETS, text.encode()) for oid, text in values.items()]
    with _connected(writing, limits) as sock:
        answer = Exchange(sock, _messages(writing), limits).set(bindings)
    if answer.status:
        raise _refused(answer.status)


_DENIED = frozenset({6, 16})
"""noAccess, authorizationError."""


def _refused(status: int) -> DeviceError:
    if status in _DENIED:
        denied = _("the agent lets nobody of this community or user change it")
        return DeviceError("auth_failed", denied)
    # whatever else RFC 3416 §3 names says of a value that it cannot be this one
    said = _("the agent does not take the value (SNMP error {status})").format(status=status)
    return DeviceError("unsupported", said)


def _line(binding: ber.Binding) -> bytes:
    try:
        return ber.line(binding)
    except ber.Malformed as error:
        return b"# " + str(error).encode("ascii", "replace")


def _apart(roots: list[bytes]) -> list[bytes]:
    """*roots* without those that lie under another, so that no variable is asked for twice."""
    kept: list[bytes] = []
    for root in sorted(set(roots)):
        if not kept or not root.startswith(kept[-1]):
            kept.append(root)
    return kept


def _messages(connection: SnmpConnection) -> Messages:
    if connection.version == "3":
        return Usm(connection)
    return Community(0 if connection.version == "1" else 1, connection.community.encode())


@contextlib.contextmanager
def _connected(connection: SnmpConnection, limits: Limits) -> Iterator[socket.socket]:
    try:
        found = socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_DGRAM)
        family, kind, protocol, _name, address = found[0]
        sock = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise connect_error(error, connection.host, connection.port) from error
    with sock:
        try:
            sock.connect(address)
            yield sock
        except OSError as error:
            raise connect_error(error, connection.host, connection.port) from error
