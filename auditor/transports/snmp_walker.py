"""Variables by name and subtrees, many in one packet, whatever the agent says in between."""

from collections.abc import Sequence

from auditor.errors import DeviceError
from auditor.i18n import _
from auditor.transports import snmp_ber as ber
from auditor.transports.snmp_exchange import Exchange

_MAX_VARIABLES = 50_000
_AT_ONCE = 60
"""Variables wanted of one answer: about what fits one packet, so that no answer is cut into fragments."""
_COLUMNS = 10
_NAMES = 25
_TOO_BIG, _NO_SUCH_NAME, _AUTHORIZATION = 1, 2, 16

_Cursor = tuple[bytes, bytes]
"""A subtree's root, and how far it has been walked."""


class Walker:
    """Collects variables: ``found`` by OID, and ``notes`` (comment lines) on what the agent would not tell;
    ``denied`` where it says that whoever asks may not.

    Version 1 has no GETBULK, and one unknown name makes it refuse all: there everything is asked by GETNEXT.
    """

    def __init__(self, exchange: Exchange, version_1: bool) -> None:
        self._exchange, self._version_1 = exchange, version_1
        self.found: dict[bytes, ber.Binding] = {}
        self.notes: list[bytes] = []
        self.denied = False
        self._walked: set[bytes] = set()

    def get(self, oids: Sequence[bytes]) -> None:
        """Ask for the variables *oids*; those that are not there are left out."""
        waiting = [list(oids[at : at + _NAMES]) for at in range(0, len(oids), _NAMES)]
        while waiting:
            wanted = waiting.pop()
            answer = self._named(wanted)
            if answer.status:
                waiting += self._without(wanted, answer)
            for name, binding in zip(wanted, answer.bindings, strict=False):
                if not answer.status and binding[0] == name:
                    self._keep(binding)

    def _named(self, oids: list[bytes]) -> ber.Pdu:
        if self._version_1:
            return self._exchange(ber.GETNEXT, list(map(_before, oids)))
        return self._exchange(ber.GET, oids)

    def _without(self, wanted: list[bytes], answer: ber.Pdu) -> list[list[bytes]]:
        """What is left to ask of *wanted* after an error; smaller where it was too much."""
        if answer.status == _TOO_BIG and len(wanted) > 1:
            half = len(wanted) // 2
            return [wanted[:half], wanted[half:]]
        if answer.status == _AUTHORIZATION:
            self.denied = True
            return []
        at = answer.index - 1 if 0 < answer.index <= len(wanted) else 0
        self._refused(wanted[at], answer.status)
        rest = wanted[:at] + wanted[at + 1 :]
        return [rest] if rest else []

    def walk(self, roots: Sequence[bytes]) -> None:
        """Ask for everything under *roots*, none of which lies under another."""
        waiting: list[_Cursor] = [(root, root) for root in roots]
        at_once, columns = _AT_ONCE, _COLUMNS
        while waiting:
            asked, waiting = waiting[:columns], waiting[columns:]
            answer = self._next([at for _root, at in asked], max(1, at_once // len(asked)))
            if answer.status == _TOO_BIG and len(asked) > 1:
                at_once = columns = len(asked) // 2
                waiting = asked + waiting
            elif answer.status:
                rest = self._without([root for root, _at in asked], answer)
                waiting = [each for each in asked if rest and each[0] in rest[0]] + waiting
            else:
                waiting = self._taken(asked, answer.bindings) + waiting

    def _next(self, oids: list[bytes], repetitions: int) -> ber.Pdu:
        if self._version_1:
            return self._exchange(ber.GETNEXT, oids)
        return self._exchange(ber.GETBULK, oids, repetitions)

    def _taken(self, asked: list[_Cursor], bindings: Sequence[ber.Binding]) -> list[_Cursor]:
        """What is left to walk of *asked* after *bindings*, which go round the columns (RFC 3416 §4.2.3)."""
        left: dict[int, _Cursor] = dict(enumerate(asked)) if bindings else {}
        for number, binding in enumerate(bindings):
            column, oid = number % len(asked), binding[0]
            if column not in left:
                continue
            root = left[column][0]
            if binding[1] in ber.EXCEPTIONS or not oid.startswith(root) or len(oid) == len(root):
                del left[column]
            elif oid in self._walked:
                self.notes.append(b"# " + ber.dotted(root).encode() + b": its OIDs do not increase")
                del left[column]
            else:
                self._walked.add(oid)
                self._keep(binding)
                left[column] = (root, oid)
        return list(left.values())

    def _keep(self, binding: ber.Binding) -> None:
        if binding[1] not in ber.EXCEPTIONS and binding[1] != ber.NULL:
            self.found[binding[0]] = binding
        if len(self._walked) > _MAX_VARIABLES:
            raise DeviceError("too_large", _("it sent more than is allowed"))

    def _refused(self, oid: bytes, status: int) -> None:
        if status != _NO_SUCH_NAME:
            self.notes.append(b"# %s: the agent answers with error %d" % (ber.dotted(oid).encode(), status))


def _before(oid: bytes) -> bytes:
    """The OID of which *oid* is the next one: that of a scalar without its 0, else the one counted before."""
    last = oid[-1] & 0x7F
    return oid[:-1] + bytes([oid[-1] - 1]) if last else oid[:-1]
