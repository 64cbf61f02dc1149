"""One judgement, read commune by commune: no findings but those of the commune that is opened."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from sqlalchemy import Connection, exists, select, union

from auditor.errors import JudgedAnew
from auditor.i18n import _
from auditor.model import Commune, RunHeader, WaiverUse, times
from auditor.model.summary import CommuneSummary
from auditor.store import codec, idents, judged, runs, standings, summaries
from auditor.store.results import JudgedCommune, OpenedCommune
from auditor.store.schema import (
    judged_communes,
    judged_devices,
    judgements,
    run_communes,
    run_devices,
)

_Connected = Callable[[], AbstractContextManager[Connection]]


class Snapshot:
    """One judgement as it was made; safe for threads, and open for as long as one likes.

    Each method reads by itself, and only that judgement: JudgedAnew is raised once the run was judged again
    by the same standard, StoreError when the database cannot be used.
    """

    def __init__(
        self,
        reading: _Connected,
        writing: _Connected,
        header: RunHeader,
        stored: judged.Stored,
        known: judged.Known,
    ) -> None:
        self._connected, self._writing = reading, writing
        self._stored, self._rules = stored, known.rules
        self.header = header
        """The run's."""

    @property
    def number(self) -> int:
        """The store's number of the judgement; a later one has a higher."""
        return self._stored.id

    @property
    def standard(self) -> tuple[str, str]:
        """Name and digest of the standard that it was judged by."""
        return self._stored.standard_name, self._stored.standard_digest

    @property
    def at(self) -> datetime:
        """When it was judged."""
        return times.from_text(self._stored.judged_at)

    @property
    def waivers(self) -> tuple[WaiverUse, ...]:
        """The waivers that were valid then, and what they excused."""
        return judged.waivers_of(self._stored)

    def communes(self) -> list[JudgedCommune]:
        """Every commune of the run by its code, without its findings."""
        with self._reading() as connection:
            known = runs.communes(connection, self.header.id)
            query = select(judged_communes).where(judged_communes.c.judgement == self.number)
            rows = {row["code"]: row for row in connection.execute(query).mappings()}
            told = ((code, row["summary"]) for code, row in rows.items() if row["summary"])
            summarized = summaries.load(connection, self._known(), told)
            codes = sorted({*known, *rows, *_with_devices(connection, self.header.id, self.number)})
        return [
            JudgedCommune(
                known.get(code, Commune(code)),
                codec.assessment_of(rows[code]) if code in rows else None,
                summarized.get(code),
            )
            for code in codes
        ]

    def opened(self, codes: Iterable[str]) -> Iterator[OpenedCommune]:
        """Communes with their findings and devices, one at a time in memory, all as they are at the start."""
        with self._reading() as connection:
            for code in codes:
                yield self._open(connection, code)

    def save_summaries(self, told: Sequence[CommuneSummary]) -> None:
        """Write what somebody worked out of an earlier auditor's judgement."""
        with self._writing() as connection:
            self._check(connection)
            idents.complete(connection, self.number)
            summaries.save(connection, self._known(), told)
            standings.renew(connection, self.number)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._connected() as connection:
            self._check(connection)
            yield connection

    def _check(self, connection: Connection) -> None:
        # SQLite may give the number of a judgement that was pruned to another
        same = (judgements.c.id == self.number, judgements.c.judged_at == self._stored.judged_at)
        if not connection.execute(select(exists().where(*same))).scalar():
            raise JudgedAnew(
                _("run {run} was judged again meanwhile").format(run=self.header.id), _("read it again")
            )

    def _known(self) -> judged.Known:
        return judged.Known(self.number, self._rules)

    def _open(self, connection: Connection, code: str) -> OpenedCommune:
        run, c = self.header.id, run_communes.c
        commune = (
            connection.execute(select(run_communes).where(c.run == run, c.code == code)).mappings().first()
        )
        of = (judged_communes.c.judgement == self.number, judged_communes.c.code == code)
        assessed = connection.execute(select(judged_communes).where(*of)).mappings().first()
        asked = (run_devices.c.run == run, run_devices.c.commune == code)
        devices = connection.execute(select(run_devices).where(*asked)).mappings()
        return OpenedCommune(
            runs.commune_of(commune) if commune else Commune(code),
            codec.assessment_of(assessed) if assessed else None,
            tuple(judged.on_devices(connection, self._known(), judged_devices.c.commune == code)),
            tuple(runs.device_of(row) for row in devices),
        )


def _with_devices(connection: Connection, run: str, judgement: int) -> set[str]:
    """Communes that the inventory does not describe, but has devices in."""
    asked = select(run_devices.c.commune).where(run_devices.c.run == run)
    found = select(judged_devices.c.commune).where(judged_devices.c.judgement == judgement)
    return set(connection.execute(union(asked, found)).scalars())
