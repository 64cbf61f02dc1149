"""Judgements: 180,000 findings written in seconds, and read back in order or by what is asked for."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, delete, func, insert, select

from auditor.errors import RunNotFound
from auditor.i18n import _
from auditor.model import Area, Finding, Judgement, RunHeader, Severity, Verdict, WaiverUse, times
from auditor.store import codec, people
from auditor.store.answers import save_blobs
from auditor.store.engine import bulk_insert
from auditor.store.results import FindingFilter
from auditor.store.schema import (
    blobs,
    findings,
    judged_communes,
    judged_devices,
    judged_rules,
    judgements,
    storable,
)

_INLINE = 200
"""Found values of more characters are stored by content: equal machines have equal package lists."""

_COLUMNS = ("judgement", "position", "rule", "device", "verdict", "expected", "found", "found_blob", "reason")


def save(connection: Connection, run: str, judgement: Judgement, at: datetime) -> None:
    """Write *judgement* in place of the one of this run by the same standard."""
    same = (judgements.c.run == run, judgements.c.standard_digest == judgement.standard_digest)
    connection.execute(delete(judgements).where(*same))
    number = _insert_judgement(connection, run, judgement, at)
    _save_communes(connection, number, judgement)
    writer = _Writer(connection, number)
    long_values = writer.save_long_values(judgement.findings)
    bulk_insert(connection, findings, _COLUMNS, writer.rows(judgement.findings, long_values))
    writer.save_rules_and_devices()


def _insert_judgement(connection: Connection, run: str, judgement: Judgement, at: datetime) -> int:
    row = {
        "run": run,
        "standard_name": judgement.standard_name,
        "standard_digest": judgement.standard_digest,
        "judged_at": times.to_text(at),
        "waivers": codec.to_json([_use_row(use) for use in judgement.waivers]),
    }
    return int(connection.execute(insert(judgements).returning(judgements.c.id), row).scalar_one())


def _use_row(use: WaiverUse) -> dict[str, Any]:
    return {**people.waiver_row(use.waiver), "id": use.waiver.id, "findings": use.findings}


def _save_communes(connection: Connection, number: int, judgement: Judgement) -> None:
    rows = [
        {
            "judgement": number,
            "position": position,
            "code": assessment.code,
            "level": assessment.level.value,
            "document": codec.assessment_json(assessment),
        }
        for position, assessment in enumerate(judgement.communes)
    ]
    if rows:
        connection.execute(insert(judged_communes), rows)


class _Writer:
    """Turns findings into rows, numbering the rules and devices that it meets."""

    def __init__(self, connection: Connection, judgement: int) -> None:
        self._connection, self._judgement = connection, judgement
        self._rules: dict[tuple[Any, ...], int] = {}
        self._devices: dict[tuple[Any, ...], int] = {}
        self._seen: dict[tuple[Any, ...], int] = {}

    def save_long_values(self, found: Sequence[Finding]) -> dict[int, bytes]:
        """Store what is too long for a row; the digest of each by the finding's position."""
        digests: dict[int, bytes] = {}
        contents: dict[bytes, bytes] = {}
        for position, finding in enumerate(found):
            if not isinstance(finding.found, str | list | tuple | dict):
                continue
            text = codec.to_json(finding.found)
            if len(text) > _INLINE:
                digests[position] = digest = hashlib.sha256(text.encode("ascii")).digest()
                contents[digest] = text.encode("ascii")
            if len(contents) >= 500:
                save_blobs(self._connection, contents)
                contents.clear()
        save_blobs(self._connection, contents)
        return digests

    def rows(self, found: Sequence[Finding], long_values: Mapping[int, bytes]) -> Iterator[tuple[Any, ...]]:
        """A row for each finding, in the order of ``_COLUMNS``."""
        for position, finding in enumerate(found):
            blob = long_values.get(position)
            text = None if finding.found is None or blob else codec.to_json(finding.found)
            expected, reason = storable(finding.expected), storable(finding.reason)
            rule, device = self._rule(finding), self._device(finding)
            verdict = finding.verdict.value
            yield self._judgement, position, rule, device, verdict, expected, text, blob, reason

    def _rule(self, finding: Finding) -> int:
        # Findings of one rule usually share the very objects; then their texts need no look.
        words = (finding.rule, finding.severity.value, finding.area.value, finding.fact)
        objects = (finding.title, finding.fix, finding.source, finding.work)
        shared = (*words, finding.steps, *map(id, objects))
        if shared not in self._seen:
            texts = codec.rule_texts_json(finding.steps, *objects)
            self._seen[shared] = self._rules.setdefault((*words, texts), len(self._rules))
        return self._seen[shared]

    def _device(self, finding: Finding) -> int:
        observed = codec.moment_text(finding.observed)
        key = (finding.device, finding.kind, finding.commune, finding.site, finding.counter, observed)
        return self._devices.setdefault(key, len(self._devices))

    def save_rules_and_devices(self) -> None:
        """Write the rules and devices that the rows refer to by number."""
        for table, known in ((judged_rules, self._rules), (judged_devices, self._devices)):
            names = [column.name for column in table.columns]
            rows = [dict(zip(names, (self._judgement, n, *key), strict=True)) for key, n in known.items()]
            if rows:
                self._connection.execute(insert(table), rows)


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
    of = judged_communes.c.judgement == stored.id
    rows = connection.execute(
        select(judged_communes).where(of).order_by(judged_communes.c.position)
    ).mappings()
    return Judgement(
        findings=tuple(_read(connection, stored, _query(stored).order_by(findings.c.position))),
        communes=tuple(codec.assessment_of(row) for row in rows),
        standard_name=stored.standard_name,
        standard_digest=stored.standard_digest,
        at=times.from_text(stored.judged_at),
        waivers=tuple(
            WaiverUse(people.waiver_of(row), row["findings"]) for row in json.loads(stored.waivers)
        ),
    )


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
    query = _query(stored).where(*_conditions(where)).order_by(*order).limit(limit or None)
    return _read(connection, stored, query)


def count(connection: Connection, stored: Stored, where: FindingFilter) -> int:
    """How many findings *where* lets through."""
    query = _joined(select(func.count())).where(findings.c.judgement == stored.id, *_conditions(where))
    return int(connection.execute(query).scalar_one())


def rule_ids(connection: Connection, stored: Stored) -> list[str]:
    """The rules that were judged, in order."""
    query = select(judged_rules.c.rule).where(judged_rules.c.judgement == stored.id).distinct()
    return list(connection.execute(query.order_by(judged_rules.c.rule)).scalars())


@dataclass(frozen=True)
class Known:
    """One judgement's rules and devices by number: read once where its findings are looked up in parts."""

    judgement: int
    rules: Mapping[int, Mapping[str, Any]]
    devices: Mapping[int, Mapping[str, Any]]


def known_of(connection: Connection, stored: Stored) -> Known:
    """What the findings of *stored* refer to."""
    return Known(stored.id, _rules(connection, stored), _devices(connection, stored))


def at_positions(
    connection: Connection, known: Known, positions: Sequence[int]
) -> Iterator[tuple[int, Finding]]:
    """The findings at some hundreds of *positions*, each with its own."""
    c = findings.c
    query = select(c.position, c.rule, c.device, c.verdict, c.expected, c.found, c.reason, blobs.c.data)
    query = query.outerjoin(blobs, blobs.c.sha256 == c.found_blob)
    rows = connection.execute(query.where(c.judgement == known.judgement, c.position.in_(positions)))
    return ((position, _finding(row, known)) for position, *row in rows)


def _finding(row: Sequence[Any], known: Known) -> Finding:
    rule, device, verdict, expected, found, reason, blob = row
    text = codec.inflate(blob) if blob is not None else found
    return Finding(
        **known.rules[rule],
        **known.devices[device],
        verdict=Verdict(verdict),
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
    return query.select_from(findings).join(judged_rules, rule).join(judged_devices, device)


def _query(stored: Stored) -> Select[Any]:
    c = findings.c
    query = select(c.rule, c.device, c.verdict, c.expected, c.found, c.reason, blobs.c.data)
    return _joined(query).outerjoin(blobs, blobs.c.sha256 == c.found_blob).where(c.judgement == stored.id)


def _read(connection: Connection, stored: Stored, query: Select[Any]) -> Iterator[Finding]:
    known = known_of(connection, stored)
    for row in connection.execution_options(yield_per=2000).execute(query):
        yield _finding(row, known)


def _rules(connection: Connection, stored: Stored) -> Mapping[int, Mapping[str, Any]]:
    rows = connection.execute(select(judged_rules).where(judged_rules.c.judgement == stored.id)).mappings()
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


def _devices(connection: Connection, stored: Stored) -> Mapping[int, Mapping[str, Any]]:
    query = select(judged_devices).where(judged_devices.c.judgement == stored.id)
    names = ("device", "kind", "commune", "site", "counter")
    return {
        row["number"]: {**{name: row[name] for name in names}, "observed": codec.moment(row["observed"])}
        for row in connection.execute(query).mappings()
    }
