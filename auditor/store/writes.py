"""An open store, and what is written to it."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Self

from sqlalchemy import URL, Connection, Engine

from auditor.model import (
    Attestation,
    Fix,
    Judgement,
    Manifest,
    Observation,
    RunHeader,
    Waiver,
)
from auditor.model.assets import Move
from auditor.store import (
    answers,
    fixes,
    holds,
    judged_write,
    migrate,
    moves,
    people,
    runs,
    schema,
    standings,
)
from auditor.store import prune as pruning
from auditor.store.engine import analyze, connect, parse, writing
from auditor.store.failures import told
from auditor.store.readers import Readers
from auditor.store.results import (
    PruneResult,
)


class Writes:
    """A store's connections and every method that writes; see :class:`Store`, which reads as well."""

    def __init__(self, engine: Engine, url: URL) -> None:
        self._engine, self._url = engine, url

    @classmethod
    def open(cls, url: str) -> Self:
        """The store at *url* (``sqlite:////path.db``, ``postgresql://…``), made or migrated when need be.

        Raises StoreTooNew when a newer auditor wrote it.
        """
        parsed = parse(url)
        with told(parsed):
            engine = connect(parsed)
            try:
                migrate.bring_up_to_date(engine)
            except BaseException:
                engine.dispose()
                raise
        return cls(engine, parsed)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def readers(self) -> Readers:
        """Who may look at the dashboard: accounts, sessions, failed logins."""
        return Readers(self._engine, self._url)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self._url), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with told(self._url), writing(self._engine).begin() as connection:
            yield connection

    def save_header(self, header: RunHeader) -> None:
        """Write *header*, in place of the one of that id if there is one."""
        with self._writing() as connection:
            runs.save_header(connection, header)

    def save_manifest(self, run: str, manifest: Manifest) -> None:
        """Write what *run* sets out to ask, in place of what was written before."""
        with self._writing() as connection:
            runs.save_manifest(connection, runs.find(connection, run).id, manifest)

    def add_observations(self, run: str, observations: Iterable[Observation]) -> None:
        """Write *observations* as they come, a few hundred at a time; every part that is done stays.

        Of two of the same device the one that ended later is kept, so adding the same again changes nothing.
        """
        for batch in answers.batches(observations):
            with self._writing() as connection:
                answers.save(connection, runs.find(connection, run).id, batch)

    def save_judgement(
        self, run: str, judgement: Judgement | Iterable[Judgement], at: datetime | None = None
    ) -> None:
        """Write *judgement* wholly or not at all, in place of the run's one by the same standard's digest.

        One that is too large to hold comes in parts, each with whole communes. *at* is when it was judged
        (default: what it says itself, else now).
        """
        parts = (judgement,) if isinstance(judgement, Judgement) else judgement
        with self._writing() as connection:
            judged_write.save(connection, runs.find(connection, run).id, parts, at)

    def tune(self) -> None:
        """Have single devices and findings found fast, and trends; for who looks them up one by one."""
        with self._writing() as connection:
            standings.complete(connection)
            analyze(connection)

    def add_waiver(self, waiver: Waiver) -> Waiver:
        """Write *waiver*; it comes back with its id."""
        with self._writing() as connection:
            return people.add_waiver(connection, waiver)

    def revoke_waiver(self, id: int, by: str, at: datetime) -> bool:
        """Take a waiver back; False when there is none, or it was taken back before."""
        with self._writing() as connection:
            return people.revoke(connection, schema.waivers, id, by, at)

    def add_attestation(self, said: Attestation) -> Attestation:
        """Write what was *said*; it comes back with its id."""
        with self._writing() as connection:
            return people.add_attestation(connection, said)

    def revoke_attestation(self, id: int, by: str, at: datetime) -> bool:
        """Take an attestation back; False when there is none, or it was taken back before."""
        with self._writing() as connection:
            return people.revoke(connection, schema.attestations, id, by, at)

    def save_fix(self, fix: Fix) -> None:
        """Write *fix* wholly or not at all, in place of what was written of it before.

        Secrets that differences and reasons show are masked, very long texts cut (see ``store.fixes``).
        """
        with self._writing() as connection:
            fixes.save(connection, fix)

    def add_move(self, move: Move) -> Move:
        """Write that a device was moved to another commune; it comes back with its id."""
        with self._writing() as connection:
            return moves.add(connection, move)

    @contextmanager
    def hold_communes(self, codes: Iterable[str], who: str) -> Iterator[None]:
        """Inside, nobody else holds any of the communes *codes*. Raises CommuneLocked at once when one does.

        The lock ends with the process, whichever way that ends.
        """
        with ExitStack() as held:
            with told(self._url):  # what is raised inside the caller's block is none of the store's
                held.enter_context(holds.hold(self._engine, tuple(codes), who))
            yield

    def prune(self, before: datetime, *, evidence_only: bool = False, dry_run: bool = False) -> PruneResult:
        """Remove runs that started before *before*, or only their raw answers.

        The latest judged run of each commune stays whole, however old it is.
        """
        with told(self._url):
            return pruning.prune(self._engine, before, evidence_only=evidence_only, dry_run=dry_run)
