"""Which finding an id (``F-`` and 8 hex digits) means among millions; of so many a few share one."""

import re
from array import array
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, exists, select

from auditor.model.finding import finding_id
from auditor.store.engine import bulk_insert
from auditor.store.schema import finding_ids, findings, judged_devices, judged_rules

_COLUMNS = ("judgement", "ident", "position")
_ID = re.compile(r"F-([0-9a-f]{8})", re.IGNORECASE)


class Idents:
    """Numbers findings in their order and keeps 8 bytes of each, sorted when they are written.

    Written in the order of the ids they cost what any row costs; as they come, a page of the index each.
    """

    def __init__(self) -> None:
        self._buckets = [array("Q") for _ in range(256)]
        self._count = 0

    def add(self, rule: str, device: str) -> int:
        """The position of the finding of *rule* on *device*."""
        position = self._count
        self._count += 1
        ident = int(finding_id(rule, device)[2:], 16)
        self._buckets[ident >> 24].append(ident << 32 | position)
        return position

    def save(self, connection: Connection, judgement: int) -> None:
        """Write where each finding of *judgement* stands."""
        bulk_insert(connection, finding_ids, _COLUMNS, self._rows(judgement))

    def _rows(self, judgement: int) -> Iterator[tuple[int, int, int]]:
        for bucket in self._buckets:
            for packed in sorted(bucket):
                yield judgement, packed >> 32, packed & 0xFFFFFFFF


def positions(connection: Connection, judgement: int, ids: Iterable[str]) -> list[int]:
    """Where the findings with one of *ids* stand; what is no id means none."""
    idents = [int(match[1], 16) for id in ids if (match := _ID.fullmatch(id))]
    c = finding_ids.c
    query = select(c.position).where(c.judgement == judgement, c.ident.in_(idents))
    return list(connection.execute(query.order_by(c.position)).scalars())


def complete(connection: Connection, judgement: int) -> None:
    """Write them for a *judgement* that was saved by an auditor that kept none."""
    if connection.execute(select(exists().where(finding_ids.c.judgement == judgement))).scalar():
        return
    rules, devices = (
        dict(connection.execute(select(table.c.number, name).where(table.c.judgement == judgement)).all())
        for table, name in ((judged_rules, judged_rules.c.rule), (judged_devices, judged_devices.c.device))
    )
    c, made = findings.c, Idents()
    query = select(c.rule, c.device).where(c.judgement == judgement).order_by(c.position)
    for rule, device in connection.execute(query):
        made.add(rules[rule], devices[device])
    made.save(connection, judgement)
