"""Moves of devices from one commune to another: entered once, kept for good."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select

from auditor.model import times
from auditor.model.assets import Move
from auditor.store.schema import storable
from auditor.store.schema_fixes import moves


def add(connection: Connection, move: Move) -> Move:
    """Write *move* and give it back with its id."""
    row: dict[str, Any] = {
        "device": move.device,
        "identity": move.identity,
        "from_commune": move.origin,
        "to_commune": move.to,
        "renamed": move.renamed,
        "moved_by": move.by,
        "entered_by": move.entered_by,
        "made": times.to_text(move.made),
        "reason": storable(move.reason),
    }
    made = connection.execute(insert(moves).returning(moves.c.id), row)
    return replace(move, id=int(made.scalar_one()))


def of(connection: Connection, names: Collection[str], identities: Collection[str]) -> tuple[Move, ...]:
    """The moves of the machines known by *names* or *identities*, the oldest first."""
    known = moves.c.device.in_(names) | moves.c.renamed.in_(names) | moves.c.identity.in_(identities)
    rows = connection.execute(select(moves).where(known).order_by(moves.c.id)).mappings()
    return tuple(map(_move, rows))


def every(connection: Connection) -> tuple[Move, ...]:
    """All moves there ever were, the oldest first."""
    return tuple(map(_move, connection.execute(select(moves).order_by(moves.c.id)).mappings()))


def _move(row: RowMapping) -> Move:
    return Move(
        device=row["device"],
        origin=row["from_commune"],
        to=row["to_commune"],
        by=row["moved_by"],
        made=times.from_text(row["made"]),
        reason=row["reason"],
        entered_by=row["entered_by"],
        identity=row["identity"],
        renamed=row["renamed"],
        id=row["id"],
    )
