"""Observations, the raw answers behind them, and where each machine was seen."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, case, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from auditor.model import FailureKind, Observation
from auditor.model.text import printable
from auditor.store import codec
from auditor.store.results import Sighting
from auditor.store.schema import blobs, devices, evidence, observations

_BATCH = 200
_BATCH_BYTES = 8 * 1024 * 1024
_LONGEST_IDENTITY = 200  # PostgreSQL indexes no value of more than 2,700 bytes


def batches(found: Iterable[Observation]) -> Iterator[list[Observation]]:
    """*found* in parts that neither hold the store for long nor need much memory."""
    batch: list[Observation] = []
    size = 0
    for observation in found:
        batch.append(observation)
        size += sum(map(len, observation.raw.values()))
        if len(batch) >= _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def save(connection: Connection, run: str, batch: Sequence[Observation]) -> None:
    """Write those of *batch* that are newer than what the run has of the device (by ``ended``)."""
    newer = _newer(connection, run, batch)
    if not newer:
        return
    replaced = (observations.c.run == run, observations.c.device.in_([item.device for item in newer]))
    connection.execute(delete(observations).where(*replaced))
    connection.execute(insert(observations), [codec.observation_row(run, item) for item in newer])
    _save_raw(connection, run, newer)
    _save_sightings(connection, [item for item in newer if item.facts])


def _newer(connection: Connection, run: str, batch: Sequence[Observation]) -> list[Observation]:
    newest: dict[str, Observation] = {}
    for item in batch:
        known = newest.get(item.device)
        if known is None or item.ended > known.ended:
            newest[item.device] = item
    query = select(observations.c.device, observations.c.ended).where(
        observations.c.run == run, observations.c.device.in_(list(newest))
    )
    stored = dict(connection.execute(query).all())
    return [
        item
        for item in newest.values()
        if (codec.moment_text(item.ended) or "") > stored.get(item.device, "")
    ]


def _save_raw(connection: Connection, run: str, batch: Sequence[Observation]) -> None:
    digests: dict[bytes, bytes] = {}
    rows = []
    for item in batch:
        for name, raw in item.raw.items():
            digest = hashlib.sha256(raw).digest()
            digests[digest] = raw
            rows.append({"run": run, "device": item.device, "name": name, "blob": digest})
    if rows:
        save_blobs(connection, digests)
        connection.execute(insert(evidence), rows)


def save_blobs(connection: Connection, contents: Mapping[bytes, bytes]) -> None:
    """Store *contents* (by their SHA-256) that are not there yet; the others cost no deflating."""
    there = set(
        connection.execute(select(blobs.c.sha256).where(blobs.c.sha256.in_(list(contents)))).scalars()
    )
    rows = [
        {"sha256": digest, "size": len(raw), "data": codec.deflate(raw)}
        for digest, raw in contents.items()
        if digest not in there
    ]
    if rows:
        connection.execute(insert(blobs), rows)


def _save_sightings(connection: Connection, batch: Sequence[Observation]) -> None:
    rows = [
        {
            "name": item.device,
            "identity": printable(item.identity)[:_LONGEST_IDENTITY],
            "first_seen": codec.moment_text(item.started),
            "last_seen": codec.moment_text(item.ended),
        }
        for item in batch
    ]
    if rows:
        connection.execute(_upsert_sighting(connection.dialect.name), rows)


def _upsert_sighting(dialect: str) -> Any:
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(devices)
    new, old = statement.excluded, devices.c
    earlier = case((new.first_seen < old.first_seen, new.first_seen), else_=old.first_seen)
    later = case((new.last_seen > old.last_seen, new.last_seen), else_=old.last_seen)
    return statement.on_conflict_do_update(
        index_elements=["name", "identity"], set_={"first_seen": earlier, "last_seen": later}
    )


def device_ids(connection: Connection, run: str) -> list[str]:
    """The devices that the run has an observation of, in order."""
    query = select(observations.c.device).where(observations.c.run == run)
    return list(connection.execute(query.order_by(observations.c.device)).scalars())


def one(connection: Connection, run: str, device: str) -> Observation | None:
    """One device's observation, without raw answers."""
    query = select(observations).where(observations.c.run == run, observations.c.device == device)
    row = connection.execute(query).mappings().first()
    return codec.observation_of(row) if row else None


def failures(connection: Connection, run: str) -> dict[str, FailureKind]:
    """The devices that could not be asked, or not wholly, each with the word for why."""
    c = observations.c
    query = select(c.device, c.failure).where(c.run == run, c.failure.is_not(None)).order_by(c.device)
    return {device: FailureKind(failure) for device, failure in connection.execute(query)}


def raw(connection: Connection, run: str, device: str) -> dict[str, bytes]:
    """The raw answers of one device by name; empty when there are none (any more)."""
    query = select(evidence.c.name, blobs.c.data).join(blobs, blobs.c.sha256 == evidence.c.blob)
    rows = connection.execute(query.where(evidence.c.run == run, evidence.c.device == device))
    return {name: codec.inflate(data) for name, data in rows}


def sightings(connection: Connection, name: str) -> list[Sighting]:
    """Every name that the machines which answered as *name* ever answered by, the latest seen last."""
    identities = select(devices.c.identity).where(devices.c.name == name, devices.c.identity != "")
    query = select(devices).where((devices.c.name == name) | devices.c.identity.in_(identities))
    rows = connection.execute(query.order_by(devices.c.last_seen)).mappings()
    return [sighting(row) for row in rows]


def sighting(row: RowMapping) -> Sighting:
    """A sighting from its row."""
    first, last = codec.moment(row["first_seen"]), codec.moment(row["last_seen"])
    assert first and last  # noqa: S101  (NOT NULL)
    return Sighting(row["name"], row["identity"], first, last)
