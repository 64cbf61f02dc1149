"""One question to an SNMP agent after the other, over UDP: asked again when nothing comes, within bounds."""

import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import snmp_ber as ber
from auditor.transports.connection import Limits
from auditor.transports.snmp_messages import AskAgain, Messages, NotForUs

_WAITS = (0.08, 0.12, 0.2, 0.25, 0.35)
"""How long each try waits, in parts of ``connect_s``. UDP loses packets (one in five on a bad line: of three
tries one in a hundred would be in vain, and a walk is dozens of questions), and printers dawdle."""
_TOLD_FIRST = 4
"""How often an agent may tell first what it takes to ask it; SNMPv3 needs two."""
_DATAGRAM = 65535


class Exchange:
    """Questions and answers over the connected *sock*. Raises DeviceError when a bound is broken."""

    def __init__(self, sock: socket.socket, messages: Messages, limits: Limits) -> None:
        self._sock, self._messages, self._limits = sock, messages, limits
        self._ids = _ids()
        now = time.monotonic()
        # what was asked before may have taken the device's time: a few packets are tried all the same
        self._deadline = max(
            now + min(limits.connect_s, limits.answer_s), min(now + limits.answer_s, limits.until)
        )
        self._left = limits.answer_bytes
        self._odd = self._told = False
        self.answers = 0

    def __call__(self, tag: int, oids: Sequence[bytes], repetitions: int = 0) -> ber.Pdu:
        """The answer to a request; where GETBULK stays without one, fewer repetitions are asked for."""

        def pdu(request_id: int, last: bool) -> bytes:
            return ber.request(tag, request_id, oids, min(repetitions, 1) if last else repetitions)

        return self._answered(pdu)

    def set(self, bindings: Sequence[ber.Binding]) -> ber.Pdu:
        """The answer to a SET of *bindings*: one that is sent twice says the same twice."""
        return self._answered(lambda number, _last: ber.pdu(ber.Pdu(ber.SET, number, 0, 0, tuple(bindings))))

    def _answered(self, pdu: Callable[[int, bool], bytes]) -> ber.Pdu:
        request_id = next(self._ids)
        for number, part in enumerate(_WAITS, 1):
            sent = pdu(request_id, number == len(_WAITS))
            if answer := self._once(request_id, sent, part * self._limits.connect_s):
                self.answers += 1
                return answer
        raise self._no_answer()

    def _once(self, request_id: int, pdu: bytes, seconds: float) -> ber.Pdu | None:
        """The answer that came within *seconds*, None when there is none."""
        for _time in range(_TOLD_FIRST):
            try:
                self._sock.send(self._messages.wrap(request_id, pdu))
                return self._received(request_id, time.monotonic() + seconds)
            except AskAgain:
                self._told = True
        return None

    def _received(self, request_id: int, until: float) -> ber.Pdu | None:
        while (left := min(until, self._deadline) - time.monotonic()) > 0:
            self._sock.settimeout(left)
            try:
                data = self._sock.recv(_DATAGRAM)
            except TimeoutError:
                break
            self._count(len(data))
            try:
                return self._messages.unwrap(data, request_id)
            except NotForUs:
                continue
            except ber.Malformed:
                self._odd = True  # whoever sent it: the true answer may still come
        self._in_time()
        return None

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise DeviceError("too_large", _("it sent more than is allowed"))

    def _in_time(self) -> None:
        if time.monotonic() >= self._deadline and self.answers:
            raise DeviceError("silent", _("it did not come to the end of its answers in time"))

    def _no_answer(self) -> DeviceError:
        if self._odd:
            return DeviceError("invalid_answer", _("what answers there does not speak SNMP as it should"))
        if self.answers:
            lost = _("it stopped answering over SNMP after {n} answers").format(n=self.answers)
            return DeviceError("lost", lost)
        if self._told:
            mute = _("it tells who it is, but does not answer this user: is the privacy password another?")
            return DeviceError("auth_failed", mute)
        silent = _("no answer over SNMP: switched off, SNMP not allowed from here, or another community")
        return DeviceError("silent", silent)


def _ids() -> Iterator[int]:
    number = secrets.randbits(30)  # not to be guessed by who wants to answer in another's place
    while True:
        number = (number + 1) & 0x7FFFFFFF
        yield number
