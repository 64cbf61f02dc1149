"""Judgements read: whole and in order, or the findings that are asked for, and never more than these."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from auditor.errors import RunNotFound
from auditor.i18n import _
from auditor.model import Area, Finding, Judgement, RunHeader, Severity, WaiverUse, times
from auditor.store import codec, people
from auditor.store.results import FindingFilter
from auditor.store.schema import blobs, findings, judged_communes, judged_devices, judged_rules, judgements

_FETCHED = 2000


@dataclass(frozen=True)
class Stored:
    """A judgement's key with the standard that it was made by."""

    id: int
    standard_name: str
    standard_digest: str
    judged_at: str
    waivers: str


def find(connection: Connection, header: RunHeader, standard_digest: str = "") -> Stored:
    """The run's latest judgement, or the one by the standard of *standard_digest*. Raises RunNotFound."""
    query = select(judgements).where(judgements.c.run == header.id).order_by(judgements.c.id.desc()).limit(1)
    if standard_digest:
        query = query.where(judgements.c.standard_digest == standard_digest)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise RunNotFound(
            _("run {run} has not been judged").format(run=header.id),
            _("finish it: auditor audit --resume {run}").format(run=header.id),
        )
    return Stored(**{name: row[name] for name in (field.name for field in fields(Stored))})


def load(connection: Connection, stored: Stored) -> Judgement:
    """The whole judgement, its findings in the order they were made."""
    whole = rows_of(stored.id).order_by(findings.c.position)
    of = judged_communes.c.judgement == stored.id
    rows = connection.execute(
        select(judged_communes).where(of).order_by(judged_communes.c.position)
    ).mappings()
    return Judgement(
        findings=tuple(read(connection, known_of(connection, stored), whole)),
        communes=tuple(codec.assessment_of(row) for row in rows),
        standard_name=stored.standard_name,
        standard_digest=stored.standard_digest,
        at=times.from_text(stored.judged_at),
        waivers=waivers_of(stored),
    )


def waivers_of(stored: Stored) -> tuple[WaiverUse, ...]:
    """The waivers that were valid when it was judged, and what they excused."""
    return tuple(WaiverUse(people.waiver_of(row), row["findings"]) for row in json.loads(stored.waivers))


def select_findings(
    connection: Connection, stored: Stored, where: FindingFilter, limit: int
) -> Iterator[Finding]:
    """Findings that *where* lets through, what stops most first; *limit* of them (0: all)."""
    order = (
        case({word.value: rank for rank, word in enumerate(Severity)}, value=judged_rules.c.severity),
        case({"fail": 0, "unknown": 1}, value=findings.c.verdict, else_=2),
        judged_devices.c.commune,
        judged_devices.c.device,
        findings.c.position,
    )
    query = _joined(rows_of(stored.id)).where(*_conditions(where)).order_by(*order).limit(limit or None)
    return read(connection, known_of(connection, stored), query)


def count(connection: Connection, stored: Stored, where: FindingFilter) -> int:
    """How many findings *where* lets through."""
    query = _joined(select(func.count()).select_from(findings))
    query = query.where(findings.c.judgement == stored.id, *_conditions(where))
    return int(connection.execute(query).scalar_one())


def rule_ids(connection: Connection, stored: Stored) -> list[str]:
    """The rules that were judged, in order."""
    query = select(judged_rules.c.rule).where(judged_rules.c.judgement == stored.id).distinct()
    return list(connection.execute(query.order_by(judged_rules.c.rule)).scalars())


@dataclass(frozen=True)
class Known:
    """One judgement's rules by number, and of its devices those that were met so far."""

    judgement: int
    rules: Mapping[int, Mapping[str, Any]]
    devices: dict[int, Mapping[str, Any]] = field(default_factory=dict)


def known_of(connection: Connection, stored: Stored) -> Known:
    """What the findings of *stored* refer to; devices are read when a finding needs them."""
    return Known(stored.id, rules_of(connection, stored.id))


def rules_of(connection: Connection, judgement: int) -> Mapping[int, Mapping[str, Any]]:
    """By number, what every finding of a rule has in common, by the names of Finding's fields."""
    rows = connection.execute(select(judged_rules).where(judged_rules.c.judgement == judgement)).mappings()
    return {
        row["number"]: {
            "rule": row["rule"],
            "severity": Severity(row["severity"]),
            "area": Area(row["area"]),
            "fact": row["fact"],
            **codec.rule_texts_of(row["texts"]),
        }
        for row in rows
    }


def some_devices(connection: Connection, judgement: int, where: Any) -> dict[int, Mapping[str, Any]]:
    """By number, what every finding on a device has in common, of the devices for which *where* holds."""
    c, names = judged_devices.c, ("device", "kind", "commune", "site", "counter")
    query = select(c.number, c.observed, *(c[name] for name in names)).where(c.judgement == judgement, where)
    return {
        number: {"observed": codec.moment(observed), **dict(zip(names, told, strict=True))}
        for number, observed, *told in connection.execute(query).all()
    }


def rows_of(judgement: int, *more: Any) -> Select[Any]:
    """A query for rows that :func:`read` understands, *more* columns before them; the caller narrows it."""
    c = findings.c
    columns = (*more, c.rule, c.device, c.verdict, c.expected, c.found, c.reason, blobs.c.data)
    return (
        select(*columns)
        .select_from(findings)
        .outerjoin(blobs, blobs.c.sha256 == c.found_blob)
        .where(c.judgement == judgement)
    )


def read(connection: Connection, known: Known, query: Select[Any]) -> Iterator[Finding]:
    """The findings of *query* (of :func:`rows_of`), read as they are used."""
    for rows in connection.execution_options(yield_per=_FETCHED).execute(query).partitions():
        _meet(connection, known, {row[1] for row in rows})
        yield from (finding_of(row, known) for row in rows)


def at_positions(
    connection: Connection, known: Known, positions: Sequence[int]
) -> Iterator[tuple[int, Finding]]:
    """The findings at some hundreds of *positions*, each with its own."""
    query = rows_of(known.judgement, findings.c.position).where(findings.c.position.in_(positions))
    rows = connection.execute(query).all()
    _meet(connection, known, {row[2] for row in rows})
    return ((position, finding_of(row, known)) for position, *row in rows)


def on_devices(connection: Connection, known: Known, of: ColumnElement[bool]) -> list[Finding]:
    """The findings on the devices for which *of* holds, in the order they were made.

    First where they stand, by an index alone; SQLite would look for both at once among all findings.
    """
    known.devices.update(some_devices(connection, known.judgement, of))
    numbers = select(judged_devices.c.number).where(judged_devices.c.judgement == known.judgement, of)
    c = findings.alias().c
    places = select(c.position).where(c.judgement == known.judgement, c.device.in_(numbers))
    query = rows_of(known.judgement, findings.c.position).where(findings.c.position.in_(places))
    rows = connection.execute(query).all()
    found = [(position, finding_of(row, known)) for position, *row in rows]
    return [finding for _place, finding in sorted(found, key=lambda each: each[0])]


def _meet(connection: Connection, known: Known, numbers: Collection[int]) -> None:
    new = [number for number in numbers if number not in known.devices]
    if new:
        known.devices.update(some_devices(connection, known.judgement, judged_devices.c.number.in_(new)))


def finding_of(row: Sequence[Any], known: Known) -> Finding:
    """A finding from its row; rule and device are in *known*."""
    rule, device, verdict, expected, found, reason, blob = row
    text = codec.inflate(blob) if blob is not None else found
    return Finding(
        **known.rules[rule],
        **known.devices[device],
        verdict=codec.VERDICTS[verdict],
        expected=expected,
        found=None if text is None else json.loads(text),
        reason=reason,
    )


def _conditions(where: FindingFilter) -> list[Any]:
    wanted = (
        (judged_devices.c.commune, where.communes),
        (judged_devices.c.device, where.devices),
        (judged_rules.c.rule, where.rules),
        (findings.c.verdict, where.verdicts),
        (judged_rules.c.severity, where.severities),
        (judged_rules.c.area, where.areas),
    )
    return [column.in_([str(word) for word in words]) for column, words in wanted if words]


def _joined(query: Select[Any]) -> Select[Any]:
    same = findings.c.judgement
    rule = and_(judged_rules.c.judgement == same, judged_rules.c.number == findings.c.rule)
    device = and_(judged_devices.c.judgement == same, judged_devices.c.number == findings.c.device)
    return query.join(judged_rules, rule).join(judged_devices, device)
