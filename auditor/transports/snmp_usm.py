"""SNMPv3 with user-based security (RFC 3412, RFC 3414): one user at one agent, whose engine is discovered."""

import hmac
import secrets
import struct

from auditor.errors import DeviceError
from auditor.i18n import N_, _
from auditor.transports import snmp_ber as ber
from auditor.transports import snmp_keys as keys
from auditor.transports.connection import SnmpConnection
from auditor.transports.snmp_messages import AskAgain, NotForUs, answer_to

_VERSION, _USM = 3, 3
_MAX_SIZE = 65507
_AUTH, _PRIV, _REPORTABLE = 1, 2, 4
_STATS = ber.encoded("1.3.6.1.6.3.15.1.1")
_UNSUPPORTED_LEVEL, _NOT_IN_TIME, _UNKNOWN_USER, _UNKNOWN_ENGINE, _WRONG_DIGEST, _DECRYPTION = range(1, 7)
_REFUSALS = {
    _UNSUPPORTED_LEVEL: N_("the agent does not let this user ask at this security level"),
    _UNKNOWN_USER: N_("the agent does not know this SNMPv3 user"),
    _WRONG_DIGEST: N_("the agent refuses the SNMPv3 authentication: password or protocol is another"),
    _DECRYPTION: N_("the agent cannot decrypt: the SNMPv3 privacy password or protocol is another"),
}
_ENGINE_BYTES = 32


class Usm:
    """Messages of one user to one agent; learns the agent's engine and clock from its reports.

    Raises DeviceError unsupported for protocols and passwords that cannot be used.
    """

    def __init__(self, connection: SnmpConnection) -> None:
        self._connection, self._user = connection, connection.user.encode()
        self._auth = self._priv = None
        if connection.auth_protocol or connection.auth_password:
            self._auth = keys.auth_of(connection.auth_protocol or "SHA")
            keys.master(self._auth.hash, connection.auth_password)
        if connection.priv_protocol or connection.priv_password:
            if self._auth is None:
                raise DeviceError("unsupported", _("SNMPv3 encrypts only what it authenticates"))
            self._priv = keys.priv_of(connection.priv_protocol or "AES")
            keys.master(self._auth.hash, connection.priv_password)
        self._engine, self._clock = b"", (0, 0)
        self._auth_key = self._priv_key = b""
        self._salt = secrets.randbits(64)

    def wrap(self, request_id: int, pdu: bytes) -> bytes:
        """The message that carries *pdu*; before the engine is known, an empty one that asks for it."""
        if not self._engine:
            return self._message(request_id, _REPORTABLE, b"", ber.request(ber.GET, request_id, ()))
        flags = _REPORTABLE | (_AUTH if self._auth else 0) | (_PRIV if self._priv else 0)
        return self._message(request_id, flags, self._user, pdu)

    def _message(self, request_id: int, flags: int, user: bytes, pdu: bytes) -> bytes:
        scoped = _sequence(ber.tlv(ber.OCTETS, self._engine), ber.tlv(ber.OCTETS, b""), pdu)
        salt = b""
        if self._priv and flags & _PRIV:
            self._salt = (self._salt + 1) % 2**64
            salt = struct.pack(">Q", self._salt)
            clock = struct.pack(">II", *self._clock)
            scoped = ber.tlv(ber.OCTETS, keys.encrypt(self._priv, self._priv_key, salt, clock, scoped))
        mac = b"\0" * self._auth.mac_bytes if self._auth and flags & _AUTH else b""
        whole = self._laid_out(request_id, flags, user, mac, salt, scoped)
        if self._auth and mac:
            mac = self._auth.mac(self._auth_key, whole)
            whole = self._laid_out(request_id, flags, user, mac, salt, scoped)
        return whole

    def _laid_out(
        self, request_id: int, flags: int, user: bytes, mac: bytes, salt: bytes, scoped: bytes
    ) -> bytes:
        octets = (ber.tlv(ber.OCTETS, each) for each in (user, mac, salt))
        engine, clock = ber.tlv(ber.OCTETS, self._engine), map(ber.integer, self._clock)
        security = _sequence(engine, *clock, *octets)
        numbers = ber.integer(request_id) + ber.integer(_MAX_SIZE)
        header = _sequence(numbers, ber.tlv(ber.OCTETS, bytes([flags])), ber.integer(_USM))
        return _sequence(ber.integer(_VERSION), header, ber.tlv(ber.OCTETS, security), scoped)

    def unwrap(self, data: bytes, request_id: int) -> ber.Pdu:
        """The PDU that answers *request_id*.

        Raises Malformed, NotForUs, AskAgain (after a report that told the engine or its clock); DeviceError
        auth_failed where the agent refuses the user.
        """
        _tag, message = ber.Reader(data).inner(ber.SEQUENCE)
        message.number()
        _tag, header = message.inner(ber.SEQUENCE)
        if header.number() != request_id:
            raise NotForUs
        header.number()
        flags = (header.contents(ber.OCTETS) or b"\0")[0]
        _tag, at, _end = message.element()
        security = _Security(ber.Reader(data, at))
        authentic = bool(flags & _AUTH) and self._is_authentic(data, security)
        pdu = self._scoped(message, flags, security)
        if pdu.tag == ber.REPORT:
            self._reported(pdu, security, authentic)
        if self._auth and not authentic:
            raise NotForUs
        if self._priv and not flags & _PRIV:
            raise NotForUs
        return answer_to(request_id, pdu)

    def _is_authentic(self, data: bytes, security: "_Security") -> bool:
        if not self._auth or security.engine != self._engine or len(security.mac) != self._auth.mac_bytes:
            return False
        blank = b"\0" * len(security.mac)
        signed = data[: security.mac_at] + blank + data[security.mac_at + len(blank) :]
        return hmac.compare_digest(security.mac, self._auth.mac(self._auth_key, signed))

    def _scoped(self, message: ber.Reader, flags: int, security: "_Security") -> ber.Pdu:
        if flags & _PRIV:
            if self._priv is None or len(security.salt) != 8:
                raise NotForUs
            clock = struct.pack(">II", security.boots, security.time)
            try:
                plain = keys.decrypt(
                    self._priv, self._priv_key, security.salt, clock, message.contents(ber.OCTETS)
                )
            except ValueError as error:
                raise ber.Malformed("it cannot be decrypted") from error
            message = ber.Reader(plain)
        _tag, scoped = message.inner(ber.SEQUENCE)
        scoped.contents(ber.OCTETS)
        scoped.contents(ber.OCTETS)
        return ber.read_pdu(scoped)

    def _reported(self, pdu: ber.Pdu, security: "_Security", authentic: bool) -> None:
        """What the agent says instead of answering (RFC 3414 §3.2): always raises."""
        told = {
            oid[len(_STATS)]
            for oid, _tag, _value in pdu.bindings
            if oid[: len(_STATS)] == _STATS and len(oid) > len(_STATS)
        }
        if _UNKNOWN_ENGINE in told and not self._engine and security.engine:
            self._learn(security)
            raise AskAgain
        if _NOT_IN_TIME in told and authentic:
            self._clock = (security.boots, security.time)
            raise AskAgain
        for number in sorted(told & _REFUSALS.keys()):
            raise DeviceError("auth_failed", _(_REFUSALS[number]))
        raise NotForUs

    def _learn(self, security: "_Security") -> None:
        self._engine, self._clock = security.engine, (security.boots, security.time)
        if self._auth:
            master = keys.master(self._auth.hash, self._connection.auth_password)
            self._auth_key = keys.localized(self._auth, master, self._engine)
        if self._auth and self._priv:
            password = self._connection.priv_password
            self._priv_key = keys.priv_key(self._auth, self._priv, password, self._engine)


class _Security:
    """A message's security parameters (RFC 3414 §2.4). Raises Malformed."""

    def __init__(self, reader: ber.Reader) -> None:
        _tag, fields = reader.inner(ber.SEQUENCE)
        self.engine = fields.contents(ber.OCTETS)
        self.boots, self.time = fields.number(), fields.number()
        fields.contents(ber.OCTETS)
        mac = fields.contents(ber.OCTETS)
        self.mac, self.mac_at = mac, fields.at - len(mac)
        self.salt = fields.contents(ber.OCTETS)
        if len(self.engine) > _ENGINE_BYTES or not all(0 <= each < 2**31 for each in (self.boots, self.time)):
            raise ber.Malformed("odd security parameters")


def _sequence(*parts: bytes) -> bytes:
    return ber.tlv(ber.SEQUENCE, b"".join(parts))
