"""The store: runs, observations, raw answers, judgements and findings, on SQLite or PostgreSQL."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection

from auditor.model import (
    Attestation,
    FailureKind,
    Finding,
    Fix,
    Judgement,
    Manifest,
    Observation,
    RunData,
    RunHeader,
    Waiver,
)
from auditor.model.assets import Move
from auditor.store import (
    answers,
    fixes,
    judged,
    machines,
    moves,
    people,
    runs,
)
from auditor.store.observations import StoredObservations
from auditor.store.past import Past
from auditor.store.results import (
    DeviceCheck,
    DeviceFix,
    FindingFilter,
    FixSummary,
    RunSummary,
    Sighting,
)
from auditor.store.shown import Shown
from auditor.store.snapshot import Snapshot
from auditor.store.writes import Writes

_EVERYTHING = FindingFilter()


class Store(Writes):
    """An open store; safe for threads, and for several processes at once.

    Every method raises StoreError when the database cannot be used and StoreFull when its disk is full;
    what was written before is intact then. *run* is an id, the unambiguous start of one or ``latest``;
    RunNotFound is raised when there is none.
    """

    def waivers(self) -> tuple[Waiver, ...]:
        """Every waiver there ever was, also expired and revoked ones, the oldest first."""
        with self._reading() as connection:
            return people.all_waivers(connection)

    def attestations(self) -> tuple[Attestation, ...]:
        """Every attestation there ever was, also expired and revoked ones, the oldest first."""
        with self._reading() as connection:
            return people.all_attestations(connection)

    def runs(self, limit: int = 0) -> list[RunSummary]:
        """The newest *limit* runs (0: all), newest first."""
        with self._reading() as connection:
            return runs.summaries(connection, limit)

    def run(self, run: str) -> RunSummary:
        """One run as in :meth:`runs`."""
        with self._reading() as connection:
            return runs.summary(connection, runs.find(connection, run))

    def header(self, run: str) -> RunHeader:
        """The run's header."""
        with self._reading() as connection:
            return runs.find(connection, run)

    def load(self, run: str) -> RunData:
        """Header, manifest and observations; these are read one by one when they are looked at."""
        with self._reading() as connection:
            header = runs.find(connection, run)
            devices = tuple(answers.device_ids(connection, header.id))
            manifest = runs.manifest(connection, header.id)
        read = partial(self._observation, header.id)
        return RunData(header, manifest, StoredObservations(devices, read))

    def manifest(self, run: str) -> Manifest:
        """What the run set out to ask."""
        with self._reading() as connection:
            return runs.manifest(connection, runs.find(connection, run).id)

    def _observation(self, run: str, device: str) -> Observation | None:
        with self._reading() as connection:
            return answers.one(connection, run, device)

    def failures(self, run: str) -> dict[str, FailureKind]:
        """The devices that could not be asked, or not wholly, each with the word for why."""
        with self._reading() as connection:
            return answers.failures(connection, runs.find(connection, run).id)

    def raw(self, run: str, device: str) -> dict[str, bytes]:
        """One device's raw answers by name; empty when there are none, or none any more."""
        with self._reading() as connection:
            return answers.raw(connection, runs.find(connection, run).id, device)

    def fix(self, fix: str) -> Fix:
        """One fix: an id, the unambiguous start of one (with or without ``X-``), or ``latest``.

        Raises FixNotFound when there is none.
        """
        with self._reading() as connection:
            return fixes.load(connection, fix)

    def fixes(self, limit: int = 0) -> list[FixSummary]:
        """The newest *limit* fixes (0: all), newest first, dry runs too."""
        with self._reading() as connection:
            return fixes.summaries(connection, limit)

    def device_fixes(self, devices: Iterable[str]) -> list[DeviceFix]:
        """Every fix (no dry run) that had steps on one of *devices*, the oldest first."""
        with self._reading() as connection:
            return fixes.of_devices(connection, devices)

    def moves(self, devices: Iterable[str], identities: Iterable[str] = ()) -> tuple[Move, ...]:
        """The moves of the machines known by these names or identities, the oldest first."""
        with self._reading() as connection:
            return moves.of(connection, tuple(devices), tuple(identities))

    def last_answers(self, devices: Collection[str]) -> Iterator[Observation]:
        """The latest whole answer of each of *devices* that ever gave one, without raw answers."""
        with self._reading() as connection:
            yield from machines.last_answers(connection, devices)

    def spans(self, devices: Collection[str]) -> list[Sighting]:
        """When each of *devices* answered first and last; several of one name: several machines."""
        with self._reading() as connection:
            return machines.spans(connection, devices)

    def device_checks(self, devices: Collection[str], identity: str, limit: int = 10) -> list[DeviceCheck]:
        """The newest *limit* audits of the machine *identity* by any of these names, newest first."""
        with self._reading() as connection:
            return machines.checks(connection, devices, identity, limit)

    def sightings(self, device: str) -> list[Sighting]:
        """Every name that the machine which answered as *device* ever answered by, the latest seen last."""
        with self._reading() as connection:
            return answers.sightings(connection, device)

    def judgement(self, run: str, standard_digest: str = "") -> Judgement:
        """The run's latest judgement, or the one by that standard. Raises RunNotFound when there is none."""
        with self._reading() as connection:
            return judged.load(connection, self._judged(connection, run, standard_digest))

    def findings(
        self, run: str, where: FindingFilter = _EVERYTHING, *, limit: int = 0, standard_digest: str = ""
    ) -> Iterator[Finding]:
        """Findings that *where* lets through, what stops most first, read as they are used; 0: no limit."""
        with self._reading() as connection:
            stored = self._judged(connection, run, standard_digest)
            yield from judged.select_findings(connection, stored, where, limit)

    def count_findings(
        self, run: str, where: FindingFilter = _EVERYTHING, *, standard_digest: str = ""
    ) -> int:
        """How many findings *where* lets through."""
        with self._reading() as connection:
            return judged.count(connection, self._judged(connection, run, standard_digest), where)

    def rule_ids(self, run: str, standard_digest: str = "") -> list[str]:
        """The rules that the run was judged by."""
        with self._reading() as connection:
            return judged.rule_ids(connection, self._judged(connection, run, standard_digest))

    def snapshot(self, run: str, standard_digest: str = "") -> Snapshot:
        """The run's latest judgement, or the one by that standard, to be read in parts."""
        with self._reading() as connection:
            header = runs.find(connection, run)
            stored = judged.find(connection, header, standard_digest)
            known = judged.known_of(connection, stored)
        return Snapshot(self._still, self._writing, header, stored, known)

    @contextmanager
    def _still(self) -> Iterator[Connection]:
        """A connection to which nothing changes that others write meanwhile (SQLite's never shows it)."""
        with self._reading() as connection:
            if connection.dialect.name != "sqlite":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @property
    def shown(self) -> Shown:
        """Single devices, findings and rules; it remembers rules, so keep it."""
        return Shown(self._reading)

    @property
    def past(self) -> Past:
        """Several runs side by side and through time."""
        return Past(self._reading)

    def _judged(self, connection: Connection, run: str, standard_digest: str) -> judged.Stored:
        return judged.find(connection, runs.find(connection, run), standard_digest)
