"""One judgement read commune by commune: with summaries, and without looking at what nobody asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, text
from support.runs import assessment, finding, header, judgement, manifest

from auditor.errors import JudgedAnew
from auditor.model import Finding, Manifest, Severity, Step, Verdict
from auditor.model.summary import Blind, Cause, CommuneSummary, Remedy, Shortage
from auditor.store import OpenedCommune, Snapshot, Store

RUN = header().id
LONG = [f"gói-{number}" for number in range(500)]


def found(commune: str, pc: int) -> list[Finding]:
    """Three rules on one PC: one stops it, one is not known, one is well."""
    name = f"pasc-{commune}-pc{pc:02}"
    return [
        finding("pc.packages", name, commune=commune, severity=Severity.BLOCKER, found=LONG),
        finding("pc.time.zone", name, commune=commune, verdict=Verdict.UNKNOWN, found=None, reason="silent"),
        finding("pc.disk.free", name, commune=commune, verdict=Verdict.PASS, found=41.5),
    ]


CODES = ("03158", "03159")
FOUND = {code: [*found(code, 1), *found(code, 2)] for code in CODES}
SUMMARIES = tuple(
    CommuneSummary(
        code,
        causes=(Cause("pc.packages", FOUND[code][0], (code,), 2, 3),),
        blind=(Blind("silent", 2, 0, (f"pasc-{code}-pc01", f"pasc-{code}-pc02"), (code,)),),
        shortages=(Shortage("pc", "", 2, Remedy.BUY), Shortage("printer", "", 1, Remedy.VISIT, ("prn",))),
        devices=2,
        measured=(Step.SCAN, Step.SIGN),
    )
    for code in CODES
)
WHOLE = judgement(
    [each for code in CODES for each in FOUND[code]],
    communes=tuple(assessment(code) for code in CODES),
    summaries=SUMMARIES,
)


@pytest.fixture
def run(store: Store) -> Store:
    """A store with one run of two communes, two PCs in each, judged and summed up."""
    known = [manifest(commune=code) for code in CODES]
    store.save_header(header())
    store.save_manifest(
        RUN,
        Manifest(
            {code: place for each in known for code, place in each.communes.items()},
            {id: device for each in known for id, device in each.devices.items()},
        ),
    )
    store.save_judgement(RUN, WHOLE)
    return store


def opened(snapshot: Snapshot, code: str) -> OpenedCommune:
    (one,) = snapshot.opened([code])
    return one


def test_summaries_come_back_with_their_examples_whole(run: Store) -> None:
    communes = run.snapshot(RUN).communes()
    assert [each.summary for each in communes] == list(SUMMARIES)
    assert [each.assessment for each in communes] == list(WHOLE.communes)
    assert [each.commune.code for each in communes] == list(CODES)


def test_a_commune_is_opened_with_its_own_findings_and_devices_alone(run: Store) -> None:
    one = opened(run.snapshot(RUN), "03159")
    assert list(one.findings) == FOUND["03159"]
    assert [device.id for device in one.devices] == ["pasc-03159-pc01", "pasc-03159-pc02"]
    assert (one.commune.name, one.assessment) == ("Mường Nhé", WHOLE.communes[1])


def test_a_judgement_that_comes_in_parts_is_the_same_as_one_that_comes_whole(run: Store) -> None:
    parts = (
        replace(WHOLE, findings=tuple(FOUND[code]), communes=(place,), summaries=(told,))
        for code, place, told in zip(CODES, WHOLE.communes, SUMMARIES, strict=True)
    )
    run.save_judgement(RUN, parts)
    assert run.judgement(RUN) == WHOLE
    assert [each.summary for each in run.snapshot(RUN).communes()] == list(SUMMARIES)


def test_a_judgement_that_was_replaced_is_not_mixed_with_the_one_in_its_place(run: Store) -> None:
    before = run.snapshot(RUN)
    run.save_judgement(RUN, replace(WHOLE, findings=(), summaries=()))
    for ask in (before.communes, lambda: opened(before, "03158"), lambda: before.save_summaries(SUMMARIES)):
        with pytest.raises(JudgedAnew, match="judged again"):
            ask()
    assert opened(run.snapshot(RUN), "03158").findings == ()


def test_whoever_is_reading_communes_reads_on_while_the_run_is_judged_again(run: Store) -> None:
    reading = run.snapshot(RUN).opened(CODES)
    first = next(reading)
    run.save_judgement(RUN, replace(WHOLE, findings=(), summaries=()))
    assert [list(first.findings), list(next(reading).findings)] == [FOUND[code] for code in CODES]
    assert list(reading) == []


def test_a_later_judgement_never_has_the_number_of_an_earlier(run: Store) -> None:
    first = run.snapshot(RUN).number
    run.save_judgement(RUN, WHOLE)
    assert run.snapshot(RUN).number > first


def test_judgements_by_two_standards_are_each_read_for_themselves(run: Store) -> None:
    run.save_judgement(RUN, replace(WHOLE, findings=(), standard_digest="d2", summaries=()))
    assert opened(run.snapshot(RUN), "03158").findings == ()
    assert list(opened(run.snapshot(RUN, "d1"), "03158").findings) == FOUND["03158"]


def test_summaries_that_an_earlier_auditor_did_not_make_are_added_later(run: Store) -> None:
    run.save_judgement(RUN, replace(WHOLE, summaries=()))
    _forget_ids(run)
    snapshot = run.snapshot(RUN)
    assert [each.summary for each in snapshot.communes()] == [None, None]
    snapshot.save_summaries(SUMMARIES)
    assert [each.summary for each in snapshot.communes()] == list(SUMMARIES)


def test_a_commune_without_an_assessment_is_there_and_says_so(run: Store) -> None:
    run.save_judgement(RUN, replace(WHOLE, communes=(), summaries=()))
    assert [(c.commune.code, c.assessment) for c in run.snapshot(RUN).communes()] == [
        ("03158", None),
        ("03159", None),
    ]
    assert opened(run.snapshot(RUN), "03159").assessment is None


def test_a_finding_is_found_by_its_id_and_so_are_two_that_share_one(run: Store) -> None:
    wanted = FOUND["03159"][1]
    number = run.snapshot(RUN).number
    assert run.shown.identified(number, [wanted.id]) == [wanted]
    assert run.shown.identified(number, [wanted.id.lower()]) == [wanted]
    assert run.shown.identified(number, ["F-00000000"]) == []
    assert run.shown.identified(number, ["' OR 1=1"]) == []


def test_nothing_that_a_page_asks_looks_at_all_findings(run: Store) -> None:
    snapshot, shown = run.snapshot(RUN), run.shown
    if run._engine.dialect.name != "sqlite":  # PostgreSQL plans by size, and reads a small table whole
        pytest.skip("plans are SQLite's")
    with asked(run) as plans:
        snapshot.communes()
        list(snapshot.opened(CODES))
        shown.of_device(snapshot.number, "pasc-03158-pc01")
        shown.identified(snapshot.number, [FOUND["03158"][0].id])
        shown.troubles(snapshot.number, CODES[0], [FOUND["03158"][1].id])
        for communes in (None, CODES[:1]):
            shown.of_rule(snapshot.number, "pc.packages", (Verdict.FAIL,), communes, 5)
            shown.counts(snapshot.number, "pc.packages", communes, (Verdict.PASS,))
            shown.totals(snapshot.number, "pc.packages", communes)
            shown.failing(snapshot.number, communes)
        shown.verdicts(snapshot.number, ["pasc-03158-pc01"])
        run.runs()
    looked = [line for line in plans if "findings" in line or "finding_ids" in line]
    assert len(looked) >= 6
    assert not [line for line in looked if "SCAN" in line or line.endswith("(judgement=?)")]


@contextmanager
def asked(store: Store) -> Iterator[list[str]]:
    """The steps by which SQLite answers every query that is made inside."""
    plans: list[str] = []

    def explain(connection, cursor, statement, parameters, *_more):
        if statement.startswith("SELECT"):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(str(row[3]) for row in rows)

    event.listen(store._engine, "before_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(store._engine, "before_cursor_execute", explain)


def _forget_ids(store: Store) -> None:
    with store._writing() as connection:
        connection.execute(text("DELETE FROM finding_ids"))
