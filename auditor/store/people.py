"""Waivers and attestations: kept for good. One that is revoked stays, with who revoked it and when."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, insert, select, update

from auditor.model import Attestation, Scope, Waiver, times
from auditor.store import codec
from auditor.store.schema import attestations, storable, waivers


def add_waiver(connection: Connection, waiver: Waiver) -> Waiver:
    """Write *waiver* and give it back with its id."""
    return replace(waiver, id=_insert(connection, waivers, waiver_row(waiver)))


def add_attestation(connection: Connection, said: Attestation) -> Attestation:
    """Write what was *said* and give it back with its id."""
    row = {
        "commune": said.commune,
        "topic": said.topic,
        "answer": said.answer,
        "answered_by": said.by,
        "note": storable(said.note),
        "until": said.until.isoformat(),
        "entered_by": said.entered_by,
        "made": times.to_text(said.made),
    }
    return replace(said, id=_insert(connection, attestations, row))


def _insert(connection: Connection, table: Table, row: Mapping[str, Any]) -> int:
    return int(connection.execute(insert(table).returning(table.c.id), row).scalar_one())


def all_waivers(connection: Connection) -> tuple[Waiver, ...]:
    """Every waiver there ever was, the oldest first."""
    rows = connection.execute(select(waivers).order_by(waivers.c.id)).mappings()
    return tuple(waiver_of(row) for row in rows)


def all_attestations(connection: Connection) -> tuple[Attestation, ...]:
    """Every attestation there ever was, the oldest first."""
    rows = connection.execute(select(attestations).order_by(attestations.c.id)).mappings()
    return tuple(_attestation(row) for row in rows)


def revoke(connection: Connection, table: Table, id: int, by: str, at: datetime) -> bool:
    """Take the one of *id* back; False when there is none that was not taken back before."""
    there = (table.c.id == id, table.c.revoked.is_(None))
    done = connection.execute(update(table).where(*there).values(revoked=times.to_text(at), revoked_by=by))
    return bool(done.rowcount)


def waiver_row(waiver: Waiver) -> dict[str, Any]:
    """What a waiver's row has beside its id and its revocation."""
    return {
        "rule": waiver.rule,
        "scope": waiver.scope.value,
        "device": waiver.device,
        "commune": waiver.commune,
        "site": waiver.site,
        "reason": storable(waiver.reason),
        "approver": waiver.approver,
        "until": waiver.until.isoformat(),
        "entered_by": waiver.by,
        "made": times.to_text(waiver.made),
    }


def waiver_of(row: RowMapping | Mapping[str, Any]) -> Waiver:
    """The inverse of :func:`waiver_row`, with id and revocation where the row has them."""
    return Waiver(
        rule=row["rule"],
        scope=Scope(row["scope"]),
        reason=row["reason"],
        approver=row["approver"],
        until=date.fromisoformat(row["until"]),
        by=row["entered_by"],
        made=times.from_text(row["made"]),
        device=row["device"],
        commune=row["commune"],
        site=row["site"],
        id=row["id"],
        revoked=codec.moment(row.get("revoked")),
        revoked_by=row.get("revoked_by") or "",
    )


def _attestation(row: RowMapping) -> Attestation:
    return Attestation(
        commune=row["commune"],
        topic=row["topic"],
        answer=bool(row["answer"]),
        by=row["answered_by"],
        entered_by=row["entered_by"],
        made=times.from_text(row["made"]),
        until=date.fromisoformat(row["until"]),
        note=row["note"],
        id=row["id"],
        revoked=codec.moment(row["revoked"]),
        revoked_by=row["revoked_by"] or "",
    )
