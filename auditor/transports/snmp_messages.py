"""How a PDU travels: what every SNMP version does with it, and the communities of versions 1 and 2c."""

from dataclasses import dataclass
from typing import Protocol

from auditor.transports import snmp_ber as ber


class NotForUs(ValueError):
    """Raised for a message that answers another question, or another's."""


class AskAgain(Exception):
    """Raised when the agent has first told what it takes to ask it (SNMPv3: its engine, its time)."""


class Messages(Protocol):
    """The outer layers of one version of SNMP, for one agent."""

    def wrap(self, request_id: int, pdu: bytes) -> bytes:
        """The message that carries *pdu*."""

    def unwrap(self, data: bytes, request_id: int) -> ber.Pdu:
        """The PDU that answers *request_id*.

        Raises Malformed, NotForUs, AskAgain; DeviceError auth_failed where the agent refuses the user.
        """


@dataclass(frozen=True)
class Community:
    """Version 1 (0) and 2c (1): a community in clear text (RFC 1157 §4, RFC 3417)."""

    version: int
    community: bytes

    def wrap(self, _request_id: int, pdu: bytes) -> bytes:
        """The message that carries *pdu*."""
        head = ber.integer(self.version) + ber.tlv(ber.OCTETS, self.community)
        return ber.tlv(ber.SEQUENCE, head + pdu)

    def unwrap(self, data: bytes, request_id: int) -> ber.Pdu:
        """The PDU that answers *request_id*. Raises Malformed, NotForUs."""
        _tag, message = ber.Reader(data).inner(ber.SEQUENCE)
        message.number()  # some agents answer 2c with version 1
        message.contents(ber.OCTETS)
        return answer_to(request_id, ber.read_pdu(message))


def answer_to(request_id: int, pdu: ber.Pdu) -> ber.Pdu:
    """*pdu*, when it is the response to *request_id*. Raises NotForUs."""
    if pdu.tag != ber.RESPONSE or pdu.request_id != request_id:
        raise NotForUs
    return pdu
