"""What is told of several runs, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.runs import START, assessment, finding, header, judgement, manifest, observation

from auditor.errors import RunNotFound
from auditor.model import Level, Step, Verdict
from auditor.model.assets import Move
from auditor.model.summary import CommuneSummary
from auditor.store import Store

FIRST, SECOND = "20261121T013000Z-0001", "20261122T013000Z-0002"
PC1, PC2 = "pasc-03158-pc01", "pasc-03158-pc02"


def keep(
    store: Store, id: str, day: int, identity: str = "serial:1", digest: str = "d1", **more: object
) -> None:
    """A judged run: a finding in an earlier commune, and some of one that has a machine which answered."""
    start = START + timedelta(days=day)
    store.save_header(header(id, started=start, status="complete", **more))
    store.save_manifest(id, manifest(2))
    seen = observation(PC1, identity=identity)
    store.add_observations(id, [replace(seen, started=start, ended=start + timedelta(seconds=1))])
    found = [
        finding("a.rule", "pasc-03127-pc01", commune="03127", observed=None),
        finding("a.rule", PC1, observed=start, found="x" * 500),
        finding("b.rule", PC1, observed=start, verdict=Verdict.PASS),
        finding("a.rule", PC2, observed=None, verdict=Verdict.UNKNOWN),
    ]
    communes = (assessment("03127"), assessment("03158", Level.READY))
    store.save_judgement(id, judgement(found, digest, communes=communes, name=f"standard-{digest}"))


def test_marks_come_commune_by_commune_and_lead_to_whole_findings(store: Store) -> None:
    keep(store, FIRST, 0)
    past, of = store.past, store.past.judged(FIRST)
    told = dict(past.marks(of))
    assert list(told) == ["03127", "03158"]
    assert [(mark.device, mark.rule, mark.verdict) for mark in told["03158"]] == [
        (PC1, "a.rule", "fail"),
        (PC1, "b.rule", "pass"),
        (PC2, "a.rule", "unknown"),
    ]
    key = told["03158"][0].key
    assert past.findings(of, [key])[key].found == "x" * 500
    assert past.findings(of, []) == {}


def test_marks_can_be_those_of_some_devices_alone(store: Store) -> None:
    keep(store, FIRST, 0)
    of = store.past.judged(FIRST)
    assert [mark.device for _code, marks in store.past.marks(of, {PC2}) for mark in marks] == [PC2]


def test_a_judgement_is_named_by_run_and_standard(store: Store) -> None:
    for digest in ("d1", "e2"):
        keep(store, FIRST, 0, digest=digest)
    past = store.past
    assert past.judged("latest").standard_digest == "e2"
    assert past.judged("latest@standard-d1").standard_digest == "d1"
    assert past.judged(f"{FIRST[:9]}@d").standard_digest == "d1"
    for ref in ("latest@%", "latest@nothing", "nothing@d1"):
        with pytest.raises(RunNotFound):
            past.judged(ref)


def test_the_latest_runs_are_told_once_each_without_those_of_a_fix(store: Store) -> None:
    keep(store, FIRST, 0)
    keep(store, FIRST, 0, digest="e2")
    keep(store, SECOND, 1)
    keep(store, "20261123T013000Z-0003", 2, purpose="fix")
    past = store.past
    assert [each.header.id for each in past.latest()] == [SECOND, FIRST]
    assert [each.header.id for each in past.latest(1)] == [SECOND]
    assert [each.header.id for each in past.latest(before=past.judged(SECOND).header)] == [FIRST]
    assert [each.header.id for each in past.latest(purpose="fix")] == ["20261123T013000Z-0003"]


def test_the_machine_behind_a_name_is_the_one_that_answered_then(store: Store) -> None:
    keep(store, FIRST, 0, "serial:1")
    keep(store, SECOND, 1, "serial:2")
    keep(store, "20261123T013000Z-0003", 2, "serial:1")  # the time of serial:1 now spans both
    told = [
        {each.device: each.identity for each in store.past.asked(run)}
        for run in (FIRST, SECOND, "20261123T013000Z-0003")
    ]
    assert told == [{PC1: f"serial:{n}", PC2: ""} for n in (1, 2, 1)]


def test_a_commune_and_a_device_are_told_for_each_judgement_that_has_them(store: Store) -> None:
    keep(store, FIRST, 0)
    keep(store, SECOND, 1)
    past = store.past
    of = past.latest()
    assert [(point.judged.header.id, point.assessment.level) for point in past.commune("03158", of)] == [
        (SECOND, Level.READY),
        (FIRST, Level.READY),
    ]
    assert past.commune("99999", of) == []
    stands = past.device([PC1, "other"], of)
    assert [(each.judged.header.id, each.identity, list(each.failed)) for each in stands] == [
        (SECOND, "serial:1", ["a.rule"]),
        (FIRST, "serial:1", ["a.rule"]),
    ]
    assert stands[0].verdicts == {"a.rule": Verdict.FAIL, "b.rule": Verdict.PASS}


@pytest.mark.parametrize("words", [PC1, "1", "SERIAL:1", "serial:1"])
def test_a_machine_is_known_by_name_and_serial_number(words: str, store: Store) -> None:
    keep(store, FIRST, 0)
    assert [each.name for each in store.past.known(words)] == [PC1]
    assert store.past.known("%") == []
    assert (store.past.named(PC2), store.past.named("nobody")) == (True, False)


def test_every_move_is_told(store: Store) -> None:
    move = store.add_move(Move(PC1, "03158", "03160", "Lò", START, ""))
    assert store.past.moves() == (move,)


def test_the_steps_that_were_measured_are_those_of_the_summaries(store: Store) -> None:
    keep(store, FIRST, 0)
    of = store.past.judged(FIRST)
    assert store.past.steps(of) is None
    summaries = [
        CommuneSummary("03127", measured=(Step.SCAN,)),
        CommuneSummary("03158", measured=(Step.SIGN,)),
    ]
    store.snapshot(FIRST).save_summaries(summaries)
    assert store.past.steps(of) == {Step.SCAN, Step.SIGN}
