"""Search over one judgement: what a person types into one box, and may mean."""

from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from auditor.model import Commune, Device, Finding, Kind
from auditor.model.text import searchable
from auditor.store import idents, judged
from auditor.store.results import Hits
from auditor.store.schema import judged_devices, run_communes

MAX_TEXT = 200


def hits(
    connection: Connection,
    run: str,
    known: judged.Known,
    text: str,
    limit: int,
    within: Collection[str] | None,
) -> Hits:
    """What *text* finds in a judgement of *run*: at most *limit* of each, in the communes *within* alone."""
    wanted = searchable(text[:MAX_TEXT])
    if not wanted:
        return Hits()
    return Hits(
        communes=_communes(connection, run, wanted, limit, within),
        devices=_devices(connection, known.judgement, text[:MAX_TEXT], limit, within),
        rules=_rules(known.rules, wanted, limit),
        findings=_findings(connection, known, text, within),
    )


def _communes(
    connection: Connection, run: str, wanted: str, limit: int, within: Collection[str] | None
) -> tuple[Commune, ...]:
    c = run_communes.c
    query = select(c.code, c.name, c.region).where(c.run == run).order_by(c.code)
    found = (
        Commune(code, name, region)
        for code, name, region in connection.execute(query)
        if wanted in searchable(f"{code} {name}") and (within is None or code in within)
    )
    return tuple(islice(found, limit))


def _devices(
    connection: Connection, judgement: int, text: str, limit: int, within: Collection[str] | None
) -> tuple[Device, ...]:
    c = judged_devices.c
    where: list[ColumnElement[bool]] = [c.judgement == judgement, c.kind != Kind.COMMUNE.value]
    if within is not None:
        where.append(c.commune.in_(list(within)))
    query = select(c.device, c.kind, c.commune, c.site, c.counter).distinct().order_by(c.device).limit(limit)
    query = query.where(*where, c.device.icontains(text, autoescape=True))
    return tuple(Device(device, Kind(kind), *place) for device, kind, *place in connection.execute(query))


def _rules(rules: Mapping[int, Mapping[str, Any]], wanted: str, limit: int) -> tuple[Mapping[str, Any], ...]:
    """A commune may word a rule otherwise: then it is the first that counts."""
    by_id = {rule["rule"]: rule for rule in reversed(rules.values())}
    found = (
        rule
        for id, rule in sorted(by_id.items())
        if wanted in searchable(" ".join((id, *rule["title"].values())))
    )
    return tuple(islice(found, limit))


def _findings(
    connection: Connection, known: judged.Known, text: str, within: Collection[str] | None
) -> tuple[Finding, ...]:
    places = idents.positions(connection, known.judgement, (text,))
    found = (each for _at, each in judged.at_positions(connection, known, places))
    return tuple(each for each in found if within is None or each.commune in within)
