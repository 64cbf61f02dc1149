"""Machines through time: what each said last, and how it was judged, also under the names it had before."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, and_, func, select

from auditor.model import Observation, Verdict, times
from auditor.store import answers, codec
from auditor.store.results import DeviceCheck, Sighting
from auditor.store.schema import devices, findings, judged_devices, judgements, observations, runs

_CHUNK = 500


def last_answers(connection: Connection, names: Collection[str]) -> Iterator[Observation]:
    """The latest whole answer of each device of *names* that ever gave one, without raw answers."""
    wanted = sorted(names)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        c = observations.c
        newest = (
            select(c.device, func.max(c.ended).label("ended"))
            .where(c.failure.is_(None), c.device.in_(part))
            .group_by(c.device)
            .subquery()
        )
        same = and_(c.device == newest.c.device, c.ended == newest.c.ended, c.failure.is_(None))
        rows = connection.execute(select(observations).join(newest, same)).mappings()
        yield from (codec.observation_of(row) for row in rows)


def spans(connection: Connection, names: Collection[str]) -> list[Sighting]:
    """When the devices of *names* answered first and last, one for each machine that did by that name."""
    wanted = sorted(names)
    found: list[Sighting] = []
    for start in range(0, len(wanted), _CHUNK):
        query = select(devices).where(devices.c.name.in_(wanted[start : start + _CHUNK]))
        found += map(answers.sighting, connection.execute(query.order_by(devices.c.last_seen)).mappings())
    return found


def checks(connection: Connection, names: Collection[str], identity: str, limit: int) -> list[DeviceCheck]:
    """The newest *limit* audits of the machine *identity* by any of *names*, newest first.

    A run in which another machine answered by that name is not among them.
    """
    newest = select(func.max(judgements.c.id)).group_by(judgements.c.run)
    query = (
        select(runs.c.id, runs.c.started, judged_devices)
        .join(judgements, judgements.c.run == runs.c.id)
        .join(judged_devices, judged_devices.c.judgement == judgements.c.id)
        .where(judged_devices.c.device.in_(list(names)), judgements.c.id.in_(newest))
        .order_by(runs.c.started.desc(), runs.c.id.desc())
    )
    found: list[DeviceCheck] = []
    for row in connection.execute(query.limit(limit * 2)).mappings().all():
        seen = answers.one(connection, row["id"], row["device"])
        if len(found) < limit and (seen is None or seen.identity in ("", identity)):
            counts = _verdicts(connection, row["judgement"], row["number"])
            at = times.from_text(row["started"])
            found.append(DeviceCheck(row["id"], at, row["device"], row["commune"], counts))
    return found


def _verdicts(connection: Connection, judgement: int, device: int) -> dict[Verdict, int]:
    of = (findings.c.judgement == judgement, findings.c.device == device)
    query = select(findings.c.verdict, func.count()).where(*of).group_by(findings.c.verdict)
    return {Verdict(verdict): count for verdict, count in connection.execute(query)}
