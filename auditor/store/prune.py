"""Ageing: old runs, or only their raw answers, go; the latest judged run of each commune stays whole.

Each step is a transaction of its own, so that an audit that runs meanwhile waits for none of it for long.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, exists, func, select

from auditor.model import times
from auditor.store.engine import writing
from auditor.store.results import PruneResult
from auditor.store.schema import blobs, evidence, findings, judged_communes, judgements, runs
from auditor.store.schema_fixes import fix_texts

_CHUNK = 1000


def prune(engine: Engine, before: datetime, *, evidence_only: bool, dry_run: bool) -> PruneResult:
    """Remove what started before *before*; with *dry_run* only say what that would be."""
    with engine.connect() as connection:
        old = _old(connection, before)
        with_evidence = _with_evidence(connection, old)
        freed = _freed(connection, with_evidence)
    result = PruneResult((), with_evidence, freed) if evidence_only else PruneResult(old, (), freed)
    if dry_run:
        return result
    table, column = (evidence, evidence.c.run) if evidence_only else (runs, runs.c.id)
    for run in result.evidence or result.runs:
        with writing(engine).begin() as connection:
            connection.execute(delete(table).where(column == run))
    _sweep(engine)
    _give_back(engine)
    return result


def _old(connection: Connection, before: datetime) -> tuple[str, ...]:
    query = select(runs.c.id).where(runs.c.started < times.to_text(before)).order_by(runs.c.started)
    latest = _latest_of_communes(connection)
    return tuple(run for run in connection.execute(query).scalars() if run not in latest)


def _latest_of_communes(connection: Connection) -> set[str]:
    query = (
        select(judged_communes.c.code, runs.c.id)
        .join(judgements, judgements.c.id == judged_communes.c.judgement)
        .join(runs, runs.c.id == judgements.c.run)
        .where(runs.c.purpose == "")
        .order_by(runs.c.started, runs.c.id)
    )
    return set(dict(connection.execute(query).all()).values())


def _with_evidence(connection: Connection, old: Sequence[str]) -> tuple[str, ...]:
    has_evidence = exists().where(evidence.c.run == runs.c.id)
    query = select(runs.c.id).where(runs.c.id.in_(old), has_evidence).order_by(runs.c.started)
    return tuple(connection.execute(query).scalars())


def _freed(connection: Connection, old: Sequence[str]) -> int:
    doomed = select(evidence.c.blob).where(evidence.c.run.in_(old))
    other = exists().where(evidence.c.blob == blobs.c.sha256, evidence.c.run.not_in(old))
    used = exists().where(findings.c.found_blob == blobs.c.sha256)
    fixed = exists().where(fix_texts.c.blob == blobs.c.sha256)
    query = select(func.sum(func.length(blobs.c.data)))
    query = query.where(blobs.c.sha256.in_(doomed), ~other, ~used, ~fixed)
    return int(connection.execute(query).scalar() or 0)


def _orphan() -> Any:
    in_evidence = exists().where(evidence.c.blob == blobs.c.sha256)
    in_findings = exists().where(findings.c.found_blob == blobs.c.sha256)
    in_fixes = exists().where(fix_texts.c.blob == blobs.c.sha256)
    return ~in_evidence & ~in_findings & ~in_fixes


def _sweep(engine: Engine) -> None:
    """Remove what nothing refers to any more; a judgement that was replaced leaves such values too."""
    with engine.connect() as connection:
        digests = connection.execute(select(blobs.c.sha256).where(_orphan())).scalars().all()
    for start in range(0, len(digests), _CHUNK):
        part = digests[start : start + _CHUNK]
        with writing(engine).begin() as connection:
            connection.execute(delete(blobs).where(blobs.c.sha256.in_(part), _orphan()))


def _give_back(engine: Engine) -> None:
    """Shrink SQLite's file; PostgreSQL's autovacuum needs no help."""
    if engine.dialect.name != "sqlite":
        return
    free = 1
    while free:
        with writing(engine).begin() as connection:
            connection.exec_driver_sql(f"PRAGMA incremental_vacuum({_CHUNK * 10})").close()
            left = connection.exec_driver_sql("PRAGMA freelist_count").scalar() or 0
        if left == free:  # a store made without auto_vacuum keeps its free pages for later
            return
        free = left
