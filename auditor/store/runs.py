"""Headers and manifests of runs, and which run a user means."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from auditor.errors import RunNotFound, did_you_mean
from auditor.i18n import _
from auditor.model import Commune, Device, Kind, Level, Manifest, RunHeader, times
from auditor.store import codec
from auditor.store.results import JudgementSummary, RunSummary
from auditor.store.schema import judged_communes, judgements, observations, run_communes, run_devices, runs

LATEST = "latest"
_NEWEST_FIRST = (runs.c.started.desc(), runs.c.id.desc())


def save_header(connection: Connection, header: RunHeader) -> None:
    """Write *header*, in place of the one of that id if there is one."""
    row = asdict(header) | {
        "started": times.to_text(header.started),
        "ended": codec.moment_text(header.ended),
    }
    if not connection.execute(update(runs).where(runs.c.id == header.id).values(row)).rowcount:
        connection.execute(insert(runs).values(row))


def save_manifest(connection: Connection, run: str, manifest: Manifest) -> None:
    """Write *manifest* in place of the run's."""
    for table in (run_communes, run_devices):
        connection.execute(delete(table).where(table.c.run == run))
    communes = [_commune_row(run, commune) for commune in manifest.communes.values()]
    devices = [_device_row(run, device) for device in manifest.devices.values()]
    if communes:
        connection.execute(insert(run_communes), communes)
    if devices:
        connection.execute(insert(run_devices), devices)


def _commune_row(run: str, commune: Commune) -> dict[str, Any]:
    return {"run": run, **asdict(commune), "required": codec.to_json(commune.required)}


def _device_row(run: str, device: Device) -> dict[str, Any]:
    return {
        "run": run,
        "device": device.id,
        "kind": device.kind.value,
        "commune": device.commune,
        "site": device.site,
        "counter": device.counter,
        "role": device.role,
        "address": device.address,
        "expect": codec.to_json(dict(device.expect)),
        "origin": device.origin,
    }


def header_of(row: RowMapping | dict[str, Any]) -> RunHeader:
    """A header from its row."""
    started, ended = times.from_text(row["started"]), codec.moment(row["ended"])
    return RunHeader(**{**row, "started": started, "ended": ended})


def find(connection: Connection, ref: str) -> RunHeader:
    """The run that *ref* names: an id, the unambiguous start of one, or ``latest``. Raises RunNotFound.

    The latest is never one that only measured what a fix changed.
    """
    query = select(runs).order_by(*_NEWEST_FIRST)
    if ref == LATEST:
        found = connection.execute(query.where(runs.c.purpose == "").limit(1)).mappings().all()
    else:
        found = connection.execute(query.where(runs.c.id == ref)).mappings().all()
        found = found or _starting_with(connection, query, ref)
    if not found:
        raise _not_found(connection, ref)
    if len(found) > 1:
        names = ", ".join(row["id"] for row in found)
        raise RunNotFound(
            _("several runs start with “{ref}”: {names}").format(ref=ref, names=names),
            _("write more of the id"),
        )
    return header_of(found[0])


def _starting_with(connection: Connection, query: Select[Any], ref: str) -> Sequence[Any]:
    if not ref:
        return []
    return (
        connection.execute(query.where(runs.c.id.startswith(ref, autoescape=True)).limit(5)).mappings().all()
    )


def _not_found(connection: Connection, ref: str) -> RunNotFound:
    known = connection.execute(select(runs.c.id).order_by(*_NEWEST_FIRST).limit(1000)).scalars().all()
    if not known:
        return RunNotFound(_("there is no run yet"), _("make one: auditor audit"))
    near = did_you_mean(ref, tuple(known))
    message = _("there is no run “{ref}”").format(ref=ref)
    return RunNotFound(f"{message}; {near}" if near else message, _("see them all: auditor runs"))


def manifest(connection: Connection, run: str) -> Manifest:
    """What the run set out to ask."""
    devices = connection.execute(select(run_devices).where(run_devices.c.run == run)).mappings()
    return Manifest(communes(connection, run), {row["device"]: device_of(row) for row in devices})


def communes(connection: Connection, run: str) -> dict[str, Commune]:
    """The communes of *run*, by code."""
    rows = connection.execute(select(run_communes).where(run_communes.c.run == run)).mappings()
    return {row["code"]: commune_of(row) for row in rows}


def commune_of(row: RowMapping) -> Commune:
    """A commune from its row."""
    data = {name: value for name, value in row.items() if name != "run"}
    return Commune(**{**data, "required": json.loads(row["required"])})


def device_of(row: RowMapping) -> Device:
    """A device from its row."""
    return Device(
        id=row["device"],
        kind=Kind(row["kind"]),
        commune=row["commune"],
        site=row["site"],
        counter=row["counter"],
        role=row["role"],
        address=row["address"],
        expect=json.loads(row["expect"]),
        origin=row["origin"],
    )


def summaries(connection: Connection, limit: int) -> list[RunSummary]:
    """The newest *limit* runs (0: all), newest first."""
    query = select(runs).order_by(*_NEWEST_FIRST)
    headers = [header_of(row) for row in connection.execute(query.limit(limit or None)).mappings()]
    ids = [header.id for header in headers]
    devices, asked = _counts(connection, run_devices, ids), _counts(connection, observations, ids)
    failed = _counts(connection, observations, ids, observations.c.failure.is_not(None))
    judged = judgement_summaries(connection, ids)
    return [
        RunSummary(header, devices[header.id], asked[header.id], failed[header.id], judged[header.id])
        for header in headers
    ]


def summary(connection: Connection, header: RunHeader) -> RunSummary:
    """The run of *header* as in a list."""
    ids = [header.id]
    return RunSummary(
        header,
        _counts(connection, run_devices, ids)[header.id],
        _counts(connection, observations, ids)[header.id],
        _counts(connection, observations, ids, observations.c.failure.is_not(None))[header.id],
        judgement_summaries(connection, ids)[header.id],
    )


def _counts(connection: Connection, table: Any, ids: Sequence[str], *where: Any) -> Mapping[str, int]:
    query = select(table.c.run, func.count()).where(table.c.run.in_(ids), *where).group_by(table.c.run)
    return defaultdict(int, dict(connection.execute(query).all()))


def judgement_summaries(
    connection: Connection, ids: Iterable[str]
) -> Mapping[str, tuple[JudgementSummary, ...]]:
    """Each run's judgements, the latest first."""
    query = select(judgements).where(judgements.c.run.in_(list(ids))).order_by(judgements.c.id.desc())
    rows = connection.execute(query).mappings().all()
    levels = _levels(connection, [row["id"] for row in rows])
    of: dict[str, tuple[JudgementSummary, ...]] = defaultdict(tuple)
    for row in rows:
        name, digest, at = row["standard_name"], row["standard_digest"], times.from_text(row["judged_at"])
        of[row["run"]] += (JudgementSummary(name, digest, at, levels[row["id"]]),)
    return of


def _levels(connection: Connection, ids: Sequence[int]) -> Mapping[int, Mapping[Level, int]]:
    table = judged_communes
    query = select(table.c.judgement, table.c.level, func.count()).where(table.c.judgement.in_(ids))
    levels: dict[int, dict[Level, int]] = defaultdict(dict)
    for judgement, level, count in connection.execute(query.group_by(table.c.judgement, table.c.level)):
        levels[judgement][Level(level)] = count
    return levels
