"""An SNMP agent (v1, v2c) over UDP that answers what a recording or a test says, honestly or not."""

import socket
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

GET, GETNEXT, RESPONSE, GETBULK = 0xA0, 0xA1, 0xA2, 0xA5
NO_SUCH_INSTANCE, END_OF_VIEW = b"\x81\x00", b"\x82\x00"
Oid = tuple[int, ...]
Reply = Callable[["Request", bytes], bytes | None]


class Request:
    """A decoded request: the version's number, the community, the PDU's tag and id, its two numbers, OIDs."""

    def __init__(self, data: bytes) -> None:
        message = _items(_item(data, 0)[1])
        self.version, self.community = _int(message[0][1]), message[1][1]
        self.tag, pdu = message[2]
        fields = _items(pdu)
        self.id, self.first, self.second = (_int(value) for _tag, value in fields[:3])
        self.oids = [_oid(_items(pair)[0][1]) for _tag, pair in _items(fields[3][1])]


def response(request: Request, pairs: list[tuple[Oid, bytes]], status: int = 0, index: int = 0) -> bytes:
    """The message that answers *request* with *pairs* of OID and encoded value."""
    bindings = b"".join(tlv(0x30, tlv(6, encode_oid(oid)) + value) for oid, value in pairs)
    pdu = integer(request.id) + integer(status) + integer(index) + tlv(0x30, bindings)
    head = integer(request.version) + tlv(4, request.community)
    return tlv(0x30, head + tlv(RESPONSE, pdu))


def tlv(tag: int, data: bytes) -> bytes:
    """BER: tag, length, data."""
    if len(data) < 128:
        return bytes([tag, len(data)]) + data
    length = len(data).to_bytes((len(data).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + data


def integer(number: int, tag: int = 2) -> bytes:
    """BER: a number."""
    return tlv(tag, number.to_bytes(number.bit_length() // 8 + 1, signed=True))


def encode_oid(oid: Oid) -> bytes:
    """BER: the contents of an OBJECT IDENTIFIER."""
    out = bytearray()
    for number in (oid[0] * 40 + oid[1], *oid[2:]):
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | number & 0x7F)
        out += bytes(reversed(groups))
    return bytes(out)


def oid_of(text: str) -> Oid:
    """The numbers of a dotted OID."""
    return tuple(map(int, text.strip(".").split(".")))


def recorded(file: Path) -> dict[Oid, bytes]:
    """The variables of an snmprec file, encoded."""
    found = {}
    for line in file.read_bytes().splitlines():
        name, _bar, rest = line.partition(b"|")
        tag, bar, data = rest.partition(b"|")
        if bar and name.replace(b".", b"").isdigit() and tag.rstrip(b"x").isdigit():
            with suppress(ValueError, OverflowError):  # recordings hold lines that no agent said
                found[oid_of(name.decode())] = _recorded_value(tag, data)
    return found


def _recorded_value(tag: bytes, data: bytes) -> bytes:
    number = int(tag.rstrip(b"x"))
    if tag.endswith(b"x"):
        return tlv(number, bytes.fromhex(data.decode()))
    if number in (2, 65, 66, 67, 70):
        return integer(int(data), number)
    if number == 6:
        return tlv(6, encode_oid(oid_of(data.decode())))
    if number == 64:
        return tlv(64, bytes(map(int, data.split(b"."))))
    return tlv(number, b"" if number == 5 else data)


class Agent:
    """Answers GET, GETNEXT and GETBULK out of *variables*; ``asked`` counts the requests by tag."""

    def __init__(
        self, variables: Mapping[Oid, bytes], community: bytes = b"public", most_bytes: int = 1400
    ) -> None:
        self._variables, self._order = variables, sorted(variables)
        self._community, self._most_bytes = community, most_bytes
        self.asked: list[int] = []

    def __call__(self, request: Request, _data: bytes) -> bytes | None:
        """The answer to *request*, None for silence."""
        if request.community != self._community:
            return None
        self.asked.append(request.tag)
        if request.tag == GETBULK:
            return self._bulk(request)
        found = [self._get(oid) if request.tag == GET else self.next(oid) for oid in request.oids]
        missing = next((at for at, (_oid, value) in enumerate(found, 1) if value[0] >= 0x80), 0)
        if request.version == 0 and missing:
            return response(request, [(oid, tlv(5, b"")) for oid in request.oids], 2, missing)
        return response(request, found)

    def _get(self, oid: Oid) -> tuple[Oid, bytes]:
        return oid, self._variables.get(oid, NO_SUCH_INSTANCE)

    def next(self, oid: Oid) -> tuple[Oid, bytes]:
        """The variable after *oid*."""
        at = bisect_right(self._order, oid)
        return (
            (self._order[at], self._variables[self._order[at]])
            if at < len(self._order)
            else (oid, END_OF_VIEW)
        )

    def _bulk(self, request: Request) -> bytes:
        found: list[tuple[Oid, bytes]] = []
        oids, length = list(request.oids), 0
        for _repetition in range(request.second):
            for at, oid in enumerate(oids):
                pair = self.next(oid)
                length += len(encode_oid(pair[0])) + len(pair[1]) + 4
                if length > self._most_bytes and found:
                    return response(request, found)
                found.append(pair)
                oids[at] = pair[0]
        return response(request, found)


@contextmanager
def serving(reply: Reply, host: str = "127.0.0.1") -> Iterator[int]:
    """*reply* answers each request on the port that is yielded."""
    with answering(lambda data: reply(Request(data), data), host) as port:
        yield port


@contextmanager
def answering(reply: Callable[[bytes], bytes | None], host: str = "127.0.0.1") -> Iterator[int]:
    """*reply* answers each datagram, whatever it is, on the port that is yielded."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((host, 0))
        thread = threading.Thread(target=_serve, args=(sock, reply), daemon=True)
        thread.start()
        try:
            yield sock.getsockname()[1]
        finally:
            sock.sendto(b"", sock.getsockname())
            thread.join()


@contextmanager
def between(port: int, change: Callable[[bytes], bytes]) -> Iterator[int]:
    """Whoever asks here is answered by the agent at *port*, each answer as *change* makes it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
        far.connect(("127.0.0.1", port))
        far.settimeout(10)

        def relay(data: bytes) -> bytes:
            far.send(data)
            return change(far.recv(65535))

        with answering(relay) as near:
            yield near


@contextmanager
def bound(host: str = "127.0.0.1") -> Iterator[int]:
    """A port that takes every datagram and never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((host, 0))
        yield sock.getsockname()[1]


def _serve(sock: socket.socket, reply: Callable[[bytes], bytes | None]) -> None:
    while True:
        data, sender = sock.recvfrom(65535)
        if not data:
            return
        answer = reply(data)
        if answer is not None:
            sock.sendto(answer, sender)


def _items(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(data):
        tag = data[at]
        value, at = _value(data, at)
        found.append((tag, value))
    return found


def _item(data: bytes, at: int) -> tuple[int, bytes]:
    return data[at], _value(data, at)[0]


def _value(data: bytes, at: int) -> tuple[bytes, int]:
    length, at = data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(data[at : at + size]), at + size
    return data[at : at + length], at + length


def _int(data: bytes) -> int:
    return int.from_bytes(data, signed=True)


def _oid(data: bytes) -> Oid:
    numbers, number = [], 0
    for byte in data:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return (*divmod(numbers[0], 40), *numbers[1:]) if numbers[0] < 80 else (2, numbers[0] - 80, *numbers[1:])
