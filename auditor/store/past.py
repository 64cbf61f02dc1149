"""Judgements side by side and through time: findings as marks, read in order and never all at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from auditor.errors import RunNotFound
from auditor.i18n import _
from auditor.model import Commune, CommuneAssessment, Finding, RunHeader, Severity, Step, Verdict, times
from auditor.model.assets import Move
from auditor.model.comparison import Asked, JudgedRun, Mark
from auditor.model.history import OpenFinding
from auditor.model.standing import Standing
from auditor.store import answers, codec, judged, marks, moves, runs, standings
from auditor.store.results import Sighting
from auditor.store.schema import (
    devices,
    findings,
    judged_communes,
    judged_devices,
    judged_rules,
    judgements,
    observations,
    run_communes,
    run_devices,
)
from auditor.store.schema import runs as run_table

AT = "@"
"""Stands between a run and the standard it was judged by: ``latest@baseline``."""
_CHUNK = 500
_SORTS = ("serial", "uuid", "machine-id")
"""What stands before the colon of an identity."""


@dataclass(frozen=True)
class Judged(JudgedRun):
    """A stored judgement; ``number`` is the store's for it."""

    number: int = 0


@dataclass(frozen=True)
class Point:
    """One commune in one run: how it stood, and whether the run left some of its devices out."""

    judged: Judged
    assessment: CommuneAssessment
    left_out: int


@dataclass(frozen=True)
class Stand:
    """How a device stood in one run: its name, place and machine then, every verdict, and what failed."""

    judged: Judged
    device: str
    commune: str
    identity: str
    verdicts: Mapping[str, Verdict]
    failed: Mapping[str, OpenFinding]
    answered: bool


class Past:
    """What the store tells of several runs. Raises StoreError, and RunNotFound where there is none."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reading = reading
        self._known: dict[int, judged.Known] = {}

    def judged(self, ref: str) -> Judged:
        """The judgement that *ref* names: ``RUN``, or ``RUN@STANDARD`` by a standard's name or digest."""
        run, _at, standard = ref.partition(AT)
        with self._reading() as connection:
            return _judged(connection, runs.find(connection, run), standard)

    def latest(self, limit: int = 0, *, before: RunHeader | None = None, purpose: str = "") -> list[Judged]:
        """The newest *limit* (0: all) judged runs of *purpose*, newest first, each by its latest judgement;
        only runs that started before *before*."""
        newest = select(func.max(judgements.c.id)).group_by(judgements.c.run)
        query = _judgement_query().where(judgements.c.id.in_(newest), run_table.c.purpose == purpose)
        if before:
            started = times.to_text(before.started)
            query = query.where(run_table.c.started < started)
        query = query.order_by(run_table.c.started.desc(), run_table.c.id.desc()).limit(limit or None)
        with self._reading() as connection:
            return [_judged_of(row) for row in connection.execute(query).mappings()]

    def asked(self, run: str) -> list[Asked]:
        """The devices that *run* (an id) set out to ask, each with its machine's identity then."""
        with self._reading() as connection:
            identities = _identities(connection, run)
            query = select(run_devices.c.device, run_devices.c.commune).where(run_devices.c.run == run)
            return [
                Asked(name, commune, identities.get(name, ""))
                for name, commune in connection.execute(query.order_by(run_devices.c.device))
            ]

    def communes(self, run: str) -> dict[str, Commune]:
        """The communes of *run* (an id) by code."""
        with self._reading() as connection:
            return runs.communes(connection, run)

    def codes(self, run: str) -> frozenset[str]:
        """The codes of the communes of *run* (an id)."""
        query = select(run_communes.c.code).where(run_communes.c.run == run)
        with self._reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def moves(self) -> tuple[Move, ...]:
        """Every move of a device, the oldest first."""
        with self._reading() as connection:
            return moves.every(connection)

    def assessments(self, of: Judged) -> Mapping[str, CommuneAssessment]:
        """Every commune's assessment by code, in the order of the codes."""
        with self._reading() as connection:
            return standings.assessments(connection, of.number)

    def standings(self, of: Judged) -> dict[str, Standing]:
        """How each commune stands, by code."""
        with self._reading() as connection:
            return standings.load(connection, of.number)

    def steps(self, of: Judged) -> frozenset[Step] | None:
        """The steps that some rule measured in some commune; None where nobody summarised them yet."""
        with self._reading() as connection:
            return standings.steps(connection, of.number)

    def commune(self, code: str, of: Sequence[Judged]) -> list[Point]:
        """How the commune *code* stood in each of those judgements that have it, in their order."""
        numbers = {each.number: each for each in of}
        with self._reading() as connection:
            found = {
                row["judgement"]: codec.assessment_of(row)
                for row in connection.execute(_of_commune(code, numbers)).mappings()
            }
            left_out = _left_out(connection, code, [each.header.id for each in of])
        return [
            Point(each, found[number], left_out.get(each.header.id, 0))
            for number, each in numbers.items()
            if number in found
        ]

    def device(self, names: Collection[str], of: Sequence[Judged]) -> list[Stand]:
        """How the devices of *names* stood in each of those judgements that have one, in their order."""
        with self._reading() as connection:
            return [stand for each in of for stand in _stands(connection, each, names)]

    def known(self, words: str) -> list[Sighting]:
        """Every sighting of the device of that name, or of the machine with that serial number or id."""
        c = devices.c
        wanted = [words.lower(), *(f"{sort}:{words}".lower() for sort in _SORTS)]
        same = (c.name == words) | func.lower(c.identity).in_(wanted)
        with self._reading() as connection:
            rows = connection.execute(select(devices).where(same).order_by(c.last_seen)).mappings()
            return [answers.sighting(row) for row in rows]

    def named(self, name: str) -> bool:
        """Whether any run set out to ask a device of that *name*."""
        query = select(run_devices.c.device).where(run_devices.c.device == name).limit(1)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def rules(self, of: Judged) -> frozenset[str]:
        """The rules that were judged."""
        query = select(judged_rules.c.rule).where(judged_rules.c.judgement == of.number)
        with self._reading() as connection:
            return frozenset(connection.execute(query).scalars())

    def marks(self, of: Judged, only: Collection[str] = ()) -> Iterator[tuple[str, list[Mark]]]:
        """The findings of each commune (of the devices *only*), communes by code, one at a time in memory."""
        with self._reading() as connection:
            yield from marks.by_commune(connection, of.number, only)

    def findings(self, of: Judged, positions: Collection[int]) -> dict[int, Finding]:
        """The whole findings at *positions* (``Mark.key``)."""
        with self._reading() as connection:
            if of.number not in self._known:
                stored = judged.find(connection, of.header, of.standard_digest)
                self._known[of.number] = judged.known_of(connection, stored)
            known = self._known[of.number]
            wanted = sorted(positions)
            parts = (wanted[start : start + _CHUNK] for start in range(0, len(wanted), _CHUNK))
            return {at: each for part in parts for at, each in judged.at_positions(connection, known, part)}


def _judgement_query() -> Select[Any]:
    c = judgements.c
    shown = (c.id.label("number"), c.standard_name.label("by"), c.standard_digest.label("digest"))
    return select(run_table, *shown, c.judged_at).join(judgements, c.run == run_table.c.id)


def _judged_of(row: Any) -> Judged:
    header = runs.header_of({column.name: row[column.name] for column in run_table.c})
    return Judged(header, row["by"], row["digest"], times.from_text(row["judged_at"]), row["number"])


def _judged(connection: Connection, header: RunHeader, standard: str) -> Judged:
    c = judgements.c
    query = _judgement_query().where(c.run == header.id).order_by(c.id.desc())
    if standard:
        named = (c.standard_name == standard) | c.standard_digest.startswith(standard, autoescape=True)
        query = query.where(named)
    row = connection.execute(query.limit(1)).mappings().first()
    if row is not None:
        return _judged_of(row)
    if not standard:
        judged.find(connection, header)  # raises, with the way out
    raise RunNotFound(
        _("run {run} has not been judged by “{standard}”").format(run=header.id, standard=standard),
        _("judge it: auditor runs judge {run} --standard {standard}").format(
            run=header.id, standard=standard
        ),
    )


def _identities(connection: Connection, run: str, names: Collection[str] = ()) -> dict[str, str]:
    """The machine behind each name (of *names*, none: of all) at the time it answered.

    Where two answered by one name in turn, the times of both may span it; then the answer itself says which.
    """
    o = observations.c
    spans = and_(devices.c.name == o.device, devices.c.first_seen <= o.ended, o.ended <= devices.c.last_seen)
    query = select(o.device, devices.c.identity).join(devices, spans)
    query = query.where(o.device.in_(list(names))) if names else query
    found: dict[str, set[str]] = defaultdict(set)
    for name, identity in connection.execute(query.where(o.run == run, devices.c.identity != "")):
        found[name].add(identity)
    return {name: _one_of(connection, run, name, several) for name, several in found.items()}


def _one_of(connection: Connection, run: str, name: str, several: set[str]) -> str:
    if len(several) == 1:
        return next(iter(several))
    seen = answers.one(connection, run, name)
    return seen.identity if seen else ""


def _of_commune(code: str, numbers: Collection[int]) -> Select[Any]:
    c = judged_communes.c
    return select(judged_communes).where(c.judgement.in_(list(numbers)), c.code == code)


def _left_out(connection: Connection, code: str, ids: Sequence[str]) -> dict[str, int]:
    c = run_communes.c
    query = select(c.run, c.left_out).where(c.run.in_(ids), c.code == code)
    return dict(connection.execute(query).all())


def _open(rule: str, texts: Mapping[str, Any], severity: Severity) -> OpenFinding:
    return OpenFinding(rule, texts["problem"] or texts["title"], severity)


def _stands(connection: Connection, of: Judged, names: Collection[str]) -> Iterator[Stand]:
    d, f, r = judged_devices.c, findings.c, judged_rules.c
    found = select(judged_devices).where(d.judgement == of.number, d.device.in_(list(names)))
    identities = _identities(connection, of.header.id, names)
    for row in connection.execute(found.order_by(d.device)).mappings().all():
        query = select(r.rule, r.severity, r.texts, f.verdict)
        query = query.join(judged_rules, and_(r.judgement == f.judgement, r.number == f.rule))
        query = query.where(f.judgement == of.number, f.device == row["number"])
        said = connection.execute(query).all()
        verdicts = {rule: Verdict(verdict) for rule, _severity, _texts, verdict in said}
        failed = {
            rule: _open(rule, codec.rule_texts_of(texts), Severity(severity))
            for rule, severity, texts, verdict in said
            if verdict == Verdict.FAIL
        }
        identity, answered = identities.get(row["device"], ""), row["observed"] is not None
        yield Stand(of, row["device"], row["commune"], identity, verdicts, failed, answered)
