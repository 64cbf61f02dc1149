"""Judgements written: 180,000 findings in seconds, and millions that come in parts without holding them."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from auditor.model import CommuneAssessment, Finding, Judgement, WaiverUse, times
from auditor.model.summary import CommuneSummary
from auditor.store import codec, people, standings, summaries
from auditor.store.answers import save_blobs
from auditor.store.engine import bulk_insert
from auditor.store.idents import Idents
from auditor.store.judged import Known, rules_of
from auditor.store.schema import (
    findings,
    judged_communes,
    judged_devices,
    judged_rules,
    judgements,
    storable,
)

_INLINE = 200
"""Found values of more characters are stored by content: equal machines have equal package lists."""

_BATCH, _REMEMBERED = 2000, 5000
_COLUMNS = ("judgement", "position", "rule", "device", "verdict", "expected", "found", "found_blob", "reason")


def save(connection: Connection, run: str, parts: Iterable[Judgement], at: datetime | None) -> None:
    """Write the *parts* of a judgement (each of whole communes, by one standard; at least one) in place of
    the one of this run by the same standard."""
    writer: _Writer | None = None
    for part in parts:
        writer = writer or _Writer(connection, _begin(connection, run, part, at))
        writer.add(part)
    if writer:
        writer.finish()


def _begin(connection: Connection, run: str, judgement: Judgement, at: datetime | None) -> int:
    same = (judgements.c.run == run, judgements.c.standard_digest == judgement.standard_digest)
    row: dict[str, Any] = {} if connection.dialect.name != "sqlite" else {"id": _next(connection)}
    connection.execute(delete(judgements).where(*same))
    row |= {
        "run": run,
        "standard_name": judgement.standard_name,
        "standard_digest": judgement.standard_digest,
        "judged_at": times.to_text(at or judgement.at or times.now()),
        "waivers": "[]",
    }
    return int(connection.execute(insert(judgements).returning(judgements.c.id), row).scalar_one())


def _next(connection: Connection) -> int:
    """SQLite alone would give the number of the judgement that is replaced to the one in its place."""
    return int(connection.execute(select(func.max(judgements.c.id))).scalar() or 0) + 1


class _Writer:
    """Turns findings into rows, numbering the rules and devices that it meets."""

    def __init__(self, connection: Connection, judgement: int) -> None:
        self._connection, self._judgement = connection, judgement
        self._rules: dict[tuple[Any, ...], int] = {}
        self._devices: dict[tuple[Any, ...], int] = {}
        self._seen: dict[tuple[Any, ...], tuple[int, tuple[Any, ...]]] = {}
        self._idents = Idents()
        self._communes: list[CommuneAssessment] = []
        self._summaries: list[CommuneSummary] = []
        self._waivers: list[WaiverUse] = []

    def add(self, part: Judgement) -> None:
        """Write the findings of *part*; the rest waits for :meth:`finish`."""
        self._communes += part.communes
        self._summaries += part.summaries
        self._waivers += part.waivers
        rest = iter(part.findings)
        while batch := list(islice(rest, _BATCH)):
            bulk_insert(self._connection, findings, _COLUMNS, list(self._rows(batch)))

    def finish(self) -> None:
        """Write what is known at the end only."""
        self._save_known()
        self._idents.save(self._connection, self._judgement)
        self._save_communes()
        steps = {step for summary in self._summaries for step in summary.measured}
        standings.save(self._connection, self._judgement, self._communes, steps)
        waivers = codec.to_json([_use_row(use) for use in self._waivers])
        of = judgements.c.id == self._judgement
        self._connection.execute(update(judgements).where(of).values(waivers=waivers))

    def _rows(self, batch: Sequence[Finding]) -> Iterator[tuple[Any, ...]]:
        """A row for each finding, in the order of ``_COLUMNS``."""
        texts = [None if each.found is None else codec.to_json(each.found) for each in batch]
        digests = self._save_long_values(texts)
        for finding, text, blob in zip(batch, texts, digests, strict=True):
            expected, reason = storable(finding.expected), storable(finding.reason)
            rule, device = self._rule(finding), self._device(finding)
            position = self._idents.add(finding.rule, finding.device)
            verdict, found = finding.verdict.value, None if blob else text
            yield self._judgement, position, rule, device, verdict, expected, found, blob, reason

    def _save_long_values(self, texts: Sequence[str | None]) -> list[bytes | None]:
        """Store what is too long for a row; its digest in the place of each."""
        contents: dict[bytes, bytes] = {}
        digests: list[bytes | None] = []
        for text in texts:
            digests.append(None)
            if text is not None and len(text) > _INLINE:
                digests[-1] = digest = hashlib.sha256(text.encode("ascii")).digest()
                contents[digest] = text.encode("ascii")
        if contents:
            save_blobs(self._connection, contents)
        return digests

    def _rule(self, finding: Finding) -> int:
        # Findings of one rule usually share the very objects; then their texts need no look.
        words = (finding.rule, finding.severity.value, finding.area.value, finding.fact)
        objects = (finding.title, finding.fix, finding.source, finding.work, finding.problem)
        shared = (*words, finding.steps, *map(id, objects))
        if shared not in self._seen:
            texts = codec.rule_texts_json(finding.steps, *objects)
            number = self._rules.setdefault((*words, texts), len(self._rules))
            if len(self._seen) > _REMEMBERED:
                self._seen.clear()
            self._seen[shared] = number, objects  # kept, so that no other object gets one of their ids
        return self._seen[shared][0]

    def _device(self, finding: Finding) -> int:
        place = (finding.device, finding.kind, finding.commune, finding.site, finding.counter)
        key = (*place, finding.observed)
        return self._devices.setdefault(key, len(self._devices))

    def _save_known(self) -> None:
        """Write the rules and devices that the rows refer to by number."""
        for table, known in ((judged_rules, self._rules), (judged_devices, self._devices)):
            names = [column.name for column in table.columns]
            rows = ((self._judgement, number, *map(_storable, key)) for key, number in known.items())
            bulk_insert(self._connection, table, names, rows)

    def _save_communes(self) -> None:
        known = Known(self._judgement, rules_of(self._connection, self._judgement))
        told = summaries.documents(self._connection, known, self._summaries)
        rows = [
            {
                "judgement": self._judgement,
                "position": position,
                "code": assessment.code,
                "level": assessment.level.value,
                "document": codec.assessment_json(assessment),
                "summary": told.get(assessment.code),
            }
            for position, assessment in enumerate(self._communes)
        ]
        if rows:
            self._connection.execute(insert(judged_communes), rows)


def _use_row(use: WaiverUse) -> dict[str, Any]:
    return {**people.waiver_row(use.waiver), "id": use.waiver.id, "findings": use.findings}


def _storable(value: Any) -> Any:
    if isinstance(value, datetime):
        return times.to_text(value)
    return storable(value) if isinstance(value, str) else value
