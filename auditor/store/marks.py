"""The findings of one judgement as marks, in the order they were made: by commune, and never all at once."""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import JSON, Connection, cast, func, select

from auditor.model.comparison import Mark
from auditor.store.engine import bulk_select
from auditor.store.schema import findings, judged_communes, judged_devices, judged_rules

_FEW = 500
_mark = Mark._make


def by_commune(
    connection: Connection, judgement: int, only: Collection[str] = ()
) -> Iterator[tuple[str, list[Mark]]]:
    """The marks of each commune (of the devices *only*), communes by code."""
    places = _places(connection, judgement)
    wanted = {number for number, (name, _commune) in places.items() if name in only} if only else None
    rules = _rule_names(connection, judgement)
    rows = _rows(connection, judgement, wanted)
    for commune, group in groupby(rows, key=lambda row: places[row[0]][1]):
        yield commune, [_mark((places[d][0], rules[r], verdict, at)) for d, r, verdict, at in group]


def measured_steps(connection: Connection) -> Any:
    """The part of a summary (see ``store.summaries``) that says it, picked out by the database."""
    summary = judged_communes.c.summary
    if connection.dialect.name == "sqlite":
        return func.json_extract(summary, "$.measured")
    return func.json_extract_path_text(cast(summary, JSON), "measured")


def _places(connection: Connection, judgement: int) -> dict[int, tuple[str, str]]:
    c = judged_devices.c
    query = select(c.number, c.device, c.commune).where(c.judgement == judgement)
    return {number: (device, commune) for number, device, commune in connection.execute(query)}


def _rule_names(connection: Connection, judgement: int) -> dict[int, str]:
    c = judged_rules.c
    query = select(c.number, c.rule).where(c.judgement == judgement)
    return dict(connection.execute(query).all())


def _rows(connection: Connection, judgement: int, numbers: set[int] | None) -> Iterator[tuple[Any, ...]]:
    """Device, rule, verdict and position of each finding, in the order they were made: by commune."""
    c = findings.c
    query = select(c.device, c.rule, c.verdict, c.position).where(c.judgement == judgement)
    if numbers is not None and len(numbers) <= _FEW:
        query = query.where(c.device.in_(numbers))
    ordered = query.order_by(c.position)
    rows = bulk_select(connection, ordered)
    return rows if numbers is None else (row for row in rows if row[0] in numbers)
