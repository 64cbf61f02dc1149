"""Single devices, findings and rules of a judgement, looked up without reading the others."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from sys import intern
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from auditor.model import Device, Finding, Kind, Level, Observation, Verdict
from auditor.store import answers, codec, idents, judged, runs
from auditor.store.schema import (
    blobs,
    evidence,
    findings,
    judged_communes,
    judged_devices,
    observations,
    run_devices,
)

Rules = Mapping[int, Mapping[str, Any]]
Codes = Collection[str] | None
"""Codes of communes; None is all of them."""
_KNOWN = 8
_AT_ONCE = 500
_HYDRATED = (Verdict.FAIL.value, Verdict.WAIVED.value)


@dataclass(frozen=True)
class Place:
    """A device in a run's directory."""

    device: str
    kind: Kind
    commune: str
    address: str


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many findings of one rule a commune has, by verdict."""

    commune: str
    verdicts: Mapping[Verdict, int]


@dataclass(frozen=True)
class Troubles:
    """What is wrong in a commune; ``counts`` are all findings of each of its devices by verdict."""

    findings: list[Finding]
    counts: Mapping[str, Mapping[Verdict, int]]


@dataclass(frozen=True)
class AskedCount:
    """How many devices a run set out to ask, asked, and how many of these did not or not wholly answer."""

    devices: int
    asked: int
    failed: int


class Shown:
    """What pages of one device, finding or rule need; safe for threads. Raises StoreError.

    *run* is the whole id of one that is there, *judgement* the store's number of one.
    """

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reading = reading
        self._rules: dict[int, Rules] = {}

    def device(self, run: str, id: str) -> Device | None:
        """What the run's manifest says of one device."""
        query = select(run_devices).where(run_devices.c.run == run, run_devices.c.device == id)
        with self._reading() as connection:
            row = connection.execute(query).mappings().first()
            return runs.device_of(row) if row else None

    def observation(self, run: str, id: str) -> Observation | None:
        """What the device answered, without raw answers."""
        with self._reading() as connection:
            return answers.one(connection, run, id)

    def answer(self, run: str, id: str, name: str) -> bytes | None:
        """One raw answer of a device; None when there is none, or none any more."""
        c = evidence.c
        query = select(blobs.c.data).join(evidence, blobs.c.sha256 == c.blob)
        with self._reading() as connection:
            data = connection.execute(query.where(c.run == run, c.device == id, c.name == name)).scalar()
            return None if data is None else codec.inflate(data)

    def rules(self, judgement: int) -> Rules:
        """Every rule of the judgement by number: what its findings have in common."""
        known = self._rules.get(judgement)
        if known is None:
            with self._reading() as connection:
                known = judged.rules_of(connection, judgement)
            if len(self._rules) >= _KNOWN:
                self._rules.clear()
            self._rules[judgement] = known
        return known

    def of_device(self, judgement: int, id: str) -> list[Finding]:
        """The findings on one device."""
        known = judged.Known(judgement, self.rules(judgement))
        with self._reading() as connection:
            return judged.on_devices(connection, known, judged_devices.c.device == id)

    def identified(self, judgement: int, ids: Collection[str]) -> list[Finding]:
        """The findings with these ids: hardly ever more than one each."""
        with self._reading() as connection:
            positions = idents.positions(connection, judgement, ids)
            return self._at(connection, judgement, positions)

    def troubles(self, judgement: int, commune: str, also: Collection[str] = ()) -> Troubles:
        """What fails or is waived in a commune, what is not known of it as a whole, and the ids of *also*.

        Of every other device there is one finding. Where a line is down thousands of findings are not known,
        and of the rest nine in ten passed: no page shows more of these than their number.
        """
        c, known = findings.c, judged.Known(judgement, self.rules(judgement))
        with self._reading() as connection:
            within = judged_devices.c.commune == commune
            known.devices.update(judged.some_devices(connection, judgement, within))
            on = (c.judgement == judgement, c.device.in_(_devices_in(judgement, (commune,))))
            columns = (c.device, c.verdict, func.count(), func.min(c.position))
            counted = connection.execute(select(*columns).where(*on).group_by(c.device, c.verdict)).all()
            wrong = select(c.device, c.position).where(*on, c.verdict.in_(_HYDRATED))
            wanted = {position: device for device, position in connection.execute(wrong)}
            first = {device: position for device, _verdict, _count, position in counted}
            lone = [first[device] for device in first.keys() - wanted.values()]
            own = [number for number, of in known.devices.items() if of["kind"] == Kind.COMMUNE]
            blind = select(c.position).where(
                c.judgement == judgement, c.device.in_(own), c.verdict == Verdict.UNKNOWN.value
            )
            places = {*wanted, *lone, *connection.execute(blind).scalars()}
            places.update(idents.positions(connection, judgement, also))
            found = self._at(connection, judgement, sorted(places), known)
        counts: dict[str, dict[Verdict, int]] = defaultdict(dict)
        for device, verdict, count, _position in counted:
            counts[known.devices[device]["device"]][codec.VERDICTS[verdict]] = count
        return Troubles([each for each in found if each.commune == commune], counts)

    def of_commune(self, run: str, commune: str) -> list[Device]:
        """The devices that the run set out to ask in a commune."""
        query = select(run_devices).where(run_devices.c.run == run, run_devices.c.commune == commune)
        with self._reading() as connection:
            return [runs.device_of(row) for row in connection.execute(query).mappings()]

    def of_rule(
        self, judgement: int, rule: str, verdicts: Iterable[Verdict], communes: Codes, most: int
    ) -> list[Finding]:
        """The first *most* findings of one rule with one of *verdicts* in *communes*."""
        words = [verdict.value for verdict in verdicts]
        query = self._of_rule(judgement, rule, communes, findings.c.position)
        query = query.where(findings.c.verdict.in_(words))
        with self._reading() as connection:
            # sorted by the key itself, SQLite would read all findings to have them in order
            wanted = query.order_by(findings.c.position + 0).limit(most)
            positions = connection.execute(wanted).scalars().all()
            return self._at(connection, judgement, positions)

    def totals(self, judgement: int, rule: str, communes: Codes) -> dict[Verdict, int]:
        """One rule's findings counted by verdict."""
        verdict = findings.c.verdict
        query = self._of_rule(judgement, rule, communes, verdict, func.count())
        # with each part of the index named, a few devices are looked up; else the whole rule is read for them
        query = query.where(verdict.in_(list(codec.VERDICTS))).group_by(verdict)
        with self._reading() as connection:
            return {Verdict(word): count for word, count in connection.execute(query)}

    def failing(self, judgement: int, communes: Codes) -> dict[str, int]:
        """The findings that fail counted by rule."""
        f, rules = findings.c, self.rules(judgement)
        query = select(f.rule, func.count()).where(
            f.judgement == judgement, f.rule.in_(list(rules)), f.verdict == Verdict.FAIL.value
        )
        if communes is not None:
            query = query.where(f.device.in_(_devices_in(judgement, communes)))
        found: dict[str, int] = defaultdict(int)
        with self._reading() as connection:
            for number, count in connection.execute(query.group_by(f.rule)):
                found[rules[number]["rule"]] += count
        return found

    def counts(
        self, judgement: int, rule: str, communes: Codes, verdicts: Iterable[Verdict]
    ) -> list[RuleCount]:
        """One rule's findings with one of *verdicts* counted by commune."""
        columns = (judged_devices.c.commune, findings.c.verdict)
        query = self._of_rule(judgement, rule, communes, *columns, func.count(), by_commune=True)
        query = query.where(findings.c.verdict.in_([verdict.value for verdict in verdicts]))
        query = query.group_by(*columns)
        found: dict[str, dict[Verdict, int]] = defaultdict(dict)
        with self._reading() as connection:
            for commune, verdict, count in connection.execute(query).all():
                found[commune][codec.VERDICTS[verdict]] = count
        # most communes have one and the same count, and a dashboard keeps those of all rules
        same: dict[tuple[Any, ...], dict[Verdict, int]] = {}
        return [
            RuleCount(intern(commune), same.setdefault(tuple(counts.items()), counts))
            for commune, counts in sorted(found.items())
        ]

    def directory(self, run: str) -> list[Place]:
        """Every device of the run by commune and name."""
        c = run_devices.c
        query = select(c.device, c.kind, c.commune, c.address).where(c.run == run)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(c.commune, c.device)).all()
        return [Place(device, Kind(kind), commune, address) for device, kind, commune, address in rows]

    def verdicts(self, judgement: int, devices: Sequence[str]) -> dict[str, set[Verdict]]:
        """The verdicts that the findings on each of some *devices* have."""
        f, found = findings.c, defaultdict[str, set[Verdict]](set)
        with self._reading() as connection:
            named = judged.some_devices(connection, judgement, judged_devices.c.device.in_(list(devices)))
            query = select(f.device, f.verdict).where(f.judgement == judgement, f.device.in_(list(named)))
            for number, verdict in connection.execute(query.distinct()):
                found[named[number]["device"]].add(codec.VERDICTS[verdict])
        return found

    def levels(self, judgement: int) -> dict[str, Level]:
        """Every commune's level by its code."""
        c = judged_communes.c
        with self._reading() as connection:
            rows = connection.execute(select(c.code, c.level).where(c.judgement == judgement))
            return {code: Level(level) for code, level in rows}

    def asked(self, run: str, communes: Codes) -> AskedCount:
        """How far the run came, in *communes*."""
        d, o = run_devices.c, observations.c
        same = and_(o.run == d.run, o.device == d.device)
        query = (
            select(func.count(), func.count(o.device), func.count(o.failure))
            .select_from(run_devices.outerjoin(observations, same))
            .where(d.run == run)
        )
        if communes is not None:
            query = query.where(d.commune.in_(list(communes)))
        with self._reading() as connection:
            return AskedCount(*connection.execute(query).one())

    def _of_rule(
        self, judgement: int, rule: str, communes: Codes, *columns: Any, by_commune: bool = False
    ) -> Select[Any]:
        f, d = findings.c, judged_devices.c
        numbers = [number for number, known in self.rules(judgement).items() if known["rule"] == rule]
        query = select(*columns).where(f.judgement == judgement, f.rule.in_(numbers))
        if by_commune:
            same = and_(d.judgement == f.judgement, d.number == f.device)
            query = query.select_from(findings.join(judged_devices, same))
            return query if communes is None else query.where(d.commune.in_(list(communes)))
        return query if communes is None else query.where(f.device.in_(_devices_in(judgement, communes)))

    def _at(
        self,
        connection: Connection,
        judgement: int,
        positions: Sequence[int],
        known: judged.Known | None = None,
    ) -> list[Finding]:
        known = known or judged.Known(judgement, self.rules(judgement))
        parts = (positions[start : start + _AT_ONCE] for start in range(0, len(positions), _AT_ONCE))
        found = [each for part in parts for each in judged.at_positions(connection, known, part)]
        return [finding for _position, finding in sorted(found, key=lambda each: each[0])]


def _devices_in(judgement: int, communes: Collection[str]) -> Select[Any]:
    c = judged_devices.c
    return select(c.number).where(c.judgement == judgement, c.commune.in_(list(communes)))
