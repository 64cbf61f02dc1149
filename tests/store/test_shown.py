"""What pages of rules read of the store: counts, on both databases, of the reader's communes alone."""

import json
from collections.abc import Collection, Mapping

from sqlalchemy import select
from support.runs import START, assessment, finding, header, judgement, manifest

from auditor.model import CommuneAssessment, Finding, Level, Step, Verdict
from auditor.model.standing import Standing, standing
from auditor.model.summary import CommuneSummary
from auditor.store import Store
from auditor.store.schema import judgements
from auditor.store.shown import RuleCount

FAIL, UNKNOWN, PASS = Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS
OWN, OTHER = "03127", "03158"
SEEN = ((OWN, 1, FAIL), (OWN, 2, PASS), (OTHER, 1, FAIL), (OTHER, 2, FAIL), (OTHER, 3, UNKNOWN))


def keep(store: Store, *more: Finding) -> int:
    """A judged run of two communes, with *more* found; the number of its judgement."""
    found = [
        finding("a.rule", f"{code}-pc{n}", commune=code, observed=START, verdict=verdict)
        for code, n, verdict in SEEN
    ]
    found.append(finding("b.rule", f"{OTHER}-pc1", commune=OTHER, observed=START, verdict=FAIL))
    found += more
    store.save_header(header())
    store.save_manifest(header().id, manifest(2))
    store.save_judgement(header().id, judgement(found, communes=(assessment(OWN), assessment(OTHER))))
    return store.past.judged(header().id).number


def test_a_rule_is_counted_by_verdict_in_the_communes_that_are_asked_for(store: Store) -> None:
    of = keep(store)
    assert store.shown.totals(of, "a.rule", None) == {FAIL: 3, UNKNOWN: 1, PASS: 1}
    assert store.shown.totals(of, "a.rule", (OWN,)) == {FAIL: 1, PASS: 1}
    assert store.shown.totals(of, "no.rule", None) == {}


def test_a_rule_is_counted_by_commune_with_those_verdicts_alone(store: Store) -> None:
    of, wrong = keep(store), (FAIL, UNKNOWN)
    assert store.shown.counts(of, "a.rule", None, wrong) == [
        RuleCount(OWN, {FAIL: 1}),
        RuleCount(OTHER, {FAIL: 2, UNKNOWN: 1}),
    ]
    assert store.shown.counts(of, "a.rule", (OWN,), (PASS,)) == [RuleCount(OWN, {PASS: 1})]


def test_what_fails_is_counted_by_rule_in_the_communes_that_are_asked_for(store: Store) -> None:
    of = keep(store)
    assert store.shown.failing(of, None) == {"a.rule": 3, "b.rule": 1}
    assert store.shown.failing(of, (OWN,)) == {"a.rule": 1}
    assert store.shown.failing(of, ()) == {}


def test_of_a_commune_come_its_failures_what_is_asked_for_and_every_device_with_its_counts(
    store: Store,
) -> None:
    of = keep(store)
    wrong = store.shown.troubles(of, OTHER)
    assert [(each.rule, each.device, each.verdict) for each in wrong.findings] == [
        ("a.rule", f"{OTHER}-pc1", FAIL),
        ("a.rule", f"{OTHER}-pc2", FAIL),
        ("a.rule", f"{OTHER}-pc3", UNKNOWN),  # nothing fails there; one stands for the device
        ("b.rule", f"{OTHER}-pc1", FAIL),
    ]
    assert wrong.counts == {
        f"{OTHER}-pc1": {FAIL: 2},
        f"{OTHER}-pc2": {FAIL: 1},
        f"{OTHER}-pc3": {UNKNOWN: 1},
    }


def test_what_is_not_known_comes_where_it_is_asked_for_and_never_from_another_commune(store: Store) -> None:
    unknown = finding("c.rule", f"{OTHER}-pc1", commune=OTHER, observed=START, verdict=UNKNOWN)
    of = keep(store, unknown)
    assert unknown not in store.shown.troubles(of, OTHER).findings
    assert unknown in store.shown.troubles(of, OTHER, [unknown.id]).findings
    assert unknown not in store.shown.troubles(of, OWN, [unknown.id]).findings


def test_what_is_not_known_of_a_commune_itself_comes_with_it(store: Store) -> None:
    own = [
        finding(rule, f"commune-{OWN}", kind="commune", commune=OWN, observed=START, verdict=UNKNOWN)
        for rule in ("c.rule", "d.rule")
    ]
    of = keep(store, *own)
    assert [each for each in store.shown.troubles(of, OWN).findings if each.kind == "commune"] == own


def test_how_communes_stand_is_written_with_the_judgement_and_anew_with_summaries(store: Store) -> None:
    keep(store)
    of, communes = store.past.judged(header().id), {code: assessment(code) for code in (OWN, OTHER)}
    assert _written(store) == store.past.standings(of) == _standings(communes, (Step.RECEIVE, Step.SIGN))
    store.snapshot(header().id).save_summaries([CommuneSummary(OWN, measured=(Step.RECEIVE,))])
    assert _written(store) == store.past.standings(of) == _standings(communes, (Step.RECEIVE,))


def _standings(communes: Mapping[str, CommuneAssessment], steps: Collection[Step]) -> dict[str, Standing]:
    return {code: standing(each, steps) for code, each in communes.items()}


def _written(store: Store) -> dict[str, Standing]:
    """What stands in the column itself."""
    with store._engine.connect() as connection:
        document = connection.execute(select(judgements.c.standings)).scalar_one()
    return {code: Standing(Level(level), *rest) for code, (level, *rest) in json.loads(document).items()}
