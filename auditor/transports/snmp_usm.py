"""SNMPv3's user-based security (RFC 3414)."""

from auditor.errors import DeviceError
from auditor.transports import snmp_ber as ber
from auditor.transports.connection import SnmpConnection


class Usm:
    """One user at one agent."""

    def __init__(self, connection: SnmpConnection) -> None:
        raise DeviceError("unsupported", "SNMPv3")

    def wrap(self, request_id: int, pdu: bytes) -> bytes:
        """The message."""
        raise NotImplementedError

    def unwrap(self, data: bytes, request_id: int) -> ber.Pdu:
        """The PDU."""
        raise NotImplementedError
